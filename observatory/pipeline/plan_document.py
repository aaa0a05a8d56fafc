"""What documents say of a plan: which one, its money, its indicators, its method, what was promised after its walks.

Everything is read with the eyes of who sees no small count and no file (``surete.READER``).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from observatory.domain.arrondi import LEAST_COUNT
from observatory.domain.bilan import EtatIndicateur, LigneFinancement, LigneMesure, Montant
from observatory.domain.errors import StateError
from observatory.domain.marche import OPEN, Etat, Marche
from observatory.domain.methode import Etape, Methode
from observatory.domain.reglage import TELEPHONES
from observatory.domain.restitution import Engagement, Parole
from observatory.domain.schema import WITHOUT_PERSONS, EtatSchema, Schema
from observatory.domain.support import Cellule, Graphique, Jour, Nature, Nombre, Phrase, Serie, Tableau
from observatory.pipeline.marches import marches_list
from observatory.pipeline.office import Office
from observatory.pipeline.reglages import setting
from observatory.pipeline.restitution import restitution_of
from observatory.pipeline.schemas import schema_for, schemas_list
from observatory.pipeline.surete import READER
from observatory.present.bilan_schema import NO_INDICATOR
from observatory.present.labels import MASKED, day, first_upper
from observatory.present.restitution import PAROLES, stop_name
from observatory.present.schema import PASSAGES
from observatory.present.schema_methode import of_walk, ordinal, step_state
from observatory.store.reference import CITY_NAME, meta_get

EUROS = "€"
MASKED_REMARK = (
    f"« {MASKED} » : secret statistique. Un petit nombre, ou un nombre dont on le déduirait, n'est pas montré."
)
SMALL_REMARK = (
    f"Sur les axes qui touchent à des personnes, un nombre de 1 à {LEAST_COUNT - 1} n'est "
    "pas montré ; un nombre de signalements ne l'est que dans les tableaux publiés."
)
UNTOLD_REMARK = "« Non communiqué » : personne n'a donné l'information. Ce n'est jamais un zéro."
_NO_PERSONS = frozenset({"%", EUROS, "h", "heures", "jours", "semaines", "mois"})
"""Units that count no person."""


@dataclass(frozen=True, slots=True)
class Promesse:
    """What a service promised after a walk, at which stop."""

    marche: Marche
    arret: str
    engagement: Engagement

    @property
    def non_tenue(self) -> bool:
        """Whether its day has passed without a word that it was kept."""
        return self.engagement.etat == Parole.EN_RETARD


def plan_asked(office: Office, schema: int | None = None) -> Schema:
    """The plan of a number, or the one that runs (that of the whole city first), or the last one.

    Raises
    ------
    NotFound
        When there is none of this number.
    StateError
        When the city has none at all.
    """
    if schema is not None:
        return schema_for(office, schema, READER)
    found = plan_or_none(office)
    if found is None:
        raise StateError(
            "Aucun schéma local n'est enregistré : ouvrez-en un (page « Schéma local »), puis préparez ce document."
        )
    return found


def plan_or_none(office: Office) -> Schema | None:
    """The plan that runs (that of the whole city first), else the last one; None where the city has none."""
    known, today = schemas_list(office, READER), office.today()
    running = [one for one in known if one.etat == EtatSchema.EN_COURS and one.debut <= today]
    return min(running or known, key=lambda one: bool(one.territoire), default=None)


def city_name(office: Office) -> str:
    """What the city is called."""
    return meta_get(office.database, CITY_NAME, "Ma ville")


def office_reached(office: Office) -> tuple[str, ...]:
    """How the office is reached, a line for each of the numbers that the city set."""
    return tuple(
        f"{one['nom']} : {one['numero']}{', ' + one['quand'] if one.get('quand') else ''}."
        for one in setting(office, TELEPHONES, [])
    )


def money(amount: Montant) -> Cellule:
    """A sum of euros: « au moins » where a part was not told, « non communiqué » where nothing was, "" of none."""
    return "" if not amount.lignes else Nombre(amount.total, unite=EUROS, au_moins=amount.au_moins)


def told_euros(value: float | None) -> Nombre:
    """Euros as somebody told them; None is « non communiqué »."""
    return Nombre(value, unite=EUROS)


def measured(value: float | None, unit: str, axe: str) -> Nombre:
    """What an indicator was answered; hidden where it counts signalements, or may count fewer than five persons."""
    if "signalement" in unit.casefold():  # of a zone that no published table has
        return Nombre(None, Nature.SIGNALEMENTS, unit, masque=value is not None)
    if axe not in WITHOUT_PERSONS or unit.casefold() in _NO_PERSONS:
        return Nombre(value, unite=unit)
    few = value is not None and 0 < value < LEAST_COUNT
    return Nombre(None if few else value, Nature.PERSONNES, unit, masque=few)


def indicator_value(line: LigneMesure) -> Cellule:
    """The value of an indicator: a number, a sentence, or in words that nothing was told, or not yet."""
    if line.phrase is not None:
        return line.phrase
    match line.etat:
        case EtatIndicateur.EN_RETARD:
            return f"non communiqué, attendu depuis le {day(line.du_le)}"
        case EtatIndicateur.ATTENDU:
            return f"attendu pour le {day(line.du_le)}"
        case EtatIndicateur.RENSEIGNE | EtatIndicateur.NON_COMMUNIQUE:
            return measured(line.nombre, line.unite, line.axe)
        case _:
            return NO_INDICATOR


def funding_years(lines: Sequence[LigneFinancement]) -> list[int]:
    """The years in which something was planned or spent."""
    return sorted({one.annee for one in lines if one.annee is not None})


def funding_tables(lines: Sequence[LigneFinancement], total: LigneFinancement) -> list[Tableau]:
    """Euros planned and spent by payer: a table for each year, and one of all years where there are several."""
    years = funding_years(lines)
    asked: list[tuple[str, list[LigneFinancement]]] = [
        (f"Financement {year}", [one for one in lines if one.annee == year]) for year in years
    ]
    if len(years) > 1:
        asked.append((f"Financement {years[0]}-{years[-1]}", [one for one in lines if one.annee is None] + [total]))
    return [
        Tableau(
            title, ("Financeur", "Prévu", "Dépensé"),
            tuple((one.libelle, money(one.prevu), money(one.depense)) for one in rows),
        )
        for title, rows in asked
    ]  # fmt: skip


def funding_chart(lines: Sequence[LigneFinancement]) -> Graphique | None:
    """Euros planned and spent by year; None where no year is known."""
    years = [one for one in lines if one.annee is not None and not one.source]
    if not years:
        return None
    series = tuple(
        Serie(name, tuple(_sum(getattr(one, kind)) for one in years))
        for name, kind in (("Prévu", "prevu"), ("Dépensé", "depense"))
    )
    places = [f"en {one.annee}, prévu : {{{2 * k}}}, dépensé : {{{2 * k + 1}}}" for k, one in enumerate(years)]
    told = tuple(value for k in range(len(years)) for value in (series[0].valeurs[k], series[1].valeurs[k]))
    alt = Phrase(f"{first_upper(' ; '.join(places))}.", told)
    return Graphique(
        "Prévu et dépensé par année", "colonnes", tuple(str(one.annee) for one in years), series, alt, EUROS
    )


def _sum(amount: Montant) -> Nombre:
    return Nombre(amount.total, unite=EUROS, au_moins=amount.au_moins)


def method_table(office: Office, methode: Methode) -> Tableau:
    """The steps of the method: when each is due, where it stands, its day (that of an unannounced walk is not told)."""
    secret = {one.ident for one in marches_list(office) if one.plan.inopinee and one.etat in OPEN}
    return Tableau(
        "Calendrier de la méthode", ("Étape", "Semestre", "Attendue du", "Au", "État", "Jour"),
        tuple(_step(one, secret) for one in methode.etapes),
    )  # fmt: skip


def _step(step: Etape, secret: set[int]) -> tuple[Cellule, ...]:
    fact = step.fait
    hidden = fact is not None and of_walk(step) and fact.ident in secret
    when: Cellule = "marche inopinée" if hidden else Jour(fact.jour) if fact is not None else ""
    return (
        PASSAGES[step.passage], f"{ordinal(step.semestre)} semestre", Jour(step.du), Jour(step.au), step_state(step),
        when,
    )  # fmt: skip


def walks_shown(office: Office) -> list[Marche]:
    """The walks that may be told of, the latest first: neither given up, nor unannounced and still to come."""
    return [
        one for one in marches_list(office) if one.etat != Etat.ANNULEE and not (one.plan.inopinee and one.etat in OPEN)
    ]


def promises_after(office: Office, walks: Iterable[Marche]) -> list[Promesse]:
    """What services promised after some walks, those that are late first."""
    found = [
        Promesse(one, stop_name(one, promise.arret), promise)
        for one in walks
        if one.etat == Etat.CLOSE
        for promise in restitution_of(office, one.ident, READER).engagements
    ]
    order = [Parole.EN_RETARD, Parole.SANS_DATE, Parole.A_VENIR, Parole.TENU]
    return sorted(found, key=lambda one: order.index(Parole(one.engagement.etat)))


def promise_words(promise: Promesse) -> str:
    """« tenu le 3 mai 2026 », « en retard, promis pour le 2 avril 2026 », « à venir »."""
    one = promise.engagement
    if one.tenu_le is not None:
        return f"tenu le {day(one.tenu_le)}"
    due = f", promis pour le {day(one.pour_le)}" if one.pour_le is not None else ""
    return f"{PAROLES[Parole(one.etat)]}{due}"
