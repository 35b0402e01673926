"""Inboxes from the command line: add, try, list, pause, register at a provider, and who changed what."""

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from uuid import UUID

from app.server.config import Config
from app.server.errors import Denied, Trouble
from app.server.one_command import Opened, typed_secret, workspace_of

if TYPE_CHECKING:
    from app.model.workspace import Inbox
    from app.protocol.inbox import TestedInbox
    from app.server.parts import Parts

CHANNELS = ("email", "chat", "telegram", "whatsapp", "vk", "social", "messenger")
Command = Callable[[str, Callable[..., None], str], argparse.ArgumentParser]


def inbox_commands(command: Command) -> None:
    """Add them to the parser of ``deskhand-server``."""
    _add_arguments(command("add-inbox", _add, "a mailbox, a chat page or a joined messenger"))
    command("inboxes", _list, "every inbox and how it stands").add_argument("--workspace", type=UUID)
    for name, run, text in (
        ("test-inbox", _test, "sign in to both servers of an inbox"),
        ("pause-inbox", _pause, "leave a mailbox alone for now"),
        ("resume-inbox", _resume, "go on with a mailbox"),
    ):
        parser = command(name, run, text)
        parser.add_argument("address")
        parser.add_argument("--workspace", type=UUID)
    parser = command("import", _import, "start, stop or undo the import of older mail")
    parser.add_argument("act", choices=("start", "stop", "undo"))
    parser.add_argument("address")
    parser.add_argument("--workspace", type=UUID)
    parser = command("provider", _register, "register this server at a mail provider; its secret on standard input")
    parser.add_argument("code", help="google, microsoft, yandex, vk, or one of mail-providers.json")
    parser.add_argument("--client-id", required=True)
    parser.add_argument("--workspace", type=UUID)
    command("audit", _audit, "who changed what").add_argument("--workspace", type=UUID)


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--workspace", type=UUID, help="id; the only one by default")
    parser.add_argument("--channel", required=True, choices=CHANNELS)
    parser.add_argument("--name", required=True)
    parser.add_argument("--address", required=True, help="mail address, or the last part of the chat page's URL")
    parser.add_argument("--queue", default="", help="name; the first one by default")
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", help="imap_host, smtp_port, …")
    parser.add_argument("--find", action="store_true", help="take the servers from the address")
    parser.add_argument("--password", action="store_true", help="ask for it, or read it from standard input")
    parser.add_argument("--test", action="store_true", help="keep nothing unless both servers let us in")


def _add(args: argparse.Namespace, config: Config) -> None:
    from app.protocol.inbox import AddInbox, TestInbox
    from app.server.channels.email.connect import inbox_secrets
    from app.server.inboxes.connect import office_of
    from app.server.inboxes.service import add_inbox

    secret = typed_secret("Password of the mailbox: ") if args.password else ""
    secrets = {"imap_password": secret, "smtp_password": secret} if secret else {}
    with Opened(config) as parts:
        ws, office = workspace_of(parts, args.workspace), office_of(parts)
        settings = office.find(ws, args.address).settings if args.find else {}
        settings |= {name: _value(text) for name, _, text in (it.partition("=") for it in args.set)}
        if args.test:
            tried = office.test(ws, ws, TestInbox(address=args.address, settings=settings, secrets=secrets))
            _print_test(tried)
            _require_good(tried)
        wish = AddInbox(
            channel=args.channel, name=args.name, address=args.address, queue_id=_queue(parts, ws, args.queue),
            settings=settings, secrets=secrets,
        )  # fmt: skip
        print(_done(parts, ws, lambda tx: add_inbox(tx, wish, inbox_secrets(parts), {})).id)


def _list(args: argparse.Namespace, config: Config) -> None:
    from app.server.inboxes.connect import office_of

    with Opened(config) as parts:
        for it in office_of(parts).every(workspace_of(parts, args.workspace)).inboxes:
            state = it.state or ("open" if it.channel == "chat" else "not connected")
            older = f"  older mail: {it.import_state} {it.import_done}/{it.import_total}" if it.import_state else ""
            print(f"{it.id}  {it.channel:5}  {it.address}  {it.name}  {state}{older}")


def _test(args: argparse.Namespace, config: Config) -> None:
    from app.protocol.inbox import TestInbox
    from app.server.inboxes.connect import office_of

    with Opened(config) as parts:
        ws = workspace_of(parts, args.workspace)
        tried = office_of(parts).test(ws, ws, TestInbox(inbox_id=_inbox(parts, ws, args.address).id))
    _print_test(tried)
    _require_good(tried)


def _pause(args: argparse.Namespace, config: Config) -> None:
    _set_paused(args, config, paused=True)


def _resume(args: argparse.Namespace, config: Config) -> None:
    _set_paused(args, config, paused=False)


def _set_paused(args: argparse.Namespace, config: Config, *, paused: bool) -> None:
    from app.server.inboxes.service import pause_inbox

    with Opened(config) as parts:
        ws = workspace_of(parts, args.workspace)
        inbox_id = _inbox(parts, ws, args.address).id
        _done(parts, ws, lambda tx: pause_inbox(tx, inbox_id, paused))
    print(f"{args.address} is {'left alone' if paused else 'read again'}.")


def _import(args: argparse.Namespace, config: Config) -> None:
    from app.server.inboxes.service import import_old

    with Opened(config) as parts:
        ws = workspace_of(parts, args.workspace)
        inbox_id = _inbox(parts, ws, args.address).id
        _done(parts, ws, lambda tx: import_old(tx, inbox_id, args.act))
    print(f"The import of older mail of {args.address}: {args.act}. The worker does it in the background.")


def _register(args: argparse.Namespace, config: Config) -> None:
    from app.commands.base import SYSTEM
    from app.protocol.inbox import CALLBACK_PATH, RegisterAtProvider
    from app.server.inboxes.connect import office_of

    secret = typed_secret("Client secret (empty for a public client): ")
    with Opened(config) as parts:
        wish = RegisterAtProvider(client_id=args.client_id, client_secret=secret)
        try:
            office_of(parts).register(workspace_of(parts, args.workspace), SYSTEM, args.code, wish)
        except Denied as denied:
            raise Trouble(f"There is no provider {args.code} with a sign-in. Nothing was changed.") from denied
    print(f"Registered. Allow this redirect at {args.code}: <address of this server>{CALLBACK_PATH}")


def _audit(args: argparse.Namespace, config: Config) -> None:
    from sqlalchemy import select

    from app.model.administration import AuditEntry

    with Opened(config) as parts, parts.database.read() as session:
        query = select(AuditEntry).where(AuditEntry.ws == workspace_of(parts, args.workspace))
        for it in session.scalars(query.order_by(AuditEntry.at, AuditEntry.id)):
            who = it.actor_id or "command line"
            print(f"{it.at.isoformat(timespec='seconds')}  {who}  {it.what}  {it.subject_id or ''}  {it.detail}")


# ---------------------------------------------------------------------------------------- what they share


def _done(parts: "Parts", ws: UUID, work: Callable[[Any], "Inbox"]) -> "Inbox":
    """One change; a no of the rules is a sentence."""
    from app.commands.base import SYSTEM

    try:
        return parts.uow.run(ws, SYSTEM, work)
    except Denied as denied:
        about = denied.fields.get("field", "")
        raise Trouble(f"Refused: {denied.error}{f' ({about})' if about else ''}. Nothing was changed.") from denied


def _queue(parts: "Parts", ws: UUID, name: str) -> UUID | None:
    from sqlalchemy import select

    from app.model.workspace import Queue

    if not name:
        return None
    with parts.database.read() as session:
        found = session.scalar(select(Queue.id).where(Queue.ws == ws, Queue.name == name).limit(1))
    if found is None:
        raise Trouble(f"There is no queue {name!r} in this workspace. Nothing was changed.")
    return found


def _inbox(parts: "Parts", ws: UUID, address: str) -> "Inbox":
    from sqlalchemy import func, select

    from app.model.workspace import Inbox

    with parts.database.read() as session:
        found = session.scalar(select(Inbox).where(Inbox.ws == ws, func.lower(Inbox.address) == address.lower()))
    if found is None:
        raise Trouble(f"There is no inbox {address} in this workspace. Nothing was changed.")
    return found


def _value(text: str) -> str | int:
    return int(text) if text.isdecimal() else text


def _print_test(tried: "TestedInbox") -> None:
    for name, verdict in (("IMAP", tried.imap), ("SMTP", tried.smtp)):
        print(f"{name}: {verdict.code or 'works'}{f' ({verdict.said})' if verdict.said else ''}")
    if not tried.imap.code:
        print(f"{tried.count} letters in {len(tried.folders)} folders, sent letters in {tried.sent_folder or 'none'}")


def _require_good(tried: "TestedInbox") -> None:
    if tried.imap.code or tried.smtp.code:
        raise Trouble("At least one server does not let us in. Nothing was changed.")
