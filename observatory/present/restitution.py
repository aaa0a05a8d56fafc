"""What a walk gave back, in words, tables and a chart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from observatory.domain.constat import GARDE, RESSENTIS
from observatory.domain.marche import Marche
from observatory.domain.restitution import (
    BEST,
    Cloture,
    ConstatVu,
    Devenir,
    Engagement,
    Groupe,
    Parole,
    Ressenti,
    Restitution,
    Score,
    Sens,
)
from observatory.present.labels import NO_BREAK, day, number, plural

if TYPE_CHECKING:
    import altair as alt
    import pandas as pd

SENS = {Sens.MIEUX: "mieux", Sens.PAREIL: "pareil", Sens.MOINS_BIEN: "moins bien"}
_SIGNS = {Sens.MIEUX: "▲", Sens.PAREIL: "=", Sens.MOINS_BIEN: "▼"}
DEVENIRS = {
    Devenir.FAIT: "fait",
    Devenir.PREVU: "prévu",
    Devenir.REFUSE: "refusé",
    Devenir.SANS_REPONSE: "sans réponse",
}
PAROLES = {
    Parole.TENU: "tenu",
    Parole.A_VENIR: "à venir",
    Parole.EN_RETARD: "en retard",
    Parole.SANS_DATE: "sans date",
}
PAROLE_COLOURS = {Parole.TENU: "green", Parole.A_VENIR: "blue", Parole.EN_RETARD: "orange", Parole.SANS_DATE: "gray"}
DEVENIR_COLOURS = {Devenir.FAIT: "green", Devenir.PREVU: "blue", Devenir.REFUSE: "orange", Devenir.SANS_REPONSE: "gray"}
GENRES_PROFIL = {"age": "Âge", "sexe": "Sexe", "categorie": "À quel titre"}
FEW = "moins de 5"
NOW, BEFORE = "Cette marche", "La marche d'avant"
READING = (
    "Une note va de 0 (mauvais) à 3 (bon) : c'est la moyenne des questions, chaque téléphone et chaque feuille comptant"
    " autant. Un écart de moins d'un demi-point avec la marche d'avant est dit « pareil » : peu de gens répondent. "
    "Ne sont comparées que les questions posées aux deux marches, au même arrêt."
)
BIAS = (
    "Une marche va là où l'on attendait des troubles : ce qu'elle trouve ne dit pas combien il y en a ailleurs. Ses "
    "signalements portent le canal « Marche »."
)


def stop_name(marche: Marche, arret: int | None) -> str:
    """« 2. Quai », or « Hors des arrêts »."""
    found = next((one for one in marche.plan.arrets if one.ident == arret), None)
    return f"{found.rang}. {found.nom}" if found else "Hors des arrêts"


def note_text(value: float | None) -> str:
    """« 1,5 », or a dash where nobody rated."""
    return "–" if value is None else number(value, 1)


def score_text(one: Score) -> str:
    """« 1,5 ▲ »: the mean, and how it stands beside the walk before."""
    if one.note is None:
        return "–"
    return f"{note_text(one.note)} {_SIGNS[Sens(one.sens)]}" if one.sens else note_text(one.note)


def summary_sentences(told: Restitution) -> list[str]:
    """What a walk found and what changed since the one before, in plain sentences."""
    said = []
    walkers = FEW + " personnes" if told.marcheurs is None else plural(told.marcheurs, "personne")
    kept = [one for one in told.constats if one.etat == GARDE]
    good = sum(one.positif for one in kept)
    who = f"**{walkers}** ont marché" if told.marcheurs != 1 else "**1 personne** a marché"
    who = who if told.marcheurs != 0 else "Les participants ne sont pas comptés"
    said.append(
        f"{who}, {plural(len(told.marche.plan.arrets), 'arrêt')}, **{plural(len(kept), 'constat')}** dont "
        f"{plural(good, 'positif')}."
    )
    files = sum(told.devenirs.values())
    if files:
        parts = [
            f"{n} {DEVENIRS[Devenir(code)]}{'s' if _agrees(code, n) else ''}" for code, n in told.devenirs.items() if n
        ]
        said.append(f"**{plural(files, 'problème signalé', 'problèmes signalés')}** aux services : {', '.join(parts)}.")
    if told.avant is not None:
        said.append(_changes(told))
    return said


def _agrees(code: str, n: int) -> bool:
    return n > 1 and code != Devenir.SANS_REPONSE


def _changes(told: Restitution) -> str:
    by_stop = {one.arret: one for one in told.scores if one.principe == "" and one.arret}
    counts = {sens: sum(one.sens == sens for one in by_stop.values()) for sens in SENS}
    known = [f"{words} à {plural(counts[sens], 'arrêt')}" for sens, words in SENS.items() if counts[sens]]
    if not known:
        return f"Rien ne se compare avec la marche d'avant ({told.avant.reference if told.avant else ''})."
    promises = told.engagements_avant
    kept = sum(one.etat == Parole.TENU for one in promises)
    after = (
        f" De {plural(len(promises), 'engagement pris', 'engagements pris')} alors, {kept} tenus." if promises else ""
    )
    if promises and kept == 1:
        after = after.replace("1 tenus", "1 tenu")
    return f"Depuis la marche d'avant : {', '.join(known)}.{after}"


def stop_frame(told: Restitution) -> pd.DataFrame:
    """A line for each stop and one for the whole walk: its mean, how many answers, and how it was before in words."""
    import pandas as pd

    scores = {one.arret: one for one in told.scores if one.principe == ""}
    lines = [
        *((one.ident, f"{one.rang} · {one.nom}") for one in told.marche.plan.arrets),
        (0, "Toute la marche"),
    ]
    rows = []
    for ident, name in lines:
        whole = scores[ident]
        row = {"Arrêt": name, "Note": note_text(whole.note), "Réponses": number(whole.n)}
        if told.avant is not None:
            row["Avant"] = f"{note_text(whole.avant)} ({plural(whole.n_avant, 'réponse')})" if whole.n_avant else "–"
            row["Comparé"] = SENS[Sens(whole.sens)] if whole.sens else "–"
        rows.append(row)
    return pd.DataFrame(rows)


def score_frame(told: Restitution) -> pd.DataFrame:
    """A line for each principle, a column for each stop (by its number) and one for the whole walk."""
    import pandas as pd

    scores = {(one.arret, one.principe): one for one in told.scores}
    stops = [(one.ident, str(one.rang)) for one in told.marche.plan.arrets]
    return pd.DataFrame(
        [
            {
                "Principe": principe,
                **{rank: score_text(scores[ident, principe]) for ident, rank in stops},
                "Toute la marche": score_text(scores[0, principe]),
            }
            for principe in told.principes
        ]
    )


def principle_frame(told: Restitution) -> pd.DataFrame:
    """principe, serie, note, texte: the whole walk by principle, and the walk before where it is known."""
    import pandas as pd

    rows = []
    for one in told.scores:
        if one.arret or not one.principe:
            continue
        if one.note is not None:
            text = f"{note_text(one.note)} ({plural(one.n, 'réponse')})"
            rows.append({"principe": one.principe, "serie": NOW, "note": one.note, "texte": text})
        if one.avant is not None:
            text = f"{note_text(one.avant)} ({plural(one.n_avant, 'réponse')})"
            rows.append({"principe": one.principe, "serie": BEFORE, "note": one.avant, "texte": text})
    return pd.DataFrame(rows, columns=["principe", "serie", "note", "texte"])


def principle_chart(told: Restitution) -> alt.LayerChart | None:
    """Bars by principle from 0 to 3, with a mark where the walk before stood; None where nobody rated."""
    import altair as alt

    from observatory.present.charts import BETWEEN, MAIN, quiet

    frame = principle_frame(told)
    if frame.empty:
        return None
    order = [one for one in told.principes if one in set(frame["principe"])]
    y = alt.Y("principe:N", sort=order, title=None, axis=alt.Axis(labelLimit=260, domain=False, ticks=False))
    x = alt.X("note:Q", title=None, scale=alt.Scale(domain=[0, BEST]), axis=alt.Axis(values=list(range(BEST + 1))))
    told_by = [alt.Tooltip("principe:N", title="Principe"), alt.Tooltip("serie:N", title="Marche"),
               alt.Tooltip("texte:N", title="Note")]  # fmt: skip
    shape = alt.Shape(
        "serie:N", scale=alt.Scale(domain=[NOW, BEFORE], range=["square", "diamond"]),
        legend=None,
    )  # fmt: skip
    colour = alt.Color("serie:N", scale=alt.Scale(domain=[NOW, BEFORE], range=[MAIN, BETWEEN]), legend=None)
    base = alt.Chart(frame).encode(y=y, x=x, tooltip=told_by)
    bars = base.transform_filter(alt.datum.serie == NOW).mark_bar(color=MAIN, opacity=0.6, height={"band": 0.5})
    points = base.mark_point(size=130, filled=True, opacity=1).encode(shape=shape, color=colour)
    drawn = alt.layer(bars, points).properties(height=max(110, 42 * len(order)))
    shown: alt.LayerChart = quiet(drawn)
    return shown


def group_frame(groups: Sequence[Groupe]) -> pd.DataFrame:
    """Walkers by profile; what is told together stands on one line."""
    import pandas as pd

    return pd.DataFrame(
        {
            "Compté par": [GENRES_PROFIL[one.genre] for one in groups],
            "Profil": [" + ".join(one.profils) for one in groups],
            "Personnes": [FEW if one.n is None else number(one.n) for one in groups],
        }
    )


def feeling_frame(feelings: Sequence[Ressenti]) -> pd.DataFrame:
    """How safe walkers felt before and after: by answer where none is of a few, else in two halves."""
    import pandas as pd

    whole = all(one.notes is not None for one in feelings)
    names = (
        list(RESSENTIS.values()) if whole else ["pas en sécurité, ou plutôt pas", "plutôt en sécurité, ou tout à fait"]
    )
    rows = []
    for rank, words in enumerate(names):
        row = {"En sécurité ?": words}
        for one in feelings:
            counts = one.notes if whole else one.moities
            row[_moment(one.moment)] = number(counts[rank]) if counts else FEW if one.n is None else "non montré"
        rows.append(row)
    return pd.DataFrame(rows)


def feeling_sentence(feelings: Sequence[Ressenti]) -> str:
    """« En moyenne 2,1 sur 4 avant de partir (12 réponses), environ 3,0 au retour (11 réponses). »"""
    parts = [
        f"{'' if one.notes else 'environ '}{number(one.moyenne, 1)} sur 4 {_moment(one.moment).lower()} "
        f"({plural(one.n, 'réponse')})"
        for one in feelings
        if one.moyenne is not None and one.n
    ]
    return f"En moyenne {', '.join(parts)}." if parts else ""


def _moment(code: str) -> str:
    return {"avant": "Avant de partir", "apres": "Au retour"}[code]


def constat_line(one: ConstatVu) -> str:
    """What a constat is, for a title: its category or « Ce qui va bien »."""
    return constat_line_of(positif=one.positif, libelle=one.libelle)


def constat_line_of(*, positif: bool, libelle: str) -> str:
    """The same of a constat that is not given back yet."""
    if positif:
        return f"Ce qui va bien{f' : {libelle.lower()}' if libelle else ''}"
    return libelle or "Sans catégorie"


def promise_line(one: Engagement) -> str:
    """« Voirie : remplacer les lampes, pour le 3 mai 2026, tenu le 1er mai 2026 »."""
    parts = [f"**{one.service}** : {one.texte.rstrip('. ')}"]
    if one.pour_le:
        parts.append(f"pour le {day(one.pour_le)}")
    if one.tenu_le:
        parts.append(f"tenu le {day(one.tenu_le)}")
    return ", ".join(parts)


def closing_sentences(done: Cloture) -> list[str]:
    """What the closing did, each fact in a sentence."""
    said = []
    new, joined = len(done.nouveaux), len(done.rattaches)
    if new:
        said.append(f"{plural(new, 'dossier ouvert', 'dossiers ouverts')} : {', '.join(done.nouveaux)}.")
    for mine, theirs, metres in done.rattaches:
        said.append(
            f"Le dossier {mine} rejoint le problème déjà ouvert du dossier {theirs}, à {number(metres)}{NO_BREAK}m : "
            "même catégorie, même lieu."
        )
    if done.groupes:
        said.append(
            f"{plural(done.groupes, 'constat dit', 'constats disent')} un problème déjà constaté pendant la marche : "
            "un seul dossier, une seule voix."
        )
    if done.positifs:
        said.append(f"{plural(done.positifs, 'constat positif', 'constats positifs')} : pas de dossier.")
    if done.sans_categorie:
        said.append(f"{plural(done.sans_categorie, 'constat')} sans catégorie : pas de dossier.")
    if done.ecartes:
        said.append(f"{plural(done.ecartes, 'constat écarté', 'constats écartés')}.")
    if not new and not joined:
        said.append("Aucun dossier ouvert.")
    return said
