"""Devices from the command line: list, sign out remotely, how long copies may be kept, the recovery key."""

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from app.server.config import Config
from app.server.errors import Denied, Trouble
from app.server.one_command import Opened, workspace_of

if TYPE_CHECKING:
    from app.server.parts import Parts

T = TypeVar("T")
Command = Callable[[str, Callable[..., None], str], argparse.ArgumentParser]


def device_commands(command: Command) -> None:
    """Add them to the parser of ``deskhand-server``."""
    command("devices", _list, "computers people signed in on").add_argument("--workspace", type=UUID)
    for name, run, text in (
        ("revoke-device", _revoke, "sign a computer out: its copy of the data is deleted, what is unsent stays"),
        ("allow-device", _allow, "let a computer in again"),
    ):
        parser = command(name, run, text)
        parser.add_argument("device", type=UUID, help="id, as `devices` prints it")
        parser.add_argument("--workspace", type=UUID)
    parser = command("lease", _lease, "for how many days a desk keeps its copy of the data without this server")
    parser.add_argument("days", type=int)
    parser.add_argument("--workspace", type=UUID)
    parser = command("copy-budget", _copy_budget, "how many megabytes of older logs a desk keeps ahead")
    parser.add_argument("megabytes", type=int)
    parser.add_argument("--workspace", type=UUID)
    parser = command("recovery-key", _recovery_key, "make the key that opens unsent work when a keyring was lost")
    parser.add_argument("--public", metavar="KEY", default="", help="of a pair made elsewhere; nothing is printed")
    parser.add_argument("--replace", action="store_true", help="although there is one")
    parser.add_argument("--workspace", type=UUID)


def _list(args: argparse.Namespace, config: Config) -> None:
    from app.server.devices.service import devices

    with Opened(config) as parts:
        ws = workspace_of(parts, args.workspace)
        with parts.database.read() as session:
            for it in devices(session, ws).devices:
                state = "revoked" if it.revoked else "allowed"
                print(f"{it.client}  {state}  {it.seen_at:%Y-%m-%d %H:%M}Z  {it.user_name}  {it.name}")


def _revoke(args: argparse.Namespace, config: Config) -> None:
    _set_revoked(args, config, revoked=True)


def _allow(args: argparse.Namespace, config: Config) -> None:
    _set_revoked(args, config, revoked=False)


def _set_revoked(args: argparse.Namespace, config: Config, *, revoked: bool) -> None:
    from app.server.devices.service import revoke

    with Opened(config) as parts:
        ws = workspace_of(parts, args.workspace)
        done = _done(parts, ws, lambda tx: revoke(tx, args.device, revoked=revoked))
    print(f"{done.user_name}, {done.name}: {'signed out' if revoked else 'may sign in'}.")


def _lease(args: argparse.Namespace, config: Config) -> None:
    from app.server.devices.service import set_lease

    with Opened(config) as parts:
        _done(parts, workspace_of(parts, args.workspace), lambda tx: set_lease(tx, args.days))
    print(f"Desks keep their copy for {args.days} days without this server.")


def _copy_budget(args: argparse.Namespace, config: Config) -> None:
    from app.server.devices.service import set_copy_budget

    with Opened(config) as parts:
        _done(parts, workspace_of(parts, args.workspace), lambda tx: set_copy_budget(tx, args.megabytes))
    print(f"Desks keep logs up to {args.megabytes} MB; what is in work they keep whatever its size.")


def _recovery_key(args: argparse.Namespace, config: Config) -> None:
    """The private half is printed once and kept nowhere on this computer."""
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

    from app.domain.recovery_key import public_bytes, public_key, written
    from app.model.workspace import Workspace
    from app.server.devices.service import set_recovery_key

    private = None if args.public else X25519PrivateKey.generate()
    public = public_bytes(args.public) if private is None else private.public_key().public_bytes_raw()
    with Opened(config) as parts:
        ws = workspace_of(parts, args.workspace)

        def work(tx: Any) -> None:
            if public_key(tx.get(Workspace, ws).settings) and not args.replace:
                raise Trouble("There is a recovery key already; --replace makes another one. Nothing was changed.")
            set_recovery_key(tx, public)

        _done(parts, ws, work)
    if private is None:
        print("Desks seal their keys for it from their next start on.")
        return
    print(written(private.private_bytes_raw()))
    print("Write it down and keep it away from this server: it is shown only now. Desks seal their keys for it from")
    print("their next start on. With it, `deskhand --recover` opens what is unsent when a keyring was lost.")


def _done(parts: "Parts", ws: UUID, work: Callable[[Any], T]) -> T:
    """One change; a no of the rules is a sentence."""
    from app.commands.base import SYSTEM

    try:
        return parts.uow.run(ws, SYSTEM, work)
    except Denied as denied:
        raise Trouble(f"Refused: {denied.error}. Nothing was changed.") from denied
