// Keeps a map made by folium in a frame of this page, sends it its layers, and tells the page what is clicked in it.
export default function (component) {
  const { data, parentElement, setStateValue, setTriggerValue } = component;
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
    const said = event.data;
    if (said.ready) {
      frame.ready = true;
      frame.layers = data.layers;
      send();
    }
    if (said.cell) setTriggerValue("cell", said.cell);
    if (said.place !== undefined) setTriggerValue("place", said.place);
    if (said.resolution && said.resolution !== frame.resolution) {
      frame.resolution = said.resolution;
      setStateValue("resolution", said.resolution);
    }
  };
  window.addEventListener("message", hear);
  return () => window.removeEventListener("message", hear);
}
