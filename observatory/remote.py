"""Calling the operations of an owner that runs in another process."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx

from observatory.domain.errors import OwnerUnreachable
from observatory.operations.core import Operation, Progress
from observatory.server.endpoint import Endpoint, read_endpoint
from observatory.wire import arguments_to_json, frames_to_result

_PATIENCE = httpx.Timeout(None, connect=5.0)
"""A long import may be silent for minutes; a connection is made at once or not at all."""


class RemoteCaller:
    """Sends calls to an owner over its socket. Safe to use from several threads."""

    def __init__(self, endpoint: Endpoint):
        transport = httpx.HTTPTransport(uds=endpoint.address) if endpoint.family == "unix" else None
        self._http = httpx.Client(
            base_url=endpoint.base_url,
            transport=transport,
            timeout=_PATIENCE,
            headers={"Authorization": f"Bearer {endpoint.secret}"},
            trust_env=False,
        )

    def answers(self) -> bool:
        """Whether the owner is there."""
        try:
            return self._http.get("/sante", timeout=5.0).status_code == httpx.codes.OK
        except httpx.HTTPError:
            return False

    def call(self, operation: Operation[..., Any], arguments: dict[str, Any], progress: Progress) -> Any:
        """Run an operation there; progress is passed on, errors are those of the tree.

        Raises
        ------
        OwnerUnreachable
            When the owner is not there, or stops before it answers.
        """
        types, declared = operation.types()
        body = arguments_to_json(arguments, types)
        try:
            with self._http.stream("POST", f"/op/{operation.name}", content=body) as answer:
                return frames_to_result(answer.iter_bytes(), declared, progress)
        except httpx.HTTPError as error:
            raise OwnerUnreachable(
                "L'office ne répond plus : il a sans doute été fermé. Relancez « observatory serve », puis recommencez."
            ) from error

    def close(self) -> None:
        """Close the connections."""
        self._http.close()


def find_owner(endpoint_path: Path) -> RemoteCaller | None:
    """The owner that the file describes, or None where nobody answers (a stale file does no harm)."""
    endpoint = read_endpoint(endpoint_path)
    if endpoint is None:
        return None
    caller = RemoteCaller(endpoint)
    if caller.answers():
        return caller
    caller.close()
    return None
