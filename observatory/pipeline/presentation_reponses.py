"""The slides of what the office answered: the essentials, and how long people waited."""

from __future__ import annotations

from observatory.domain.arrondi import count_to_fives
from observatory.domain.indicateurs import Indicateur
from observatory.domain.restitution import Parole
from observatory.domain.selection import Selection
from observatory.domain.support import (
    Bloc,
    Graphique,
    Nature,
    Nombre,
    Partie,
    Phrase,
    Serie,
    Texte,
    Tuile,
    Tuiles,
    said,
)
from observatory.pipeline.indicateurs.champ import Champ
from observatory.pipeline.indicateurs.tables import FUNCTIONS
from observatory.pipeline.presentation_chiffres import essentials_words
from observatory.pipeline.surete import LEAST_CASES
from observatory.pipeline.vue_publique import Diapo, Vue
from observatory.present.chiffres import period_text
from observatory.present.labels import UNKNOWN
from observatory.present.mots_presentation import TOO_FEW, change_phrase

SHARES = {
    "resolus_part": "Dossiers résolus à ce jour",
    "retour_promesse": "Habitants informés dans le délai promis",
    "satisfaction_resolu": "Habitants qui disent « c'est résolu »",
}
"""The shares that are told, and what they are called at a meeting."""
SPOKEN = {
    "resolus_part": "Résolu : le dossier est clos. Les plus récents n'ont pas encore eu le temps de l'être.",
    "retour_promesse": "Le délai promis dépend du problème. Qui n'a pas laissé de numéro ne peut pas être rappelé.",
    "satisfaction_resolu": "« C'est résolu » : réponse des habitants que l'on a pu joindre et qui ont bien voulu.",
}
"""What is said aloud of each."""
WAIT = "retour_median"
_SOURCE = "Office de la tranquillité, suivi des dossiers"


def answers_of(vue: Vue) -> dict[str, Indicateur]:
    """The indicators of the answers of the period, by code; of the city where the count of the place is hidden."""

    def find() -> dict[str, Indicateur]:
        whole = Selection(depuis=vue.periode.debut, jusqua=vue.periode.fin)
        champ = Champ(vue.office, vue.selection if vue.montre else whole, day=vue.today)
        return {code: next(iter(FUNCTIONS[code](champ).values())) for code in (*SHARES, WAIT)}

    return vue.remembered("réponses", find)


def essentiel(vue: Vue) -> list[Diapo]:
    """The few figures to keep in mind."""
    places = vue.lieux[:2]
    tiles = [_count_tile(vue, lieu, vue.chiffres.lieux[lieu]) for lieu in places]
    tiles.append(_count_tile(vue, "total", "toute la ville" if places else ""))
    found = answers_of(vue)
    for label, figure, one in (
        ("Dossiers résolus", _share(found["resolus_part"]), found["resolus_part"]),
        ("Attente médiane d'une réponse", _days(found[WAIT]), found[WAIT]),
    ):
        tiles.append(Tuile(label, figure, precision=_why(one) or _whose(vue) or "à ce jour"))
    if vue.faites:
        tiles.append(Tuile("Marches faites", Nombre(float(len(vue.faites))), precision="en deux ans"))
    if vue.bilan is not None:
        done = vue.bilan.par_etat["realisee"]
        tiles.append(
            Tuile(
                "Actions du schéma", Nombre(float(len(vue.actions))),
                Phrase("Réalisées : {0}.", (Nombre(float(done)),)),
            )
        )  # fmt: skip
    promises = [one for walk in vue.faites for one in walk.engagements]
    if promises:
        kept = sum(one.etat == Parole.TENU for one in promises)
        tiles.append(
            Tuile("Engagements tenus", Nombre(float(kept)), Phrase("sur {0} pris.", (Nombre(float(len(promises))),)))
        )
    words = essentials_words(vue)
    blocs: list[Bloc] = [Tuiles(tuple(tiles))]
    if words:
        blocs.append(Texte(words, "encadre"))
    notes = (
        *words,
        said(f"Période : {period_text(vue.periode)}."),
        said("Attente médiane : la moitié des habitants attendent moins que cette durée, l'autre moitié plus."),
    )
    return [Diapo(Partie("essentiel", "L'essentiel", tuple(blocs), notes, _SOURCE, vue.chiffres.nombre()))]


def _count_tile(vue: Vue, lieu: str, where: str) -> Tuile:
    now, before = vue.paire(lieu)
    return Tuile("Signalements", now, change_phrase(now, before), where)


def reponses(vue: Vue) -> list[Diapo]:
    """How the office answered: shares on a chart, the wait in words, what is not told."""
    found = answers_of(vue)
    told = {code: share for code in SHARES if (share := _share(found[code])).valeur is not None}
    wait, whose = _days(found[WAIT]), _whose(vue)
    lines = [said(f"Ces réponses portent sur {whose}.")] if whose else []
    if wait.valeur:
        lines.append(
            Phrase("La moitié des habitants ont une réponse en {0} ou moins ; les autres attendent plus.", (wait,))
        )
    unknown = [(SHARES[code], found[code]) for code in SHARES if code not in told]
    unknown += [] if wait.valeur else [("Attente d'une réponse", found[WAIT])]
    lines += [said(SPOKEN[code]) for code in told]
    lines += [said(f"{words} : {_untold(one)}") for words, one in unknown]
    notes = tuple(said(SPOKEN[code]) for code in told)
    notes += (said(f"Un pourcentage n'est dit que sur {LEAST_CASES} dossiers au moins."),)
    blocs: tuple[Bloc, ...] = (Texte(tuple(lines), "puces" if told else "encadre"),)
    if told:
        blocs = (_shares_chart(told), *blocs)
    title = "Comment nous avons répondu" if told else "Comment nous avons répondu : non communiqué"
    where = vue.lieux[:1] if vue.exact and vue.montre else ()
    return [Diapo(Partie("reponses", title, blocs, notes, _SOURCE, vue.chiffres.nombre(*where)))]


def _shares_chart(told: dict[str, Nombre]) -> Graphique:
    names = tuple(SHARES[code] for code in told)
    values = tuple(told.values())
    places = " ; ".join(f"{name.lower()} : {{{rank}}}" for rank, name in enumerate(names))
    return Graphique(
        "Sur cent dossiers de la période", "barres", names, (Serie("Part", values),),
        Phrase(f"Parts des dossiers de la période, {places}.", values), unite="%",
    )  # fmt: skip


def _share(one: Indicateur) -> Nombre:
    """A share in whole percent; not told where it rests on few cases."""
    if one.valeur is None or one.n < LEAST_CASES:
        return Nombre(None, Nature.PART, "%")
    return Nombre(float(round(one.valeur)), Nature.PART, "%", sur=count_to_fives(one.n))


def _days(one: Indicateur) -> Nombre:
    if one.valeur is None or one.n < LEAST_CASES:
        return Nombre(None, unite="jours")
    return Nombre(float(max(1, round(one.valeur))), unite="jours")


def _why(one: Indicateur) -> str:
    """Why a figure is not told; "" where it is."""
    if one.valeur is None:
        return one.non_communique
    return TOO_FEW if one.n < LEAST_CASES else ""


def _untold(one: Indicateur) -> str:
    return TOO_FEW.lower() if one.valeur is not None else f"{UNKNOWN}. {one.non_communique}"


def _whose(vue: Vue) -> str:
    """Whose answers these are, in a word; "" where it goes without saying."""
    if not vue.code:
        return ""
    return vue.nom if vue.montre else f"toute la ville de {vue.ville}"
