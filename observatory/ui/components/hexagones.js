// Shows a map made by folium in a frame of this page, and tells the page what is clicked in it.
export default function (component) {
  const { data, parentElement, setStateValue, setTriggerValue } = component;
  const frame = parentElement.querySelector("iframe");
  frame.style.height = `${data.height}px`;
  frame.title = data.title;
  if (frame.dataset.shown !== data.digest) {
    frame.dataset.shown = data.digest;
    frame.srcdoc = data.html;
  }
  const hear = (event) => {
    if (event.source !== frame.contentWindow || !event.data || event.data.type !== data.message) return;
    if (event.data.cell) setTriggerValue("cell", event.data.cell);
    if (event.data.resolution && event.data.resolution !== frame.resolution) {
      frame.resolution = event.data.resolution;
      setStateValue("resolution", event.data.resolution);
    }
  };
  window.addEventListener("message", hear);
  return () => window.removeEventListener("message", hear);
}
