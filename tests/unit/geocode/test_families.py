"""What people write, family by family: each writing names one address of a small town, and finds it first."""

from __future__ import annotations

from typing import Any

import pytest
from shapely import LineString

from observatory.geocode.answer import GeocodedAddress
from observatory.geocode.gazetteer import Gazetteer
from observatory.geocode.search import SURE, Geocoder

STREETS = {
    "Avenue du Pont Juvénal": "1 2 3 3bis 4 5 6 12 14 250 252 254",
    "Allée des Sycomores": "2 4 12 30",
    "Boulevard Saint-Guilhem": "2 12",
    "Boulevard Gambetta": "1 2 12",
    "Chemin de Moularès": "1 12",
    "Cité Benoît": "1 12",
    "Cours Gambetta": "1 12",
    "Esplanade Charles de Gaulle": "1 12",
    "Faubourg Figuerolles": "1 12",
    "HLM Les Cévennes": "1 12",
    "Impasse Jean Vilar": "1 12",
    "Lotissement Les Micocouliers": "1 12",
    "Passage Bruyas": "1 12",
    "Place du Marché aux Fleurs": "1 12",
    "Place du 8 Mai 1945": "1 4 12",
    "Place du 11 Novembre 1918": "1 12",
    "Quai du Verdanson": "1 12",
    "Résidence Saint-Clément": "1 12",
    "Rond-Point Benjamin Franklin": "1 12",
    "Route de Toulouse": "1 12",
    "Rue de la Loge": "1 5 9 12 15 19",
    "Rue Foch": "1 2 3 12",
    "Rue de l'Aiguillerie": "1 12",
    "Rue Sainte-Ursule": "1 12",
    "Rue Saint-Denis": "1 12",
    "Rue du Docteur Roux": "1 12",
    "Rue du Général Leclerc": "1 12",
    "Rue du 4 Septembre": "1 12",
    "Rue Pierre et Marie Curie": "1 12",
    "Rue Jean Jaurès": "1 12",
    "Rue Pie X": "1 12",
    "Rue du Dixième Régiment": "1 12",
    "Square Planchon": "1 12",
    "Villa des Roses": "1 12",
}
PLACES = ["École élémentaire Jules Ferry", "Gare Saint-Roch", "Gymnase Achille Bégard", "Halles Laissac"]
SPACED, ROWS_APART = 0.0003, 0.001


@pytest.fixture(scope="module")
def geocoder() -> Geocoder:
    """Streets that run east in parallel, one number every eight metres; two of them with a line."""
    rows = [
        ("".join(filter(str.isdigit, one)), "".join(filter(str.isalpha, one)), street, 3.87 + step * SPACED, index)
        for index, (street, numbers) in enumerate(STREETS.items())
        for step, one in enumerate(numbers.split())
    ]
    columns: dict[str, list[Any]] = {
        "numero": [row[0] for row in rows],
        "rep": [row[1] for row in rows],
        "nom_voie": [row[2] for row in rows],
        "lon": [row[3] for row in rows],
        "lat": [43.60 + ROWS_APART * row[4] for row in rows],
        "id": [f"adresse-{row}" for row in range(len(rows))],
    }
    same = {"code_postal": "34000", "code_insee": "34172", "nom_commune": "Montpellier"}
    columns |= {name: [value] * len(rows) for name, value in same.items()}
    lat = 43.60 + ROWS_APART * list(STREETS).index("Rue Foch")
    voies = {"nom": ["Rue Foch"], "contour": [LineString([(3.87, lat), (3.8712, lat)])]}
    lieux: dict[str, list[Any]] = {"nom": PLACES, "lon": [3.88, 3.881, 3.882, 3.883], "lat": [43.61] * 4}
    return Geocoder(Gazetteer.build(columns, voies=voies, lieux=lieux))


def best(geocoder: Geocoder, text: str) -> GeocodedAddress:
    """The first answer, which has to be sure."""
    found = geocoder.search(text)
    assert found, text
    assert found[0].score >= SURE, (text, found[0])
    return found[0]


def names(pairs: dict[str, str]) -> pytest.MarkDecorator:
    """Parameters from answers by the writings that name them, parted by « | »."""
    return pytest.mark.parametrize(
        ("text", "name"), [(text.strip(), name) for name, texts in pairs.items() for text in texts.split("|")]
    )


@names(
    {
        "3bis Avenue du Pont Juvénal": "3 bis av du pont juvenal | 3bis avenue du Pont Juvénal | 3b avenue pont juvenal"
        " | 3 B av du Pont-Juvénal | 3B AV DU PONT JUVENAL | n° 3 bis av du pont juvenal | avenue du pont juvénal 3 bis"
        " | avenue du pont juvénal, 3bis | 3, bis avenue du pont juvénal",
        "12 Avenue du Pont Juvénal": "12-14 av du pont juvénal | 12/14 avenue du pont juvénal"
        " | 12 - 14 avenue du pont juvénal | 12 à 14 avenue du pont juvénal",
        "252 Avenue du Pont Juvénal": "252-254 avenue du pont juvénal | 252/254 av. du pont juvénal",
        "5 Rue de la Loge": "5 rue de la loge | n° 5 rue de la Loge | n°5 rue de la loge | N5 rue de la loge"
        " | no 5 rue de la loge | numéro 5 rue de la loge | au 5 rue de la loge | rue de la loge 5 | rue de la loge n°5"
        " | rue de la loge, au numéro 5 | au numéro 5 de la rue de la loge | 5, rue de la loge | 05 rue de la loge"
        " | Montpellier 5 rue de la loge | Montpellier, rue de la loge, 5",
    }
)
def test_numbers(geocoder: Geocoder, text: str, name: str) -> None:
    assert (best(geocoder, text).name, best(geocoder, text).method) == (name, "numero")


@pytest.mark.parametrize(
    ("text", "name", "method", "said"),
    [
        ("7 rue de la loge", "7 Rue de la Loge", "interpolation", "placé entre 5 et 9"),
        ("17 rue de la loge", "17 Rue de la Loge", "interpolation", "placé entre 15 et 19"),
        ("21 rue de la loge", "21 Rue de la Loge", "numero voisin", "placé près du 19"),
        ("3 ter avenue du pont juvénal", "3 Avenue du Pont Juvénal", "numero voisin", "3ter inconnu : placé au 3"),
        ("5 bis rue de la loge", "5 Rue de la Loge", "numero voisin", "5bis inconnu : placé au 5"),
    ],
)
def test_unknown_numbers_are_placed_and_said_so(
    geocoder: Geocoder, text: str, name: str, method: str, said: str
) -> None:
    found = best(geocoder, text)
    assert (found.name, found.method) == (name, method)
    assert said in found.explanation
    assert found.precision_m > best(geocoder, "5 rue de la loge").precision_m


def test_a_number_placed_lies_between_its_neighbours(geocoder: Geocoder) -> None:
    low, placed, high = (best(geocoder, f"{number} rue de la loge") for number in (5, 7, 9))
    assert low.lon < placed.lon < high.lon
    assert placed.lat == pytest.approx(low.lat, abs=0.0001)


def test_without_a_number_the_street_answers(geocoder: Geocoder) -> None:
    lined, bare = best(geocoder, "rue Foch"), best(geocoder, "rue de la loge")
    assert {lined.method, bare.method} == {"rue"}
    assert {lined.housenumber, bare.housenumber} == {""}
    assert lined.lon == pytest.approx(3.8706), "the middle along the line"
    assert lined.precision_m == pytest.approx(48.3, abs=1), "the radius reaches the ends"
    assert "ses bouts à 48 m" in lined.explanation


@names(
    {
        "12 Allée des Sycomores": "12 all des sycomores | 12 al. des sycomores | 12 alle des sycomores",
        "12 Avenue du Pont Juvénal": "12 av du pont juvenal | 12 ave du pont juvenal | 12 aven. du pont juvenal",
        "12 Boulevard Gambetta": "12 bd gambetta | 12 bld gambetta | 12 blvd gambetta"
        " | 12 boul. gambetta | 12 bvd gambetta",
        "12 Chemin de Moularès": "12 chem de moulares | 12 ch. de moulares | 12 che moulares | 12 chm de moulares",
        "12 Cours Gambetta": "12 crs gambetta | 12 cours gambetta",
        "12 Esplanade Charles de Gaulle": "12 esp charles de gaulle | 12 espl. charles de gaulle",
        "12 Faubourg Figuerolles": "12 fg figuerolles | 12 fbg figuerolles | 12 fb figuerolles",
        "12 HLM Les Cévennes": "12 hlm les cevennes | 12 HLM CEVENNES",
        "12 Impasse Jean Vilar": "12 imp jean vilar | 12 imp. Jean Vilar",
        "12 Lotissement Les Micocouliers": "12 lot les micocouliers | 12 lotiss. les micocouliers",
        "12 Passage Bruyas": "12 pass bruyas | 12 psg bruyas",
        "12 Place du Marché aux Fleurs": "12 pl du marché aux fleurs | 12 plc marche fleurs",
        "12 Quai du Verdanson": "12 qu du verdanson | 12 q. du verdanson",
        "12 Résidence Saint-Clément": "12 res saint clement | 12 rés. st clément | 12 resid st-clement",
        "12 Rond-Point Benjamin Franklin": "12 rd-pt benjamin franklin | 12 rpt benjamin franklin"
        " | 12 rond point benjamin franklin | 12 rondpoint benjamin franklin",
        "12 Route de Toulouse": "12 rte de toulouse | 12 rte toulouse",
        "12 Rue Foch": "12 r foch | 12 r. foch | 12 ru foch",
        "12 Square Planchon": "12 sq planchon | 12 sq. planchon",
        "12 Villa des Roses": "12 vla des roses | 12 villa roses",
        "12 Cité Benoît": "12 cite benoit | 12 cité benoit",
    }
)
def test_abbreviated_types(geocoder: Geocoder, text: str, name: str) -> None:
    assert best(geocoder, text).name == name


@names(
    {
        "12 Boulevard Saint-Guilhem": "12 bd saint guilhem | 12 bd st guilhem | 12 bd st-guilhem | 12 bd st. guilhem"
        " | 12 boulevard saint-guilhem | 12 BD ST GUILHEM",
        "12 Rue Sainte-Ursule": "12 rue sainte ursule | 12 rue ste ursule | 12 rue ste-ursule | 12 r. STE. URSULE",
        "12 Rue Saint-Denis": "12 rue saint denis | 12 rue st denis | 12 rue St-Denis",
        "12 Rue du Docteur Roux": "12 rue du dr roux | 12 rue du docteur roux | 12 rue dr. roux",
        "12 Rue du Général Leclerc": "12 rue du gal leclerc | 12 rue gen leclerc | 12 rue du general leclerc",
    }
)
def test_saints_and_titles(geocoder: Geocoder, text: str, name: str) -> None:
    assert best(geocoder, text).name == name


@names(
    {
        "12 Place du 8 Mai 1945": "12 place du 8 mai 45 | 12 place du 8 mai 1945 | 12 place du huit mai 1945"
        " | 12 pl du huit mai 45 | 12 place du 8-mai-1945 | place du 8 mai 1945, 12",
        "Place du 8 Mai 1945": "place du 8 mai 45 | pl. du huit mai 1945",
        "4 Place du 8 Mai 1945": "4 place du 8 mai 1945 | n° 4 place du 8 mai 45",
        "12 Place du 11 Novembre 1918": "12 place du 11 novembre 1918 | 12 pl du onze novembre 1918"
        " | 12 place du 11 nov 1918 | 12 pl du 11 novembre 18",
        "12 Rue du 4 Septembre": "12 rue du 4 septembre | 12 rue du quatre septembre | 12 rue du 4 sept",
        "12 Rue du Dixième Régiment": "12 rue du dixième régiment | 12 rue du 10e régiment | 12 rue du 10ème régiment"
        " | 12 rue du Xe régiment",
        "12 Rue Pie X": "12 rue pie x | 12 rue Pie X",
    }
)
def test_ordinals_and_dates(geocoder: Geocoder, text: str, name: str) -> None:
    assert best(geocoder, text).name == name


@names(
    {
        "12 Rue de l'Aiguillerie": "12 rue de l'aiguillerie | 12 rue de l aiguillerie | 12 rue de l’aiguillerie"
        " | 12 rue aiguillerie | 12 rue de laiguillerie",
        "12 Avenue du Pont Juvénal": "12 avenue pont-juvénal | 12 avenue pont juvenal | 12 avenue du pont-juvenal",
        "12 Place du Marché aux Fleurs": "12 place marche fleurs | 12 place du marché-aux-fleurs"
        " | 12 place des fleurs marche | 12 place du marché des fleurs",
        "12 Rue Jean Jaurès": "12 rue jaures jean | 12 jean jaures rue | rue jean jaures 12 | 12 jean jaurès",
        "12 Rue Pierre et Marie Curie": "12 rue pierre et marie curie | 12 rue pierre marie curie"
        " | 12 rue marie et pierre curie",
    }
)
def test_elisions_hyphens_articles_and_order(geocoder: Geocoder, text: str, name: str) -> None:
    assert best(geocoder, text).name == name


@names(
    {
        "12 Boulevard Gambetta": "12 boulevard ganbetta | 12 boulevard gambeta | 12 boulevrad gambetta"
        " | 12 bd gambteta | 12 boulevardgambetta | 12boulevard gambetta",
        "12 Allée des Sycomores": "12 allee des sicomores | 12 allée des sycomore | 12 allee des sycomorres"
        " | 12 allée dessycomores | 12 allee des sy comores",
        "12 Rue Jean Jaurès": "12 rue jan jaures | 12 rue jean jores | 12 rue jean jaurésse | 12 rue jeanjaures",
        "12 Chemin de Moularès": "12 chemin de moularesse | 12 chemain de moularès",
        "12 Rue de l'Aiguillerie": "12 rue de l'éguillerie | 12 rue de l'aiguilerie | 12 rue de l'aiguyerie",
        "12 Faubourg Figuerolles": "12 faubourg figerolle | 12 faubour figuerole | 12 fobourg figuerolles",
        "12 Quai du Verdanson": "12 quai du verdançon | 12 kai du verdanson | 12 quai du verdanssont",
    }
)
def test_typos_and_phonetic_french(geocoder: Geocoder, text: str, name: str) -> None:
    assert best(geocoder, text).name == name


@names(
    {
        "12 Allée des Sycomores": "12 AllÃ©e des Sycomores | 12 ALLEE DES SYCOMORES | 12 All�e des Sycomores"
        " | 12 All?e des Sycomores",
        "12 Chemin de Moularès": "12 CHEMIN DE MOULARES | 12 chemin de MoularÃ¨s",
        "12 Avenue du Pont Juvénal": "12 AVENUE DU PONT JUVENAL MONTPELLIER | 12 AVENUE DU PONT JUVÉNAL",
        "12 Cité Benoît": "12 CITE BENOIT | 12 CitÃ© BenoÃ®t",
    }
)
def test_mojibake_and_upper_case(geocoder: Geocoder, text: str, name: str) -> None:
    assert best(geocoder, text).name == name


@names(
    {
        "5 Rue de la Loge": "5 rue de la loge 34000 montpellier cedex | 5 rue de la loge 34000 montpellier cedex 2"
        " | 5 rue de la loge BP 1234 34000 montpellier | 5 rue de la loge, 3e étage | 5 rue de la loge 2ème etage"
        " | 5 rue de la loge appt 12 | 5 rue de la loge bâtiment B | bat B 5 rue de la loge"
        " | 5 rue de la loge, CS 40012"
        " | 5 rue de la loge, 34000 Montpellier, France | 5 rue de la loge esc. 2 | 5 rue de la loge rdc"
        " | 5 rue de la loge, rez-de-chaussée | 5 rue de la loge au 3e étage à gauche | 5 rue de la loge digicode 12A4",
    }
)
def test_noise(geocoder: Geocoder, text: str, name: str) -> None:
    assert best(geocoder, text).name == name


@names(
    {
        "École élémentaire Jules Ferry": "école élémentaire jules ferry | ecole jules ferry | école jules fery"
        " | ECOLE ELEMENTAIRE JULES FERRY | l'école Jules Ferry | jules ferry",
        "Gare Saint-Roch": "gare saint roch | gare st roch | la gare Saint-Roch | gare st-roch montpellier",
        "Gymnase Achille Bégard": "gymnase achille begard | gymnaze achille bégard | gymnase begard",
        "Halles Laissac": "halles laissac | les halles laissac | halle laissac",
    }
)
def test_places(geocoder: Geocoder, text: str, name: str) -> None:
    found = best(geocoder, text)
    assert (found.name, found.type, found.method) == (name, "locality", "lieu")


@names(
    {
        "Rue de la Loge": "rue de la loge | rue de la loge 34000 | rue de la loge montpellier | 34000 rue de la loge"
        " | rue de la loge 34000 montpellier | montpellier rue de la loge | rue de la loge à montpellier",
    }
)
def test_context_may_be_absent(geocoder: Geocoder, text: str, name: str) -> None:
    found = best(geocoder, text)
    assert (found.name, found.city, found.postcode) == (name, "Montpellier", "34000")


@names(
    {
        "Boulevard Gambetta": "boulevard gam | boulevard gamb | bd ganb",
        "Allée des Sycomores": "allee des syc | allée des sico | all des sycom",
        "Place du Marché aux Fleurs": "place du mar | place du marche au | place du marhc",
        "12 Rue Jean Jaurès": "12 rue jean jau | 12 rue jean jor",
        "Gymnase Achille Bégard": "gym | gymn | gymnase achi",
        "Lotissement Les Micocouliers": "mic | mico | micok",
    }
)
def test_each_keystroke_from_the_third_letter(geocoder: Geocoder, text: str, name: str) -> None:
    assert name in [one.name for one in geocoder.search(text, autocomplete=True)]


@pytest.mark.parametrize(
    ("begun", "name"),
    [
        ("Bou", "Boulevard Gambetta"),
        ("All", "Allée des Sycomores"),
        ("12 Rue J", "12 Rue Jean Jaurès"),
        ("Hal", "Halles Laissac"),
    ],
)
def test_no_keystroke_loses_what_the_one_before_had_found(geocoder: Geocoder, begun: str, name: str) -> None:
    typed = [name[:length] for length in range(len(begun), len(name) + 1)]
    assert typed[0] == begun
    missed = [text for text in typed if name not in [one.name for one in geocoder.search(text, autocomplete=True)]]
    assert missed == []
