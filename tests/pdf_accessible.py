"""Whether a PDF can be read by who does not see it: PDF/UA-1 as a tool checks it, and its tree of tags."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pdfua
import pikepdf


def faults(pdf: bytes) -> list[str]:
    """What a checker of PDF/UA-1 holds for certain against a PDF."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "essai.pdf"
        path.write_bytes(pdf)
        found = pdfua.validate(str(path)).findings
    return [f"{one.rule_id} {one.message}" for one in found if one.confidence.name == "CERTAIN"]


def tags(pdf: bytes) -> list[tuple[str, str]]:
    """The tags of a PDF in reading order, each with what stands for it (a picture's alternative text)."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return list(_walked(opened.Root.StructTreeRoot))


def _walked(node: Any) -> Iterator[tuple[str, str]]:
    if not isinstance(node, pikepdf.Dictionary):
        return
    if "/S" in node:
        yield str(node.S), str(node.get("/Alt", ""))
    children = node.get("/K")
    for child in children if isinstance(children, pikepdf.Array) else [children]:
        yield from _walked(child)
