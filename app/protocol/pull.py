"""Messages of pull: what a desk asks and what changed."""

from datetime import datetime
from typing import Any
from uuid import UUID

from app.protocol.wire import Message

MAX_ROWS = 2_000
"""Rows in one page at most."""


class PullRequest(Message, frozen=True):
    """Ask for what is new since ``cursor`` (None: everything)."""

    proto: int
    schema: int
    client: UUID
    cursor: str | None = None
    max_rows: int = MAX_ROWS
    ack_result: int = 0


class ResultOfCommand(Message, frozen=True):
    """Outcome of one command: ``ok``, ``conflict``, ``held``, ``rejected`` or ``retry``.

    ``id``: of the command, where the answer is to no push: of a copied disk both desks count alike.
    """

    mid: int
    status: str
    code: str = ""
    detail: dict[str, Any] = {}
    id: UUID | None = None


class LogSlice(Message, frozen=True):
    """Log entries of one conversation from ``from_seq`` on, ascending without holes."""

    from_seq: int
    entries: list[dict[str, Any]]


class PullAnswer(Message, frozen=True):
    """One page. ``ops`` are ``["put", feed, kind, row]``, ``["leave", feed, kind, id]`` and ``["drop", feed]``.

    ``more``: ask again at once; ``reset``: another epoch; ``erasures``: how often something was erased so far, in sight
    of the desk or not. Another number than before: it asks what is meant of all it holds words about.
    """

    cursor: str
    more: bool
    reset: bool
    last_mid: int
    durable_mid: int
    server_time: datetime
    results: list[ResultOfCommand] = []
    ops: list[list[Any]] = []
    logs: dict[UUID, LogSlice] = {}
    erasures: int = 0


class LogsRequest(Message, frozen=True):
    """Ask for log entries: conversation → ``[first seq, last seq or None]``."""

    client: UUID
    wanted: dict[UUID, tuple[int, int | None]]


class LogsAnswer(Message, frozen=True):
    """The slices; a conversation that is not granted is missing. ``more``: conversations left for another request."""

    logs: dict[UUID, LogSlice] = {}
    more: list[UUID] = []


MAX_SUBJECTS = 1_000
"""Subjects of one request at most."""


class ErasedRequest(Message, frozen=True):
    """Ask which of these subjects (``app.domain.erasure.subject_of``) are erased, also of those out of sight."""

    client: UUID
    subjects: list[str]


class ErasedAnswer(Message, frozen=True):
    """Those of the subjects that were asked about."""

    subjects: list[str] = []
