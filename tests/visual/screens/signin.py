"""The sign-in window."""

from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from PySide6.QtWidgets import QWidget

from app.client.port import Person, Problem, Profile, Trouble
from app.client.reach import Reach
from tests.visual.shot import Occasion, screen
from ui.signin.tried_dialog import TriedDialog
from ui.signin.window import SignInWindow
from ui.tried import Tried


@screen("signin", sizes=[(960, 640)])
def signin(occasion: Occasion) -> QWidget:
    """Mock-up 05a, without what comes later."""
    made = SignInWindow(occasion.controller)
    made.fill("help.domisvet.example", "anna.kim@domisvet.example")
    made.form.show_reach("https://help.domisvet.example", Reach.FOUND)
    return made


@screen("signin-refused", sizes=[(960, 640)])
def refused(occasion: Occasion) -> QWidget:
    """A wrong password."""
    made = SignInWindow(occasion.controller)
    made.fill("help.domisvet.example", "anna.kim@domisvet.example")
    made.show_trouble(Trouble(Problem.SIGN_IN_FAILED, "3"))
    return made


@screen("signin-log", sizes=[(560, 320)])
def tried(occasion: Occasion) -> QWidget:
    """What was tried."""
    clock = iter(datetime(2026, 11, 12, 14, 32, it, tzinfo=UTC) for it in range(60))
    log = Tried(lambda: next(clock))
    for outcome in (Reach.UNNAMED, Reach.FOUND, Trouble(Problem.SIGN_IN_FAILED, "3"), None):
        log.note("https://help.domisvet.example", outcome)
    return TriedDialog(log)


@screen("passphrase", sizes=[(960, 640)])
def passphrase(occasion: Occasion) -> QWidget:
    """No keyring on this computer."""
    made = SignInWindow(occasion.controller)
    made.ask_passphrase(is_new=True)
    return made


@screen("signin-shared", sizes=[(960, 640)])
def shared(occasion: Occasion) -> QWidget:
    """Three people, one computer."""
    made = SignInWindow(occasion.controller)
    names = ("Анна Ким", "Денис Орлов", "Ольга Вишневская") if occasion.language == "ru" else ("Anna", "Denis", "Olga")
    people = [
        Profile(name, Path(name), "", Person(UUID(int=1), UUID(int=2), "Дом и Свет", UUID(int=3), name), unsent=count)
        for name, count in zip(names, (2, 0, 1), strict=True)
    ]
    made.form.people.show_people(people)
    made.fill("help.domisvet.example", "anna.kim@domisvet.example")
    return made


@screen("recovery", sizes=[(960, 640)])
def recovery(occasion: Occasion) -> QWidget:
    """The keyring no longer has the key."""
    made = SignInWindow(occasion.controller)
    made.show_trouble(Trouble(Problem.KEYS_LOST))
    made.show_trouble(Trouble(Problem.WRONG_RECOVERY_KEY))
    return made
