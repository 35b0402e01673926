"""Bytes to typed values and back: the thin face of msgspec for everybody else."""

import threading
from collections.abc import Callable
from typing import Any, TypeVar

import msgspec

T = TypeVar("T")
M = TypeVar("M", bound="Message")


_known: dict[Any, msgspec.json.Decoder[Any]] = {}
_learning = threading.Lock()


class BadMessage(ValueError):
    """The bytes are not a message of the asked type; the text says where."""


class Message(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Base of all messages: unknown fields are ignored, so that an older side understands a newer one."""


def changed(message: M, **fields: Any) -> M:
    """The message with other values of some fields."""
    return msgspec.structs.replace(message, **fields)


def encode(message: Any) -> bytes:
    """JSON bytes of a message, or of plain data with UUIDs and aware datetimes."""
    return msgspec.json.encode(message)


def written(data: bytes) -> Any:
    """What was encoded already, to be part of a message as it is."""
    return msgspec.Raw(data)


def decode(data: bytes | str, kind: type[T]) -> T:
    """Parse and validate JSON.

    Raises:
        BadMessage: it is not JSON or not of that type.
    """
    try:
        return _reader(kind).decode(data)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise BadMessage(str(error)) from error


read_stored: Callable[[bytes | str], Any] = msgspec.json.Decoder().decode
"""JSON that a database kept, as plain data: what is known to be JSON costs an eighth of what ``decode`` does."""


def convert(data: Any, kind: type[T]) -> T:
    """Validate plain data (from JSON) as a typed value, such as the arguments of a command.

    Raises:
        BadMessage: a field is missing or of another type.
    """
    _reader(kind)
    try:
        return msgspec.convert(data, kind, strict=True)
    except (msgspec.ValidationError, RecursionError) as error:
        raise BadMessage(str(error)) from error


def plain(value: Any) -> Any:
    """A typed value as plain JSON data: dicts, lists, strings, numbers."""
    return msgspec.to_builtins(value)


def pack(value: Any) -> bytes:
    """Compact binary form, for cursors."""
    return msgspec.msgpack.encode(value)


def unpack(data: bytes, kind: type[T]) -> T:
    """Parse the compact form.

    Raises:
        BadMessage: it is not of that type.
    """
    _reader(kind)
    try:
        return msgspec.msgpack.decode(data, type=kind)
    except (msgspec.DecodeError, RecursionError) as error:
        raise BadMessage(str(error)) from error


def schema_components(*kinds: type[Any]) -> tuple[tuple[dict[str, Any], ...], dict[str, Any]]:
    """JSON schemas of message types, for OpenAPI: references and components."""
    return msgspec.json.schema_components(kinds, ref_template="#/components/schemas/{name}")


def _reader(kind: type[T]) -> msgspec.json.Decoder[T]:
    """What reads that type, made by one thread at a time.

    msgspec learns a class when it first meets it, and shows other threads what it has not finished: two that met the
    same one at once ended the process.
    """
    found = _known.get(kind)
    if found is None:
        with _learning:
            found = _known.setdefault(kind, msgspec.json.Decoder(kind))
    return found
