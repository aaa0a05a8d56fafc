"""What callers say about several places, cut into those places."""

from __future__ import annotations

import pytest

from observatory.geocode.relations import (
    BEHIND,
    CROSSING,
    END,
    FACING,
    FRONT,
    MIDDLE,
    NEAR,
    SEGMENT,
    text_to_relation,
)


@pytest.mark.parametrize(
    "text",
    [
        "angle de la rue de la Loge et de la rue Foch",
        "à l'angle de la rue de la Loge et de la rue Foch",
        "A L'ANGLE DE LA RUE DE LA LOGE ET DE LA RUE FOCH",
        "angl rue de la Loge et rue Foch",
        "Angle: rue de la Loge, rue Foch",
        "à l’angle rue de la Loge / rue Foch",
        "angle rue de la Loge rue Foch",
        "angle rue de la Loge avec la rue Foch",
        "au croisement de la rue de la Loge et de la rue Foch",
        "croisement rue de la Loge - rue Foch",
        "croisemen rue de la Loge et rue Foch",
        "au croisment rue de la Loge et rue Foch",
        "carrefour rue de la Loge et rue Foch",
        "au carrefour de la rue de la Loge et de la rue Foch",
        "intersection de la rue de la Loge et de la rue Foch",
        "à l'intersection rue de la Loge rue Foch",
        "au coin de la rue de la Loge et de la rue Foch",
        "coin rue de la Loge rue Foch",
        "jonction rue de la Loge et rue Foch",
        "rue de la Loge à l'angle de la rue Foch",
        "rue de la Loge, angle rue Foch",
        "rue de la Loge angle rue Foch",
        "rue de la Loge, à l'angle avec la rue Foch",
        "rue de la Loge au croisement de la rue Foch",
        "rue de la Loge au coin de la rue Foch",
        "rue de la Loge / rue Foch",
        "rue de la Loge/rue Foch",
        "rue de la Loge x rue Foch",
        "rue de la Loge X rue Foch",
        "rue de la Loge & rue Foch",
        "rue de la Loge + rue Foch",
    ],
)
def test_a_crossing_in_all_its_writings(text: str) -> None:
    relation = text_to_relation(text)
    assert relation is not None
    assert relation.kind == CROSSING
    assert relation.splits[0] == ("rue de la loge", "rue foch")
    assert not relation.weak


@pytest.mark.parametrize(
    ("text", "kind", "parts"),
    [
        (
            "rue de la Loge entre la rue Foch et la place Jaurès",
            SEGMENT,
            ("rue de la loge", "rue foch", "place jaures"),
        ),
        ("rue de la Loge, entre rue Foch et place Jaurès", SEGMENT, ("rue de la loge", "rue foch", "place jaures")),
        ("entre la gare et le lycée Joffre", SEGMENT, ("gare", "lycee joffre")),
        ("au bout de la rue Foch", END, ("rue foch",)),
        ("tout au bout de l'impasse du Rossignol", END, ("impasse du rossignol",)),
        ("au fond de l'impasse du Rossignol", END, ("impasse du rossignol",)),
        ("au début de la rue Foch", END, ("rue foch",)),
        ("en haut de la rue Foch", END, ("rue foch",)),
        ("en bas du boulevard Gambetta", END, ("boulevard gambetta",)),
        ("au milieu de la rue Foch", MIDDLE, ("rue foch",)),
        ("face au 12 rue Foch", FACING, ("12 rue foch",)),
        ("en face du 12 rue Foch", FACING, ("12 rue foch",)),
        ("en face de l'école Jules Ferry", FACING, ("ecole jules ferry",)),
        ("devant l'école Jules Ferry", FRONT, ("ecole jules ferry",)),
        ("juste devant la gare", FRONT, ("gare",)),
        ("derrière le lycée Joffre", BEHIND, ("lycee joffre",)),
        ("DERRIERE LES HALLES", BEHIND, ("halles",)),
        ("à l'arrière du gymnase Bégard", BEHIND, ("gymnase begard",)),
        ("à côté de la mairie", NEAR, ("mairie",)),
        ("près de la gare", NEAR, ("gare",)),
        ("tout près du 12 rue Foch", NEAR, ("12 rue foch",)),
        ("au niveau du 12 rue Foch", NEAR, ("12 rue foch",)),
        ("à hauteur du 12 rue Foch", NEAR, ("12 rue foch",)),
    ],
)
def test_other_relations(text: str, kind: str, parts: tuple[str, ...]) -> None:
    relation = text_to_relation(text)
    assert relation is not None
    assert (relation.kind, relation.splits[0]) == (kind, parts)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("angle rue Pierre et Marie Curie et rue de la Loge", ("rue pierre et marie curie", "rue de la loge")),
        ("angle rue de la Loge et rue Pierre et Marie Curie", ("rue de la loge", "rue pierre et marie curie")),
        ("angle rue des Arts et Métiers et avenue Foch", ("rue des arts et metiers", "avenue foch")),
        ("angle Foch et Loge", ("foch", "loge")),
        ("angle Foch Loge", ("foch", "loge")),
        ("12/14 rue Foch / rue de la Loge", ("12/14 rue foch", "rue de la loge")),
        ("angle place de l'Angle et rue Foch", ("place de l'angle", "rue foch")),
    ],
)
def test_the_right_cut_is_among_the_cuts(text: str, parts: tuple[str, ...]) -> None:
    relation = text_to_relation(text)
    assert relation is not None
    assert parts in relation.splits


def test_the_town_said_once_stays_with_the_last_part() -> None:
    relation = text_to_relation("angle rue de la Loge et rue Foch 34000 Montpellier")
    assert relation is not None
    assert relation.splits[0] == ("rue de la loge", "rue foch 34000 montpellier")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "12",
        "12 rue de la Loge",
        "12/14 rue Foch",
        "12-14 rue Foch 34000 Montpellier",
        "rue Pierre et Marie Curie",
        "rue des Arts et Métiers",
        "rue du Coin",
        "place de l'Angle",
        "rue de l'Angle",
        "rue du Bout du Monde",
        "rue du Fond de l'Étang",
        "rue de la Face",
        "rue Devant l'Église",
        "angle",
        "devant",
        "entre",
        "/",
        " / ",
        "x",
    ],
)
def test_one_place_is_no_relation(text: str) -> None:
    assert text_to_relation(text) is None


@pytest.mark.parametrize(
    "text", ["rue Entre Deux Mers et Monts", "carrefour Pompignane", "haut de Montpellier", "A / B ou C"]
)
def test_a_name_that_looks_like_a_relation_is_weak_or_cut_softly(text: str) -> None:
    """Such a text is searched as a name first: the relation is weak, or there is none."""
    relation = text_to_relation(text)
    assert relation is None or relation.weak


def test_many_cuts_are_bounded() -> None:
    relation = text_to_relation("angle " + " et ".join(["rue Foch"] * 30))
    assert relation is not None
    assert len(relation.splits) == 8
    assert len(set(relation.splits)) == len(relation.splits)


@pytest.mark.parametrize(
    ("text", "kind", "parts"),
    [
        ("a langle rue de la loge et rue foch", CROSSING, ("rue de la loge", "rue foch")),
        ("l'angle entre la rue de la Loge et la rue Foch", CROSSING, ("rue de la loge", "rue foch")),
        ("à proximité de la gare", NEAR, ("gare",)),
        ("aux abords du lycée Joffre", NEAR, ("lycee joffre",)),
        ("non loin de la gare", NEAR, ("gare",)),
    ],
)
def test_writings_less_common(text: str, kind: str, parts: tuple[str, ...]) -> None:
    relation = text_to_relation(text)
    assert relation is not None
    assert (relation.kind, relation.splits[0]) == (kind, parts)


def test_a_relation_to_nothing_is_none() -> None:
    assert text_to_relation("au bout de") is None
