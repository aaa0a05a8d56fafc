// The browser's own database: what must outlive a reload, a closed tab, a flat battery.
export function openBase(name, stores) {
  return new Promise((done, fail) => {
    const asked = indexedDB.open(name, 1);
    asked.onupgradeneeded = () => {
      for (const [store, options] of Object.entries(stores)) asked.result.createObjectStore(store, options);
    };
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => fail(asked.error);
    asked.onblocked = () => fail(new Error('Fermez les autres onglets de cette page, puis rechargez-la.'));
  });
}

// Runs work on a store in one transaction that is on the disk when the promise holds; gives what the work's request gave.
export function within(base, store, mode, work) {
  return new Promise((done, fail) => {
    const transaction = base.transaction(store, mode, {durability: 'strict'});
    const asked = work(transaction.objectStore(store));
    transaction.oncomplete = () => done(asked?.result);
    transaction.onerror = transaction.onabort = () => fail(transaction.error || asked?.error);
  });
}
