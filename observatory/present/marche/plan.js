// A map drawn from lines: no tile, no request. Moved by a finger, brought nearer by two, or by keys.
const METRES = 111_195, STEP = 1e-5, NEAREST = 4, FARTHEST = 0.02, BUTTONS = [64, 122];

export class Plan {
  // `onTap({lat, lon}, stop)` is told what was touched; `stop` is the one under the finger, or null.
  constructor(canvas, walk, onTap) {
    Object.assign(this, {canvas, walk, onTap, me: null, pin: null, constats: [], fingers: new Map(), widths: new Map(), moved: false, drawing: false});
    const points = [...walk.trace.map(([lat, lon]) => ({lat, lon})), ...walk.arrets, ...walk.lat === null ? [] : [{lat: walk.lat, lon: walk.lon}]];
    this.lat0 = points.length ? points[0].lat : 0;
    this.lon0 = points.length ? points[0].lon : 0;
    this.east = METRES * Math.cos(this.lat0 * Math.PI / 180);
    this.points = points.map((one) => this.flat(one));
    const {fond} = walk;
    const opened = (lines) => lines.map((one) => this.unfold(one, fond));
    this.ground = {water: opened(fond.eau), parks: opened(fond.parcs), streets: opened(fond.voies)};
    this.route = walk.trace.map(([lat, lon]) => this.flat({lat, lon}));
    this.heard = new AbortController();
    const on = (name, what) => canvas.addEventListener(name, what, {signal: this.heard.signal});
    on('pointerdown', (event) => this.down(event));
    on('pointermove', (event) => this.move(event));
    for (const name of ['pointerup', 'pointercancel']) on(name, (event) => this.up(event, name));
    on('wheel', (event) => { event.preventDefault(); this.zoom(event.deltaY < 0 ? 1.25 : 0.8, event.offsetX, event.offsetY); });
    on('keydown', (event) => this.key(event));
    this.sight = new ResizeObserver(() => { if (!this.scale) this.fit(); else this.draw(); });
    this.sight.observe(canvas);
    this.dark = matchMedia('(prefers-color-scheme: dark)');
    this.dark.addEventListener('change', () => this.draw(), {signal: this.heard.signal});
  }
  stop() { this.heard.abort(); this.sight.disconnect(); }

  // Metres to the east and to the south of the first point.
  flat({lat, lon}) { return [(lon - this.lon0) * this.east, (this.lat0 - lat) * METRES]; }
  unfold(line, fond) {
    const path = new Array(line.length / 2);
    let lat = 0, lon = 0;
    for (let i = 0; i < path.length; i++) {
      lat += line[2 * i];
      lon += line[2 * i + 1];
      path[i] = this.flat({lat: fond.lat + lat * STEP, lon: fond.lon + lon * STEP});
    }
    return path;
  }
  at(x, y) { return {lat: this.lat0 - ((y - this.height / 2) / this.scale + this.y) / METRES, lon: this.lon0 + ((x - this.width / 2) / this.scale + this.x) / this.east}; }
  seen([x, y]) { return [(x - this.x) * this.scale + this.width / 2, (y - this.y) * this.scale + this.height / 2]; }
  get width() { return this.canvas.clientWidth; }
  get height() { return this.canvas.clientHeight; }

  fit() {
    if (!this.width || !this.height) return;
    const xs = this.points.map(([x]) => x), ys = this.points.map(([, y]) => y), least = 120;
    const [w, e, n, s] = xs.length ? [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)] : [0, 0, 0, 0];
    Object.assign(this, {x: (w + e) / 2, y: (n + s) / 2, scale: Math.min(NEAREST, Math.min((this.width - 48) / Math.max(e - w, least), (this.height - 64) / Math.max(s - n, least)))});
    this.draw();
  }
  centre(place, scale = this.scale) { [this.x, this.y] = this.flat(place); this.scale = Math.min(NEAREST, Math.max(FARTHEST, scale)); this.draw(); }
  zoom(by, x = this.width / 2, y = this.height / 2) {
    const scale = Math.min(NEAREST, Math.max(FARTHEST, this.scale * by)), dx = x - this.width / 2, dy = y - this.height / 2;
    this.x += dx / this.scale - dx / scale;
    this.y += dy / this.scale - dy / scale;
    this.scale = scale;
    this.draw();
  }
  key(event) {
    const step = {ArrowLeft: [-60, 0], ArrowRight: [60, 0], ArrowUp: [0, -60], ArrowDown: [0, 60]}[event.key];
    if (step) { this.x += step[0] / this.scale; this.y += step[1] / this.scale; this.draw(); }
    else if (event.key === '+') this.zoom(1.4);
    else if (event.key === '-') this.zoom(1 / 1.4);
    else if (event.key === 'Enter' || event.key === ' ') this.onTap?.(this.at(this.width / 2, this.height / 2), null);
    else return;
    event.preventDefault();
  }

  down(event) {
    this.canvas.setPointerCapture(event.pointerId);
    if (!this.fingers.size) this.moved = false;
    this.fingers.set(event.pointerId, [event.offsetX, event.offsetY]);
  }
  move(event) {
    const before = this.fingers.get(event.pointerId);
    if (!before) return;
    const now = [event.offsetX, event.offsetY], others = [...this.fingers].filter(([id]) => id !== event.pointerId).map(([, at]) => at);
    if (!this.moved && Math.hypot(now[0] - before[0], now[1] - before[1]) < 6 && !others.length) return;
    this.moved = true;
    this.fingers.set(event.pointerId, now);
    if (others.length === 1) {
      const [other] = others, far = (a) => Math.max(20, Math.hypot(a[0] - other[0], a[1] - other[1]));
      this.zoom(far(now) / far(before), (now[0] + other[0]) / 2, (now[1] + other[1]) / 2);
    } else if (!others.length) {
      this.x -= (now[0] - before[0]) / this.scale;
      this.y -= (now[1] - before[1]) / this.scale;
      this.draw();
    }
  }
  up(event, name) {
    const known = this.fingers.delete(event.pointerId);
    if (!known || this.moved || name !== 'pointerup' || this.fingers.size) return;
    const near = this.walk.arrets.find((one) => { const [x, y] = this.seen(this.flat(one)); return Math.hypot(x - event.offsetX, y - event.offsetY) < 24; });
    this.onTap?.(this.at(event.offsetX, event.offsetY), near || null);
  }

  draw() {
    if (this.drawing) return;
    this.drawing = true;
    requestAnimationFrame(() => { this.drawing = false; this.paint(); });
  }
  paint() {
    if (!this.width || !this.scale) return;
    const {canvas} = this, dots = devicePixelRatio || 1, pen = canvas.getContext('2d');
    if (canvas.width !== Math.round(this.width * dots)) canvas.width = Math.round(this.width * dots);
    if (canvas.height !== Math.round(this.height * dots)) canvas.height = Math.round(this.height * dots);
    const style = getComputedStyle(canvas), colour = (name) => style.getPropertyValue('--' + name).trim();
    pen.setTransform(dots, 0, 0, dots, 0, 0);
    pen.fillStyle = colour('sol');
    pen.fillRect(0, 0, this.width, this.height);
    pen.lineJoin = pen.lineCap = 'round';
    this.area(pen, this.ground.parks, colour('parc'));
    this.area(pen, this.ground.water, colour('eau'));
    const wide = Math.min(9, Math.max(1.2, 6 * this.scale));
    this.line(pen, this.ground.streets, colour('rue-bord'), wide + 1.5);
    this.line(pen, this.ground.streets, colour('rue'), wide);
    this.line(pen, [this.route], colour('carte'), 8);
    this.line(pen, [this.route], colour('accent'), 4.5);
    this.names(pen, colour('encre'), colour('sol'));
    this.marks(pen, colour);
    this.measure(pen, colour('encre'), colour('sol'));
  }
  trace(pen, path) { path.forEach((one, i) => { const [x, y] = this.seen(one); if (i) pen.lineTo(x, y); else pen.moveTo(x, y); }); }
  area(pen, rings, colour) {
    pen.beginPath();
    for (const ring of rings) { this.trace(pen, ring); pen.closePath(); }
    pen.fillStyle = colour;
    pen.fill('evenodd');
  }
  line(pen, lines, colour, width) {
    pen.beginPath();
    for (const path of lines) this.trace(pen, path);
    pen.strokeStyle = colour;
    pen.lineWidth = width;
    pen.stroke();
  }
  // The pieces of streets that bear a name, the longest first, each with how far its whole street reaches.
  named() {
    const far = ([x, y], [u, v]) => Math.hypot(u - x, v - y), reach = new Map(), found = [];
    this.ground.streets.forEach((path, i) => {
      const name = this.walk.fond.noms[i];
      if (!name) return;
      const xs = path.map(([x]) => x), ys = path.map(([, y]) => y), box = reach.get(name) || [Infinity, -Infinity, Infinity, -Infinity];
      reach.set(name, [Math.min(box[0], ...xs), Math.max(box[1], ...xs), Math.min(box[2], ...ys), Math.max(box[3], ...ys)]);
      found.push({name, path, long: far(path[0], path[path.length - 1])});
    });
    for (const one of found) { const [w, e, n, s] = reach.get(one.name); one.reach = Math.hypot(e - w, s - n); }
    return found.sort((one, other) => other.long - one.long);
  }
  // Names along streets that are long enough on the screen; one that would lie on another is left out.
  names(pen, ink, halo) {
    if (this.scale < 0.45) return;
    pen.font = '600 12px system-ui, sans-serif';
    pen.textAlign = 'center';
    pen.textBaseline = 'middle';
    this.labels ??= this.named();
    const taken = [], told = new Set();
    for (const {name, path, long, reach} of this.labels) {
      if (told.has(name)) continue;
      const middle = path.length >> 1, a = this.seen(path[middle - 1] || path[0]), b = this.seen(path[middle]), x = (a[0] + b[0]) / 2, y = (a[1] + b[1]) / 2;
      if (x < 0 || y < 0 || x > this.width || y > this.height) continue;
      const width = this.widths.get(name) ?? pen.measureText(name).width;
      this.widths.set(name, width);
      const first = this.seen(path[0]), last = this.seen(path[path.length - 1]), slope = Math.atan2(last[1] - first[1], last[0] - first[0]);
      const angle = slope > Math.PI / 2 ? slope - Math.PI : slope < -Math.PI / 2 ? slope + Math.PI : slope, dx = Math.abs(Math.cos(angle)) * width / 2, dy = Math.abs(Math.sin(angle)) * width / 2;
      if (x < dx || y < dy || x > this.width - dx || y > this.height - dy - 10 || x + dx > this.width - BUTTONS[0] && y - dy < BUTTONS[1]) continue;
      if (reach * this.scale < width * 0.8 || long * this.scale < width * 0.4 || taken.some((one) => Math.hypot(one[0] - x, one[1] - y) < (one[2] + width) / 2.6)) continue;
      taken.push([x, y, width]);
      told.add(name);
      pen.save();
      pen.translate(x, y);
      pen.rotate(angle);
      pen.lineWidth = 3;
      pen.strokeStyle = halo;
      pen.strokeText(name, 0, 0);
      pen.fillStyle = ink;
      pen.fillText(name, 0, 0);
      pen.restore();
    }
  }
  marks(pen, colour) {
    const {walk} = this;
    for (const one of this.constats) this.sign(pen, one, one.positif ? '＋' : '!', colour(one.positif ? 'vert' : 'rouge'), colour('carte'), 9, true);
    if (walk.lat !== null) this.sign(pen, {lat: walk.lat, lon: walk.lon}, 'R', colour('encre'), colour('papier'), 12, true);
    if (this.me) {
      const [x, y] = this.seen(this.flat(this.me)), far = Math.max(20, this.me.precision * this.scale);
      pen.beginPath();
      pen.arc(x, y, far, 0, 7);
      pen.fillStyle = colour('moi') + '33';
      pen.fill();
      pen.lineWidth = 1.5;
      pen.strokeStyle = colour('moi');
      pen.stroke();
      pen.beginPath();
      pen.arc(x, y, 7, 0, 7);
      pen.fillStyle = colour('moi');
      pen.fill();
      pen.lineWidth = 2.5;
      pen.strokeStyle = '#fff';
      pen.stroke();
    }
    for (const one of walk.arrets) this.sign(pen, one, String(one.rang), colour('accent'), colour('sur-accent'), 14, false);
    if (this.pin) {
      const [x, y] = this.seen(this.flat(this.pin));
      pen.beginPath();
      pen.moveTo(x, y);
      pen.lineTo(x - 11, y - 22);
      pen.arc(x, y - 26, 12, Math.PI - 0.4, 0.4);
      pen.closePath();
      pen.fillStyle = colour('rouge');
      pen.fill();
      pen.lineWidth = 2;
      pen.strokeStyle = colour('carte');
      pen.stroke();
    }
  }
  sign(pen, place, text, fill, ink, size, square) {
    const [x, y] = this.seen(this.flat(place));
    pen.beginPath();
    if (square) pen.roundRect(x - size, y - size, 2 * size, 2 * size, 4); else pen.arc(x, y, size, 0, 7);
    pen.fillStyle = fill;
    pen.fill();
    pen.lineWidth = 2;
    pen.strokeStyle = ink;
    pen.stroke();
    pen.fillStyle = ink;
    pen.font = '700 ' + (size + 2) + 'px system-ui, sans-serif';
    pen.textAlign = 'center';
    pen.textBaseline = 'middle';
    pen.fillText(text, x, y + 0.5);
  }
  // A scale bar of a round length.
  measure(pen, ink, halo) {
    const metres = [10, 20, 50, 100, 200, 500, 1000, 2000].find((one) => one * this.scale > 50) || 5000, y = this.height - 12;
    for (const [colour, width] of [[halo, 5], [ink, 2]]) {
      pen.strokeStyle = colour;
      pen.lineWidth = width;
      pen.beginPath();
      pen.moveTo(12, y - 5);
      pen.lineTo(12, y);
      pen.lineTo(12 + metres * this.scale, y);
      pen.lineTo(12 + metres * this.scale, y - 5);
      pen.stroke();
    }
    pen.font = '600 12px system-ui, sans-serif';
    pen.textAlign = 'left';
    pen.textBaseline = 'bottom';
    const said = metres < 1000 ? metres + ' m' : metres / 1000 + ' km';
    pen.lineWidth = 3;
    pen.strokeStyle = halo;
    pen.strokeText(said, 18, y - 5);
    pen.fillStyle = ink;
    pen.fillText(said, 18, y - 5);
  }
}
