// A walk on the map of this frame: its line, its numbered stops, where it meets. Where it may be changed a stop is moved
// by dragging it, and a click puts a new one once « Ajouter un arrêt » is pressed. The page has a list that does the same.
(() => {
  const map = window.observatory.map, style = getComputedStyle(document.documentElement);
  const colour = style.getPropertyValue('--chosen').trim(), ground = style.getPropertyValue('--panel').trim();
  map.createPane('marche').style.zIndex = 440;
  map.getPane('marche').style.pointerEvents = 'none';
  const lines = L.svg({pane: 'marche'}), drawn = L.layerGroup().addTo(map);
  const tell = (geste) => window.parent.postMessage({type: MESSAGE, geste: {...geste, n: Date.now()}}, '*');
  let adding = false, tool = null, press = null, shown = '';

  function pin(at, text, label, kind, movable) {
    const span = document.createElement('span');
    span.textContent = text;
    const icon = L.divIcon({className: 'marche-arret ' + kind, html: span, iconSize: [30, 30]});
    const marker = L.marker(at, {icon: icon, alt: label, draggable: movable, zIndexOffset: kind ? 500 : 1000});
    return marker.bindTooltip(Object.assign(document.createElement('span'), {textContent: label}), {direction: 'top', offset: [0, -15]});
  }
  function moved(rang) {
    return (event) => { const p = event.target.getLatLng();
      tell({rang: rang, lat: +p.lat.toFixed(6), lon: +p.lng.toFixed(6)}); };
  }
  function offer(may) {
    if (may && !tool) {
      tool = L.control({position: 'topright'});
      tool.onAdd = () => {
        const panel = L.DomUtil.create('div', 'marche-outil'), say = document.createElement('p');
        say.textContent = 'Glissez un arrêt pour le déplacer.';
        press = document.createElement('button');
        Object.assign(press, {type: 'button', textContent: 'Ajouter un arrêt', onclick: () => aim(!adding)});
        press.setAttribute('aria-pressed', 'false');
        panel.append(say, press);
        L.DomEvent.disableClickPropagation(panel);
        return panel; };
      tool.addTo(map);
    } else if (!may && tool) { tool.remove(); tool = null; aim(false); }
  }
  function aim(on) {
    adding = on;
    map.getContainer().style.cursor = on ? 'crosshair' : '';
    if (press) {
      press.setAttribute('aria-pressed', String(on));
      press.textContent = on ? 'Touchez la carte…' : 'Ajouter un arrêt';
    }
  }
  map.on('click', (event) => {
    if (!adding) return;
    aim(false);
    tell({ajout: true, lat: +event.latlng.lat.toFixed(6), lon: +event.latlng.lng.toFixed(6)}); });

  function show(marche) {
    drawn.clearLayers();
    offer(marche.modifiable);
    if (marche.trace.length > 1) {
      const dash = marche.droite ? '9 8' : null;
      for (const [weight, color, dashArray] of [[9, ground, null], [4.5, colour, dash]])
        L.polyline(marche.trace, {renderer: lines, pane: 'marche', interactive: false, weight: weight, color: color,
          dashArray: dashArray, opacity: 0.95}).addTo(drawn);
    }
    if (marche.rendez_vous) {
      const marker = pin(marche.rendez_vous, 'R', 'Rendez-vous', 'marche-rdv', marche.modifiable).addTo(drawn);
      marker.on('dragend', moved(0));
    }
    marche.arrets.forEach(([lat, lon, label], i) => {
      pin([lat, lon], i + 1, label, '', marche.modifiable).on('dragend', moved(i + 1)).addTo(drawn); });
    const points = marche.arrets.map(([lat, lon]) => [lat, lon]).concat(marche.rendez_vous ? [marche.rendez_vous] : []);
    if (marche.vue !== shown && points.length) {
      shown = marche.vue;
      map.fitBounds(L.latLngBounds(points.concat(marche.trace)), {padding: [50, 50], maxZoom: 17.5, animate: false});
    }
  }
  window.addEventListener('message', (event) => {
    if (event.source === window.parent && event.data && event.data.type === MESSAGE && event.data.layers?.marche)
      show(event.data.layers.marche); });
  window.parent.postMessage({type: MESSAGE, ready: true}, '*'); // what came before this listener was not heard
})();
