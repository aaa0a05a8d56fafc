"""Schemathesis on the description of our routes, against an office that runs: no answer is a 5xx, all are described."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import response_schema_conformance, status_code_conformance

from observatory.client import connect
from observatory.server.openapi import openapi
from tests.api.test_owner import Running, _end, _start

schema = schemathesis.openapi.from_dict(openapi())


@pytest.fixture(scope="module")
def owner(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    running = _start(tmp_path_factory.mktemp("openapi"))
    yield running
    _end(running)


@pytest.fixture(scope="module")
def key(owner: Running) -> str:
    with connect(settings=owner.settings) as client:
        return client.cles.creer("schemathesis", ["geocodage"], par_minute=6_000).secret


def test_the_description_is_served_to_programs(owner: Running, key: str) -> None:
    with httpx.Client(base_url=owner.url, trust_env=False) as program:
        assert program.get("/openapi.json").status_code == 401
        served = program.get("/openapi.json", headers={"Authorization": f"Bearer {key}"})
    assert served.json() == openapi()


@schema.parametrize()
@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), database=None)
def test_no_request_breaks_the_office(case: Any, owner: Running, key: str) -> None:
    answer = case.call(base_url=owner.url, headers={"Authorization": f"Bearer {key}"})
    case.validate_response(answer, checks=(not_a_server_error, status_code_conformance, response_schema_conformance))
