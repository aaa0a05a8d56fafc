"""A document as one HTML file: it loads nothing, its order is a reader's, hostile words stay words."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from observatory.domain.edition import Charte, GenreEdition, Tampon
from observatory.present.page_html import page_style, parts_html, support_to_html
from tests.documents import CHART, CHARTE, HIDDEN, HOSTILE, LINES, PUBLISHED, SUPPORT, TABLE, WIDE

VOID = {"meta", "img", "br", "link", "input", "hr", "source"}


class Page(HTMLParser):
    """Elements with their attributes and all their words, in order; every element must be closed."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None], list[str]]] = []
        self._open: list[tuple[str, list[str]]] = []
        self.feed(html)
        self.close()
        assert not self._open, self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        words: list[str] = []
        self.found.append((tag, dict(attrs), words))
        if tag not in VOID:
            self._open.append((tag, words))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        for _, words in self._open:
            words.append(data)

    def all(self, *tags: str) -> list[tuple[dict[str, str | None], str]]:
        """Attributes and words of the elements of some names."""
        return [(about, " ".join("".join(words).split())) for tag, about, words in self.found if tag in tags]


@pytest.fixture(scope="module")
def html() -> str:
    return support_to_html(SUPPORT, PUBLISHED, CHARTE).decode()


@pytest.fixture(scope="module")
def page(html: str) -> Page:
    return Page(html)


def test_it_asks_nobody_for_anything_and_needs_no_script(html: str, page: Page) -> None:
    loading = ("src", "href", "srcset", "action", "data", "poster")
    leading = [value or "" for _, about, _ in page.found for name, value in about.items() if name in loading]
    outside = [one for one in leading if not one.startswith(("data:image/", "#"))]
    assert not outside and not page.all("script", "link", "iframe", "object", "base")
    assert not re.search(r"@import|url\(", page.all("style")[0][1])
    assert not any(name.startswith("on") or name == "style" for _, about, _ in page.found for name in about)
    slides = Page(support_to_html(replace(SUPPORT, genre=GenreEdition.PRESENTATION), PUBLISHED, CHARTE).decode())
    assert [("ArrowRight" in words) for _, words in slides.all("script")] == [True]


def test_language_landmarks_and_the_order_of_headings(page: Page) -> None:
    assert page.all("html")[0][0]["lang"] == "fr"
    assert page.all("title")[0][1] == "Ce que la ville a fait – Port-Clairval"
    assert [len(page.all(one)) for one in ("header", "nav", "main", "footer")] == [1, 1, 1, 1]
    skip = page.all("a")[0]
    assert skip[0]["href"] == f"#{page.all('main')[0][0]['id']}" and skip[1] == "Aller au contenu"
    heads = [int(tag[1]) for tag, _, _ in page.found if re.fullmatch("h[1-6]", tag)]
    assert heads == [1, 2, 3, 2, 2, 2, 2]
    names = [about["id"] for _, about, _ in page.found if "id" in about]
    assert len(set(names)) == len(names)
    goals = {(about.get("href") or "")[1:] for about, _ in page.all("a")}
    assert goals <= set(names) and len(goals) == 1 + len(SUPPORT.parties) + 1


def test_tables_have_captions_and_scopes_and_charts_their_figures(page: Page) -> None:
    captions = [words for _, words in page.all("caption")]
    assert captions == [CHART.titre, LINES.titre, TABLE.titre, WIDE.titre]
    assert {about.get("scope") for about, _ in page.all("th")} == {"col", "row"}
    assert len([1 for about, _ in page.all("th") if about["scope"] == "row"]) == 4 + 6 + 3 + 30
    figures = page.all("details")[0][1].replace("\u202f", " ")
    assert "1 234" in figures and "s." in figures and "non communiqué" in figures


def test_every_picture_says_what_it_shows(page: Page) -> None:
    pictures = page.all("img")
    assert len(pictures) == 2 * 2 + 3 and all(about["alt"] for about, _ in pictures)
    kinds = {(about["src"] or "").partition(";")[0] for about, _ in pictures}
    assert kinds == {"data:image/svg+xml", "data:image/jpeg"}


def test_hostile_words_stay_words_and_what_is_hidden_is_not_there(html: str, page: Page) -> None:
    assert [words for _, words in page.all("li")].count(HOSTILE) == 1 and "<script>alert" not in html
    first = replace(SUPPORT.parties[0], cle='a"><b>', titre=HOSTILE)
    odd = replace(SUPPORT, titre=HOSTILE, ville=HOSTILE, parties=(first,))
    hostile = Page(support_to_html(odd, Tampon(), Charte(couleur="red}</style><script>")).decode())
    assert hostile.all("h1")[0][1] == HOSTILE and not hostile.all("script", "b")
    plain = re.sub(r"[\s\u00a0\u202f]", "", re.sub(r'"data:[^"]*"', "", html))
    assert str(HIDDEN) not in plain and "Dire d" not in html, "neither what is hidden nor what is said aloud"


def test_parts_for_the_public_page_are_those_that_were_chosen() -> None:
    parts = Page(parts_html(SUPPORT, ["mois", SUPPORT.parties[2]], CHARTE))
    assert [words for _, words in parts.all("h1", "h2", "h3")] == [LINES.titre, "Vous avez dit, nous avons fait"]
    assert not parts.all("html", "style", "script", "main") and parts_html(SUPPORT, []).strip() == ""


def test_words_are_dark_enough_on_every_ground() -> None:
    style = page_style(CHARTE)
    told = dict(re.findall(r"--(\w+):(#[0-9a-f]{6})", style))

    def light(colour: str) -> float:
        parts = [one / 255 for one in bytes.fromhex(colour[1:])]
        r, g, b = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
        return 0.2126 * r + 0.7152 * g + 0.0722 * b

    for ink in ("ink", "soft", "ville"):
        for ground in ("#ffffff", told["pale"]):
            assert (light(ground) + 0.05) / (light(told[ink]) + 0.05) >= 4.5, (ink, ground)
