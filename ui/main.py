"""The entry of ``deskhand``: the frame is painted first, everything else is imported behind it."""

import argparse
import builtins
import sys
from collections.abc import Sequence

from app.resource import LANGUAGES

SWITCH_INTERVAL_S = 0.001
"""Short turns for the other threads, so that the main one gets the interpreter back at once (architecture.md)."""


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="deskhand", description="The desk of a support operator")
    parser.add_argument("--trial", action="store_true", help="start a server of your own with sample customers")
    parser.add_argument("--selftest", action="store_true", help="check that this installation is whole, then end")
    parser.add_argument("--profile", default="", help="key of the profile to open; otherwise the one used last")
    parser.add_argument("--language", "--lang", choices=LANGUAGES, default="", help="language of this run")
    return parser.parse_args(argv)


def _import_qt() -> None:
    """Import PySide6 once, and keep Python's own import.

    WORKAROUND: PySide6 puts an ``__import__`` in its place that reads the source of every later module
    (23 MB, 80 ms); none of ours uses ``from __feature__``.
    """
    own = builtins.__import__
    import PySide6.QtWidgets  # noqa: F401

    builtins.__import__ = own


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program to its end; the exit code."""
    chosen = _arguments(argv)
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    _import_qt()
    if chosen.selftest:
        from ui.selftest import selftest

        return selftest()
    from PySide6.QtWidgets import QApplication

    from app.client.profile import user_folders
    from ui.instance import Instance, name_of, raise_first

    app = QApplication(sys.argv[:1])
    app.setApplicationName("Deskhand")
    app.setDesktopFileName("deskhand")
    app.setQuitOnLastWindowClosed(False)
    folders = user_folders()
    name = name_of(str(folders.data), "trial" if chosen.trial else chosen.profile)
    if raise_first(name):
        return 0

    from ui.program import Program

    program = Program(app, folders.config, language=chosen.language)
    instance = Instance(name, program)
    instance.raised.connect(program.raise_window)
    program.show_frame()
    if chosen.trial:
        program.start_trial()
    else:
        program.start(wanted=chosen.profile)
    code = app.exec()
    instance.close()
    return code


if __name__ == "__main__":
    sys.exit(main())
