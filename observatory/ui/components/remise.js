// A button that saves the file that came with the page.
export default function ({ data, parentElement }) {
  const button = parentElement.querySelector("button");
  button.textContent = data.label;
  button.onclick = () => {
    const bytes = Uint8Array.from(atob(data.content), (one) => one.charCodeAt(0));
    const address = URL.createObjectURL(new Blob([bytes], { type: data.media }));
    const link = document.createElement("a");
    link.href = address;
    link.download = data.name;
    link.click();
    URL.revokeObjectURL(address);
  };
}
