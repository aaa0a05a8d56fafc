// Drawing an outline on the map of this frame: a click adds a corner, a corner is moved by dragging it, « Terminer »
// hands the outline to the page. Everything can be done by keyboard: arrows move the map, a button adds its centre.
(() => {
  const map = window.observatory.map, box = map.getContainer();
  const colour = getComputedStyle(document.documentElement).getPropertyValue('--chosen').trim() || '#b3261e';
  const shape = L.polygon([], {color: colour, weight: 3, fillOpacity: 0.14, interactive: false}).addTo(map);
  const dots = L.layerGroup().addTo(map);
  let corners = [], done = false;
  const tell = (contour) => window.parent.postMessage({type: MESSAGE, contour: contour}, '*');

  const bar = L.control({position: 'topright'});
  const say = document.createElement('p'), buttons = {};
  bar.onAdd = () => {
    const panel = L.DomUtil.create('div', 'dessin');
    say.setAttribute('role', 'status');
    panel.append(say);
    for (const [name, words, act] of [
      ['centre', 'Ajouter le centre', () => add(map.getCenter())],
      ['dernier', 'Retirer le dernier', () => { corners.pop(); changed(); }],
      ['tout', 'Recommencer', () => { corners = []; changed(); }],
      ['fin', 'Terminer', finish],
    ]) {
      const button = buttons[name] = document.createElement('button');
      Object.assign(button, {type: 'button', textContent: words, onclick: act});
      panel.append(button);
    }
    L.DomEvent.disableClickPropagation(panel);
    return panel; };
  bar.addTo(map);
  const cross = document.createElement('div');
  cross.className = 'dessin-centre';
  cross.setAttribute('aria-hidden', 'true');
  box.append(cross);

  function add(at) { corners.push([at.lat, at.lng]); changed(); }
  function changed() { // what was handed over is no longer what is drawn
    if (done) { done = false; tell([]); }
    redraw();
  }
  function finish() {
    if (corners.length < 3) return;
    done = true;
    tell(corners.map(([lat, lon]) => [+lat.toFixed(6), +lon.toFixed(6)]));
    redraw();
  }
  function redraw() {
    shape.setLatLngs(corners);
    dots.clearLayers();
    corners.forEach((at, i) => L.marker(at, {draggable: true, keyboard: false, alt: `Sommet ${i + 1}`,
      icon: L.divIcon({className: 'dessin-sommet', iconSize: [14, 14]})})
      .on('drag', (event) => { const p = event.latlng; corners[i] = [p.lat, p.lng]; shape.setLatLngs(corners); })
      .on('dragend', changed).addTo(dots));
    const n = corners.length;
    say.textContent = done ? `Contour de ${n} sommets : terminé.`
      : n ? `${n} sommet${n > 1 ? 's' : ''}. Cliquez pour continuer.` : 'Cliquez sur la carte pour poser des sommets.';
    buttons.dernier.disabled = buttons.tout.disabled = n === 0;
    buttons.fin.disabled = n < 3 || done;
  }
  map.doubleClickZoom.disable();
  map.on('click', (event) => add(event.latlng));
  redraw();
})();
