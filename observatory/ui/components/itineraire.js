// Keeps the map of a walk in a frame of this page, sends it the walk, and tells the page what was done to its stops.
export default function ({ data, parentElement, setTriggerValue }) {
  const frame = parentElement.querySelector("iframe");
  const send = () => frame.contentWindow.postMessage({ type: data.message, layers: JSON.parse(data.layers) }, "*");
  frame.style.height = `min(${data.height}px, 75vh)`;
  frame.title = data.title;
  if (frame.shown !== data.frame) {
    frame.shown = data.frame;
    frame.ready = false;
    frame.layers = data.layers;
    frame.srcdoc = data.frame;
  } else if (frame.ready && frame.layers !== data.layers) {
    frame.layers = data.layers;
    send();
  }
  const hear = (event) => {
    if (event.source !== frame.contentWindow || !event.data || event.data.type !== data.message) return;
    if (event.data.ready) {
      frame.ready = true;
      frame.layers = data.layers;
      send();
    }
    if (event.data.geste) setTriggerValue("geste", event.data.geste);
  };
  window.addEventListener("message", hear);
  return () => window.removeEventListener("message", hear);
}
