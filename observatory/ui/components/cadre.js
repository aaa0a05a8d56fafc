// Keeps a map made by folium in a frame of this page, sends it its layers, and tells the page what is done in it:
// `data.states` last until they change, `data.triggers` are told once.
export default function ({ data, parentElement, setStateValue, setTriggerValue }) {
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
  frame.told ??= {};
  const hear = (event) => {
    if (event.source !== frame.contentWindow || !event.data || event.data.type !== data.message) return;
    const said = event.data;
    if (said.ready) {
      frame.ready = true;
      frame.layers = data.layers;
      send();
    }
    for (const name of data.triggers) if ((said[name] ?? "") !== "") setTriggerValue(name, said[name]);
    for (const name of data.states) {
      if ((said[name] ?? "") === "" || said[name] === frame.told[name]) continue;
      frame.told[name] = said[name];
      setStateValue(name, said[name]);
    }
  };
  window.addEventListener("message", hear);
  return () => window.removeEventListener("message", hear);
}
