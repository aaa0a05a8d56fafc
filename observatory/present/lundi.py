"""Letters in plain text: the digest of the week-end, and promises that broke. No house number, no story, nobody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from observatory.domain.calendrier import PARIS
from observatory.domain.tableau import Ligne, Lundi
from observatory.present.labels import day, instant, plural

ISSUES = {
    "signalement": "signalements",
    "information": "informations données",
    "orientation": "orientations",
    "hors_champ": "hors champ",
    "relance": "relances",
}
"""What a contact ended in, in the plural."""
_WIDTH = 72
MOST_FILES = 20
"""Files that the letter names; it counts them all."""


def digest_subject(found: Lundi, ville: str) -> str:
    """The subject of the letter."""
    return f"{ville} : le week-end du {day(found.debut.astimezone(PARIS).date())}"


def plan_line(found: Lundi) -> str:
    """« Schéma local : 2 indicateurs en retard, 1 action sans nouvelle. »; "" where nothing is awaited."""
    parts = [
        plural(found.indicateurs_dus, "indicateur en retard", "indicateurs en retard") if found.indicateurs_dus else "",
        plural(found.actions_muettes, "action sans nouvelle", "actions sans nouvelle") if found.actions_muettes else "",
    ]
    said = ", ".join(one for one in parts if one)
    return f"Schéma local : {said}." if said else ""


def digest_text(found: Lundi, ville: str) -> str:
    """The digest as the text of a letter."""
    contacts = sum(found.contacts.values())
    lines = [
        f"{ville} : synthèse du week-end",
        f"{instant(found.debut)} → {instant(found.fin)}",
        "=" * _WIDTH,
        f"{plural(contacts, 'contact')}, {plural(found.dossiers, 'nouveau signalement', 'nouveaux signalements')}, "
        f"{plural(len(found.rompues), 'promesse rompue', 'promesses rompues')}, "
        f"{plural(len(found.urgents), 'dossier à traiter', 'dossiers à traiter')} d'abord.",
        *([plan_line(found)] if plan_line(found) else []),
        *_section("À TRAITER D'ABORD : PROMIS DE LUNDI À MARDI MATIN", _cut([_file(one) for one in found.urgents])),
        *_section("PROMESSES ROMPUES, DOSSIERS ENCORE EN COURS", _cut([_broken(one) for one in found.rompues])),
        *_section("CONTACTS", [f"{found.contacts[code]:>5}  {words}" for code, words in ISSUES.items()
                               if found.contacts.get(code)]),
        *_section("NOUVEAUX SIGNALEMENTS", _families(found)),
        *_section("LIEUX LES PLUS SIGNALÉS", [f"{n:>5}  {place} ({kinds})" for place, n, kinds in found.lieux]),
        "",
        "-" * _WIDTH,
        "Les dossiers s'ouvrent par leur référence au bureau des appels ; les listes entières sont sur la page",
        "« Suivi », partie « Lundi ». Aucun numéro de rue ni aucun récit ne figure dans ce message.",
    ]  # fmt: skip
    return "\n".join(lines) + "\n"


def broken_text(ville: str, found: Sequence[tuple[Mapping[str, Any], str]]) -> str:
    """A letter on promises that broke, from files (reference, libelle, service, echeance, voix) and whom to warn."""
    lines = ["Bonjour,", "", f"À {ville}, ces dossiers ont dépassé la réponse promise à l'habitant :", ""]
    for row, who in found:
        voices = f", {plural(row['voix'], 'voix')}" if row["voix"] > 1 else ""
        lines.append(f"  {row['reference']}  {row['libelle']}{voices}")
        lines.append(f"          {row['service'] or 'sans service'} ; promis avant le {instant(row['echeance'])}")
        if who:
            lines.append(f"          à prévenir selon la règle : {who}")
    lines += ["", "Dites à l'office ce qui est fait ou prévu, en donnant la référence.", "",
              "Office de la tranquillité publique"]  # fmt: skip
    return "\n".join(lines) + "\n"


def _section(title: str, lines: list[str]) -> list[str]:
    return ["", title, "-" * len(title), *(lines or ["  (rien)"])]


def _cut(lines: list[str]) -> list[str]:
    """The first lines of a list, and how many more there are."""
    more = len(lines) - MOST_FILES
    return lines if more <= 0 else [*lines[:MOST_FILES], f"  … et {plural(more, 'autre')}, sur la page « Suivi »"]


def _file(one: Ligne) -> str:
    due = f", promis avant le {instant(one.echeance)}" if one.echeance else ""
    weight = [plural(one.voix, "voix")] * (one.voix > 1) + [plural(one.relances, "relance")] * (one.relances > 0)
    more = f" ({', '.join(weight)})" if weight else ""
    return f"  {one.reference}  {one.libelle}{more} : {one.service or 'sans service'}{due}"


def _broken(one: Ligne) -> str:
    who = f" ; prévenir : {one.escalade}" if one.escalade else ""
    return _file(one) + who


def _families(found: Lundi) -> list[str]:
    """One line for each family, its quartiers after it."""
    totals: dict[str, int] = {}
    parts: dict[str, list[str]] = {}
    for family, quartier, n in found.familles:
        totals[family] = totals.get(family, 0) + n
        parts.setdefault(family, []).append(f"{quartier or 'sans quartier'} {n}")
    ranked = sorted(totals, key=lambda one: (-totals[one], one))
    return [f"{totals[one]:>5}  {one} : {', '.join(parts[one])}" for one in ranked]
