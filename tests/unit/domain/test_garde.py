from __future__ import annotations

import pytest

from observatory.domain.garde import CONSEILS, MARKS, Genre, Trouvaille, find_personal, mask


def pairs(text: str) -> list[tuple[str, str]]:
    return [(one.genre.value, one.extrait) for one in find_personal(text)]


def extracts(text: str, genre: str) -> list[str]:
    return [extract for kind, extract in pairs(text) if kind == genre]


def test_every_kind_has_a_mark_and_a_sentence_that_says_what_to_do() -> None:
    assert set(MARKS) == set(CONSEILS) == set(Genre)
    assert len(set(MARKS.values())) == len(MARKS)
    assert all(sentence[0].isupper() and sentence.endswith(".") for sentence in CONSEILS.values())


def test_a_finding_says_where_what_and_what_to_do() -> None:
    assert find_personal("Rappeler M. Lambert.") == [
        Trouvaille(
            12,
            19,
            Genre.NOM,
            "Lambert",
            CONSEILS[Genre.NOM],
        )
    ]


def test_masks_are_what_stands_outside_the_desk() -> None:
    text = (
        "M. Haddou (06 39 98 03 57), alcoolique, b.haddou@exemple.fr, né le 12/03/1984 : un voyou, un gitan, FN-214-ZE"
    )
    assert mask(text) == (
        "M. [nom] ([téléphone]), [santé], [courriel], né le [date de naissance] : un [jugement], un [origine], [plaque]"
    )


@pytest.mark.parametrize("text", ["", " ", "\n\n", "[nom]", "[téléphone] et [santé]", "M. [nom] rappelle."])
def test_nothing_to_find_is_left_as_it_is(text: str) -> None:
    assert find_personal(text) == []
    assert mask(text) == text


@pytest.mark.parametrize(
    "number",
    [
        "06 12 34 56 78",
        "06.12.34.56.78",
        "06-12-34-56-78",
        "06/12/34/56/78",
        "06,12,34,56,78",
        "06_12_34_56_78",
        "06 . 12 . 34 . 56 . 78",
        "0612345678",
        "0612 345 678",
        "06 123 456 78",
        "06\u00a012\u202f34 56 78",
        "06\u201112\u201134\u201156\u201178",
        "０６１２３４５６７８",
        "01 99 00 12 34",
        "09 72 10 44 18",
        "0692 12 08 45",
        "+33 6 12 34 56 78",
        "+33612345678",
        "+33 (0)6 12 34 56 78",
        "+33.6.12.34.56.78",
        "0033 6 12 34 56 78",
        "0033612345678",
        "00 33 (0)6 12 34 56 78",
        "+262 692 12 34 56",
        "+590 690 12 34 56",
        "+32 475 12 34 56",
        "+44 7700 900123",
        "+1 (514) 555-0123",
        "+212 6 12 34 56 78",
        "00212 6 12 34 56 78",
        "0034 612 345 678",
        "zéro six douze trente-quatre cinquante-six soixante-dix-huit",
        "zero six, douze, trente quatre, cinquante six, soixante et onze",
    ],
)
def test_phones_are_found_however_they_are_written(number: str) -> None:
    assert extracts(f"Rappeler au {number} ce soir.", "telephone") == [number]


@pytest.mark.parametrize(
    "text",
    [
        "le 17, le 18, le 112, le 3919, le 31 01, le 36 46",
        "0 800 31 31 31 (appel gratuit)",
        "de 06:12 à 07:30",
        "le 06 12 à 18 h",
        "le 06/12/2024 18 h 30",
        "le 06.12.24 10 12 bacs",
        "dossier n° 0612345678",
        "12 34 56 78 90 12",
        "31000, 31200 et 31500",
        "43.604652, 1.444209",
        "0,612345678 km",
        "61234567890123",
    ],
)
def test_other_figures_are_no_phone(text: str) -> None:
    assert find_personal(text) == []


def test_a_number_without_its_zero_needs_a_word_that_says_so() -> None:
    assert extracts("le joindre au 6 12 34 56 78", "telephone") == ["6 12 34 56 78"]
    assert find_personal("comptages : 6 12 34 56 78") == []


@pytest.mark.parametrize(
    "address",
    [
        "a.b@exemple.fr",
        "A_B-C+d@boite.exemple.org",
        "dupont@exemple",
        "dupont @ exemple . fr",
        "dupont arobase exemple point fr",
        "jean point dupont arobase exemple point fr",
        "dupont(at)exemple.fr",
        "dupont [at] exemple [dot] fr",
    ],
)
def test_emails_are_found_also_told(address: str) -> None:
    assert extracts(f"Mail : {address}", "courriel") == [address]


@pytest.mark.parametrize("text", ["le compte @mairie", "3 @ 2 €", "une arobase", "www.exemple.fr"])
def test_no_email(text: str) -> None:
    assert find_personal(text) == []


@pytest.mark.parametrize(
    "plate", ["AB-123-CD", "AB 123 CD", "AB.123.CD", "AB123CD", "ab-123-cd", "ab123cd", "123 ABC 34"]
)
def test_plates_are_found(plate: str) -> None:
    assert pairs(f"Clio {plate} en double file") == [("plaque", plate)]


@pytest.mark.parametrize(
    "text",
    [
        "Candélabre AB-123-CD éteint",
        "lampadaire n° AB-123-CD",
        "réf AB-123-CD",
        "LE 112 NE REPOND PAS",
        "sur la route de 100 km de long",
        "12 RUE 34",
        "15 MIN 30",
        "12 MAI 24",
    ],
)
def test_codes_of_things_are_no_plate(text: str) -> None:
    assert find_personal(text) == []


def test_a_plate_of_abroad_needs_the_word_plate() -> None:
    assert extracts("plaque allemande B-MX 4471", "plaque") == ["B-MX 4471"]
    assert find_personal("modèle B-MX 4471") == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("M. Dupont", "Dupont"),
        ("M.Dupont", "Dupont"),
        ("M Dupont", "Dupont"),
        ("Mme Dupont-Martin", "Dupont-Martin"),
        ("mme dupont", "dupont"),
        ("M. et Mme Dupont", "Dupont"),
        ("M./Mme Dupont", "Dupont"),
        ("Mlle d'Arcy", "d'Arcy"),
        ("Madame de la Tour", "de la Tour"),
        ("Monsieur Le Goff", "Le Goff"),
        ("Monsieur J. Dupont", "J. Dupont"),
        ("Dr Castaing", "Castaing"),
        ("la famille Benali", "Benali"),
        ("les époux Roux", "Roux"),
        ("mes voisins les Morel", "Morel"),
        ("il s'appelle Kevin", "Kevin"),
        ("MADAME DUPONT SIGNALE UN BRUIT", "DUPONT"),
        ("Cordialement, Jeanne Petit", "Jeanne Petit"),
    ],
)
def test_names_that_a_word_announces_are_found(text: str, name: str) -> None:
    assert pairs(text) == [("nom", name)]


def test_a_name_once_announced_is_found_again_but_not_in_a_street() -> None:
    assert extracts("M. Zhang est venu. Zhang rappelle, 3 rue Zhang.", "nom") == ["Zhang", "Zhang"]


def test_both_names_of_a_plural_are_found() -> None:
    assert extracts("Mmes Roche, Lenoir et Tissot", "nom") == ["Roche", "Lenoir", "Tissot"]


@pytest.mark.parametrize(
    "text",
    [
        "monsieur le maire",
        "Madame la Présidente",
        "mme la directrice",
        "Madame, Monsieur,",
        "un monsieur âgé",
        "bonjour madame je vous appelle",
        "rue Monsieur-le-Prince",
        "place Madame de Sévigné",
        "collège Monsieur Vincent",
        "12 avenue du Docteur Roux",
        "bd du Dr Calmette",
        "le parking de Mr Bricolage",
        "un trou de 2 m. Danger",
        "le chien s'appelle Rex",
        "famille nombreuse",
        "nom de la rue effacé",
    ],
)
def test_no_name(text: str) -> None:
    assert find_personal(text) == []


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1 84 12 76 451 089 46", "1 84 12 76 451 089 46"),
        ("269054958815780", "269054958815780"),
        ("199072A00411886", "199072A00411886"),
        ("sécu 1841276451089", "1841276451089"),
    ],
)
def test_social_security_by_its_key_or_by_a_word(text: str, number: str) -> None:
    assert pairs(text) == [("secu", number)]


def test_a_wrong_key_without_a_word_is_another_number() -> None:
    assert find_personal("colis 184127645108947") == []


def test_bank_accounts_by_their_key_or_by_a_word() -> None:
    assert extracts("FR76 3000 6000 0112 3456 7890 189 au lieu", "iban") == ["FR76 3000 6000 0112 3456 7890 189"]
    assert extracts("IBAN FR7630006000011234567890188", "iban") == ["FR7630006000011234567890188"]
    assert extracts("BE68539007547034", "iban") == ["BE68539007547034"]
    assert find_personal("FR7630006000011234567890188") == []


def test_births_are_found_and_a_quartier_is_not_born() -> None:
    assert extracts("Mineur né à Sète le 4 juillet 2011", "naissance") == ["4 juillet 2011"]
    assert extracts("date de naissance : 27.11.1992", "naissance") == ["27.11.1992"]
    assert find_personal("Le quartier est né en 1972, arrêté du 12/03/1984") == []


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("un voisin alcoolique", "alcoolique"),
        ("son fils handicapé", "handicapé"),
        ("elle est enceinte", "enceinte"),
        ("il est sourd", "sourd"),
        ("un drogué dans le hall", "drogué"),
        ("un malade mental", "malade mental"),
    ],
)
def test_health_of_persons(text: str, word: str) -> None:
    assert pairs(text) == [("sante", word)]


@pytest.mark.parametrize(
    "text",
    [
        "place handicapé",
        "stationnement PMR / handicapés",
        "la clinique",
        "devant l'hôpital",
        "pharmacie fermée",
        "vente de drogue",
        "seringues au sol",
        "enceinte bluetooth",
        "bruit sourd",
        "mur aveugle",
        "dépression de la chaussée",
    ],
)
def test_places_and_things_have_no_health(text: str) -> None:
    assert find_personal(text) == []


@pytest.mark.parametrize(
    ("text", "genre", "word"),
    [
        ("une bande de racailles", "jugement", "racailles"),
        ("des voyous", "jugement", "voyous"),
        ("un sale type", "jugement", "sale type"),
        ("ce sont des sauvages", "jugement", "sauvages"),
        ("la vieille folle", "jugement", "folle"),
        ("des gitans", "origine", "gitans"),
        ("camp de Roms", "origine", "Roms"),
        ("les arabes", "origine", "arabes"),
        ("deux noirs", "origine", "noirs"),
        ("une femme noire", "origine", "noire"),
        ("d'origine albanaise", "origine", "origine albanaise"),
    ],
)
def test_judgements_and_origins_of_persons(text: str, genre: str, word: str) -> None:
    assert pairs(text) == [(genre, word)]


@pytest.mark.parametrize(
    "text",
    [
        "chien noir",
        "fumée noire",
        "il fait noir",
        "marché arabe",
        "rue des Juifs",
        "restaurant africain",
        "personnes étrangères à l'immeuble",
        "CD-ROM jetés",
        "trottoir sale",
        "dépôt sauvage",
        "vitesse folle",
        "un fou rire",
        "gens du voyage",
        "bande de jeunes",
    ],
)
def test_things_and_neutral_words_are_left(text: str) -> None:
    assert find_personal(text) == []


def test_loose_accents_and_invisible_signs_hide_nothing() -> None:
    loose = "Mme The\u0301venot, de\u0301pressive, 06\u200b12\u200b34\u200b56\u200b78"
    assert pairs(loose) == [
        ("nom", "The\u0301venot"),
        ("sante", "de\u0301pressive"),
        ("telephone", "06\u200b12\u200b34\u200b56\u200b78"),
    ]
    assert mask(loose) == "Mme [nom], [santé], [téléphone]"


def test_what_a_mark_brings_nearer_is_masked_too() -> None:
    text = "à joindre : 06 12 34 56 78 6 99 34 56 78"
    assert extracts(text, "telephone") == ["06 12 34 56 78"]
    assert mask(text) == "à joindre : [téléphone] [téléphone]"
