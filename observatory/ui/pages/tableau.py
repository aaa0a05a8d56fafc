"""The régulateur's board: what needs a hand first, each number with its list, calls beside who is there."""

from __future__ import annotations

import streamlit as st

from observatory.domain.tableau import SOON_HOURS, Attente, Tableau
from observatory.present.labels import STATUTS, label, number, plural
from observatory.present.lundi import ISSUES
from observatory.present.tableau import (
    ADVICE,
    BUSY,
    TITLES,
    WORDS,
    hours_chart,
    lines_frame,
    said_now,
    since_yesterday,
    tile,
)
from observatory.ui.session import client

_CHOSEN, _HOURS = "attente", "tableau-heures"
_WITHIN = {2: "2 h", 5: "5 h", SOON_HOURS: "un jour de service"}


def section() -> None:
    """Lay out the board, read again every half minute."""
    _live()


@st.fragment(run_every="30s")
def _live() -> None:
    hours = int(st.session_state.get(_HOURS) or SOON_HOURS)
    found = client().tableau.chiffres(hours)
    chosen = _tiles(found)
    _list(chosen, found, hours)
    left, right = st.columns([3, 2], gap="large")
    with left:
        _calls(found)
    with right:
        _today(found)
    st.caption(f"Chiffres lus à {said_now(found)}, relus toutes les trente secondes.")


def _tiles(found: Tableau) -> Attente:
    """One tile for each thing that waits; gives the one whose list is open."""
    waiting = [one for one in WORDS if found.attentes[one]]
    asked = st.query_params.get(_CHOSEN, "")
    chosen = Attente(asked) if asked in set(Attente) else next(iter(waiting or WORDS))
    with st.container(horizontal=True, key="tuiles"):
        for one in WORDS:
            _tile(one, found.attentes[one], chosen=one == chosen)
            if one == Attente.BIENTOT:
                _owed(found)
    return chosen


def _tile(one: Attente, n: int, *, chosen: bool) -> None:
    st.button(
        tile(one, n),
        key=f"tuile-{one.replace('_', '-')}-{'attend' if n else 'rien'}",
        type="primary" if chosen else "secondary",
        width="stretch",
        on_click=_open,
        args=(one,),
    )


def _owed(found: Tableau) -> None:
    """The tile of callers who should have been told by now: it leads to their queue."""
    late = found.retours_tard
    words = f"**{number(late)}** {'retour' if late < 2 else 'retours'} en retard"
    key = f"tuile-retours-{'attend' if late else 'rien'}"
    if st.button(words, key=key, width="stretch", help=f"{plural(found.retours_dus, 'retour')} à donner en tout"):
        st.query_params["section"] = "Retours à donner"
        st.rerun(scope="app")


def _open(one: Attente) -> None:
    st.query_params[_CHOSEN] = str(one)


def _list(chosen: Attente, found: Tableau, hours: int) -> None:
    st.subheader(TITLES[chosen])
    if chosen == Attente.BIENTOT:
        st.segmented_control(
            "À rompre d'ici", list(_WITHIN), format_func=lambda one: _WITHIN[one], key=_HOURS, default=SOON_HOURS
        )
    if not found.attentes[chosen]:
        st.write(":material/check_circle: Rien n'attend ici.")
        return
    lines = client().tableau.liste(chosen, hours)
    more = f" Les {len(lines)} premiers sont montrés." if found.attentes[chosen] > len(lines) else ""
    recent = f" {since_yesterday(found)}." if chosen == Attente.ROMPUES else ""
    st.caption(f"{ADVICE[chosen]}{recent}{more} Un dossier s'ouvre au bureau par sa référence (`Ctrl K`).")
    st.dataframe(
        lines_frame(lines, chosen),
        hide_index=True,
        height=min(38 + 35 * len(lines), 360),
        column_config={
            "Référence": st.column_config.TextColumn(pinned=True),
            "Problème": st.column_config.TextColumn(width="medium"),
            "Promis avant": st.column_config.DatetimeColumn(format="DD/MM/YY HH:mm", timezone="Europe/Paris"),
            "Prévenu": st.column_config.DatetimeColumn(format="DD/MM/YY HH:mm", timezone="Europe/Paris"),
            "Reste": st.column_config.TextColumn(help="En heures et jours de service, fériés exclus."),
            "Voix": st.column_config.NumberColumn(width="small", help="Personnes qui signalent ce problème."),
            "Relances": st.column_config.NumberColumn(width="small", help="Appels pour demander des nouvelles."),
        },
    )


def _calls(found: Tableau) -> None:
    st.subheader("Appels d'aujourd'hui et équipe")
    st.altair_chart(
        hours_chart(found.heures), alt="Appels reçus à chaque heure, appels d'un jour semblable, opérateurs présents."
    )
    known = any(one.operateurs is not None for one in found.heures)
    staff = (
        f"en haut, les opérateurs prévus ; « débordée » : plus de {BUSY} appels pour chacun"
        if known
        else "l'équipe n'est pas connue : dites-la dans « Réglages », partie « Effectifs »"
    )
    st.caption(f"Trait gris : la moyenne des quatre derniers jours semblables ; {staff}.")


def _today(found: Tableau) -> None:
    st.subheader("En ce moment")
    st.markdown(f"**{plural(sum(found.contacts.values()), 'contact')}** aujourd'hui")
    contacts = [{"Contact": words.capitalize(), "n": found.contacts.get(code, 0)} for code, words in ISSUES.items()]
    _counts(contacts)
    opened = plural(sum(found.etats.values()), "signalement ouvert", "signalements ouverts")
    st.markdown(f"**{opened}**")
    _counts([{"État": label(STATUTS, code), "n": found.etats[code]} for code in STATUTS if code in found.etats])


def _counts(rows: list[dict[str, object]]) -> None:
    if rows:
        most = max(1, *(int(str(row["n"])) for row in rows))
        bar = st.column_config.ProgressColumn("Nombre", min_value=0, max_value=most, format="%d")
        st.dataframe(rows, hide_index=True, column_config={"n": bar})
