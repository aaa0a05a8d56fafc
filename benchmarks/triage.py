"""The category suggestion: on short phrases, on sentences of forms that it never learned, and how long one takes.

    python benchmarks/triage.py [--quick] [-o docs/triage.md]

Makes the fictional city, learns from it, and asks both models. ``-o`` puts the tables into the document. ``--quick``
learns from simulated texts without making the city. The last line is one JSON object.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from numpy.random import default_rng
from support.tri import PARTS, PartWriter, families, read_phrases, score

from observatory.client import create_base
from observatory.domain.tri import Fiche, Rubrique
from observatory.pipeline.office import Office
from observatory.pipeline.triage import train
from observatory.present.tri import with_part
from observatory.settings import load_settings
from observatory.store.reference import read_nomenclature
from observatory.triage.evaluation import judge, share
from observatory.triage.modele import Model, learn, start_model

LENGTH, THREADS, LIMIT_MS = 300, 4, 5.0
LEARNED, ASKED, SEED = 12_000, 3_000, 7
EVERY = slice(None)
SPLITS = (
    ("forms and objects that were learned", EVERY, EVERY),
    ("forms of sentence never learned", slice(-1, None), EVERY),
    ("forms and objects never learned", slice(-1, None), slice(-2, None)),
)


def main() -> None:
    """Phrases, forms, times."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--quick", action="store_true")
    options.add_argument("-o", "--output", type=Path)
    asked = options.parse_args()
    rubriques = read_rubriques()
    start = start_model(rubriques)
    learned = _simulated(rubriques, EVERY, EVERY) if asked.quick else _of_the_city()
    figures: dict[str, object] = {}
    parts = [_phrases(rubriques, {"starting": start, "learned": learned}, figures), _forms(rubriques, start, figures)]
    parts.append(_times(learned, figures))
    text = "\n\n".join(parts)
    print(text)
    if asked.output:
        asked.output.write_text(with_part(asked.output.read_text("utf-8"), "phrases", text), "utf-8")
    print(json.dumps(figures))


def read_rubriques() -> list[Rubrique]:
    """The nomenclature of the project."""
    rows = read_nomenclature(load_settings().reference / "nomenclature.csv")
    return [
        Rubrique(row["code"], row["parent"] or None, row["libelle"], tuple(filter(None, row["mots"].split(";"))))
        for row in rows
    ]


def _of_the_city() -> Model:
    """What is learned from the fictional city's two years."""
    with tempfile.TemporaryDirectory() as folder:
        settings = load_settings(Path(folder) / "ville.duckdb")
        create_base("demo", settings=settings, seed=SEED)
        with Office.open(settings) as office:
            train(office, None, force=False, auteur="mesure", progress=lambda label, done, total: None)
            return office.suggester().model


def _leaves(rubriques: Sequence[Rubrique]) -> list[str]:
    parents = {one.parent for one in rubriques}
    return [one.code for one in rubriques if one.code not in parents]


def _simulated(rubriques: Sequence[Rubrique], forms: slice, objects: slice) -> Model:
    """What is learned from as many texts of each category."""
    codes = _leaves(rubriques)
    texts = PartWriter(default_rng(SEED), forms, objects).draw(codes, LEARNED)
    told = [codes[at % len(codes)] for at in range(LEARNED)]
    return learn(texts, told, [str(at) for at in range(LEARNED)], rubriques, Fiche(False, ""))


def _phrases(rubriques: Sequence[Rubrique], models: dict[str, Model], figures: dict[str, object]) -> str:
    phrases, family = read_phrases(), families(rubriques)
    lines = [
        "| model | phrases | right first | among the first three | with a suggestion | of these right |",
        "|" + "---|" * 6,
    ]
    wrong = []
    for name, model in models.items():
        for part in PARTS:
            found = score(model, [one for one in phrases if one.part == part], family)
            lines.append(
                f"| {name} | `{part}` ({found.n}) | {found.first} | {found.among} | {found.shown} | {found.right} |"
            )
            wrong += [f"- {name}, `{part}`: {one}" for one in found.failures]
            figures[f"{name}_{part}"] = {"n": found.n, "first": found.first, "three": found.among}
    return "\n".join([*lines, "", "Not first:", "", *wrong])


def _forms(rubriques: Sequence[Rubrique], start: Model, figures: dict[str, object]) -> str:
    codes, family = _leaves(rubriques), families(rubriques)
    told = [codes[at % len(codes)] for at in range(ASKED)]
    lines = [
        "| simulated texts | learned model, first | right at its threshold | starting model, first |",
        "|" + "---|" * 4,
    ]
    for name, forms, objects in SPLITS:
        model = _simulated(
            rubriques, slice(None, -1) if forms != EVERY else EVERY, slice(None, -2) if objects != EVERY else EVERY
        )
        texts = PartWriter(default_rng(SEED + 1), forms, objects).draw(codes, ASKED)
        judged = judge(model.answers(texts), told, family)
        first, cold = share(judged.first), share(judge(start.answers(texts), told, family).first)
        shown = judged.chance >= model.threshold
        lines.append(
            f"| {name} | {100 * (first or 0):.1f} % | {100 * (share(judged.first, shown) or 0):.1f} % of "
            f"{100 * (share(shown) or 0):.1f} % | {100 * (cold or 0):.1f} % |"
        )
        figures[name] = {"learned": round(first or 0, 3), "starting": round(cold or 0, 3)}
    return "\n".join(lines)


def _times(model: Model, figures: dict[str, object]) -> str:
    rubriques = read_rubriques()
    told = " ".join(PartWriter(default_rng(SEED), EVERY, EVERY).draw(_leaves(rubriques), 400))
    texts = [told[at : at + LENGTH] for at in range(0, len(told) - LENGTH, LENGTH)]
    alone = _measured(model, texts)
    with ThreadPoolExecutor(THREADS) as pool:
        together = np.concatenate(list(pool.map(lambda _: _measured(model, texts), range(THREADS))))
    figures["ms"] = {"median": round(float(np.median(alone)), 2), "p99": round(float(np.quantile(alone, 0.99)), 2)}
    return (
        f"One suggestion for a text of {LENGTH} characters: {np.median(alone):.2f} ms (median), "
        f"{np.quantile(alone, 0.99):.2f} ms (99th percentile); {THREADS} threads at once: {np.median(together):.2f} ms "
        f"and {np.quantile(together, 0.99):.2f} ms. The limit is {LIMIT_MS:.0f} ms."
    )


def _measured(model: Model, texts: Sequence[str]) -> np.ndarray:
    times = []
    for text in texts:
        begun = time.perf_counter()
        model.suggest(text, 3)
        times.append((time.perf_counter() - begun) * 1e3)
    return np.array(times)


if __name__ == "__main__":
    main()
