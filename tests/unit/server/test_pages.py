"""The owner's own pages: French, whole, and in need of nothing from elsewhere."""

from __future__ import annotations

import re

import pytest

from observatory.server.pages import trouble_page, waiting_page


@pytest.mark.parametrize("page", [waiting_page(0), waiting_page(1), waiting_page(7), trouble_page("<b>12</b>")])
def test_page_is_whole_and_fetches_nothing(page: str) -> None:
    assert page.startswith("<!doctype html>")
    assert '<html lang="fr">' in page
    assert page.count("<h1>") == 1
    assert not re.search(r"(src|href)=|https?:|@import|url\(", page)
    assert "{" not in re.sub(r"<style>.*?</style>", "", page, flags=re.S)


def test_waiting_page_reloads_itself_and_tells_trouble_after_a_while() -> None:
    assert all('http-equiv="refresh"' in waiting_page(falls) for falls in (0, 1, 7))
    assert "prévenez" not in waiting_page(1)
    assert "7 fois" in waiting_page(7)


def test_incident_is_shown_as_text() -> None:
    assert "&lt;b&gt;12" in trouble_page("<b>12</b>")
