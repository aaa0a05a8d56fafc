"""The few pages that the owner shows by itself."""

from __future__ import annotations

_STARTING = """<!doctype html>
<html lang="fr"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="refresh" content="1"><title>L'office s'ouvre…</title>
<style>
:root{color-scheme:light dark}
body{font:1.05rem/1.5 system-ui,sans-serif;display:grid;place-content:center;min-height:90vh;margin:0 1.5rem}
h1{font-size:1.4rem;margin:0 0 .3rem}p{margin:0;opacity:.75}
.bar{height:.25rem;border-radius:1rem;margin-top:1.2rem;background:linear-gradient(90deg,#1f6f78 40%,#1f6f7833 40%)}
@media (prefers-reduced-motion:no-preference){.bar{background-size:200% 100%;animation:move 1.2s linear infinite}}
@keyframes move{from{background-position:100% 0}to{background-position:-100% 0}}
</style></head><body><main><h1>L'office s'ouvre…</h1>
<p>Le tableau de bord démarre ; cette page se recharge toute seule.</p><div class="bar"></div></main></body></html>
"""


def starting_page() -> str:
    """The page that waits for the dashboard and reloads itself every second."""
    return _STARTING
