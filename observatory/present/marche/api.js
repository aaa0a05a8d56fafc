// Calls of the page, and what the queue sends: all by the link, without any account.
export class Refused extends Error {
  constructor(message, status) { super(message); this.status = status; }
}
export class Offline extends Error {}

const TIMEOUT = 20_000, TIMEOUT_PHOTO = 60_000;
export const TOKEN = location.pathname.split('/')[2] || '';

async function post(name, args, wait = TIMEOUT) {
  const answer = await fetch('/marche/' + TOKEN + '/api/' + name, {
    method: 'POST', credentials: 'omit', redirect: 'error', referrerPolicy: 'no-referrer', signal: AbortSignal.timeout(wait),
    headers: {'Content-Type': 'application/json', 'X-Observatoire': 'marche'}, body: JSON.stringify(args),
  });
  return {status: answer.status, body: await answer.json().catch(() => ({}))};
}

export const send = (item, piece) => item.operation === 'photo'
  ? post('photo', {cle: item.cle, ...item.args, constat_cle: item.apres, contenu: base64(piece)}, TIMEOUT_PHOTO)
  : post(item.operation, {cle: item.cle, ...item.args});

export async function open() {
  let answer;
  try { answer = await post('open', {}); } catch { throw new Offline('Le réseau ou l\'office ne répond pas.'); }
  if (answer.status >= 500 || answer.status === 429) throw new Offline(answer.body.message || 'L\'office ne répond pas.');
  if (answer.status >= 400) throw new Refused(answer.body.message || 'Réponse illisible de l\'office (' + answer.status + ').', answer.status);
  return answer.body;
}

export function base64(buffer) {
  const bytes = new Uint8Array(buffer), parts = [];
  for (let at = 0; at < bytes.length; at += 0x8000) parts.push(String.fromCharCode(...bytes.subarray(at, at + 0x8000)));
  return btoa(parts.join(''));
}
