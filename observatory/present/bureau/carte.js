// The small map of the call: the city's own streets, the place, what is open around it. The marker is dragged to correct.
let leaflet = null;

function loadLeaflet() {
  leaflet ??= new Promise((done, fail) => {
    if (window.L) { done(window.L); return; }
    const script = document.createElement('script');
    script.src = '/carte/leaflet/leaflet.js';
    script.onload = () => done(window.L);
    script.onerror = () => fail(new Error('Le plan ne peut pas être chargé.'));
    document.head.append(script);
  });
  return leaflet;
}

const INK = {
  light: {commune: '#f4f1ea', eau: '#c9dfe6', parc: '#dbe8d0', street: '#b3aca0', mark: '#a3341f', near: '#1f6f78'},
  dark: {commune: '#20262a', eau: '#1b3540', parc: '#24352a', street: '#565f66', mark: '#ff8b6e', near: '#6cc4ce'},
};

export class CallMap {
  constructor(box, onMove, dark) {
    this.box = box;
    this.onMove = onMove;
    this.ink = INK[dark ? 'dark' : 'light'];
    this.ready = this.start();
  }
  async start() {
    const L = await loadLeaflet();
    this.map = L.map(this.box, {zoomControl: false, attributionControl: false, preferCanvas: true, maxZoom: 19,
      zoomSnap: 0.5, keyboard: false});
    this.box.style.background = this.ink.eau;
    L.control.scale({imperial: false}).addTo(this.map);
    this.around = L.layerGroup().addTo(this.map);
    this.circle = L.circle([0, 0], {radius: 1, weight: 1, color: this.ink.mark, fillOpacity: 0.08, interactive: false});
    const icon = L.divIcon({className: 'repere', iconSize: [22, 22], iconAnchor: [11, 11]});
    this.marker = L.marker([0, 0], {draggable: true, icon, autoPan: true, keyboard: true, alt: 'Lieu de l\'appel', title: 'Déplacer pour corriger'});
    this.marker.on('dragend', () => this.moved(this.marker.getLatLng()));
    this.map.on('dblclick', (event) => { this.marker.setLatLng(event.latlng).addTo(this.map); this.moved(event.latlng); });
    this.map.doubleClickZoom.disable();
    const answer = await fetch('/carte/fond.geojson', {credentials: 'same-origin'});
    if (answer.ok) this.drawBase(L, await answer.json());
    new ResizeObserver(() => this.map.invalidateSize()).observe(this.box);
  }
  drawBase(L, base) {
    const style = (f) => ({
      eau: {stroke: false, fillColor: this.ink.eau, fillOpacity: 1},
      parc: {stroke: false, fillColor: this.ink.parc, fillOpacity: 1},
      commune: {stroke: false, fillColor: this.ink.commune, fillOpacity: 1},
      voie: {color: this.ink.street, weight: 1.5, opacity: 0.9},
    })[f.properties.genre] || {stroke: false, fill: false};
    for (const kind of ['commune', 'eau', 'parc', 'voie']) {
      L.geoJSON(base, {filter: (f) => f.properties.genre === kind, style, interactive: false,
        pointToLayer: () => null}).addTo(this.map).bringToBack?.();
    }
  }
  moved(at) { this.onMove({lat: Math.round(at.lat * 1e7) / 1e7, lon: Math.round(at.lng * 1e7) / 1e7}); }

  // Shows the city around a point, when nothing is located yet.
  async home(lat, lon) {
    await this.ready;
    if (lat !== null) this.map.setView([lat, lon], 12, {animate: false});
  }
  async place(one) {
    await this.ready;
    if (one.lat === null) { this.marker.remove(); this.circle.remove(); return; }
    const at = [one.lat, one.lon];
    this.marker.setLatLng(at).addTo(this.map);
    this.circle.setLatLng(at).setRadius(Math.max(5, one.precision_m || 5)).addTo(this.map);
    const zoom = one.precision_m > 400 ? 14.5 : one.precision_m > 120 ? 16 : 17;
    this.map.setView(at, zoom, {animate: false});
  }
  nudge(dx, dy) {
    if (!this.map || !this.map.hasLayer(this.marker)) return;
    const step = this.map.latLngToContainerPoint(this.marker.getLatLng()).add([dx * 4, dy * 4]);
    const at = this.map.containerPointToLatLng(step);
    this.marker.setLatLng(at);
    this.moved(at);
  }
  async near(list, chosen) {
    await this.ready;
    this.around.clearLayers();
    list.forEach((one, i) => {
      if (one.lat === null || one.lat === undefined) return;
      window.L.circleMarker([one.lat, one.lon], {radius: i === chosen ? 9 : 6, weight: 2, color: this.ink.near,
        fillColor: this.ink.near, fillOpacity: i === chosen ? 0.9 : 0.25, interactive: false}).addTo(this.around);
    });
  }
}
