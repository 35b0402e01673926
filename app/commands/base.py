"""What every command shares: the transaction it is given, refusals, and the registry of handlers."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, TypeVar
from uuid import UUID

from app.domain.channel import Channel
from app.domain.entry import AuthorKind, EntryKind
from app.domain.role import RoleCode
from app.model.base import Base
from app.model.conversation import Conversation, LogEntry

R = TypeVar("R", bound=Base)
C = TypeVar("C")


class Refused(Exception):
    """The rules say no. ``outcome``: ``conflict``, ``held`` or ``rejected``; ``code`` is translated on the screen.

    ``detail`` is JSON data that explains it: whose change, which value.
    """

    def __init__(self, outcome: str, code: str, **detail: Any) -> None:
        super().__init__(f"{outcome}/{code}")
        self.outcome = outcome
        self.code = code
        self.detail = detail


class NotLocal(Exception):
    """The desktop does not hold a row the command needs; its optimistic run is skipped until the server answers."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who gives a command. ``id`` is None for the system."""

    kind: AuthorKind
    id: UUID | None
    roles: frozenset[RoleCode] = frozenset()


SYSTEM = Actor(AuthorKind.SYSTEM, None)


class Tx(Protocol):
    """The transaction a handler works in; it records touched rows itself.

    On the server ``get`` locks conversations and customers, ``now`` is the server's clock and ``append_log`` gives the
    next ``seq``. On the desktop the same calls work on the cache, keep before-images for undo, and leave ``seq`` None.
    """

    ws: UUID
    actor: Actor
    now: datetime
    command_id: UUID

    def get(self, model: type[R], key: UUID) -> R:
        """The row with that id (``entry_id`` for deliveries), to be changed in place.

        Raises:
            NotLocal: on the desktop, the row is not in the cache.
            Refused: on the server, ``rejected/gone``: there is no such row in this workspace.
        """

    def find(self, model: type[R], key: UUID) -> R | None:
        """The row with that id, or None. On the desktop None may also mean: not local."""

    def put(self, row: Base) -> None:
        """Insert a new row. Its ``ws`` is set here."""

    def remove(self, row: Base) -> None:
        """Delete a row that ``get`` or ``find`` gave."""

    def append_log(
        self,
        conversation: Conversation,
        entry_id: UUID,
        kind: EntryKind,
        payload: dict[str, Any],
        author: Actor | None = None,
    ) -> LogEntry:
        """Append an entry to the conversation's log, by ``author`` or the actor. The same ``entry_id`` twice: once."""

    def owner_of(self, channel: Channel, value: str) -> UUID | None:
        """The customer with that address; None: nobody has it. Always None on the desktop: only the server knows."""

    def require(self, holds: bool, outcome: str, code: str, **detail: Any) -> None:
        """Raises ``Refused(outcome, code)`` unless ``holds``."""

    def stale_against(self, conversation: Conversation, seen_seq: int, channel: Channel) -> dict[str, Any] | None:
        """What is newer than ``seen_seq`` and holds a reply in ``channel``, as detail for the desk; None: nothing is.

        Always None on the desktop: only the server knows.
        """

    def unseen_since(self, conversation: Conversation, seen_seq: int) -> datetime | None:
        """When the customer (no machine) wrote the first message newer than ``seen_seq``; None: there is none.

        On the desktop as far as the log is here; the server decides.
        """

    def moved_by_others(self, conversation: Conversation, seen_seq: int) -> bool:
        """Whether somebody but actor and customer changed owner or status, or answered, after ``seen_seq``.

        On the desktop as far as the log is here; the server decides.
        """


Handler = Callable[[Any, Tx], None]


@dataclass(frozen=True, slots=True)
class Registered:
    """One command as it is known on the wire."""

    name: str
    version: int
    command: type[Any]
    handler: Handler

    @property
    def wire_name(self) -> str:
        """``reply@1``."""
        return f"{self.name}@{self.version}"


REGISTRY: dict[str, Registered] = {}
"""Commands by wire name. Filled by importing ``app.commands.all``."""

_BY_CLASS: dict[type[Any], Registered] = {}


def handles(name: str, version: int) -> Callable[[Callable[[C, Tx], None]], Callable[[C, Tx], None]]:
    """Register the decorated function as handler of ``name@version``; its first annotation is the command."""

    def register(handler: Callable[[C, Tx], None]) -> Callable[[C, Tx], None]:
        command = handler.__annotations__["cmd"]
        entry = Registered(name, version, command, handler)
        if entry.wire_name in REGISTRY:
            raise ValueError(f"{entry.wire_name} is handled twice")
        REGISTRY[entry.wire_name] = entry
        _BY_CLASS[command] = entry
        return handler

    return register


def registered(command: object) -> Registered:
    """The registration of a command value."""
    return _BY_CLASS[type(command)]
