"""Run by the Python of addok's own venv: index a gazetteer, answer sets of queries, write what came out as JSON.

    peer_answers.py TOOLS QUESTIONS.json ANSWERS.json WORK PORT

``QUESTIONS.json`` holds ``gazetteer`` (files) and ``sets``: for each name its cases. The redis on PORT is emptied.
"""

from __future__ import annotations

import importlib
import json
import sys
import time
from pathlib import Path


def main() -> None:
    """Index, answer, write."""
    tools, questions_file, answers_file, work, port = sys.argv[1:]
    sys.path.append(tools)
    peer = importlib.import_module("geocoder_peer")
    scorer = importlib.import_module("geocoder_score")
    questions = json.loads(Path(questions_file).read_text(encoding="utf-8"))
    gazetteer = scorer.load_gazetteer([Path(one) for one in questions["gazetteer"]])
    start = time.perf_counter()
    peer.build_index(list(peer.addok_documents(gazetteer)), "ban", int(port), Path(work))
    index_s, sets = time.perf_counter() - start, {}
    search_fn = peer.addok_search_fn(True)
    for name, cases in questions["sets"].items():
        done = scorer.score(cases, search_fn)
        sets[name] = [{key: case[key] for key in ("passed", "ms", "results")} for case in done]
    Path(answers_file).write_text(json.dumps({"index_s": index_s, "sets": sets}, default=str), encoding="utf-8")


if __name__ == "__main__":
    main()
