// Where the phone is, if it says so; asked for by a gesture or where leave was given before.
const FRESH = 60_000;
let last = null;

export const lastPosition = () => last && Date.now() - last.le < 10 * FRESH ? last : null;

// `instead` is what to do where the position is not to be had.
export function locate(instead = 'choisissez une rue') {
  if (!navigator.geolocation) return Promise.reject(new Error('Ce téléphone ne donne pas sa position : ' + instead + '.'));
  return new Promise((done, fail) => navigator.geolocation.getCurrentPosition((found) => {
    last = {lat: found.coords.latitude, lon: found.coords.longitude, precision: Math.round(found.coords.accuracy), le: Date.now()};
    done(last);
  }, (error) => fail(new Error((error.code === 1 ? 'La position n\'est pas permise : ' : 'La position n\'est pas connue : ') + instead + '.')),
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
