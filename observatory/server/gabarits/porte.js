// Leaves the dashboard for the log-in page when the session is over, and waits while the office is away.
setInterval(async () => {
  try {
    const answer = await fetch("/compte/etat", { cache: "no-store", credentials: "same-origin", redirect: "manual" });
    if (answer.status === 401) location.assign("/connexion?fin=1&suite=" + encodeURIComponent(location.pathname + location.search));
  } catch { /* the office is away: the page says so itself */ }
}, 4000);
