"""Mettre en service: the checklist from the fictional city to one's own, each step by screen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import streamlit as st

from observatory.client import Client
from observatory.domain.records import Etat, ImportBilan
from observatory.present.labels import plural
from observatory.ui.import_step import Step, show_import
from observatory.ui.session import client

LAYERS = (".geojson", ".json", ".gpkg", ".zip", ".parquet")
ROWS = (".csv", ".gz", ".xlsx", ".ods")


@dataclass(frozen=True)
class Task:
    """A line of the checklist: what it brings, what works without it, and whether it is done."""

    title: str
    why: str
    without: str
    step: Step | None
    count: Callable[[Etat], int]
    noun: str


def page() -> None:
    """Lay out the checklist."""
    st.title("Mettre en service")
    here = client()
    etat = here.base.etat()
    if etat.fictif:
        _explain_own_base(etat)
        return
    counts = [task.count(etat) if task.step else len(here.nomenclature.categories()) for task in TASKS[:5]]
    done = sum(bool(n) for n in counts)
    st.progress(done / len(counts), text=f"Étapes faites pour « {etat.nom} » : {done} sur {len(counts)}.")
    following = next((i for i, n in enumerate(counts) if not n), -1)
    for i, (task, n) in enumerate(zip(TASKS[:5], counts, strict=True)):
        _show_task(here, task, n, i + 1, opened=i == following)
    st.subheader("Pour aller plus loin")
    for task in TASKS[5:]:
        _show_task(here, task, task.count(etat), None, opened=False)


def _explain_own_base(etat: Etat) -> None:
    """Why nothing is imported here, and how one gets a base of one's own."""
    with st.container(border=True):
        st.subheader(":material/theater_comedy: Vous êtes dans la ville fictive")
        st.write(
            f"{etat.nom} sert à essayer et à former. Aucune donnée réelle n'y entre : des nuisances inventées ne "
            "doivent jamais être dessinées sur une vraie carte, ni de vrais récits se mêler à des récits simulés."
        )
        st.write("Pour votre ville, créez une base à part, puis ouvrez l'office sur elle :")
        st.code(
            "observatory --db data/ma-ville.duckdb init --city vide\nobservatory --db data/ma-ville.duckdb serve",
            language=None,
        )
        st.write("Revenez alors sur cette page : elle vous mènera de la commune aux premiers signalements.")
    st.subheader("Ce qu'il faudra réunir")
    for number, task in enumerate(TASKS[:5], 1):
        st.markdown(f"**{number}. {task.title}** — {task.why} *{task.without}*")


def _show_task(here: Client, task: Task, n: int, number: int | None, *, opened: bool) -> None:
    icon = ":material/check_circle:" if n else ":material/radio_button_unchecked:"
    state = plural(n, task.noun) if n else "à faire" if number else "facultatif"
    title = f"{number}. {task.title}" if number else task.title
    with st.expander(f"{title} — {state}", expanded=opened, icon=icon):
        st.write(task.why)
        st.caption(task.without)
        if task.step is not None:
            show_import(here, task.step)
        else:
            _show_categories(here)


def _show_categories(here: Client) -> None:
    categories = here.nomenclature.categories()
    names = {one.code: one.libelle for one in categories}
    rows = [
        {"Famille": names.get(one.parent or one.code, ""), "Catégorie": one.libelle, "Code": one.code}
        for one in categories
        if one.parent
    ]
    st.dataframe(rows, hide_index=True, height=260)
    st.caption("Elle se change sur la page « Réglages », partie « Nomenclature ».")


def _layer(zonage: str) -> Step:
    def run(here: Client, path: Path, how: dict[str, Any]) -> ImportBilan:
        return here.imports.territoires(path, zonage)

    return Step("territoires", LAYERS, run, zonage)


def _adresses(here: Client, path: Path, how: dict[str, Any]) -> ImportBilan:
    return here.imports.adresses([str(path)])


def _signalements(here: Client, path: Path, how: dict[str, Any]) -> ImportBilan:
    return here.imports.signalements(path, preset=how["preset"], mapping=how["mapping"])


def _voies(here: Client, path: Path, how: dict[str, Any]) -> ImportBilan:
    return here.imports.voies(path)


def _lieux(here: Client, path: Path, how: dict[str, Any]) -> ImportBilan:
    return here.imports.lieux(path)


def _territories(zonage: str) -> Callable[[Etat], int]:
    return lambda etat: etat.territoires.get(zonage, 0)


TASKS = (
    Task(
        "La commune",
        "Son contour (GeoJSON, GeoPackage, Shapefile zippé, GeoParquet), par exemple celui de l'IGN.",
        "Sans elle : pas de zéros sur la carte, et le dessin de la ville n'a pas de bord.",
        _layer("commune"),
        _territories("commune"),
        "contour",
    ),
    Task(
        "Les adresses",
        "Le fichier CSV de la Base Adresse Nationale de votre commune ou de votre département.",
        "Sans elles : seuls les signalements qui ont déjà des coordonnées sont localisés.",
        Step("adresses", (".csv", ".gz"), _adresses, "adresses"),
        lambda etat: etat.adresses,
        "adresse",
    ),
    Task(
        "Les quartiers",
        "Leurs contours, avec un code, un nom et si possible une population.",
        "Sans eux : la carte en hexagones fonctionne ; le bilan par territoire manque.",
        _layer("quartier"),
        _territories("quartier"),
        "quartier",
    ),
    Task(
        "Les catégories",
        "La nomenclature est fournie : voyez si elle dit vos troubles.",
        "Un mot inconnu à l'import devient « autre » ; le mot d'origine est gardé.",
        None,
        lambda etat: 0,
        "catégorie",
    ),
    Task(
        "Les premiers signalements",
        "Un tableau (CSV, XLSX, ODS) : une ligne par signalement, avec au moins une date.",
        "Sans eux : la base est prête, mais il n'y a rien à regarder.",
        Step("signalements", ROWS, _signalements, "signalements"),
        lambda etat: etat.signalements,
        "signalement",
    ),
    Task(
        "Les ZSP",
        "Les contours des zones de sécurité prioritaires.",
        "Sans elles : tout fonctionne, sauf leur bilan.",
        _layer("zsp"),
        _territories("zsp"),
        "ZSP",
    ),
    Task(
        "Les QPV",
        "Les contours des quartiers prioritaires de la politique de la ville.",
        "Sans eux : tout fonctionne, sauf leur bilan.",
        _layer("qpv"),
        _territories("qpv"),
        "QPV",
    ),
    Task(
        "Les rues",
        "Les tracés des voies, pour dessiner le fond de carte et situer les carrefours.",
        "Sans elles : la carte n'a pas de rues sous les hexagones.",
        Step("voies", LAYERS, _voies, "voies"),
        lambda etat: etat.voies,
        "rue",
    ),
    Task(
        "Les lieux",
        "Écoles, places, équipements : ce que les habitants nomment au lieu d'une adresse.",
        "Sans eux : « devant le collège » ne se localise pas.",
        Step("lieux", LAYERS, _lieux, "lieux"),
        lambda etat: etat.lieux,
        "lieu",
    ),
)
"""The checklist, in order; the first five are its spine."""
