// The script inside the frame of a map: draws on the map that folium made, and talks to the page around it.
// The base layer and the view stay; only hexagons and outlines are replaced, through observatory.show(layers).
function observatoryMap(map, s) {
  const remember = 'observatory:' + s.key, p = s.palette;
  const tell = (what) => { if (window.parent !== window) window.parent.postMessage({type: s.message, ...what}, '*'); };
  const panes = [['ground', 200], ['cells', 410], ['streets', 415], ['lines', 420], ['names', 430]];
  for (const [name, z] of panes) map.createPane(name).style.zIndex = z;
  for (const name of ['ground', 'streets', 'lines', 'names']) map.getPane(name).style.pointerEvents = 'none';
  L.control.zoom({zoomInTitle: 'Agrandir', zoomOutTitle: 'Réduire'}).addTo(map);
  L.control.scale({imperial: false}).addTo(map);
  const corner = L.control.attribution({prefix: s.attribution}).addTo(map);
  const box = map.getContainer();
  box.addEventListener('pointerdown', () => box.classList.add('by-pointer'), true);
  box.addEventListener('keydown', () => box.classList.remove('by-pointer'), true);

  // The base layer: commune, water and parks under the hexagons, streets over them.
  let streets = null;
  const streetWeight = () => { const z = map.getZoom(); return z < 13 ? 0.35 : z < 14.5 ? 0.6 : z < 16 ? 1.2 : 2.4; };
  const streetStyle = () => ({color: p.street, weight: streetWeight(), opacity: p.streetOpacity});
  const groundStyle = (f) => ({
    eau: {stroke: false, fillColor: p.water, fillOpacity: 1},
    parc: {stroke: false, fillColor: p.park, fillOpacity: 1},
    commune: {weight: 1, color: p.street, opacity: 0.5, fillColor: p.commune, fillOpacity: 1},
  })[f.properties.genre];
  const under = L.canvas({pane: 'ground', padding: 0.5}), over = L.canvas({pane: 'streets', padding: 0.5});
  function drawBase(base) {
    const isStreet = (f) => f.properties.genre === 'voie';
    L.geoJSON(base, {filter: (f) => !isStreet(f), renderer: under, pane: 'ground', interactive: false,
      style: groundStyle}).addTo(map);
    streets = L.geoJSON(base, {filter: isStreet, renderer: over, pane: 'streets', interactive: false,
      style: streetStyle}).addTo(map);
    writeStreets();
  }

  // Names: of territories, then of streets where there is room for them.
  const names = L.layerGroup().addTo(map), streetNames = L.layerGroup().addTo(map);
  let territories = [], taken = [];
  const free = (box) => !taken.some((b) => box[0] < b[2] && b[0] < box[2] && box[1] < b[3] && b[1] < box[3]);
  function write(group, at, text, kind, turn, width) {
    const q = map.latLngToContainerPoint(at), angle = turn * Math.PI / 180;
    const w = Math.max(9, Math.abs(Math.cos(angle)) * width / 2), h = Math.max(9, Math.abs(Math.sin(angle)) * width / 2);
    const box = [q.x - w, q.y - h, q.x + w, q.y + h];
    if (!free(box)) return;
    taken.push(box);
    const span = document.createElement('span');
    span.textContent = text;
    span.style.transform = `translate(-50%,-50%) rotate(${turn}deg)`;
    const icon = L.divIcon({className: 'obs-name obs-' + kind, html: span, iconSize: null});
    L.marker(at, {icon: icon, pane: 'names', interactive: false, keyboard: false}).addTo(group);
  }
  function writeNames() {
    names.clearLayers(); taken = [];
    const view = map.getBounds().pad(0.05);
    for (const [text, at, kind] of territories)
      if (view.contains(at)) write(names, at, text, kind, 0, text.length * 7);
    writeStreets();
  }
  function writeStreets() {
    streetNames.clearLayers();
    if (!streets || map.getZoom() < 16) return;
    const view = map.getBounds(), written = {};
    const screen = L.bounds([0, 0], map.getSize()).pad(-0.02);
    streets.eachLayer((line) => {
      const text = line.feature.properties.nom;
      if (!text || (written[text] || 0) > 1 || !view.intersects(line.getBounds())) return;
      let best = null, long = text.length * 4.5;
      for (const [from, to] of segments(line.getLatLngs())) {
        const seen = L.LineUtil.clipSegment(from, to, screen);
        if (seen && seen[0].distanceTo(seen[1]) > long) { long = seen[0].distanceTo(seen[1]); best = seen; }
      }
      if (!best) return;
      const [a, b] = best[0].x <= best[1].x ? best : [best[1], best[0]];
      const turn = Math.atan2(b.y - a.y, b.x - a.x) * 180 / Math.PI;
      write(streetNames, map.containerPointToLatLng(a.add(b).divideBy(2)), text, 'street', turn, text.length * 5);
      written[text] = (written[text] || 0) + 1;
    });
  }
  const segments = (line) => { // on the screen; bends under four pixels are straight
    if (Array.isArray(line[0])) return line.flatMap(segments);
    const points = L.LineUtil.simplify(line.map((point) => map.latLngToContainerPoint(point)), 4);
    return points.slice(1).map((point, i) => [points[i], point]); };

  // Hexagons and outlines.
  const canvas = L.canvas({pane: 'cells', padding: 0.5}), svg = L.svg({pane: 'lines'}), filled = L.svg({pane: 'cells'});
  const french = new Intl.NumberFormat('fr-FR');
  let drawn = L.layerGroup(), outlines = L.layerGroup(), chosen = null, byName = {};
  const ringOf = (steps) => { // first vertex, then steps, in millionths of a degree
    const ring = []; let lat = 0, lon = 0;
    for (let i = 0; i < steps.length; i += 2) {
      lat += steps[i]; lon += steps[i + 1]; ring.push([lat / 1e6, lon / 1e6]); }
    return ring; };
  function choose(ring) {
    if (chosen) chosen.remove();
    chosen = ring && L.layerGroup([
      L.polygon(ring, {renderer: svg, pane: 'lines', interactive: false, fill: false, weight: 5, color: p.panel}),
      L.polygon(ring, {renderer: svg, pane: 'lines', interactive: false, fill: false, weight: 2.5, color: p.chosen}),
    ]).addTo(map);
  }

  // What somebody wrote, for a bubble: as text, whatever it holds.
  const plainly = (text) => Object.assign(document.createElement('span'), {textContent: text});

  // Places found by a search, numbered in their order; the chosen one with the radius in which it is expected.
  let places = L.layerGroup(), looked = null;
  function showPlaces(found, asked) {
    places.remove();
    const cross = L.divIcon({className: 'obs-asked', html: '✕', iconSize: [22, 22]});
    const from = asked ? [L.marker(asked, {icon: cross, interactive: false, keyboard: false})] : [];
    places = L.layerGroup(from.concat(found.flatMap(([lat, lon, label, radius, isChosen], i) => {
      const span = document.createElement('span');
      span.textContent = i + 1;
      const icon = L.divIcon({className: 'obs-place' + (isChosen ? ' obs-chosen' : ''), html: span, iconSize: [26, 26]});
      const marker = L.marker([lat, lon], {icon: icon, alt: label, zIndexOffset: isChosen ? 1000 : -i})
        .bindTooltip(plainly(label), {direction: 'top', offset: [0, -12]}).on('click', () => tell({place: i}));
      return isChosen ? [L.circle([lat, lon], {radius: radius, renderer: svg, pane: 'lines', interactive: false,
        color: p.chosen, weight: 1.5, fillColor: p.chosen, fillOpacity: 0.12}), marker] : [marker];
    }))).addTo(map);
  }

  // Areas: filled shapes in classes, each with a word; hatched where the class is that nobody can tell.
  let areas = L.layerGroup();
  function showAreas(found) {
    areas.remove();
    if (!found.length) return;
    if (!document.getElementById('obs-hatch')) document.body.insertAdjacentHTML('beforeend',
      '<svg width="0" height="0" style="position:absolute" aria-hidden="true"><defs><pattern id="obs-hatch" width="7" ' +
      'height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><line x1="0" y1="0" x2="0" y2="7" ' +
      `stroke="${p.text}" stroke-opacity="0.55" stroke-width="2.4"/></pattern></defs></svg>`);
    areas = L.layerGroup(found.map(([geometry, colour, label]) => L.geoJSON(geometry, {renderer: filled, pane: 'cells',
      style: {weight: 0.8, color: p.commune, opacity: 0.7, fillColor: colour || 'url(#obs-hatch)',
        fillOpacity: colour ? s.opacity : 1}})
      .bindTooltip(label, {sticky: true, direction: 'top', offset: [0, -6]}))).addTo(map);
  }

  // Observations d'ambiance: one symbol for each cell and bearing, side by side where a cell has several.
  let marks = L.layerGroup();
  const SIDE = {favorable: 12, neutre: 0, genante: -12};
  function showMarks(found, inks) {
    marks.remove();
    marks = L.layerGroup(found.map(([lat, lon, bearing, n, label]) => {
      const span = document.createElement('span'), text = document.createElement('b');
      text.textContent = n > 1 ? n : '';
      span.style.background = inks[bearing];
      span.append(text);
      const icon = L.divIcon({className: 'obs-mark obs-mark-' + bearing, html: span, iconSize: [19, 19], iconAnchor: [9.5 + SIDE[bearing], 9.5]});
      return L.marker([lat, lon], {icon: icon, alt: label, keyboard: false, zIndexOffset: 500})
        .bindTooltip(plainly(label), {direction: 'top', offset: [-SIDE[bearing], -10]});
    })).addTo(map);
  }
  function look(at) { // goes there once: what the user does with the view afterwards stays
    if (!at || looked === JSON.stringify(at)) return;
    looked = JSON.stringify(at);
    map.fitBounds(at, {maxZoom: 17.5, padding: [30, 30], animate: false});
  }

  const linesOf = (text) => { // a text of several lines, as text
    const box = document.createElement('div');
    for (const line of text.split('\n')) box.appendChild(document.createElement('div')).textContent = line;
    return box; };
  function show(layers) {
    const before = drawn; byName = {};
    const plain = (k) => ({fillColor: k < 0 ? p.commune : layers.colours[k], fillOpacity: k < 0 ? 0.05 : s.opacity});
    const styled = (k) => k < 0 ? plain(k) : layers.styles[k];
    const shapes = layers.hexagons.map(([cell, k, n, steps]) => {
      const shape = L.polygon(ringOf(steps), {renderer: canvas, pane: 'cells', weight: 0.8, color: p.commune,
        opacity: 0.6, ...(layers.styles ? styled(k) : plain(k))});
      shape.cell = cell; shape.n = n; byName[cell] = shape;
      return shape; });
    drawn = L.featureGroup(shapes)
      .bindTooltip((shape) => layers.styles ? linesOf(shape.n)
        : `${french.format(shape.n)} ${layers.words[shape.n < 2 ? 0 : 1]}`,
        {sticky: true, direction: 'top', offset: [0, -6]})
      .on('click', (event) => { choose(event.layer.getLatLngs()); tell({cell: event.layer.cell}); });
    before.remove(); drawn.addTo(map);
    outlines.remove(); outlines = L.layerGroup(layers.outlines.map((layer) => L.geoJSON(layer.data, {renderer: svg,
      pane: 'lines', interactive: false, style: {fill: false, opacity: 0.9, ...layer.line}}))).addTo(map);
    territories = layers.outlines.flatMap((layer) => layer.names.map(([text, at]) => [text, at, layer.kind]));
    choose(layers.selected ? ringOf(layers.selected) : null);
    showPlaces(layers.places || [], layers.asked);
    showMarks(layers.marks || [], layers.inks || {});
    showAreas(layers.areas || []);
    if (!map.started) start(layers.bounds, layers.whole || 'Toute la ville');
    else writeNames();
    look(layers.look);
  }

  // The view: where the user was in this tab, else everything.
  const resolution = () => (s.zooms.find(([limit]) => map.getZoom() < limit) || [0, s.finest])[1];
  function start(bounds, title) {
    map.started = true;
    const whole = L.control({position: 'topleft'});
    whole.onAdd = () => {
      const bar = L.DomUtil.create('div', 'leaflet-bar'), link = L.DomUtil.create('a', '', bar);
      Object.assign(link, {href: '#', title: title, textContent: '⤢', role: 'button'});
      link.setAttribute('aria-label', title);
      L.DomEvent.disableClickPropagation(bar).on(link, 'click', (event) => {
        L.DomEvent.preventDefault(event); map.fitBounds(bounds, {padding: [14, 14]}); });
      return bar; };
    whole.addTo(map);
    let saved = null;
    try { saved = JSON.parse(sessionStorage.getItem(remember)); } catch (error) { console.warn(error); }
    if (saved && L.latLngBounds(bounds).pad(1).contains(saved.centre))
      map.setView(saved.centre, saved.zoom, {animate: false});
    else map.fitBounds(bounds, {padding: [14, 14], animate: false});
    writeNames();
    map.on('moveend', () => {
      const c = map.getCenter();
      try { sessionStorage.setItem(remember, JSON.stringify({centre: [c.lat, c.lng], zoom: map.getZoom()})); }
      catch (error) { console.warn(error); }
      writeNames(); });
    map.on('zoomend', () => { if (streets) streets.setStyle(streetStyle()); tell({resolution: resolution()}); });
    tell({resolution: resolution()});
  }
  if (s.base) drawBase(s.base);
  else fetch(s.baseUrl).then((answer) => answer.ok ? answer.json() : Promise.reject(new Error(answer.status)))
    .then(drawBase).catch((error) => { console.warn(error); corner.addAttribution('fond de carte indisponible'); });
  window.addEventListener('message', (event) => {
    if (event.source === window.parent && event.data && event.data.type === s.message) show(event.data.layers); });
  window.observatory = {map: map, show: show, get hexagons() { return byName; }};
  if (s.layers) show(s.layers);
  else tell({ready: true});
}
