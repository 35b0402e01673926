"""The list of a queue, for programs that are no desk."""

from collections.abc import Sequence
from typing import Any, NamedTuple
from urllib.parse import parse_qs
from uuid import UUID

from starlette.responses import Response

from app.domain.status import ACTIVE, Status
from app.protocol.listing import MOST, PAGE, place_of
from app.protocol.wire import BadMessage
from app.server.auth.token import Bearer
from app.server.batch import Batcher
from app.server.conversations.listing import Lister, Wish
from app.server.errors import Denied
from app.server.http import JSON, bearer_of, denied, packed_bytes
from app.server.parts import Parts
from app.server.sync.hub import Receive, Scope, Send

TURNS, TOGETHER = 2, 32
"""So many snapshots are read at once, each for so many requests at most."""

_MOST_FIELDS = 16
_MOST_DIGITS = 9
_STATUSES = [it for it in Status if it in ACTIVE]


def _parameter(name: str, about: str, schema: dict[str, Any], *, required: bool = False) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": required, "description": about, "schema": schema}


PARAMETERS = [
    _parameter("queue", "Id of a queue that is granted.", {"type": "string", "format": "uuid"}, required=True),
    _parameter(
        "status",
        "Only those; may be given several times. Without: all that are not solved.",
        {"type": "array", "items": {"type": "string", "enum": [it.value for it in _STATUSES]}},
    ),
    _parameter("limit", f"At most so many, up to {MOST}.", {"type": "integer", "default": PAGE}),
    _parameter("after", "The `after` of the page before.", {"type": "string"}),
]
"""The query, as the documentation says it."""


_Packed = tuple[bytes, dict[str, str]]


class _Asked(NamedTuple):
    """A request. ``readable``: how its answer may be packed."""

    who: Bearer
    wish: Wish
    readable: str


class QueueListing:
    """``GET /v1/conversations?queue=…`` as raw ASGI, like the pull.

    A poke or a dashboard wakes a whole team: who asks at once is authorised one by one, and one reading serves all.
    """

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._lister = Lister(parts.database)
        self._batcher = Batcher(self._answers, lambda it: self._answers([it])[0], turns=TURNS, most=TOGETHER)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        try:
            response = await self._response(scope)
        except Denied as error:
            response = denied(error)
        await response(scope, receive, send)

    async def _response(self, scope: Scope) -> Response:
        if scope["method"] != "GET":
            raise Denied(405, "method_not_allowed")
        headers = dict(scope["headers"])
        who = bearer_of(self._parts, headers.get(b"authorization", b"").decode("latin-1"))
        wish = wish_of(scope["query_string"].decode("latin-1"))
        readable = headers.get(b"accept-encoding", b"").decode("latin-1")
        data, more = await self._batcher.answer(_Asked(who, wish, readable))
        return Response(data, headers=more, media_type=JSON)

    def _answers(self, asked: Sequence[_Asked]) -> list[_Packed | Denied]:
        """Whoever asks for the same and reads the same gets the same bytes."""
        packed: dict[tuple[UUID, Wish, str], _Packed] = {}
        answers: list[_Packed | Denied] = []
        pages = self._lister.pages([(it.who, it.wish) for it in asked])
        for (who, wish, readable), page in zip(asked, pages, strict=True):
            if isinstance(page, Denied):
                answers.append(page)
                continue
            key = (who.ws, wish, readable)
            packed[key] = packed.get(key) or packed_bytes(readable, page)
            answers.append(packed[key])
        return answers


def wish_of(query: str) -> Wish:
    """What a query asks for; fields that are not known are ignored.

    Raises:
        Denied: 400 ``bad_query`` with the field that is wrong.
    """
    try:
        fields = parse_qs(query, keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError as error:
        raise Denied(400, "bad_query") from error
    queue, limit, after = (_single(fields, name) for name in ("queue", "limit", "after"))
    try:
        place = None if after is None else place_of(after)
    except BadMessage as error:
        raise _bad("after") from error
    return Wish(_queue(queue), _statuses(fields.get("status", [])), _limit(limit), place)


def _single(fields: dict[str, list[str]], name: str) -> str | None:
    found = fields.get(name, [])
    if len(found) > 1:
        raise _bad(name)
    return found[0] if found else None


def _queue(text: str | None) -> UUID:
    try:
        return UUID(text or "")
    except ValueError as error:
        raise _bad("queue") from error


def _statuses(texts: list[str]) -> tuple[Status, ...]:
    if not all(it in _STATUSES for it in texts):
        raise _bad("status")
    return tuple(it for it in _STATUSES if it in texts or not texts)


def _limit(text: str | None) -> int:
    if text is None:
        return PAGE
    if not (text.isascii() and text.isdecimal() and len(text) <= _MOST_DIGITS):
        raise _bad("limit")
    return max(1, min(int(text), MOST))


def _bad(field: str) -> Denied:
    return Denied(400, "bad_query", field=field)
