"""Backup and restore from the command line."""

import argparse
from collections.abc import Callable
from pathlib import Path

from app.server.config import Config
from app.server.errors import Trouble
from app.server.one_command import open_with_key

Command = Callable[[str, Callable[..., None], str], argparse.ArgumentParser]


def backup_commands(command: Command) -> None:
    """Add them to the parser of ``deskhand-server``."""
    parser = command("backup", _backup, "write a backup of the running server into a folder")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--keep", type=int, metavar="N", help="delete all but the newest N backups there")
    parser = command("restore", _restore, "put a backup in the place of the database; the server must not run")
    parser.add_argument("file", type=Path)
    parser.add_argument("--replace", action="store_true", help="give up the database that is there")


def _backup(args: argparse.Namespace, config: Config) -> None:
    from app.server.backup.saving import PURPOSE, Source, drop_older, save
    from app.server.clock import SystemClock
    from app.server.erasure.connect import book_of
    from app.server.schema import require_head

    if args.keep is not None and args.keep < 1:
        raise Trouble("At least one backup is kept. Nothing was done.")
    database, key = open_with_key(config)
    try:
        require_head(database.engine)
        source = Source(database, config.folder, key.derive(PURPOSE), book_of(config))
        done = save(source, args.folder, SystemClock().now())
    finally:
        database.close()
    print(f"{done.path}\n{done.rows} rows and {done.files} files, {done.copied} of them new.")
    if args.keep is not None:
        gone = drop_older(args.folder, source.key, args.keep)
        print(f"{gone} older backups were deleted.")


def _restore(args: argparse.Namespace, config: Config) -> None:
    from app.server.backup.restoring import Restorer
    from app.server.clock import SystemClock
    from app.server.key import key_from_file

    key = key_from_file(config.key_file or config.folder / "server.key", create=False)
    done = Restorer(config, key, SystemClock()).restore(args.file, replace=args.replace)
    print(f"{done.rows} rows are back, {done.erased} erasures were applied again. The server may be started.")
    print("Every desk brings what it gave after the backup; people are asked to sign in again.")
    if done.missing_files:
        print(f"{done.missing_files} files were not beside the backup and are missing.")
