"""Erasing, holding and exporting one customer from the command line, by id or by address."""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from app.server.config import Config
from app.server.errors import Trouble
from app.server.one_command import Opened, workspace_of

if TYPE_CHECKING:
    from app.server.parts import Parts
    from app.server.transaction import ServerTx

Command = Callable[[str, Callable[..., None], str], argparse.ArgumentParser]


def erasure_commands(command: Command) -> None:
    """Add them to the parser of ``deskhand-server``."""
    for name, run, text in (
        ("erase-customer", _erase, "erase a customer for good, everywhere, also in what is restored later"),
        ("export-customer", _export, "all data of a customer as a ZIP"),
        ("hold-customer", _hold, "keep everything of a customer from being erased"),
        ("release-customer", _release, "lift the hold on a customer"),
    ):
        parser = command(name, run, text)
        parser.add_argument("customer", help="id, or an address")
        parser.add_argument("--workspace", type=UUID)
        if run is _hold:
            parser.add_argument("--reason", default="", help="shown to whoever is to lift it")
        if run is _export:
            parser.add_argument("file", type=Path)
            parser.add_argument("--without-notes", action="store_true", help="leave out what colleagues noted")


def _erase(args: argparse.Namespace, config: Config) -> None:
    from app.domain.erasure import Target
    from app.server import audit
    from app.server.erasure.erasing import Eraser
    from app.server.erasure.hold import require_no_hold, require_whole

    def work(tx: "ServerTx", key: UUID) -> set[str]:
        require_whole(tx, key)
        require_no_hold(tx, customer_id=key)
        eraser = Eraser(tx)
        eraser.erase(Target.CUSTOMER, key)
        audit.note(tx, "redact_customer", key)
        return eraser.blobs

    from app.server.erasure.connect import sweeper_of

    with Opened(config) as parts:
        ws, key = _customer(parts, args)
        blobs = _run(parts, ws, lambda tx: work(tx, key))
        sweeper_of(parts).sweep(ws, sorted(blobs))
    print(f"Customer {key} is erased. Desks follow with their next exchange; older backups still hold the data.")


def _export(args: argparse.Namespace, config: Config) -> None:
    from app.domain.role import EXPORT_CUSTOMER
    from app.server import audit
    from app.server.erasure.export import collect, write_zip

    with Opened(config) as parts:
        ws, key = _customer(parts, args)
        with parts.database.read() as session:
            found = collect(session, ws, key, notes=not args.without_notes)
        if found is None:
            raise Trouble(_SENTENCES["gone"])
        catalogue = parts.catalogues.get(found.language) or parts.catalogues["en"]
        try:
            with args.file.open("xb") as out:
                write_zip(found, out, ws, parts.blobs, catalogue, parts.clock.now())
        except OSError as error:
            raise Trouble(f"{args.file} could not be written: {error.strerror}.") from error

        def noted(tx: "ServerTx") -> set[str]:
            audit.note(tx, EXPORT_CUSTOMER, key)
            return set()

        _run(parts, ws, noted)
    print(f"{args.file}: {len(found.data['conversations'])} conversations, {len(found.files)} files.")


def _hold(args: argparse.Namespace, config: Config) -> None:
    _set_hold(args, config, on=True)


def _release(args: argparse.Namespace, config: Config) -> None:
    _set_hold(args, config, on=False)


def _set_hold(args: argparse.Namespace, config: Config, *, on: bool) -> None:
    from app.commands.redaction import SetHold, set_hold
    from app.server.erasure.connect import set_hold_after

    with Opened(config) as parts:
        ws, key = _customer(parts, args)
        cmd = SetHold(on, customer_id=key, reason=args.reason if on else "")

        def work(tx: "ServerTx") -> set[str]:
            set_hold(cmd, tx)
            set_hold_after(cmd, tx)
            return set()

        _run(parts, ws, work)
    print(f"Customer {key} is on hold." if on else f"The hold on customer {key} is lifted.")


def _run(parts: "Parts", ws: UUID, work: "Callable[[ServerTx], set[str]]") -> set[str]:
    from app.commands.base import SYSTEM, Refused

    try:
        return parts.uow.run(ws, SYSTEM, work)
    except Refused as refused:
        raise Trouble(_SENTENCES.get(refused.code, f"It was refused ({refused.code}).")) from refused


_SENTENCES = {
    "legal_hold": "A legal hold is on this customer or one of the conversations. Nothing was changed. Lift it first.",
    "merged_away": "This customer was merged with another one. Nothing was changed. Erase that one, by an address.",
    "gone": "There is no such customer. Nothing was changed.",
}


def _customer(parts: "Parts", args: argparse.Namespace) -> tuple[UUID, UUID]:
    """Workspace and customer. Raises ``Trouble``: nobody has that id or address."""
    from sqlalchemy import select

    from app.model.customer import Customer, Identity

    ws = workspace_of(parts, args.workspace)
    try:
        query = select(Customer.id).where(Customer.ws == ws, Customer.id == UUID(args.customer))
    except ValueError:
        query = select(Identity.customer_id).where(Identity.ws == ws, Identity.value == args.customer.strip().lower())
    with parts.database.read() as session:
        found = session.scalars(query.distinct()).all()
    if len(found) != 1:
        raise Trouble(_SENTENCES["gone"])
    return ws, found[0]
