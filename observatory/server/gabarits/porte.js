// Leaves the dashboard for the log-in page when the session is over, and waits while the office is away.
setInterval(async () => {
  try {
    const answer = await fetch("/compte/etat", { cache: "no-store", credentials: "same-origin", redirect: "manual" });
    if (answer.status === 401) location.assign("/connexion?fin=1&suite=" + encodeURIComponent(location.pathname + location.search));
  } catch { /* the office is away: the page says so itself */ }
}, 4000);

// The menu, as assistive tools need it: each section is a group of links that bears the name above it.
const name = () => {
  for (const menu of document.querySelectorAll('[data-testid="stSidebarNavItems"]')) {
    menu.setAttribute("role", "none");
    for (const item of menu.querySelectorAll("li")) item.setAttribute("role", "none");
    for (const section of menu.children) {
      const heading = section.querySelector("header");
      if (!heading) continue;
      section.setAttribute("role", "group");
      section.setAttribute("aria-label", heading.querySelector("p")?.textContent ?? "");
    }
  }
};
new MutationObserver(name).observe(document.documentElement, { childList: true, subtree: true });
