"""How a call of an operation travels between a client and a running owner.

A request is the JSON of the arguments by name. An answer is a row of frames, each one byte of kind, four
bytes of length (little endian) and a payload: ``P`` progress, ``J`` a result as JSON, ``T`` a result as an
Arrow stream, ``E`` an error by class name and message. The last frame is never a ``P``.
"""

from __future__ import annotations

import functools
import io
import json
import struct
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pyarrow as pa
from pydantic import ConfigDict, TypeAdapter, ValidationError

from observatory.domain.errors import ObservatoryError, OwnerUnreachable, ValueRefused, error_classes

HEADER = struct.Struct("<cI")

SESSION_HEADER, MOTIF_HEADER = "x-observatory-session", "x-observatory-motif"
"""In whose name the dashboard calls, and from which page."""


def arguments_to_json(arguments: dict[str, Any], types: dict[str, Any]) -> bytes:
    """Encode the arguments of a call, each by the type that its operation declares."""
    parts = {name: _adapter(types[name]).dump_python(value, mode="json") for name, value in arguments.items()}
    return json.dumps(parts).encode()


def json_to_arguments(body: bytes, types: dict[str, Any]) -> dict[str, Any]:
    """Decode and check the arguments of a call.

    Raises
    ------
    ValueRefused
        When the body is not a JSON object, names an unknown argument or holds a value of a wrong type.
    """
    try:
        raw = json.loads(body or b"{}")
    except ValueError as error:
        raise ValueRefused(f"La demande n'est pas du JSON : {error}") from error
    if not isinstance(raw, dict):
        raise ValueRefused("La demande doit être un objet JSON d'arguments.")
    unknown = sorted(set(raw) - set(types))
    if unknown:
        raise ValueRefused(f"Argument inconnu : {', '.join(unknown)}. Arguments connus : {', '.join(types)}.")
    try:
        return {name: _adapter(types[name]).validate_python(value, strict=False) for name, value in raw.items()}
    except ValidationError as error:
        first = error.errors()[0]
        raise ValueRefused(f"Argument refusé ({first['loc']}) : {first['msg']}") from error


def frame(kind: bytes, payload: bytes) -> bytes:
    """One frame of an answer."""
    return HEADER.pack(kind, len(payload)) + payload


def progress_to_frame(label: str, done: int, total: int) -> bytes:
    """A frame that tells how far the work is."""
    return frame(b"P", json.dumps([label, done, total]).encode())


def error_to_frame(error: ObservatoryError) -> bytes:
    """A frame that ends a call with an error of the tree."""
    return frame(b"E", json.dumps([type(error).__name__, error.message]).encode())


def result_to_frame(result: Any, declared: Any) -> bytes:
    """A frame that ends a call with its result, as JSON or, for a table, as an Arrow stream."""
    if isinstance(result, pa.Table):
        sink = io.BytesIO()
        with pa.ipc.new_stream(sink, result.schema) as writer:
            writer.write_table(result)
        return frame(b"T", sink.getvalue())
    return frame(b"J", _adapter(declared).dump_json(result))


def frames_to_result(chunks: Iterable[bytes], declared: Any, progress: Callable[[str, int, int], None]) -> Any:
    """Read an answer to its end: progress is passed on, the result is returned, an error is raised.

    Raises
    ------
    ObservatoryError
        The error that the owner sent, as the class it was there.
    OwnerUnreachable
        When the answer stops in the middle.
    """
    for kind, payload in _frames(chunks):
        if kind == b"P":
            progress(*json.loads(payload))
        elif kind == b"T":
            with pa.ipc.open_stream(payload) as reader:
                return reader.read_all()
        elif kind == b"J":
            return _adapter(declared).validate_json(payload)
        else:
            name, message = json.loads(payload)
            raise error_classes().get(name, ObservatoryError)(message)
    raise OwnerUnreachable("L'office s'est arrêté avant de répondre. Relancez-le puis recommencez.")


@functools.cache
def _adapter(declared: Any) -> TypeAdapter[Any]:
    """The codec of a type, made once: making one takes longer than most questions. Bytes travel as base64."""
    if declared in (bytes, bytes | None):
        return TypeAdapter(declared, config=ConfigDict(ser_json_bytes="base64", val_json_bytes="base64"))
    return TypeAdapter(declared)


def _frames(chunks: Iterable[bytes]) -> Iterator[tuple[bytes, bytes]]:
    """Cut a stream of bytes into frames."""
    buffer = bytearray()
    for chunk in chunks:
        buffer += chunk
        while len(buffer) >= HEADER.size:
            kind, length = HEADER.unpack_from(buffer)
            end = HEADER.size + length
            if len(buffer) < end:
                break
            yield kind, bytes(buffer[HEADER.size : end])
            del buffer[:end]
