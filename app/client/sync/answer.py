"""What the server's answers mean: a message, or one kind of failure for each status."""

import math
from typing import Any, TypeVar

import requests

from app.client.store.outbox import Forked
from app.client.sync.packing import unpacked
from app.client.sync.world import AuthExpired, Gap, Offline, Revoked, TooOld
from app.protocol.push import ErrorAnswer
from app.protocol.wire import BadMessage, decode

T = TypeVar("T")


LATER = {408, 425, 429}
"""Statuses that mean: not now."""


class SignInRefused(Exception):
    """Wrong address or password, or too many tries. ``tries_left``: None when the server did not say."""

    def __init__(self, error: str, tries_left: int | None) -> None:
        super().__init__(error)
        self.error = error
        self.tries_left = tries_left


class SaidNo(Exception):
    """The server understood the request and refuses it by its rules. ``field``: what it is about."""

    def __init__(self, code: str, field: str) -> None:
        super().__init__(code)
        self.code = code
        self.field = field


def checked(response: requests.Response) -> requests.Response:
    """The response when it is a success; else what its status means.

    Raises:
        Offline, AuthExpired, Revoked, TooOld, Gap, Forked: by status and error code.
    """
    status = response.status_code
    if status < 300:
        return response
    said = error_in(response)
    response.close()
    if status == 409:
        raise Gap(said.expected) if said.error == "gap" else Forked(said.error)
    if status == 403:
        raise Forked(said.error) if said.error == "wrong_client" else Revoked(said.error)
    if status == 401:
        raise AuthExpired
    if status == 426:
        raise TooOld
    raise Offline(f"{status} {said.error}", retry_after(response) if status in LATER or status >= 500 else 0.0)


def granted(response: requests.Response) -> requests.Response:
    """The response when it is a success, to a wish that may be refused.

    Raises:
        SaidNo: it was refused, nothing was changed.
        Offline, AuthExpired: by status.
    """
    status = response.status_code
    if 400 <= status < 500 and status not in {401, *LATER}:
        said = error_in(response)
        response.close()
        raise SaidNo(said.error or str(status), str(said.detail.get("field", "")))
    return checked(response)


def error_in(response: requests.Response) -> ErrorAnswer:
    """What the server said was wrong; an empty code when it is no answer of ours."""
    try:
        return decode(response.content, ErrorAnswer)
    except (BadMessage, requests.RequestException):
        return ErrorAnswer(error="")


def prolong(response: requests.Response, seconds: float) -> None:
    """From now on the other side may be silent for so long."""
    raw: Any = response.raw
    socket: Any = getattr(raw.connection, "sock", None)
    if socket is None:  # the connection ends with this answer: only its file has the socket still
        socket = getattr(getattr(getattr(getattr(raw, "_fp", None), "fp", None), "raw", None), "_sock", None)
    if socket is not None:
        socket.settimeout(seconds)


def read_answer(response: requests.Response, kind: type[T]) -> T:
    """The answer's message. Raises ``Offline``: it is none of ours."""
    try:
        return decode(unpacked(response.content), kind)
    except (BadMessage, requests.RequestException) as error:
        raise Offline("not an answer of Deskhand") from error


def retry_after(response: requests.Response) -> float:
    """Seconds the server asks to be left alone; 0 when it does not say, or names no time."""
    try:
        asked = float(response.headers.get("Retry-After", 0))
    except ValueError:
        return 0.0
    return asked if 0 < asked < math.inf else 0.0
