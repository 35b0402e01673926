"""The entry of ``deskhand``: the frame is painted first, everything else is imported behind it."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.client.pdf import FLAG
from app.client.pdf import main as draw
from app.resource import LANGUAGES
from ui import quick_qt
from ui.collector import look_here, start_quietly
from ui.giving_back import give_back_here
from ui.late_method import make_methods_late

if TYPE_CHECKING:
    from PySide6.QtCore import QObject
    from PySide6.QtWidgets import QApplication

    from app.client.start import Surroundings
    from ui.program import Program

LINKS_AFTER_MS = 5_000

SWITCH_INTERVAL_S = 0.001
"""Short turns for the other threads, so that the main one gets the interpreter back at once (architecture.md)."""


NOTHING_ASKED: dict[str, Any] = {
    "trial": False, "selftest": False, "out": None, "recover": False, "profile": "", "link": "", "language": "",
}  # fmt: skip


def arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    """What was asked for on the command line; mostly nothing, and then no parser is made, which takes 8 ms."""
    given = sys.argv[1:] if argv is None else argv
    return _parser().parse_args(given) if given else argparse.Namespace(**NOTHING_ASKED)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="deskhand", description="The desk of a support operator")
    parser.add_argument("--trial", action="store_true", help="start a server of your own with sample customers")
    parser.add_argument("--selftest", action="store_true", help="check that this installation is whole, then end")
    parser.add_argument("--out", type=Path, default=None, metavar="FILE", help="where the result of --selftest goes")
    parser.add_argument("--recover", action="store_true", help="open what is unsent by the recovery key, then end")
    parser.add_argument("--profile", default="", help="key of the profile to open; otherwise the one used last")
    parser.add_argument("link", nargs="?", default="", help="deskhand://call?from=+7…&dir=in, from a switchboard")
    parser.add_argument("--language", "--lang", choices=LANGUAGES, default="", help="language of this run")
    return parser


def import_qt() -> None:
    """What every later module needs of Qt, once."""
    quick_qt.import_qt("QtWidgets")


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program to its end; the exit code."""
    if FLAG in (sys.argv[1:2] if argv is None else argv[:1]):
        return draw()
    chosen = arguments(argv)
    if chosen.recover:
        from ui.recover import recover

        return recover(chosen.profile, chosen.language)
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    start_quietly()
    make_methods_late()
    import_qt()
    if chosen.selftest:
        from ui.selftest import selftest

        return selftest(chosen.out)
    program = open_program(chosen)
    if program is None:
        return 0
    from ui.stop_signal import StopSignal

    see_to_links(program)
    stop = StopSignal(program)
    stop.asked.connect(program.close)
    code = program.run()
    stop.release()
    if program.crashes.anew:
        start_anew(list(sys.argv[1:] if argv is None else argv))
    return code


def see_to_links(parent: "QObject") -> None:
    """When the window is long there: links of other programs lead to this one."""
    from PySide6.QtCore import QTimer

    later = QTimer(parent, interval=LINKS_AFTER_MS, singleShot=True)
    later.timeout.connect(_keep_registered)
    later.start()


def _keep_registered() -> None:
    from app.client.registration import keep_registered

    keep_registered()


def start_anew(argv: list[str]) -> None:
    """Start this program once more, now that this process lets go of everything."""
    from PySide6.QtCore import QProcess

    frozen = bool(getattr(sys, "frozen", False))
    QProcess.startDetached(sys.executable, argv if frozen else ["-m", "ui.main", *argv])


def open_program(chosen: argparse.Namespace, around: "Surroundings | None" = None) -> "Program | None":
    """Everything up to the event loop; None when a window that was open already is raised instead.

    ``around``: another world than this computer's.
    """
    from app.client.profile import user_folders
    from ui.instance import Instance, name_of, raise_first
    from ui.link_door import OpenedLinks

    app = _application()
    folders = user_folders() if around is None else around.folders
    name = name_of(str(folders.data), "trial" if chosen.trial else chosen.profile)
    if raise_first(name, chosen.link):
        return None

    from ui.addressee import Addressee
    from ui.program import Program

    program = Program(app, folders.config, language=chosen.language, around=around)
    look_here(program)
    give_back_here(program)
    instance = Instance(name, program)
    instance.raised.connect(program.raise_window)
    addressee = Addressee(program.window, program)
    for asked in (instance.asked, OpenedLinks(app).asked):
        asked.connect(program.links.take)
        asked.connect(addressee.open)
    addressee.open(chosen.link)
    app.aboutToQuit.connect(instance.close)
    program.show_frame()
    program.links.take(chosen.link)
    if chosen.trial:
        program.start_trial()
    else:
        program.start(wanted=chosen.profile)
    return program


def _application() -> "QApplication":
    """Named for window managers; closing a window is not the end."""
    from PySide6.QtWidgets import QApplication

    app = QApplication(sys.argv[:1])
    app.setApplicationName("Deskhand")
    app.setDesktopFileName("deskhand")
    app.setQuitOnLastWindowClosed(False)
    return app


if __name__ == "__main__":
    sys.exit(main())
