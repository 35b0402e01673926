"""Requests with an ``Idempotency-Key``: done once, answered again from the stored result (sync.md 2.4)."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from app.model.identifier import derived_id
from app.model.sync import CommandResult
from app.server.errors import Denied
from app.server.transaction import ServerTx

DONE = "ok"


def once(tx: ServerTx, key: UUID, name: str, work: Callable[[ServerTx], dict[str, Any]]) -> dict[str, Any]:
    """Do ``work`` in this transaction unless it was done under the key before; its answer is kept with it.

    Raises:
        Denied: 409 ``key_taken``: the key was used by somebody else, or for something else.
    """
    place = derived_id("request", key)
    known = tx.session.get(CommandResult, (tx.ws, place, 0))
    mark = {"name": name, "user": str(tx.actor.id)}
    if known is not None:
        if {each: known.detail.get(each) for each in mark} != mark:
            raise Denied(409, "key_taken")
        stored: dict[str, Any] = known.detail["answer"]
        return stored
    answer = work(tx)
    done = CommandResult(ws=tx.ws, client_id=place, mid=0, command_id=place, status=DONE, code="", at=tx.now)
    done.detail = mark | {"answer": answer}
    tx.session.add(done)
    return answer


def key_of(header: str) -> UUID:
    """The key of a request. Raises ``Denied``: 400 ``no_idempotency_key``."""
    try:
        return UUID(header.strip())
    except ValueError as error:
        raise Denied(400, "no_idempotency_key") from error
