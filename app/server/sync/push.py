"""Push: commands of one desk, in order, each with one stored outcome."""

import logging
from contextlib import suppress
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.exc import DBAPIError

from app.commands.base import Actor, Refused, Registered
from app.domain.entry import AuthorKind
from app.domain.role import RoleCode
from app.domain.stale import command_age
from app.model.identifier import derived_id, new_id
from app.model.sync import CommandResult, SyncClient
from app.protocol.command import UnknownCommand, from_wire
from app.protocol.pull import ResultOfCommand
from app.protocol.push import MAX_BYTES, MAX_COMMANDS, CommandMessage, PushAnswer, PushRequest
from app.protocol.wire import BadMessage
from app.server.after import AFTER
from app.server.auth.token import Bearer
from app.server.errors import Denied
from app.server.feed.grants import granted, roles_of
from app.server.log import warning
from app.server.sync.authorisation import authorise
from app.server.sync.client import device_of
from app.server.sync.pull import RETRY, result_of
from app.server.sync.storable import given_at, is_storable, milliseconds
from app.server.unit_of_work import ServerTx, UnitOfWork, collided, took_what_is_there

POISON_ATTEMPTS = 3
POISON_AFTER = timedelta(minutes=10)
"""A command that crashed that often over that time is given up (sync.md 2.4)."""

_LARGEST_SCHEMA = 2**31 - 1
_log = logging.getLogger("deskhand.push")


class Pusher:
    """Takes pushes. A whole push is one transaction, every command in it a savepoint: one head bump for all."""

    def __init__(self, uow: UnitOfWork) -> None:
        self._uow = uow

    def answer(self, who: Bearer, request: PushRequest, size: int) -> PushAnswer:
        """Apply what is new, answer what is old from the stored results.

        Raises:
            Denied: 409 ``gap`` or ``client_forked``, 403 ``revoked``, 413 ``too_large``, 400 ``bad_message``.
        """
        if len(request.commands) > MAX_COMMANDS or size > MAX_BYTES:
            raise Denied(413, "too_large")
        if not 0 <= request.schema <= _LARGEST_SCHEMA or any(it.mid < 1 for it in request.commands):
            raise Denied(400, "bad_message")
        actor = Actor(AuthorKind.USER, who.user_id)
        return self._uow.run(who.ws, actor, lambda tx: Batch(tx, who, request).run())


class Batch:
    """One attempt at one push."""

    def __init__(self, tx: ServerTx, who: Bearer, request: PushRequest) -> None:
        self._tx = tx
        self._request = request
        self._device: SyncClient = device_of(tx.session, who, request.client, lock=True)
        self._roles: frozenset[RoleCode] = roles_of(tx.session, tx.ws, who.user_id)
        self._feeds = granted(tx.session, tx.ws, who.user_id)
        tx.actor = Actor(AuthorKind.USER, who.user_id, self._roles)

    def run(self) -> PushAnswer:
        """All commands up to the first ``retry``."""
        self._tx.lock_customers(sorted(self._named("customer_id", "other_customer_id")))
        self._tx.lock_conversations(sorted(self._named("conversation_id", "target_id")))
        results: list[ResultOfCommand] = []
        for command in self._request.commands:
            results.append(self._one(command))
            if results[-1].status == RETRY:
                break
        self._device.schema = self._request.schema
        self._device.seen_at = self._tx.now
        return PushAnswer(last_mid=self._device.last_mid, results=results)

    def _named(self, *names: str) -> set[UUID]:
        """What the batch will touch, locked in order before the first command."""
        found = set()
        for command in self._request.commands:
            for text in map(command.args.get, names):
                if command.mid > self._device.last_mid and isinstance(text, str):
                    with suppress(ValueError):  # the command itself will be refused
                        found.add(UUID(text))
        return found

    def _one(self, command: CommandMessage) -> ResultOfCommand:
        if command.mid <= self._device.last_mid:
            return self._again(command)
        if command.mid > self._device.last_mid + 1:
            raise Denied(409, "gap", expected=self._device.last_mid + 1)
        known = self._known_elsewhere(command)
        result = self._apply(command) if known is None else self._said_again(command, known)
        self._store(command, result, known)
        if result.status != RETRY:
            self._device.last_mid = command.mid
        return result

    def _again(self, command: CommandMessage) -> ResultOfCommand:
        stored = self._stored(command.mid)
        if stored is None:
            return ResultOfCommand(mid=command.mid, status="rejected", code="result_expired")
        if stored.command_id not in (command.id, _second_id(self._request.client, command.id)):
            raise Denied(409, "client_forked")
        return result_of(stored)

    def _known_elsewhere(self, command: CommandMessage) -> CommandResult | None:
        """The stored outcome of the same command under another mid: its desk took a new id and enqueued again.

        One that crashed there and has no outcome yet goes on under this mid; how often it crashed is not forgotten.
        """
        query = select(CommandResult).where(
            CommandResult.ws == self._tx.ws,
            CommandResult.command_id == command.id,
            or_(CommandResult.client_id != self._device.client_id, CommandResult.mid != command.mid),
        )
        known = self._tx.session.scalar(query)
        if known is None or known.status != RETRY or self._is_of_another(known):
            return known
        if self._stored(command.mid) is None:
            known.client_id, known.mid = self._device.client_id, command.mid
        else:
            self._tx.session.delete(known)
        self._tx.session.flush()
        return None

    def _is_of_another(self, known: CommandResult) -> bool:
        device = self._tx.session.get(SyncClient, (self._tx.ws, known.client_id))
        return device is None or device.user_id != self._device.user_id

    def _said_again(self, command: CommandMessage, known: CommandResult) -> ResultOfCommand:
        if self._is_of_another(known):
            return ResultOfCommand(mid=command.mid, status="rejected", code="command_id_taken")
        return ResultOfCommand(mid=command.mid, status=known.status, code=known.code, detail=known.detail)

    def _apply(self, command: CommandMessage, *, again: bool = False) -> ResultOfCommand:
        """Run the handler in a savepoint and name the outcome.

        What finds a key taken runs ``again`` at once, when it sees the row of another writer; if it finds that again,
        the command itself is at fault: it must not stop those behind it.
        """
        try:
            entry, value = from_wire(command.name, command.args)
            with self._tx.savepoint():
                self._handle(command, entry, value)
        except UnknownCommand:
            return ResultOfCommand(mid=command.mid, status="rejected", code="unknown_command")
        except BadMessage:
            return ResultOfCommand(mid=command.mid, status="rejected", code="invalid")
        except Refused as refused:
            return ResultOfCommand(mid=command.mid, status=refused.outcome, code=refused.code, detail=refused.detail)
        except DBAPIError as error:
            is_taken = took_what_is_there(error)
            if error.connection_invalidated or (collided(error) and not is_taken):
                raise
            return self._crashed(command, error) if again or not is_taken else self._apply(command, again=True)
        except Exception as error:  # noqa: BLE001  the edge: a bug in one handler must not lose the others
            return self._crashed(command, error)
        return ResultOfCommand(mid=command.mid, status="ok")

    def _handle(self, command: CommandMessage, entry: Registered, value: Any) -> None:
        tx = self._tx
        tx.command_id = command.id
        stamped = given_at(command)
        if stamped is None or not is_storable(command.args, value):
            raise Refused("rejected", "invalid")
        tx.age = command_age(tx.now - stamped, milliseconds(command.age_ms))
        self._dependency(command, getattr(value, "after", None))
        authorise(value, entry, tx, self._roles, self._feeds)
        entry.handler(value, tx)
        addition = AFTER.get(entry.wire_name)
        if addition is not None:
            addition(value, tx)

    def _dependency(self, command: CommandMessage, after: int | None) -> None:
        """A command that names another one follows its fate."""
        if after is None:
            return
        first = self._stored(after) if after < command.mid else None
        self._tx.require(first is not None and first.status == "ok", "rejected", "dependency", after=after)

    def _crashed(self, command: CommandMessage, error: Exception) -> ResultOfCommand:
        """``retry``, or ``rejected/internal`` with an incident id when it keeps crashing."""
        incident = str(new_id())
        warning(_log, "command_crashed", error, command=command.name, id=command.id, incident=incident)
        known = self._stored(command.mid)
        attempts = 1 if known is None else int(known.detail.get("attempts", 0)) + 1
        since = self._tx.now if known is None else known.at
        if attempts >= POISON_ATTEMPTS and self._tx.now - since >= POISON_AFTER:
            detail: dict[str, Any] = {"incident": incident}
            return ResultOfCommand(mid=command.mid, status="rejected", code="internal", detail=detail)
        return ResultOfCommand(mid=command.mid, status=RETRY, detail={"attempts": attempts})

    def _store(self, command: CommandMessage, result: ResultOfCommand, known: CommandResult | None) -> None:
        """``known``: the same outcome under another mid; as old as that one is this one, too."""
        row = self._stored(command.mid)
        if row is None:
            row = CommandResult(ws=self._tx.ws, client_id=self._device.client_id, mid=command.mid)
            row.at = self._tx.now if known is None else known.at
            self._tx.session.add(row)
        elif result.status != RETRY:
            row.at = self._tx.now
        row.command_id = command.id if known is None else _second_id(self._request.client, command.id)
        row.status, row.code, row.detail = result.status, result.code, result.detail
        self._tx.session.flush()

    def _stored(self, mid: int) -> CommandResult | None:
        return self._tx.session.get(CommandResult, (self._tx.ws, self._device.client_id, mid))


def _second_id(client: UUID, command_id: UUID) -> UUID:
    """Under which a known command is stored once more: command ids are unique in a workspace."""
    return derived_id("again", client, command_id)
