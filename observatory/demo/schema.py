"""What the fictional schéma local says of itself: its group, its meetings, its actions and what became of them.

Days are counted back from the last day of the history. Words and figures alone; nothing is written here.
"""

from __future__ import annotations

import io
from dataclasses import dataclass

MONTHS, DAYS = 13, 24
"""The plan begins so long before the last day, which thus lies in its 14th month."""
TITLE = "Schéma local de tranquillité de Port-Clairval"
PILOT = "Directrice de la tranquillité publique"
OPENED, NAMED = 455, 460
"""When the plan was opened, and its pilot named by the mayor and the préfet."""
SEATS = (
    ("Adjointe à la tranquillité publique", "Ville de Port-Clairval"),
    ("Déléguée du préfet", "Préfecture"),
    ("Chef de la police municipale", "Ville de Port-Clairval"),
    ("Commandant du commissariat", "Police nationale"),
    ("Responsable du secteur", "Clairval Habitat"),
    ("Responsable de la propreté urbaine", "Ville de Port-Clairval"),
    ("Responsable de l'éclairage public", "Ville de Port-Clairval"),
    ("Coordinatrice des médiateurs", "Médiation sociale"),
    ("Déléguée aux victimes", "Association d'aide aux victimes"),
    ("Représentante des habitants", "Conseil citoyen"),
)
FIRST_WALK, VISIT, WALKED_AGAIN = "Marche des Genêts", "Marche des Goélands", "Marche Saint-Yves, retour"
"""Planted walks: the first of the plan, the visit of its third half-year, and that of the second (told already)."""
WALK_TITLES = {FIRST_WALK: "Les Genêts, autour des conteneurs", VISIT: "Les Goélands, au pied des immeubles"}
WALK_REASON = "Signalements répétés depuis un an."


@dataclass(frozen=True, slots=True)
class Tenue:
    """A meeting that took place: so many days ago, or in that week; who came; what was written down."""

    cle: str
    genre: str
    titre: str
    lieu: str
    il_y_a: int
    presents: int
    presences: dict[str, int]
    compte_rendu: str
    diagnostic: str = ""
    problemes: tuple[tuple[str, str, int, str], ...] = ()


MEETINGS = (
    Tenue(
        "consultation", "consultation", "Réunion publique d'ouverture du schéma", "Salle des fêtes", 432, 46,
        {
            "age:moins_18": 2, "age:18_24": 5, "age:25_39": 11, "age:40_59": 14, "age:60_74": 10, "age:75_plus": 4,
            "sexe:femme": 25, "sexe:homme": 21, "categorie:habitant": 30, "categorie:elu": 3, "categorie:service": 5,
            "categorie:commercant": 4, "categorie:bailleur": 2, "categorie:association": 2,
        },
        "Les habitants citent d'abord les sacs au pied des conteneurs des Genêts, puis le stationnement du cours du "
        "Commerce et les rues sombres. La ville annonce une marche dans le mois et une réunion des partenaires.",
        problemes=(
            ("depots-ordures", "Les sacs débordent tous les lundis.", 17, "Conteneurs des Genêts"),
            ("stationnement-genant", "On marche sur la chaussée à cause des voitures.", 12, "Cours du Commerce"),
            ("espace-public-regroupement", "Le soir, le parvis est bloqué.", 9, "Parvis de la gare"),
            ("depots-encombrants", "Matelas et meubles au pied des immeubles.", 11, "Pied d'immeubles des Goélands"),
            ("tags-facade", "Les ateliers sont tagués toutes les semaines.", 6, "Ateliers Saint-Yves"),
            ("bruit-etablissement", "La musique passe les murs après minuit.", 8, "Bars du Vieux-Bassin"),
        ),
    ),
    Tenue(
        "groupe", "groupe", "Groupe opérationnel : diagnostic et engagements", "Mairie, salle du conseil", 388, 12,
        {
            "sexe:femme": 7, "sexe:homme": 5, "categorie:elu": 1, "categorie:service": 5, "categorie:bailleur": 1,
            "categorie:police": 2, "categorie:mediateur": 1, "categorie:association": 1, "categorie:habitant": 1,
        },
        "Chaque partenaire a dit ce qu'il accepte. Le bailleur ne peut pas recruter un gardien cette année.",
        "Trois lieux concentrent la gêne : les conteneurs des Genêts (dépôts), le cours du Commerce (stationnement), "
        "le parvis de la gare (regroupements du soir). L'éclairage des cheminements revient dans les deux quartiers "
        "parcourus. Le bailleur et la ville relèvent les mêmes halls. Aucun partenaire ne compte les victimes "
        "accueillies de la même façon.",
    ),
    Tenue(
        "presentation", "presentation", "Présentation publique du plan d'actions", "Maison de quartier", 300, 38,
        {
            "age:18_24": 3, "age:25_39": 9, "age:40_59": 13, "age:60_74": 9, "age:75_plus": 4, "sexe:femme": 20,
            "sexe:homme": 18, "categorie:habitant": 27, "categorie:elu": 2, "categorie:service": 4,
            "categorie:commercant": 3, "categorie:bailleur": 2,
        },
        "Les constats de la première marche et les actions retenues sont présentés. Les commerçants demandent des "
        "places de livraison ; les habitants demandent une date pour le parvis de la gare.",
    ),
    Tenue(
        "suivi", "groupe", "Groupe opérationnel : point à mi-parcours", "Mairie, salle du conseil", 196, 9,
        {"sexe:femme": 5, "sexe:homme": 4, "categorie:service": 5, "categorie:police": 2, "categorie:bailleur": 2},
        "Les conteneurs sont en service depuis l'automne. Le parvis de la gare n'a toujours pas de pilote pour la "
        "vidéoprotection. La visite du semestre est fixée au printemps.",
        "La médiation de soirée tient ses passages ; l'éclairage a du retard, faute de crédits notifiés.",
    ),
    Tenue(
        "restitution", "restitution", "Restitution de la visite des Goélands", "Maison de quartier", 24, 29,
        {
            "age:25_39": 7, "age:40_59": 12, "age:60_74": 8, "age:75_plus": 2, "sexe:femme": 17, "sexe:homme": 12,
            "categorie:habitant": 21, "categorie:elu": 2, "categorie:service": 4, "categorie:bailleur": 2,
        },
        "Ce que la visite a relevé est rendu arrêt par arrêt. Les habitants notent que la visite du printemps n'a "
        "jamais été restituée.",
    ),
    Tenue(
        "effets", "groupe", "Groupe opérationnel : effets mesurés et suites", "Mairie, salle du conseil", 8, 11,
        {"sexe:femme": 6, "sexe:homme": 5, "categorie:elu": 1, "categorie:service": 5, "categorie:police": 2,
         "categorie:bailleur": 2, "categorie:mediateur": 1},
        "Deux effets sont mesurés avec un an de recul. Les conteneurs des Genêts donnent un résultat net : on "
        "poursuit. Au cours du Commerce, on ne peut pas conclure : les passages seuls ne suffisent pas, on change.",
        "Le stationnement appelle un aménagement, pas seulement des passages.",
    ),
)  # fmt: skip
FOLLOWS_WALK = {"restitution": VISIT}
"""The walk that a restitution gives back; that of the second half-year was never given back."""


@dataclass(frozen=True, slots=True)
class Indice:
    """An indicator: kind, words, unit, target, who owes it, due so many days ago (negative: to come), its answers.

    An answer is (days ago, a number, a sentence or None for « non communiqué », source).
    """

    genre: str
    libelle: str
    unite: str
    cible: float | None
    service: str
    du: int
    reponses: tuple[tuple[int, float | str | None, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Dite:
    """An action as it is told: its calendar in days ago, its states, what it groups, who pays, its indicators.

    It was written ``ecrite`` days ago. ``planted`` is the place of the history where it lies, and whose radius it has.
    ``etats`` are (days ago, state).
    ``financements`` are (payer, year of the plan from 0, planned, spent).
    """

    cle: str
    axe: str
    titre: str
    mesure: str
    objectif: str
    service: str
    partenaires: tuple[str, ...]
    origine: str
    debut: int
    fin: int
    etats: tuple[tuple[int, str], ...] = ()
    planted: str = ""
    zone_nom: str = ""
    categories: tuple[str, ...] = ()
    groupe: tuple[str, ...] = ()
    en_service: int | None = None
    terminee: int | None = None
    ecrite: int = 400
    financements: tuple[tuple[str, int, float | None, float | None], ...] = ()
    indicateurs: tuple[Indice, ...] = ()
    nouvelles: tuple[tuple[int, str], ...] = ()


ACTIONS = (
    Dite(
        "conteneurs", "tranquillite", "Déplacer et enterrer les conteneurs des Genêts", "amenagement",
        "Plus de sacs au pied des conteneurs, un accès dégagé pour les piétons.", "Propreté urbaine",
        ("Clairval Habitat", "Espaces verts"), "point_chaud", 380, 340,
        ((388, "decidee"), (364, "en_cours"), (340, "realisee")), "Conteneurs des Genêts",
        "les abords des conteneurs des Genêts", ("depots-ordures",), ("depots-ordures", "proprete"), 364, 340, 400,
        (("politique-ville", 0, 48_000, 46_200), ("bailleur-tfpb", 0, 15_000, 15_000), ("commune", 0, 22_000, 23_850),
         ("bailleur-tfpb", 1, 6_000, None)),
        (Indice("realisation", "Conteneurs enterrés posés", "conteneurs", 6, "Propreté urbaine", 335,
                ((338, 6, "procès-verbal de réception"),)),
         Indice("impact", "Sacs ramassés hors conteneurs, par mois", "tonnes", 2, "Propreté urbaine", 40,
                ((210, 2.4, "relevé des tournées"), (45, 1.6, "relevé des tournées"))),
         Indice("qualite", "Avis des locataires", "", None, "Clairval Habitat", 60,
                ((62, "Le gardien note moins de plaintes ; les bacs de tri manquent encore.", "visite du secteur"),))),
        ((300, "Les riverains demandent un point de tri au même endroit."),),
    ),
    Dite(
        "cours", "tranquillite", "Passages renforcés contre le stationnement gênant au cours du Commerce",
        "patrouilles", "Des trottoirs libres aux heures d'école et de marché.", "Police municipale",
        ("Association des commerçants",), "point_chaud", 375, -120, ((388, "decidee"), (364, "en_cours")),
        "Cours du Commerce", "le cours du Commerce", ("stationnement-genant",), ("stationnement",), 364, None, 400,
        (("commune", 0, 9_000, 8_400), ("commune", 1, 18_000, None)),
        (Indice("realisation", "Passages aux heures dites", "passages par semaine", 10, "Police municipale", 30,
                ((180, 9, "main courante"), (32, 10, "main courante"))),
         Indice("impact", "Véhicules verbalisés, par mois", "véhicules", None, "Police municipale", 30,
                ((33, 61, "main courante"),)),
         Indice("qualite", "Avis des commerçants", "", None, "Association des commerçants", 20,
                ((21, None, "courriel"),))),
        ((200, "Les livraisons de midi restent en double file."),),
    ),
    Dite(
        "eclairage", "tranquillite", "Rallumer les passages des Genêts", "eclairage",
        "Rentrer du bus et de l'école par un passage éclairé.", "Éclairage public", ("Clairval Habitat",), "marche",
        240, -40, ((388, "decidee"), (120, "en_cours")), "Conteneurs des Genêts", "les passages des Genêts",
        ("eclairage",), ("eclairage",), None, None, 400,
        (("fipd", 0, 30_000, None), ("commune", 1, 25_000, 11_300), ("departement", 1, None, None)),
        (Indice("realisation", "Points lumineux remplacés", "lampes", 24, "Éclairage public", 18, ()),
         Indice("impact", "Signalements d'éclairage dans la zone, par trimestre", "signalements", 5, "Éclairage public",
                -60, ()),
         Indice("realisation", "Halls raccordés aux passages", "halls", 5, "Clairval Habitat", 12, ())),
        ((35, "La moitié des lampes est commandée ; la pose commence cet hiver."),),
    ),
    Dite(
        "camera", "tranquillite", "Caméra du parvis de la gare", "videoprotection",
        "Relire un incident à la demande de la justice ; n'ouvrir qu'après l'étude de sûreté.", "",
        ("Police nationale", "Transporteur"), "groupe", -30, -200, (), "Parvis de la gare", "le parvis de la gare",
        ecrite=199, financements=(("fipd", 1, 35_000, None), ("transport", 1, None, None)),
        nouvelles=((20, "L'étude de sûreté est demandée ; aucun service n'a accepté de piloter."),),
    ),
    Dite(
        "mediation", "tranquillite", "Médiation de soirée au parvis de la gare", "mediation",
        "Une équipe de deux médiateurs de 18 h à 22 h, du mercredi au samedi.", "Médiation sociale",
        ("Police municipale", "Transporteur"), "reunion", 330, -150, ((388, "decidee"), (310, "en_cours")),
        "Parvis de la gare", "le parvis de la gare", ("espace-public-regroupement",), ("espace-public",), 310,
        None, 400,
        (("politique-ville", 0, 26_000, 26_000), ("politique-ville", 1, 26_000, None), ("transport", 1, 8_000, None)),
        (Indice("realisation", "Soirées tenues", "soirées", 190, "Médiation sociale", -45, ((130, 96, "planning"),)),
         Indice("qualite", "Ce que disent les usagers rencontrés", "", None, "Médiation sociale", -45, ())),
        ((95, "L'équipe est réduite à une personne depuis la rentrée."),),
    ),
    Dite(
        "tags", "tranquillite", "Convention anti-graffitis avec le bailleur", "anti-tags",
        "Effacer tout tag d'une façade en cinq jours ouvrés.", "Propreté urbaine", ("Clairval Habitat",), "partenaire",
        200, -240, ((196, "decidee"), (150, "en_cours")), "Ateliers Saint-Yves", "les ateliers Saint-Yves",
        ("tags",), ("tags-facade",), 150, None, 205,
        (("bailleur-tfpb", 0, 4_000, 3_100), ("bailleur-tfpb", 1, 12_000, 9_450), ("commune", 1, 6_000, None)),
        (Indice("realisation", "Surface effacée pour Clairval Habitat", "m²", 600, "Propreté urbaine", 25,
                ((27, 418, "bons de travaux"),)),
         Indice("realisation", "Surface effacée pour les autres bailleurs", "m²", None, "Propreté urbaine", 25,
                ((27, None, "bons de travaux"),)),
         Indice("qualite", "Délai moyen d'effacement", "jours ouvrés", 5, "Propreté urbaine", -20, ()),
         Indice("qualite", "Avis des gardiens sur l'effacement", "", None, "Clairval Habitat", -12, ())),
        ((26, "Les bons de travaux sont maintenant saisis par résidence."),),
    ),
    Dite(
        "haies", "tranquillite", "Tailler les haies et rouvrir les passages des Genêts", "amenagement",
        "Voir et être vu d'un bout à l'autre du passage.", "Espaces verts", (), "marche", 370, 250,
        ((388, "decidee"), (360, "en_cours"), (262, "realisee")), "Conteneurs des Genêts", "les passages des Genêts",
        ("vegetation",), ("vegetation",), 300, 262, 400, (("commune", 0, 7_500, 6_900),),
        (Indice("realisation", "Passages rouverts", "passages", 4, "Espaces verts", 255, ((260, 4, "visite"),)),
         Indice("qualite", "Entretien prévu ensuite", "", None, "Espaces verts", 200,
                ((205, "Deux tailles par an, inscrites au plan d'entretien.", "plan d'entretien"),))),
    ),
    Dite(
        "gardien", "tranquillite", "Un gardien de plus aux Goélands", "presence-humaine",
        "Une présence en fin d'après-midi dans les halls.", "Clairval Habitat", (), "groupe", 330, 100,
        ((196, "abandonnee"),), "Pied d'immeubles des Goélands", "les halls des Goélands", (),
        ("depots-encombrants",), None, None, 400, (("bailleur", 1, 38_000, None),),
        nouvelles=((230, "Le bailleur ne peut pas recruter ; il propose un agent partagé."),),
    ),
    Dite(
        "chantiers", "jeunes", "Chantiers éducatifs de l'été", "insertion",
        "Un premier contrat court pour des 16-21 ans, encadré par des éducateurs.", "Mission locale",
        ("Prévention spécialisée", "Clairval Habitat"), "partenaire", 200, 70,
        ((388, "decidee"), (140, "en_cours"), (72, "realisee")), en_service=140, terminee=72,
        financements=(("fipd", 1, 18_000, 17_400), ("politique-ville", 1, 12_000, 12_000),
                      ("bailleur-tfpb", 1, 5_000, None)),
        indicateurs=(Indice("realisation", "Contrats signés", "contrats", 24, "Mission locale", 60,
                            ((66, 22, "bilan"),)),
                     Indice("impact", "Sorties vers une formation ou un emploi", "sorties", 10, "Mission locale", 30,
                            ((35, None, "bilan"),)),
                     Indice("qualite", "Retour des encadrants", "", None, "Mission locale", 60,
                            ((66, "Deux semaines sont trop courtes ; les groupes ont tenu.", "bilan"),))),
    ),
    Dite(
        "soiree", "jeunes", "Éducateurs en soirée autour de la gare", "travail-social",
        "Aller vers les jeunes présents le soir, sans liste ni nom.", "Prévention spécialisée", ("Médiation sociale",),
        "groupe", 180, -200, ((196, "decidee"), (100, "en_cours")), en_service=100, ecrite=205,
        financements=(("fipd", 1, 22_000, None), ("departement", 1, 10_000, 10_000)),
        indicateurs=(Indice("realisation", "Soirées de présence", "soirées", 80, "Prévention spécialisée", -30,
                            ((40, 31, "planning"),)),
                     Indice("impact", "Orientations vers un service", "orientations", None, "Prévention spécialisée",
                            -30, ())),
        nouvelles=((41, "Deux éducatrices sont en poste."),),
    ),
    Dite(
        "permanence", "violences", "Permanence d'aide aux victimes en mairie annexe", "aide-victimes",
        "Être reçu près de chez soi, deux demi-journées par semaine.", "Association d'aide aux victimes",
        ("Police nationale",), "partenaire", 340, -250, ((388, "decidee"), (320, "en_cours")), en_service=320,
        financements=(("fipd", 0, 9_000, 9_000), ("fipd", 1, 14_000, None), ("commune", 1, 5_000, 5_000)),
        indicateurs=(Indice("realisation", "Demi-journées tenues", "demi-journées", 90,
                            "Association d'aide aux victimes", 20, ((24, 71, "rapport de l'association"),)),
                     Indice("impact", "Plaintes déposées après un accueil", "plaintes", None, "Police nationale", 20,
                            ((26, None, "courrier du commissariat"),)),
                     Indice("qualite", "Délai pour un premier rendez-vous", "jours", 7,
                            "Association d'aide aux victimes", 20, ((24, 9, "rapport de l'association"),))),
    ),
    Dite(
        "accueil", "violences", "Former les agents d'accueil au repérage des violences", "information",
        "Savoir écouter et orienter, dans chaque accueil de la ville.", "Ressources humaines",
        ("Association d'aide aux victimes",), "groupe", -30, -120, ((196, "decidee"), (90, "suspendue")), ecrite=205,
        financements=(("etat", 1, None, None), ("commune", 1, 3_000, None)),
        indicateurs=(Indice("realisation", "Agents formés", "agents", 40, "Ressources humaines", -60, ()),),
        nouvelles=((28, "La formatrice est absente ; la session reprendra au printemps."),),
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Decidee:
    """What a meeting decided: kind, by which service, of which action, its words, for how many days ahead."""

    reunion: str
    genre: str
    service: str
    action: str
    texte: str
    pour: int | None = None


DECISIONS = (
    Decidee("groupe", "accord", "Propreté urbaine", "conteneurs",
            "Déplace et enterre les conteneurs avant l'hiver.", 30),
    Decidee("groupe", "accord", "Police municipale", "cours", "Dix passages par semaine aux heures dites.", 30),
    Decidee("groupe", "accord", "Éclairage public", "eclairage", "Remplace 24 points lumineux.", 300),
    Decidee("groupe", "accord", "Médiation sociale", "mediation", "Deux médiateurs de 18 h à 22 h.", 60),
    Decidee("groupe", "accord", "Espaces verts", "haies", "Taille et rouvre quatre passages.", 120),
    Decidee("groupe", "refus", "Clairval Habitat", "gardien", "Pas de recrutement possible cette année."),
    Decidee("suivi", "accord", "Propreté urbaine", "tags", "Efface en cinq jours, bons de travaux à l'appui.", 45),
    Decidee("suivi", "arreter", "Clairval Habitat", "gardien", "L'action est abandonnée : le bailleur ne recrute pas."),
    Decidee("effets", "poursuivre", "Propreté urbaine", "conteneurs",
            "On poursuit, avec un point de tri au même endroit.", 120),
    Decidee("effets", "modifier", "Police municipale", "cours",
            "On change : places de livraison et potelets, les passages restent aux heures d'école.", 150),
    Decidee("effets", "autre", "", "", "La visite du printemps n'a pas été restituée : une réunion la reprendra."),
)  # fmt: skip
EVALUATED, MONTHS_COUNTED = ("conteneurs", "cours"), 11
"""Actions whose effect is measured before the last meeting, with so many months before and after."""
TEXTS_AGO = 6
"""When the bilan was begun, in days ago."""
TEXTS = (
    ("point_fort", "Les conteneurs des Genêts : une mesure simple, un effet mesuré, un coût tenu."),
    ("point_fort", "Le bailleur et la ville regardent les mêmes halls et partagent leurs relevés."),
    ("preconisation", "Restituer chaque visite dans les deux mois : celle du printemps ne l'a pas été."),
    ("preconisation", "Trouver un pilote pour le parvis de la gare, ou renoncer à la caméra."),
)


def drawing(kind: str, *, after: bool) -> bytes:
    """A small drawing that stands for a photo of a place before or after an action, as PNG; it says so itself."""
    from PIL import Image, ImageDraw

    width, height = 480, 320
    dark = kind == "eclairage" and not after
    drawn = Image.new("RGB", (width, height), "#20283a" if dark else "#d6e6ef")
    pen = ImageDraw.Draw(drawn)
    pen.rectangle((0, 200, width, height), fill="#2c313b" if dark else "#bdb8ab")
    pen.rectangle((20, 60, 200, 200), fill="#394150" if dark else "#d8c9ae", outline="#5b5b5b", width=3)
    if kind == "eclairage":
        for left in (250, 340, 430):
            pen.rectangle((left, 90, left + 6, 240), fill="#14161b")
            if after:
                pen.ellipse((left - 40, 70, left + 46, 150), fill="#f7ecb0")
    else:
        for k, left in enumerate((230, 300, 370)):
            top = 205 if after else 160
            pen.rectangle((left, top, left + 54, 240), fill="#4d6b4f" if after else "#5a5f66")
            if not after:
                pen.ellipse((left - 12, 225 + 8 * (k % 2), left + 36, 262), fill="#2b2b2b")
                pen.ellipse((left + 20, 238, left + 62, 270), fill="#444444")
    pen.rectangle((0, height - 28, width, height), fill="#000000")
    pen.text((10, height - 23), "Ville fictive : dessin produit par le programme", fill="#ffffff", font_size=16)
    out = io.BytesIO()
    drawn.save(out, "PNG")
    return out.getvalue()


PICTURES = (
    ("conteneurs", "avant", 378), ("conteneurs", "apres", 330), ("eclairage", "avant", 236),
)  # fmt: skip
"""Drawings that stand for photos of actions: which, the moment, days ago."""
