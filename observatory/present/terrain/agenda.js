// An appointment as any calendar reads it (RFC 5545), without anything of a caller.
const stamp = (date) => date.toISOString().replace(/[-:]|\.\d+/g, '');
const escaped = (text) => text.replace(/[\\;,]/g, '\\$&').replace(/\r?\n/g, '\\n');
const HOUR = 3_600_000;

// A line of more than 75 bytes goes on after a break and a space.
function folded(line) {
  const coder = new TextEncoder(), parts = [];
  let part = '';
  for (const sign of line) {
    if (coder.encode(part + sign).length > 73) { parts.push(part); part = ''; }
    part += sign;
  }
  return [...parts, part].join('\r\n ');
}

export function calendar(mediation, appointment, now = new Date()) {
  const start = new Date(appointment.le);
  return ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Observatoire de la tranquillite//Terrain//FR', 'BEGIN:VEVENT',
    'UID:rendez-vous-' + appointment.ident + '@' + location.hostname, 'DTSTAMP:' + stamp(now), 'DTSTART:' + stamp(start), 'DTEND:' + stamp(new Date(start.getTime() + HOUR)),
    'SUMMARY:' + escaped('Médiation ' + mediation.reference), 'LOCATION:' + escaped(appointment.lieu + ', ' + mediation.rue), 'END:VEVENT', 'END:VCALENDAR']
    .map(folded).join('\r\n') + '\r\n';
}

export function saveFile(name, text) {
  const address = URL.createObjectURL(new Blob([text], {type: 'text/calendar'}));
  const link = Object.assign(document.createElement('a'), {href: address, download: name});
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
