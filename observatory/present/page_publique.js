// Right and left arrows go from one part to the next, as on slides; the page says all without it.
addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step || event.target.closest(".tableau")) return;
  const heads = [...document.querySelectorAll("h1, main h2, main h3, main h4")];
  const focused = heads.indexOf(document.activeElement);
  const here = focused >= 0 ? focused : heads.findLastIndex((one) => one.getBoundingClientRect().top < 60);
  const next = heads[Math.min(heads.length - 1, Math.max(0, here + step))];
  event.preventDefault();
  next.scrollIntoView();
  next.focus({ preventScroll: true });
});
