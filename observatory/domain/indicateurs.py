"""The indicators of the office: what each is called, counts and does not say. See ``docs/indicateurs.md``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Axe = Literal["ensemble", "mois", "territoire", "categorie", "service"]
"""What the lines of a table are: one of everything, or one a month, territory, family of categories, service."""

FAMILLES = {
    "ecoute": "Écoute",
    "delais": "Délais",
    "suites": "Suites données",
    "mediation": "Médiation",
    "cadre": "Cadre de vie",
    "marche": "Marches",
    "evolution": "Évolution",
}
"""The groups in which indicators are shown, in order."""


@dataclass(frozen=True, slots=True)
class Indicateur:
    """A figure and what is needed to read it.

    ``valeur`` None is « non communiqué », for the reason that ``non_communique`` tells; zero is a real zero. ``n`` is
    how many cases it rests upon. ``intervalle`` holds the true value 95 times of 100, as far as chance goes; an end of
    it that is None is not known.
    """

    code: str
    libelle: str
    valeur: float | None
    unite: str
    n: int
    definition: str
    reserve: str
    intervalle: tuple[float | None, float | None] | None = None
    non_communique: str = ""


@dataclass(frozen=True, slots=True)
class Definition:
    """What an indicator counts and what it does not say. ``unite``: "" for a number, else jours, %, sur 5, m², €."""

    famille: str
    libelle: str
    unite: str
    definition: str
    reserve: str


_NO_PLACE = (
    "Un contact sans signalement n'a ni lieu ni catégorie : par territoire ou par catégorie, il n'est pas compté."
)
_CENSORED = "Les dossiers qui attendent encore comptent comme attendant depuis leur premier contact (Kaplan-Meier)."
_TOLD = (
    "Dossiers d'un appelant connu et dont la suite nous est dite ; les appels anonymes sont à part. Un retour "
    "impossible reste un retour non donné. " + _CENSORED
)
_PROMISE = (
    "Une échéance qui n'est pas encore passée n'est ni tenue ni rompue (Kaplan-Meier, en parts du délai promis). "
    "Une nouvelle date acceptée remplace l'échéance."
)
_RESULT = "Parmi les médiations closes : les plus longues, encore ouvertes, n'y sont pas."
_ANSWERS = "Seuls répondent ceux que l'on rejoint et qui le veulent bien."

_WALKERS = "Sous 5 personnes, d'un côté ou de l'autre, rien n'est montré. Aucun nom n'est noté."
_LOOKED = "Une marche va là où l'on attend des troubles : ce nombre ne dit pas ce qu'il y a ailleurs."

DEFINITIONS: dict[str, Definition] = {
    "contacts": Definition(
        "ecoute", "Contacts", "", "Appels et messages reçus, quelle qu'en soit l'issue.", _NO_PLACE
    ),
    "contacts_signalement": Definition(
        "ecoute", "Pour signaler", "", "Contacts où un habitant a raconté un trouble.",
        "Un même trouble peut être raconté plusieurs fois.",
    ),
    "contacts_information": Definition(
        "ecoute", "Pour s'informer", "", "Contacts qui ont demandé et reçu un renseignement.", _NO_PLACE
    ),
    "contacts_orientation": Definition(
        "ecoute", "Orientés ailleurs", "", "Contacts dirigés vers un autre service ou partenaire.", _NO_PLACE
    ),
    "contacts_hors_champ": Definition(
        "ecoute", "Hors champ", "", "Contacts qui ne relèvent pas de l'office : urgences, autres numéros.",
        _NO_PLACE,
    ),
    "contacts_relance": Definition(
        "ecoute", "Relances", "", "Contacts qui demandent des nouvelles d'un problème déjà signalé.",
        "Par territoire, une relance compte là où le problème a été signalé.",
    ),
    "signalements": Definition(
        "ecoute", "Signalements", "", "Récits d'un trouble par un habitant, reçus pendant la période.",
        "C'est ce qui est signalé, pas tout ce qui arrive.",
    ),
    "problemes": Definition(
        "ecoute", "Problèmes distincts", "", "Troubles distincts dont parlent ces signalements.",
        "Un problème signalé sur deux mois compte dans chacun : les mois ne s'additionnent pas.",
    ),
    "appelants": Definition(
        "ecoute", "Appelants distincts", "", "Personnes connues qui ont fait ces signalements, chacune une fois.",
        "Les appels anonymes sont à part : le nombre de personnes est plus grand.",
    ),
    "anonymes": Definition(
        "ecoute", "Anonymes", "", "Signalements dont l'appelant n'est pas connu.",
        "On ne peut pas rappeler ces personnes : les délais de retour ne les comptent pas.",
    ),
    "retour_median": Definition(
        "delais", "Retour : médiane", "jours",
        "Durée du premier contact au retour d'information, où un appelant sur deux a été informé.",
        _TOLD,
    ),
    "retour_p90": Definition(
        "delais", "Retour : neuf sur dix", "jours",
        "Durée du premier contact au retour d'information, où neuf appelants sur dix ont été informés.",
        _TOLD,
    ),
    "retour_promesse": Definition(
        "delais", "Retours à temps", "%",
        "Part des appelants informés avant l'échéance promise pour leur dossier.",
        _TOLD + " " + _PROMISE,
    ),
    "promesse_tenue": Definition(
        "delais", "Promesses tenues", "%",
        "Part des dossiers où le service a agi ou répondu avant l'échéance promise.",
        "Dossiers qui ont une échéance et dont la suite nous est dite. " + _PROMISE,
    ),
    "resolus": Definition(
        "suites", "Dossiers résolus", "", "Dossiers reçus pendant la période et résolus à ce jour.",
        "Les plus récents n'ont pas eu le temps de l'être.",
    ),
    "resolus_part": Definition(
        "suites", "Part résolue", "%",
        "Dossiers résolus à ce jour, parmi ceux de la période dont la suite nous est dite.",
        "Les plus récents n'ont pas eu le temps de l'être.",
    ),
    "sans_suite": Definition(
        "suites", "Dossiers sans suite", "", "Dossiers reçus pendant la période et classés sans suite.",
        "Le motif de chacun est dans son dossier.",
    ),
    "rouverts": Definition(
        "suites", "Dossiers rouverts", "", "Dossiers reçus pendant la période, clos puis rouverts au moins une fois.",
        "Parmi les seuls dossiers que l'office suit lui-même.",
    ),
    "rouverts_part": Definition(
        "suites", "Part rouverte", "%", "Dossiers rouverts, parmi ceux que l'office a clos au moins une fois.",
        "Parmi les seuls dossiers que l'office suit lui-même.",
    ),
    "satisfaction_resolu": Definition(
        "suites", "« C'est résolu »", "%",
        "Réponses « résolu » à la question posée après le retour, parmi les réponses de la période.", _ANSWERS,
    ),
    "satisfaction_note": Definition(
        "suites", "Satisfaction", "sur 5", "Moyenne des notes de 1 à 5 données pendant la période.", _ANSWERS,
    ),
    "mediations": Definition(
        "mediation", "Médiations confiées", "", "Médiations confiées à un médiateur pendant la période.",
        "Elles sont datées du jour où elles sont confiées, non de celui de l'appel.",
    ),
    "mediations_accord": Definition(
        "mediation", "Accord", "", "Médiations confiées pendant la période et closes par un accord.", _RESULT
    ),
    "mediations_partiel": Definition(
        "mediation", "Accord partiel", "", "Médiations confiées pendant la période et closes par un accord partiel.",
        _RESULT,
    ),
    "mediations_refus": Definition(
        "mediation", "Refus", "", "Médiations confiées pendant la période et refusées par une partie.", _RESULT
    ),
    "mediations_droit": Definition(
        "mediation", "Tournées vers le droit", "", "Médiations confiées pendant la période et tournées vers le droit.",
        _RESULT,
    ),
    "mediation_accord_part": Definition(
        "mediation", "Part d'accords", "%", "Médiations closes par un accord entier, parmi toutes celles closes.",
        _RESULT + " Un accord partiel n'y compte pas.",
    ),
    "tags_m2": Definition(
        "cadre", "Tags effacés", "m²",
        "Surface de tags traitée, d'après les comptes rendus validés « fait » de la période.",
        "Datée du compte rendu, non de l'appel. Seules les surfaces que les services disent.",
    ),
    "cout": Definition(
        "cadre", "Coût des interventions", "€",
        "Somme des coûts dits par les comptes rendus validés « fait » de la période.",
        "Datée du compte rendu, non de l'appel. Seuls les coûts que les services disent.",
    ),
    "marches": Definition(
        "marche", "Marches faites", "", "Marches closes, datées du jour où l'on a marché.",
        "Une marche préparée, annulée ou pas encore close n'y est pas.",
    ),
    "marche_participants": Definition(
        "marche", "Marcheurs", "", "Personnes comptées au départ des marches de la période.",
        _WALKERS + " Qui vient à deux marches compte deux fois.",
    ),
    "marche_femmes": Definition(
        "marche", "Part de femmes", "%", "Femmes, parmi les marcheurs comptés par sexe.", _WALKERS
    ),
    "marche_jeunes": Definition(
        "marche", "Part de moins de 25 ans", "%", "Moins de 25 ans, parmi les marcheurs comptés par âge.", _WALKERS
    ),
    "marche_habitants": Definition(
        "marche", "Part d'habitants", "%", "Habitants, parmi les marcheurs comptés à quel titre ils viennent.", _WALKERS
    ),
    "marche_constats": Definition(
        "marche", "Constats à améliorer", "", "Troubles constatés pendant les marches closes de la période.", _LOOKED
    ),
    "marche_positifs": Definition(
        "marche", "Constats positifs", "", "Ce qui va bien, constaté pendant les marches closes de la période.",
        "Un constat positif peut n'avoir pas de catégorie : par catégorie, il n'est alors pas compté.",
    ),
    "marche_signalements": Definition(
        "marche", "Dossiers de marche", "", "Signalements que les marches ont faits, à leur clôture.",
        "Les constats d'un même problème font un seul signalement. " + _LOOKED,
    ),
    "marche_faits": Definition(
        "marche", "Constats traités", "%",
        "Signalements des marches résolus, ou dont l'intervention est faite, à ce jour.",
        "Les plus récents n'ont pas eu le temps de l'être.",
    ),
    "evolution": Definition(
        "evolution", "Évolution", "%",
        "Écart du nombre de problèmes distincts avec les mêmes jours de l'année précédente, dans le même périmètre.",
        "Plus de signalements peut vouloir dire plus de troubles, ou une meilleure écoute : un numéro mieux connu fait "
        "monter ce chiffre. L'intervalle ne compte que le hasard ; des troubles par vagues l'élargiraient.",
    ),
}  # fmt: skip
"""Every indicator by its code, in the order in which they are shown."""
