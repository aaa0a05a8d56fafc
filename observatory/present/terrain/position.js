// Where the phone is, if it says so; asked for by a gesture or where leave was given before.
const FRESH = 60_000;
let last = null;

export const lastPosition = () => last && Date.now() - last.le < 10 * FRESH ? last : null;

export function locate() {
  if (!navigator.geolocation) return Promise.reject(new Error('Ce téléphone ne donne pas sa position : choisissez une rue.'));
  return new Promise((done, fail) => navigator.geolocation.getCurrentPosition((found) => {
    last = {lat: found.coords.latitude, lon: found.coords.longitude, precision: Math.round(found.coords.accuracy), le: Date.now()};
    done(last);
  }, (error) => fail(new Error(error.code === 1 ? 'La position n\'est pas permise : choisissez une rue.' : 'La position n\'est pas connue : choisissez une rue.')),
  {enableHighAccuracy: true, timeout: 8000, maximumAge: FRESH}));
}

export async function allowed() {
  try { return (await navigator.permissions.query({name: 'geolocation'})).state === 'granted'; } catch { return false; }
}

// Metres between two points: on a city's scale the earth is flat.
export function metresBetween(a, b) {
  const x = (b.lon - a.lon) * Math.cos((a.lat + b.lat) * Math.PI / 360), y = b.lat - a.lat;
  return Math.hypot(x, y) * 111_195;
}
