"""Operators at work: each takes the next call that waits, types it as people do, and saves it."""

from __future__ import annotations

import asyncio
import json
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from support.desk_calls import ATTACHED, INFORMATION, RELANCE, SIGNALEMENT, Call, keystrokes, pauses
from support.desk_http import Browser

API = "/bureau/api/"
KEY_S = 0.15
"""Seconds from one letter of an address to the next: longer than the desk waits before it asks (0.12 s)."""
PAUSE_S = 0.7
"""Seconds in which a few words of a story are typed."""
INFORMATION_S = 0.8
"""Seconds that the three keys of an information call take."""
AGAIN_S = 0.2
"""Seconds after which a browser that heard nothing sends a call again."""


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """What the office answered to a call that it kept; ``reference`` is empty for a contact alone."""

    cle: str
    contact: int
    reference: str


@dataclass
class Notes:
    """What operators note: seconds of every request by its kind, answers to saved calls, what went wrong."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    acknowledged: list[Acknowledged] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    waited: list[float] = field(default_factory=list)
    attached: int = 0


class Operator:
    """One person at the desk."""

    def __init__(self, browser: Browser, notes: Notes):
        self._browser = browser
        self._notes = notes

    async def work(self, waiting: asyncio.Queue[Call | None], start: float) -> None:
        """Take calls until there are no more."""
        while (call := await waiting.get()) is not None:
            self._notes.waited.append(time.perf_counter() - start - call.at)
            try:
                await self.play(call)
            except (OSError, EOFError, ValueError, KeyError, asyncio.LimitOverrunError) as error:
                self._notes.errors.append(f"{call.genre}: {type(error).__name__}: {error}")

    async def play(self, call: Call) -> None:
        """One call from « allô » to its answer."""
        if call.genre == INFORMATION:
            await asyncio.sleep(INFORMATION_S)
            await self._draft(call, {})
            await self._save(call, {"issue": INFORMATION, "duree_s": 20})
            return
        known: dict[str, Any] = {"adresse": call.said.adresse, "categorie": "", "description": ""}
        known |= await self._place(call)
        near = await self._near(known)
        if call.telephone:
            known["telephone"] = call.telephone
            await self._ask("caller", "bureau.appelant", {"telephone": call.telephone})
        known["categorie"] = call.said.categorie
        near = await self._near(known) or near
        for text in pauses(call.said.recit):
            await asyncio.sleep(PAUSE_S)
            known["description"] = text
            found, *_ = await asyncio.gather(self._near(known), self._listen(text), self._draft(call, known))
            near = found or near
        await self._save(call, known | self._end(call, near))

    async def _place(self, call: Call) -> dict[str, Any]:
        """Type the address letter by letter, each asking what it may be; take the first of the last answer."""
        found: list[dict[str, Any]] = []
        for text in keystrokes(call.said.adresse):
            next_key = time.perf_counter() + KEY_S
            status, body, seconds = await self._browser.get(
                "/geocodage/search", {"q": text, "limit": 6, "autocomplete": 1}
            )
            if self._right("autocomplete", status, body, seconds):
                found = json.loads(body)["features"]
            await asyncio.sleep(max(0.0, next_key - time.perf_counter()))
        if not found:
            return {"lieu_inconnu": True}
        told, (lon, lat) = found[0]["properties"], found[0]["geometry"]["coordinates"]
        placed = {"lat": lat, "lon": lon, "adresse_trouvee": told["label"], "precision_m": told["precision_m"]}
        await self._draft(call, placed)
        return placed

    async def _near(self, known: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Open problèmes around, as the desk shows them while somebody types; none where there is no place."""
        if "lat" not in known:
            return []
        asked = {"lat": known["lat"], "lon": known["lon"], "categorie": known["categorie"] or None}
        answer = await self._ask("nearby", "problemes.proches", asked | {"texte": known["description"]})
        return answer or []

    async def _listen(self, text: str) -> None:
        await self._ask("listen", "bureau.ecouter", {"texte": text})

    async def _draft(self, call: Call, known: Mapping[str, Any]) -> None:
        kept = {"cle": call.cle, "contenu": json.dumps({"cle": call.cle, "actif": True, **known}, ensure_ascii=False)}
        await self._ask("draft", "bureau.brouillon", kept)

    def _end(self, call: Call, near: Sequence[dict[str, Any]]) -> dict[str, Any]:
        """What the call ends in; without a problème nearby, one that should join it is a new one."""
        if call.genre in (ATTACHED, RELANCE) and near:
            self._notes.attached += 1
            issue = RELANCE if call.genre == RELANCE else SIGNALEMENT
            return {"issue": issue, "probleme": near[0]["probleme"], "duree_s": 90}
        return {"issue": SIGNALEMENT, "duree_s": 136}

    async def _save(self, call: Call, appel: Mapping[str, Any]) -> None:
        """Send the call, and for some a second time: at once, or when no answer seems to come."""
        sent = {"appel": {"cle": call.cle, **appel}}
        if not call.twice:
            self._keep(call, await self._ask("save", "bureau.enregistrer", sent))
            return
        second = self._again(sent, 0.0 if call.at % 1 < 0.5 else AGAIN_S)
        for answer in await asyncio.gather(self._ask("save", "bureau.enregistrer", sent), second):
            self._keep(call, answer)

    async def _again(self, sent: Mapping[str, Any], after: float) -> Any:
        await asyncio.sleep(after)
        return await self._ask("save_again", "bureau.enregistrer", sent)

    def _keep(self, call: Call, answer: Any) -> None:
        if answer is not None:
            self._notes.acknowledged.append(Acknowledged(call.cle, answer["contact"], answer["reference"]))

    async def _ask(self, kind: str, operation: str, arguments: Mapping[str, Any]) -> Any:
        """What an operation of the desk answers; None where it did not."""
        status, body, seconds = await self._browser.post(API + operation, arguments)
        return json.loads(body) if self._right(kind, status, body, seconds) else None

    def _right(self, kind: str, status: int, body: bytes, seconds: float) -> bool:
        self._notes.seconds[kind].append(seconds)
        if status != 200:
            self._notes.errors.append(f"{kind}: {status} {body[:200].decode(errors='replace')}")
        return status == 200


async def play_calls(url: str, cookies: Sequence[str], calls: Sequence[Call]) -> Notes:
    """Let as many operators as there are cookies take the calls as they come; the notes of all of them."""
    notes, waiting = Notes(), asyncio.Queue[Call | None]()
    browsers = [Browser(url, cookie) for cookie in cookies]
    start = time.perf_counter()
    work = [asyncio.create_task(Operator(browser, notes).work(waiting, start)) for browser in browsers]
    for call in calls:
        await asyncio.sleep(max(0.0, start + call.at - time.perf_counter()))
        waiting.put_nowait(call)
    for _ in work:
        waiting.put_nowait(None)
    await asyncio.gather(*work)
    for browser in browsers:
        await browser.close()
    return notes
