"""Calling the operations of an owner that runs in another process."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx

from observatory.domain.errors import OwnerUnreachable
from observatory.operations.core import Operation, Progress
from observatory.server.endpoint import Endpoint, is_alive, read_endpoint
from observatory.wire import MOTIF_HEADER, SESSION_HEADER, arguments_to_json, frames_to_result

_PATIENCE = httpx.Timeout(None, connect=5.0)
"""A long import may be silent for minutes; a connection is made at once or not at all."""
_LONGEST_SILENCE = 10.0


class RemoteCaller:
    """Sends calls to an owner over its socket. Safe to use from several threads.

    ``pages_secret`` and ``who`` are the dashboard's: it calls in the name of the session that ``who`` gives at each
    call, with the page as a reason.
    """

    def __init__(
        self, endpoint: Endpoint, pages_secret: str | None = None, who: Callable[[], tuple[str, str]] | None = None
    ):
        self.endpoint = endpoint
        self._who = who
        transport = httpx.HTTPTransport(uds=endpoint.address) if endpoint.family == "unix" else None
        self._http = httpx.Client(
            base_url=endpoint.base_url,
            transport=transport,
            timeout=_PATIENCE,
            headers={"Authorization": f"Bearer {pages_secret or endpoint.secret}"},
            trust_env=False,
        )

    def answers(self) -> bool:
        """Whether the owner is there.

        Raises
        ------
        OwnerUnreachable
            When something takes the connection but says nothing for a while.
        """
        try:
            return self._http.get("/sante", timeout=_LONGEST_SILENCE).status_code == httpx.codes.OK
        except httpx.TimeoutException as error:
            raise OwnerUnreachable(
                f"L'office (processus {self.endpoint.pid}) ne répond pas : attendez un instant ; si cela dure, "
                "fermez-le puis relancez « observatory serve »."
            ) from error
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
            with self._http.stream("POST", f"/op/{operation.name}", content=body, headers=self._name()) as answer:
                return frames_to_result(answer.iter_bytes(), declared, progress)
        except httpx.HTTPError as error:
            raise OwnerUnreachable(
                "L'office ne répond plus : il a sans doute été fermé. Relancez « observatory serve », puis recommencez."
            ) from error

    def _name(self) -> dict[str, str]:
        if self._who is None:
            return {}
        session, motif = self._who()
        return {SESSION_HEADER: session, MOTIF_HEADER: quote(motif)}

    def close(self) -> None:
        """Close the connections."""
        self._http.close()


def find_owner(
    endpoint_path: Path, pages_secret: str | None = None, who: Callable[[], tuple[str, str]] | None = None
) -> RemoteCaller | None:
    """The owner that the file describes, or None where there is none (a stale file does no harm).

    Raises
    ------
    OwnerUnreachable
        When an owner takes the connection but does not answer in time: the base is held, and cannot be opened here.
    """
    endpoint = read_endpoint(endpoint_path)
    if endpoint is None or not is_alive(endpoint.pid):
        return None
    caller = RemoteCaller(endpoint, pages_secret, who)
    try:
        if caller.answers():
            return caller
    except OwnerUnreachable:
        caller.close()
        raise
    caller.close()
    return None


def office_address(endpoint_path: Path) -> str | None:
    """Where people find the office that runs on this base with a browser, or None where none runs."""
    owner = find_owner(endpoint_path)
    if owner is None:
        return None
    owner.close()
    return owner.endpoint.url
