"""``./dev a11y [--language ru]``: the main job by AT-SPI alone, every screen visited; what is met, what has no name."""

import argparse
import os
import platform
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

from tests.a11y.bus import Bus
from tests.a11y.colleague import colleague
from tests.a11y.front import Front
from tests.a11y.listener import Listener
from tests.a11y.story import MainJob, Pages, Screens, Tour, sign_in
from tests.a11y.words import Words
from tests.e2e.customer import ChatVisitor, MailCustomer
from tests.e2e.desk_process import ROOT
from tests.e2e.server_process import ServerProcess
from tests.services.at_spi import running_at_spi
from tests.services.process import child
from tests.services.secret_service import Keyring, running_secret_service
from tests.services.xvfb import running_xvfb

ME, COLLEAGUE, ADMINISTRATOR = "Анна Ким", "vera.tikhonova@domisvet.example", "gleb.savin@domisvet.example"
"""People of the sample workspace; they share one password."""


@contextmanager
def listening(log: Path, language: str = "en", *, keyring: Keyring = "unlocked") -> Iterator[Listener]:
    """The real program on a screen of its own, and somebody who hears it."""
    with running_secret_service(keyring) as session, running_xvfb() as display:
        environment = {**session, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
        with (
            running_at_spi(environment) as address,
            _program(environment, log, language),
            closing(Bus(address)) as bus,
            closing(Front(display)) as front,
        ):
            yield Listener(bus, front, words=Words(language))


@contextmanager
def _program(environment: Mapping[str, str], log: Path, language: str) -> Iterator[None]:
    command = [sys.executable, "-m", "ui.main", "--language", language]
    around, home = {**environment, "PYTHONPATH": str(ROOT)}, environment["HOME"]
    with log.open("ab") as errors, child(command, env=around, cwd=home, stderr=errors):
        yield


def work(
    server: ServerProcess, who: tuple[str, str], folder: Path, screens: Screens, *, whole: bool, language: str = "en"
) -> None:  # fmt: skip
    """The main job at a running server's desk; ``whole``: the longer half of it, and all screens there are."""
    mail = MailCustomer("Мария Ильина <m.ilina@example.com>", server.line["mail_address"], server.line["mail_port"])
    with listening(folder / "log", language) as listener:
        sign_in(listener, screens, server.url, *who)
        job = MainJob(listener, screens, mail, ChatVisitor(server.line["chat_url"], "Игорь"))
        job.answer_chat()
        job.hear_panes()
        if whole:
            job.answer_letter(server.sink)
            job.solve_what_is_promised()
            with colleague(folder / "elsewhere", server.url, COLLEAGUE, who[1]) as other:
                job.take_over(other, ME)
            pages = Pages(listener, screens)
            with colleague(folder / "at-home", server.url, *who):
                pages.computers(f"{platform.node()}, ")  # this one is called otherwise
            pages.read()
            job.search()
            Tour(listener, screens).walk()
    if whole:
        with listening(folder / "log", language) as listener:
            sign_in(listener, screens, server.url, ADMINISTRATOR, who[1])
            Pages(listener, screens).everybodys_computers(ME)
        with listening(folder / "log", language, keyring="none") as listener:
            listener.press("Try without a server")
            listener.find("text", "Passphrase")
            screens.visit(listener, "Passphrase")


def tell(words: str) -> None:
    """One line, at once."""
    print(words, flush=True)


def main() -> int:
    """1 when something interactive has no name."""
    parser = argparse.ArgumentParser(prog="./dev a11y", description="The main job by ear, every screen visited")
    parser.add_argument("--language", choices=("en", "ru"), default="en")
    language = parser.parse_args().language
    screens = Screens(tell)
    with tempfile.TemporaryDirectory(prefix="dh-a11y-", dir="/tmp") as name:
        folder = Path(name)
        with ServerProcess(folder / "server") as server:
            server.run("migrate")
            who = server.make_sample()
            server.start()
            work(server, who, folder, screens, whole=True, language=language)
    found = screens.unnamed()
    print(*found, sep="\n")
    print(f"{len(screens.interactive)} screens, {len(found)} unnamed")
    return 1 if found else 0


if __name__ == "__main__":
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.exit(main())
