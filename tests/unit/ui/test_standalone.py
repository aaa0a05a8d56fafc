"""Started alone, the dashboard shows itself to this machine only."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from observatory.settings import PROJECT
from observatory.ui.standalone import address_refusal, started_by_owner


@pytest.mark.parametrize("address", ["127.0.0.1", "localhost", "::1", "unix:///tmp/a.sock"])
def test_this_machine_is_let_in(address: str) -> None:
    assert address_refusal(address) is None


@pytest.mark.parametrize("address", [None, "", "0.0.0.0", "::", "192.168.1.4", "127.0.0.1.piege.example"])
def test_any_other_address_is_refused_with_the_way_out(address: str | None) -> None:
    refusal = address_refusal(address)
    assert refusal is not None
    assert "observatory serve" in refusal


def _script() -> None:
    import streamlit as st

    from observatory.ui.standalone import check_address

    check_address()
    st.write("dedans")


@pytest.mark.parametrize(("address", "shown"), [("0.0.0.0", False), (None, False), ("127.0.0.1", True)])
def test_refused_page_shows_nothing_else(monkeypatch: pytest.MonkeyPatch, address: str | None, shown: bool) -> None:
    monkeypatch.setattr("observatory.ui.standalone.runtime.exists", lambda: True)
    monkeypatch.setattr("observatory.ui.standalone.st.get_option", lambda _: address)
    page = AppTest.from_function(_script).run()
    assert [one.value for one in page.markdown] == (["dedans"] if shown else [])
    assert [one.value for one in page.error] == ([] if shown else [address_refusal(address)])


def test_script_checks_before_it_shows() -> None:
    lines = (PROJECT / "app.py").read_text(encoding="utf-8").splitlines()
    assert lines.index("check_address()") < lines.index("run()")


def test_owner_is_known_by_its_endpoint(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("OBSERVATORY_ENDPOINT", raising=False)
    assert not started_by_owner()
    monkeypatch.setenv("OBSERVATORY_ENDPOINT", str(tmp_path / "a.owner.json"))
    assert started_by_owner()
