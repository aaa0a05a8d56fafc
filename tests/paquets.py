"""What Office asks of a .pptx, .docx or .xlsx before it opens it without offering to repair it."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections import Counter

from lxml import etree

TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
RELS = "{http://schemas.openxmlformats.org/package/2006/relationships}"


def check_package(content: bytes) -> None:
    """Every part has a type, every relation its target inside, every XML is well formed, no name or id stands twice."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        assert len(names) == len(set(names)), "a part stands twice"
        parts = {name: archive.read(name) for name in names}
    trees = {name: etree.fromstring(one) for name, one in parts.items() if name.endswith((".xml", ".rels"))}
    types = trees["[Content_Types].xml"]
    usual = {one.get("Extension").lower() for one in types.iter(f"{TYPES}Default")}
    own = {one.get("PartName") for one in types.iter(f"{TYPES}Override")}
    assert {f"/{one}" for one in names} >= own, f"typed but absent: {own - {f'/{one}' for one in names}}"
    for name in names:
        extension = name.rpartition(".")[2].lower()
        assert name == "[Content_Types].xml" or f"/{name}" in own or extension in usual, f"{name} has no type"
    reached = {"[Content_Types].xml"}
    for name, tree in trees.items():
        if not name.endswith(".rels"):
            continue
        folder = posixpath.dirname(posixpath.dirname(name))
        reached.add(name)
        for one in tree.iter(f"{RELS}Relationship"):
            assert one.get("TargetMode") != "External", f"{name} leads outside: {one.get('Target')}"
            target = one.get("Target")
            path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            assert path in parts, f"{name}: {target} is absent"
            reached.add(path)
    assert set(names) == reached, f"nothing leads to {set(names) - reached}"
    for name, tree in trees.items():
        used = {value for one in tree.iter() for key, value in one.attrib.items() if "/relationships}" in key}
        if used and not name.endswith(".rels"):
            told = trees[posixpath.join(posixpath.dirname(name), "_rels", posixpath.basename(name) + ".rels")]
            assert used <= {one.get("Id") for one in told.iter(f"{RELS}Relationship")}, f"{name}: dangling relation"
        idents = Counter(one.get("id") for one in tree.iter("{*}cNvPr"))
        assert not [one for one, n in idents.items() if n > 1], f"{name}: an id stands twice"


def words_within(content: bytes) -> str:
    """All that is written anywhere in a package, workbooks inside it too."""
    found = []
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            inner = archive.read(name)
            found.append(words_within(inner) if name.endswith(".xlsx") else inner.decode("utf-8", "replace"))
    return "\n".join(found)
