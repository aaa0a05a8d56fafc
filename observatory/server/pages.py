"""The few pages that the owner shows by itself. They need nothing from anywhere else."""

from __future__ import annotations

from html import escape

_FRAME = """<!doctype html>
<html lang="fr"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
{head}<title>{title}</title>
<style>
:root{{color-scheme:light dark;--ink:#1c2b33;--soft:#5b6b73;--paper:#fbfbf9;--line:#1f6f78}}
@media (prefers-color-scheme:dark){{:root{{--ink:#e8edef;--soft:#a3b1b8;--paper:#12181b;--line:#5fb3bd}}}}
body{{font:1.05rem/1.55 system-ui,sans-serif;display:grid;place-content:center;min-height:92vh;margin:0 1.5rem;
color:var(--ink);background:var(--paper)}}
main{{max-width:34rem}}h1{{font-size:1.45rem;margin:0 0 .4rem}}p{{margin:.3rem 0;color:var(--soft)}}
.bar{{height:.25rem;border-radius:1rem;margin-top:1.3rem;background:var(--line);opacity:.35}}
@media (prefers-reduced-motion:no-preference){{.bar{{opacity:1;background:linear-gradient(90deg,var(--line) 35%,
color-mix(in srgb,var(--line) 20%,transparent) 35%);background-size:200% 100%;animation:move 1.4s linear infinite}}}}
@keyframes move{{from{{background-position:100% 0}}to{{background-position:-100% 0}}}}
</style></head><body><main role="status"><h1>{title}</h1>{body}</main></body></html>
"""
_RELOAD = '<meta http-equiv="refresh" content="{seconds}">'
_BAR = '<div class="bar"></div>'


def waiting_page(falls: int) -> str:
    """The page that waits for the dashboard and reloads itself; ``falls`` says how often it ended by itself."""
    if falls == 0:
        body = "<p>Le tableau de bord démarre. Cette page se recharge toute seule.</p>" + _BAR
        return _FRAME.format(head=_RELOAD.format(seconds=1), title="L'office s'ouvre…", body=body)
    body = (
        "<p>Le tableau de bord s'est arrêté ; il redémarre et cette page se recharge toute seule. "
        "Rien de ce qui est enregistré n'est perdu.</p>"
    )
    if falls > 2:
        body += (
            f"<p>Il s'est arrêté {falls} fois de suite : prévenez la personne qui tient l'office, la raison est "
            "écrite dans la fenêtre où il a été lancé. Les commandes « observatory » continuent de répondre.</p>"
        )
    return _FRAME.format(head=_RELOAD.format(seconds=2), title="Un instant…", body=body + _BAR)


def trouble_page(incident: str) -> str:
    """The page for what nobody foresaw, with the number under which the journal tells more."""
    body = (
        f"<p>L'office n'a pas pu répondre (incident {escape(incident)}, voir son journal). "
        "Rechargez la page ; si cela recommence, prévenez la personne qui tient l'office.</p>"
    )
    return _FRAME.format(head="", title="Erreur imprévue", body=body)
