"""Secrets of chat pages and joined messengers from the command line: made anew, shown once."""

import argparse
from collections.abc import Callable
from uuid import UUID

from app.server.config import Config
from app.server.one_command import Opened, workspace_of

Command = Callable[[str, Callable[..., None], str], argparse.ArgumentParser]


def key_commands(command: Command) -> None:
    """Add ``inbox-keys`` to the parser of ``deskhand-server``."""
    parser = command("inbox-keys", _renew, "new secrets of a chat page or a joined messenger")
    parser.add_argument("--workspace", type=UUID, help="id; the only one by default")
    parser.add_argument("--address", required=True, help="of the inbox")


def _renew(args: argparse.Namespace, config: Config) -> None:
    from app.commands.base import SYSTEM
    from app.server.channels.email.secret import PURPOSE, InboxSecrets
    from app.server.channels.joined.key import renew_keys

    with Opened(config) as parts:
        secrets, ws = InboxSecrets(parts.key.derive(PURPOSE)), workspace_of(parts, args.workspace)
        made = parts.uow.run(ws, SYSTEM, lambda tx: renew_keys(tx, secrets, args.address))
    print("Shown only now; what was there before opens nothing any more.")
    for name in ("api_key", "webhook_secret", "identity_secret"):
        if getattr(made, name):
            print(f"{name} {getattr(made, name)}")
