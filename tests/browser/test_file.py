"""The queue of what is to be sent, alone in Chromium: before an office that answers, refuses or falls silent."""

from __future__ import annotations

import itertools
import json
import time
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route

from observatory.present.assets import OFFLINE_FOLDER
from tests.browser.conftest import PATIENCE, until

URL = "http://127.0.0.1:9/"
FIRST = 30
"""Milliseconds that the queue waits before it asks again for the first time, more or less a fifth."""
OPEN = """async ([account, first]) => {
  const {OutgoingQueue} = await import('/hors-ligne/file.js');
  const send = async (item, piece) => {
    const beside = piece ? {suit: item.apres, octets: new Uint8Array(piece).length} : {};
    const body = JSON.stringify({cle: item.cle, compte: item.compte, ...item.args, ...beside});
    const answer = await fetch('/office', {method: 'POST', body});
    return {status: answer.status, body: await answer.json()};
  };
  window.queue = await OutgoingQueue.open({name: 'essai', account, firstWait: first, pieces: true, send});
}"""
ADD = "([n]) => window.queue.add('essai.noter', {n}, 'envoi ' + n).then((one) => one.cle)"
FOLLOW = """async ([n, first, bytes]) => {
  const more = {apres: first, piece: new Uint8Array(bytes).buffer};
  await window.queue.add('essai.photo', {n}, 'photo ' + n, more);
}"""
PIECES = """() => new Promise((done) => {
  const asked = window.queue.beside.transaction('pieces').objectStore('pieces').count();
  asked.onsuccess = () => done(asked.result);
})"""
LIST = "() => window.queue.items.map((one) => [one.args.n ?? null, one.etat, one.message])"


class Office:
    """Answers by the statuses that it is told, then 200; keeps one row for each key, as the real one does."""

    def __init__(self) -> None:
        self.next: list[int] = []
        self.heard: list[tuple[str, Any]] = []
        self.times: list[float] = []
        self.rows: dict[str, Any] = {}
        self.lost = 0

    def answer(self, route: Route) -> None:
        sent = json.loads(route.request.post_data or "{}")
        self.heard.append((sent["cle"], sent.get("n")))
        self.times.append(time.monotonic())
        status = self.next.pop(0) if self.next else 200
        if status == 0:
            route.abort()
            return
        if status == 200:
            self.rows.setdefault(sent["cle"], sent)
        if self.lost:
            self.lost -= 1
            route.abort()
            return
        told = {"message": "fait" if status == 200 else f"refus {status}"}
        route.fulfill(status=status, body=json.dumps(told), content_type="application/json")


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
def context(browser: Browser, office: Office) -> Iterator[BrowserContext]:
    made = browser.new_context()
    made.set_default_timeout(PATIENCE * 1000)

    def serve(route: Route) -> None:
        path = route.request.url.removeprefix(URL)
        if path == "office":
            office.answer(route)
        elif path.startswith("hors-ligne/"):
            text = (OFFLINE_FOLDER / path.removeprefix("hors-ligne/")).read_text(encoding="utf-8")
            route.fulfill(body=text, content_type="text/javascript")
        else:
            route.fulfill(body="<!doctype html><title>essai</title>", content_type="text/html")

    made.route("**/*", serve)
    yield made
    made.close()


def opened(context: BrowserContext, account: str = "leo", first: int = FIRST) -> Page:
    page = context.new_page()
    page.goto(URL)
    page.evaluate(OPEN, [account, first])
    return page


def settled(page: Page) -> list[Any]:
    page.wait_for_function("window.queue.waiting.length === 0")
    found: list[Any] = page.evaluate(LIST)
    return found


def numbers(office: Office) -> list[int]:
    return [one["n"] for one in office.rows.values()]


def test_it_sends_in_order_and_once(context: BrowserContext, office: Office) -> None:
    page = opened(context)
    page.evaluate("() => Promise.all([1, 2, 3, 4].map((n) => window.queue.add('essai.noter', {n}, 'envoi')))")
    assert [state for _, state, _ in settled(page)] == ["envoye"] * 4
    assert [n for _, n in office.heard] == [1, 2, 3, 4]


def test_a_silent_office_is_asked_again_in_order_and_less_and_less(context: BrowserContext, office: Office) -> None:
    office.next = [0, 0, 503, 0]
    page = opened(context)
    page.evaluate(ADD, [1])
    page.evaluate(ADD, [2])
    settled(page)
    assert numbers(office) == [1, 2]
    assert [n for _, n in office.heard] == [1, 1, 1, 1, 1, 2]
    office.next, office.times = [0] * 50, []
    page.evaluate(ADD, [3])
    until(page, lambda: len(office.times), lambda n: n >= 6)
    waited = [after - before for before, after in itertools.pairwise(office.times)]
    assert all(0.9 * 0.8 * FIRST / 1000 * 2**k <= one for k, one in enumerate(waited)), waited


def test_an_answer_lost_on_the_way_makes_one_row(context: BrowserContext, office: Office) -> None:
    office.lost = 2
    page = opened(context)
    key = page.evaluate(ADD, [1])
    settled(page)
    assert [cle for cle, _ in office.heard] == [key] * 3
    assert numbers(office) == [1]


def test_nothing_is_lost_over_a_reload_even_in_the_middle_of_a_sending(context: BrowserContext, office: Office) -> None:
    office.next = [0] * 99
    page = opened(context, first=60_000)
    keys = [page.evaluate(ADD, [n]) for n in (1, 2)]
    page.wait_for_function("window.queue.running === null")  # the office was asked for both, and nothing is on its way
    page.evaluate("() => { window.queue.send = () => new Promise(() => {}); window.queue.flush(); }")
    page.wait_for_function("window.queue.items[0].etat === 'part'")
    page.close()
    office.next, office.heard = [], []
    again = opened(context)
    again.evaluate("() => window.queue.flush()")
    settled(again)
    assert [cle for cle, _ in office.heard] == keys


def test_what_is_refused_steps_aside_with_its_sentence_and_is_written_anew(
    context: BrowserContext, office: Office
) -> None:
    office.next = [422, 200, 409]
    page = opened(context)
    for n in (1, 2, 3):
        page.evaluate(ADD, [n])
    page.wait_for_function("window.queue.refused.length === 2 && window.queue.waiting.length === 0")
    assert page.evaluate(LIST)[0] == [1, "refuse", "refus 422"]
    assert page.evaluate(LIST)[2] == [3, "refuse", "refus 409"]
    page.evaluate("() => window.queue.edit(window.queue.refused[0].rang, {n: 10}, 'corrigé')")
    page.wait_for_function("window.queue.refused.length === 1 && window.queue.waiting.length === 0")
    page.evaluate("() => window.queue.drop(window.queue.refused[0].rang)")
    page.wait_for_function("window.queue.refused.length === 0")
    assert numbers(office) == [2, 10]
    assert len({cle for cle, _ in office.heard}) == 4  # another content, another key


def test_an_item_at_which_the_office_stumbles_does_not_hold_the_others(context: BrowserContext, office: Office) -> None:
    office.next = [500] * 6
    page = opened(context, first=5)
    first = page.evaluate(ADD, [1])
    page.evaluate(ADD, [2])
    page.wait_for_function("window.queue.refused.length === 1 && window.queue.waiting.length === 0")
    assert numbers(office) == [2]
    page.evaluate("() => window.queue.retry(window.queue.refused[0].rang)")
    settled(page)
    assert office.heard[-1] == (first, 1)  # the same content, the same key


def test_when_the_session_is_over_all_waits_and_nobody_else_sends_it(context: BrowserContext, office: Office) -> None:
    office.next = [401] * 9
    page = opened(context, first=60_000)
    page.evaluate("() => { window.over = 0; window.queue.addEventListener('session', () => { window.over += 1; }); }")
    page.evaluate(ADD, [1])
    page.wait_for_function("window.over === 1 && window.queue.waiting[0].etat === 'attend'")
    page.close()
    office.next, office.heard = [], []
    other = opened(context, "mia")
    other.evaluate("() => window.queue.flush()")
    assert other.evaluate("() => [window.queue.items.length, window.queue.strangers.length]") == [0, 1]
    assert office.heard == []
    other.close()
    own = opened(context, "leo")
    own.evaluate("() => window.queue.flush()")
    settled(own)
    assert numbers(office) == [1]


def test_two_tabs_send_each_item_once(context: BrowserContext, office: Office) -> None:
    one, two = opened(context), opened(context)
    for n in range(6):
        (one if n % 2 else two).evaluate(ADD, [n])
    for page in (one, two):
        settled(page)
    assert sorted(numbers(office)) == list(range(6))
    assert len(office.heard) == 6


def test_what_has_gone_is_not_kept_for_ever(context: BrowserContext, office: Office) -> None:
    page = opened(context)
    for n in range(14):
        page.evaluate(ADD, [n])
    settled(page)
    page.evaluate("() => window.queue.reload()")
    assert page.evaluate("() => window.queue.items.every((one) => Object.keys(one.args).length === 0)")
    assert page.evaluate("() => window.queue.items.length") == 10


def test_a_picture_follows_what_it_shows_even_when_that_is_written_anew(
    context: BrowserContext, office: Office
) -> None:
    office.next = [422]
    page = opened(context)
    first = page.evaluate(ADD, [1])
    page.evaluate(FOLLOW, [2, first, 300])
    page.evaluate(ADD, [3])
    page.wait_for_function("window.queue.refused.length === 1 && window.queue.waiting.length === 1")
    assert numbers(office) == [3]  # the picture waits for what it follows, others do not
    page.close()
    page = opened(context)
    page.evaluate("() => window.queue.edit(window.queue.refused[0].rang, {n: 10}, 'corrigé')")
    settled(page)
    assert numbers(office) == [3, 10, 2]
    picture = next(one for one in office.rows.values() if one["n"] == 2)
    assert (picture["octets"], office.rows[picture["suit"]]["n"]) == (300, 10)
    page.wait_for_function(f"({PIECES})().then((n) => n === 0)")


def test_what_follows_is_given_up_with_what_it_follows(context: BrowserContext, office: Office) -> None:
    office.next = [422]
    page = opened(context)
    first = page.evaluate(ADD, [1])
    page.evaluate(FOLLOW, [2, first, 300])
    page.wait_for_function("window.queue.refused.length === 1")
    again = page.evaluate(
        "([cle]) => window.queue.add('essai.noter', {n: 9}, '', {cle}).then((one) => one.args.n)", [first]
    )
    assert again == 1  # under a key that is in the list nothing is added
    page.evaluate("() => window.queue.drop(window.queue.refused[0].rang)")
    page.wait_for_function("window.queue.items.length === 0")
    assert (numbers(office), page.evaluate(PIECES)) == ([], 0)
