"""The slides of what the office answered: the essentials, and how long people waited."""

from __future__ import annotations

from observatory.domain.arrondi import count_to_fives
from observatory.domain.indicateurs import Indicateur
from observatory.domain.restitution import Parole
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
    """The indicators of the answers of the period, by code."""

    def find() -> dict[str, Indicateur]:
        champ = Champ(vue.office, vue.selection, day=vue.today)
        return {code: next(iter(FUNCTIONS[code](champ).values())) for code in (*SHARES, WAIT)}

    return vue.remembered("réponses", find)


def essentiel(vue: Vue) -> list[Diapo]:
    """The few figures to keep in mind."""
    places = vue.lieux[:2]
    tiles = [_count_tile(vue, lieu, vue.chiffres.lieux[lieu]) for lieu in places]
    tiles.append(_count_tile(vue, "total", "toute la ville" if places else ""))
    found = answers_of(vue)
    tiles.append(
        Tuile("Dossiers résolus", _share(vue, found["resolus_part"]), precision=_why(vue, found["resolus_part"]))
    )
    tiles.append(Tuile("Attente d'une réponse", _days(vue, found[WAIT]), precision=_wait_words(vue, found[WAIT])))
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
        said("La moitié des habitants ont attendu moins que la durée dite, l'autre moitié plus."),
    )
    return [Diapo(Partie("essentiel", "L'essentiel", tuple(blocs), notes, _SOURCE, vue.chiffres.nombre()))]


def _count_tile(vue: Vue, lieu: str, where: str) -> Tuile:
    now, before = vue.paire(lieu)
    return Tuile("Signalements", now, change_phrase(now, before), where)


def reponses(vue: Vue) -> list[Diapo]:
    """How the office answered: shares on a chart, the wait in words, what is not told."""
    found = answers_of(vue)
    shares = {code: _share(vue, found[code]) for code in SHARES}
    told = {code: one for code, one in shares.items() if one.valeur is not None}
    wait = _days(vue, found[WAIT])
    lines = (
        [Phrase("La moitié des habitants ont une réponse en {0} ou moins ; les autres attendent plus.", (wait,))]
        if wait.valeur
        else []
    )
    lines += [said(f"{SHARES[code]} : {_why(vue, found[code])}") for code in SHARES if code not in told]
    if not wait.valeur:
        lines.append(said(f"Attente d'une réponse : {_wait_words(vue, found[WAIT])}"))
    notes = tuple(said(SPOKEN[code]) for code in told)
    blocs: list[Bloc] = []
    if told:
        blocs.append(_shares_chart(told))
    blocs.append(Texte(tuple(lines), "puces" if told else "encadre"))
    title = "Comment nous avons répondu" if told else "Comment nous avons répondu : non communiqué"
    where = vue.lieux[:1] if vue.exact else ()
    notes += (said(f"Un pourcentage n'est dit que sur {LEAST_CASES} dossiers au moins."),)
    return [Diapo(Partie("reponses", title, tuple(blocs), notes, _SOURCE, vue.chiffres.nombre(*where)))]


def _shares_chart(told: dict[str, Nombre]) -> Graphique:
    names = tuple(SHARES[code] for code in told)
    values = tuple(told.values())
    places = " ; ".join(f"{name.lower()} : {{{rank}}}" for rank, name in enumerate(names))
    return Graphique(
        "Sur cent dossiers de la période", "barres", names, (Serie("Part", values),),
        Phrase(f"Parts des dossiers de la période, {places}.", values), unite="%",
    )  # fmt: skip


def _share(vue: Vue, one: Indicateur) -> Nombre:
    """A share in whole percent; not told where it rests on few cases, or the count of the place is hidden."""
    if one.valeur is None or one.n < LEAST_CASES or not vue.montre:
        return Nombre(None, Nature.PART, "%", masque=not vue.montre)
    return Nombre(float(round(one.valeur)), Nature.PART, "%", sur=count_to_fives(one.n))


def _days(vue: Vue, one: Indicateur) -> Nombre:
    if one.valeur is None or one.n < LEAST_CASES or not vue.montre:
        return Nombre(None, unite="jours", masque=not vue.montre)
    return Nombre(float(max(1, round(one.valeur))), unite="jours")


def _why(vue: Vue, one: Indicateur) -> str:
    """Why a share is not told; what it is of where it is."""
    if not vue.montre:
        return "masqué, comme le nombre de signalements."
    if one.valeur is None:
        return f"{UNKNOWN}. {one.non_communique}".strip()
    return TOO_FEW if one.n < LEAST_CASES else "parmi ceux de la période"


def _wait_words(vue: Vue, one: Indicateur) -> str:
    words = _why(vue, one)
    return "durée médiane, du premier contact au retour" if words.startswith("parmi") else words
