"""``deskhand-server``: the command line, and the only place where the parts of the server are made."""

import argparse
import sys
from collections.abc import Callable, Sequence
from getpass import getpass
from uuid import UUID

from app.server.backup_command import backup_commands
from app.server.config import Config, config_from
from app.server.device_command import device_commands
from app.server.erasure_command import erasure_commands
from app.server.errors import Trouble
from app.server.inbox_command import inbox_commands
from app.server.key_command import key_commands
from app.server.one_command import Opened, open_with_key, workspace_of


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; a condition of the world is one sentence on standard error and exit code 1."""
    args = _parser().parse_args(argv)
    from app.server.log import start_log

    start_log()
    run: Callable[[argparse.Namespace, Config], None] = args.run
    try:
        run(args, config_from(args))
    except Trouble as trouble:
        print(f"deskhand-server: {trouble}", file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--database", metavar="URL", help="PostgreSQL; without it an encrypted SQLite file")
    common.add_argument("--data", metavar="FOLDER", help="files, and the SQLite database")
    common.add_argument("--clamd", metavar="ADDRESS", help="virus scanner: path of clamd's socket, or host:port")
    common.add_argument("--key-file", metavar="FILE", help="master key; default: server.key in the data folder")
    parser = argparse.ArgumentParser(prog="deskhand-server", description="The backend of Deskhand.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: Callable[..., None], text: str) -> argparse.ArgumentParser:
        found = commands.add_parser(name, parents=[common], help=text, description=text)
        found.set_defaults(run=run)
        return found

    _serve_arguments(command("serve", _serve, "API, and worker unless --no-worker"))
    command("worker", _worker, "carry out effects: mails, chats, timers")
    command("migrate", _migrate, "bring the database to this program's revision")
    _workspace_arguments(command("create-workspace", _create_workspace, "a new, empty workspace"))
    _user_arguments(command("add-user", _add_user, "a person who works here"))
    inbox_commands(command)
    device_commands(command)
    key_commands(command)
    backup_commands(command)
    erasure_commands(command)
    command("sample", _sample, "a workspace full of sample work")
    _mail_arguments(command("mail", _mail, "write one mail to the running receiver"))
    return parser


def _serve_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--trial", action="store_true", help="as a child of the desktop: key on standard input")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8765)
    parser.add_argument("--mail-port", type=int, default=2525)
    parser.add_argument(
        "--trusted-proxy", action="append", metavar="CIDR", help="whose X-Forwarded-For is believed; may be repeated"
    )
    parser.add_argument(
        "--internal-network",
        action="append",
        metavar="CIDR",
        help="own network that webhooks and the mailbox finder may reach; may be repeated",
    )
    parser.add_argument("--no-worker", action="store_true", help="another process runs `worker`")
    parser.add_argument("--clock", choices=("system", "http"), default="system", help=argparse.SUPPRESS)


def _workspace_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name")
    parser.add_argument("--name-in", nargs=2, action="append", default=[], metavar=("LANGUAGE", "NAME"))
    parser.add_argument("--locale", default="ru")
    parser.add_argument("--timezone", default="Europe/Moscow")
    parser.add_argument("--queue", default="Inbox", help="name of its first queue")


def _user_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--workspace", type=UUID, help="id; the only one by default")
    parser.add_argument("--name", required=True)
    parser.add_argument("--email", required=True)
    parser.add_argument("--role", action="append", default=[], help="operator by default; may be repeated")
    parser.add_argument("--locale", default="ru")


def _mail_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--from", dest="sender", default="Марина Соколова <marina.sokolova@example.com>")
    parser.add_argument("--to", default="", help="default: the address of the trial's mail inbox")
    parser.add_argument("--subject", default="Где мой заказ?")
    parser.add_argument("--text", default="Здравствуйте! Подскажите, пожалуйста, когда привезут мой заказ?\n\nМарина")


# ---------------------------------------------------------------------------------------- commands


def _serve(args: argparse.Namespace, config: Config) -> None:
    from app.server.build import build_parts
    from app.server.ports import Ports
    from app.server.schema import migrate
    from app.server.serve import serve

    database, key = open_with_key(config)
    if config.trial:
        migrate(database.engine)
    serve(build_parts(config, key, database), Ports(config.folder, config.host, strict=not config.trial))


def _worker(args: argparse.Namespace, config: Config) -> None:
    from app.server.build import build_parts
    from app.server.serve import work

    database, key = open_with_key(config)
    work(build_parts(config, key, database))


def _migrate(args: argparse.Namespace, config: Config) -> None:
    from app.server.schema import HEAD, migrate

    database, _ = open_with_key(config)
    try:
        changed = migrate(database.engine)
    finally:
        database.close()
    print(f"The database is at revision {HEAD}." + ("" if changed else " Nothing was to be done."))


def _create_workspace(args: argparse.Namespace, config: Config) -> None:
    from app.server.administration import create_workspace

    with Opened(config) as parts:
        print(
            create_workspace(
                parts.uow, args.name, locale=args.locale, timezone=args.timezone, queue=args.queue,
                names=dict(args.name_in),
            )
        )  # fmt: skip


def _add_user(args: argparse.Namespace, config: Config) -> None:
    from app.domain.role import RoleCode
    from app.server.administration import add_user

    try:
        roles = [RoleCode(it) for it in args.role] or [RoleCode.OPERATOR]
    except ValueError as error:
        raise Trouble(f"A role is one of {', '.join(RoleCode)}.") from error
    password = getpass("Password: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
    if len(password) < 8:
        raise Trouble("A password has at least 8 characters. Nothing was changed.")
    with Opened(config) as parts:
        ws = workspace_of(parts, args.workspace)
        print(
            add_user(
                parts.uow, ws, name=args.name, email=args.email, password=password, roles=roles, locale=args.locale
            )
        )


def _sample(args: argparse.Namespace, config: Config) -> None:
    from app.server.opening import make_sample

    with Opened(config) as parts:
        made = make_sample(parts)
    print(f"{made.ws}\nSign in as {made.email} with the password {made.password}, shown only now.")


def _mail(args: argparse.Namespace, config: Config) -> None:
    import smtplib
    from email.message import EmailMessage
    from email.utils import formatdate, make_msgid

    from app.server.config import folders_here
    from app.server.ports import latest

    folders = folders_here(args)
    found = latest(folders)
    if "mail" not in found:
        raise Trouble(f"No mail receiver has run in {' or '.join(map(str, folders))}. Start one: ./dev run")
    letter = EmailMessage()
    letter["From"], letter["To"] = args.sender, args.to or found.get("mail_address", "")
    letter["Subject"], letter["Date"] = args.subject, formatdate(localtime=True)
    letter["Message-ID"] = make_msgid(domain="example.com")
    letter.set_content(args.text)
    try:
        with smtplib.SMTP("127.0.0.1", found["mail"], timeout=30) as smtp:
            smtp.send_message(letter)
    except (OSError, smtplib.SMTPException) as error:
        raise Trouble(f"The receiver on port {found['mail']} did not take the mail: {error}") from error
    print(f"The receiver on port {found['mail']} took a mail to {letter['To']}.")


if __name__ == "__main__":
    sys.exit(main())
