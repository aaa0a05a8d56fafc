// The call desk in its page: the office itself serves the scripts, and they speak to the office.
export default function ({ parentElement }) {
  const box = parentElement.querySelector(".porte");
  box.desk ??= import(new URL("/bureau/fichiers/bureau.js", window.location.origin).href).then((module) => module.mount(box)).catch((error) => {
    box.textContent = "Le bureau ne peut pas être chargé : rechargez la page. " + error.message;
    box.desk = null;
  });
  return () => { if (!box.isConnected) box.desk?.then?.((desk) => desk?.stop()); };
}
