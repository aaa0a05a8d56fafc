// Calls of the page's operations, and what the queue sends.
export class Refused extends Error {
  constructor(message, status) { super(message); this.status = status; }
}
export class Offline extends Error {}

const TIMEOUT = 20_000;
let speaker = '';

// From now on calls are those of this account: where another has logged in since, the office answers as to a stranger.
export const speakAs = (account) => { speaker = account; };

// The status and the JSON of an answer; throws where nothing answers.
async function post(name, args, account) {
  const headers = {'Content-Type': 'application/json', 'X-Observatoire': 'terrain'};
  if (account) headers['X-Observatoire-Compte'] = encodeURIComponent(account);
  const answer = await fetch('/terrain/api/' + name, {
    method: 'POST', credentials: 'same-origin', redirect: 'manual', headers, body: JSON.stringify(args), signal: AbortSignal.timeout(TIMEOUT),
  });
  if (answer.type === 'opaqueredirect') return {status: 401, body: {}};
  return {status: answer.status, body: await answer.json().catch(() => ({}))};
}

export const send = (item) => post(item.operation, {cle: item.cle, ...item.args}, item.compte);

export async function call(name, args = {}) {
  let answer;
  try { answer = await post(name, args, speaker); } catch { throw new Offline('Le réseau ou l\'office ne répond pas.'); }
  if (answer.status >= 500) throw new Offline(answer.body.message || 'L\'office ne répond pas.');
  if (answer.status >= 400) throw new Refused(answer.body.message || 'Réponse illisible de l\'office (' + answer.status + ').', answer.status);
  return answer.body;
}

// Streets near a position, or that a text may mean, as any client of the Base Adresse Nationale's API asks for them.
export async function streets({text = '', at = null}) {
  const asked = new URLSearchParams({limit: 5, type: 'street'});
  if (at) { asked.set('lat', at.lat); asked.set('lon', at.lon); }
  if (text) { asked.set('q', text.slice(0, 100)); asked.set('autocomplete', 1); }
  let answer;
  try { answer = await fetch('/geocodage/' + (text ? 'search' : 'reverse') + '?' + asked, {credentials: 'same-origin', redirect: 'manual', signal: AbortSignal.timeout(TIMEOUT)}); }
  catch { throw new Offline('Le réseau ou l\'office ne répond pas.'); }
  if (!answer.ok) throw new Refused('La recherche de rues ne répond pas : choisissez un lieu connu.', answer.status);
  const {features} = await answer.json();
  return features.map(({properties: p, geometry}) => ({nom: p.name || p.label, lat: geometry.coordinates[1], lon: geometry.coordinates[0], distance: p.distance}));
}
