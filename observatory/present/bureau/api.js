// Calls of the desk's operations. A refusal bears the French sentence to show; the network's failure is its own class.
export class Refused extends Error {
  constructor(message, status) { super(message); this.status = status; }
}
export class Offline extends Error {}

export async function call(name, args = {}, options = {}) {
  let answer;
  try {
    answer = await fetch('/bureau/api/' + name, {
      method: 'POST', credentials: 'same-origin', signal: options.signal, keepalive: options.keepalive || false,
      headers: {'Content-Type': 'application/json', 'X-Observatoire': 'bureau'}, body: JSON.stringify(args),
    });
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    throw new Offline("Le réseau ou l'office ne répond pas.");
  }
  if (answer.status === 502 || answer.status === 503 || answer.status === 504) {
    const told = await answer.json().catch(() => ({}));
    throw told.message ? new Refused(told.message, answer.status) : new Offline("L'office redémarre.");
  }
  if (!answer.ok) {
    const told = await answer.json().catch(() => ({message: 'Réponse illisible de l\'office (' + answer.status + ').'}));
    throw new Refused(told.message, answer.status);
  }
  return answer.json();
}

// Addresses, as any client of the Base Adresse Nationale's API asks for them.
export async function addresses(text, near, signal) {
  const asked = new URLSearchParams({q: text.slice(0, 200), limit: 6, autocomplete: 1});
  if (near) { asked.set('lat', near.lat); asked.set('lon', near.lon); }
  return (await read('/geocodage/search?' + asked, signal)).features;
}

export async function addressAt(lat, lon) {
  return (await read('/geocodage/reverse?' + new URLSearchParams({lat, lon, limit: 1}))).features[0];
}

async function read(path, signal) {
  let answer;
  try {
    answer = await fetch(path, {credentials: 'same-origin', signal});
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    throw new Offline("Le réseau ou l'office ne répond pas.");
  }
  const told = await answer.json().catch(() => ({message: 'Réponse illisible du géocodeur.'}));
  if (!answer.ok) throw new Refused(told.message, answer.status);
  return told;
}

// Runs only the last of several calls that follow one another closely.
export function later(milliseconds, work) {
  let timer = null;
  const run = (...args) => { clearTimeout(timer); timer = setTimeout(() => work(...args), milliseconds); };
  run.cancel = () => clearTimeout(timer);
  return run;
}
