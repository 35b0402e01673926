"""Brings erasure into a server process: the command's authority, the sweep, the list kept apart."""

from app.commands.redaction import Redact, SetHold
from app.domain.erasure import SWEEP, Target
from app.server import audit
from app.server.after import after
from app.server.config import Config
from app.server.erasure.book import FILE, ErasureBook
from app.server.erasure.erasing import Eraser
from app.server.erasure.expiry import Expiry
from app.server.erasure.hold import hold, require_no_hold, require_whole
from app.server.erasure.routes import routes
from app.server.erasure.sweep import Sweeper
from app.server.parts import Parts
from app.server.transaction import ServerTx


def connect(parts: Parts) -> None:
    """Add handler, daily job and endpoint; the list is brought up to what the database knows."""
    book_of(parts.config).sync(parts.database)
    parts.handlers[SWEEP] = sweeper_of(parts)
    parts.jobs.append(lambda it: Expiry(it.database, it.uow, it.clock))
    parts.routers.append(lambda: routes(parts))


def sweeper_of(parts: Parts) -> Sweeper:
    """What takes erased files off the disk."""
    return Sweeper(parts.database, parts.uow, parts.blobs, parts.uploads, book_of(parts.config))


def book_of(config: Config) -> ErasureBook:
    """Where the list of erasures lies."""
    return ErasureBook(config.erasure_file or config.folder / FILE)


@after("redact", 1)
def redact_after(cmd: Redact, tx: ServerTx) -> None:
    """Erase, unless a legal hold is on any part of it; who did is written down, what it was is not.

    Raises:
        Refused: ``rejected/legal_hold``, ``rejected/merged_away``, ``rejected/forbidden``.
    """
    if cmd.target is Target.CUSTOMER:
        require_whole(tx, cmd.target_id)
        require_no_hold(tx, customer_id=cmd.target_id)
    else:
        require_no_hold(tx, conversation_id=cmd.conversation_id)
        _require_inside(cmd, tx)
    Eraser(tx).erase(cmd.target, cmd.target_id)
    audit.note(tx, f"redact_{cmd.target.value}", cmd.target_id)


@after("set_hold", 1)
def set_hold_after(cmd: SetHold, tx: ServerTx) -> None:
    """A hold is on a person, whatever they are called; who laid or lifted it is written down."""
    if cmd.customer_id is not None:
        hold(tx, cmd.customer_id, on=cmd.on)
    audit.note(tx, "hold_set" if cmd.on else "hold_lifted", cmd.conversation_id or cmd.customer_id)


def _require_inside(cmd: Redact, tx: ServerTx) -> None:
    """What is erased lies in the conversation that its author was let into, or nowhere (any more)."""
    from app.model.conversation import Attachment, LogEntry

    row = tx.find(LogEntry if cmd.target is Target.ENTRY else Attachment, cmd.target_id)
    inside = row is None or row.conversation_id == cmd.conversation_id  # type: ignore[attr-defined]
    tx.require(inside, "rejected", "forbidden")
