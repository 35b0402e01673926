"""The sign-in window."""

from PySide6.QtWidgets import QWidget

from app.client.port import Problem, Trouble
from tests.visual.shot import Occasion, screen
from ui.signin.window import SignInWindow


@screen("signin", sizes=[(960, 640)])
def signin(occasion: Occasion) -> QWidget:
    """Mock-up 05a, without what comes later."""
    made = SignInWindow(occasion.controller)
    made.fill("help.domisvet.example", "anna.kim@domisvet.example")
    return made


@screen("signin-refused", sizes=[(960, 640)])
def refused(occasion: Occasion) -> QWidget:
    """A wrong password."""
    made = SignInWindow(occasion.controller)
    made.fill("help.domisvet.example", "anna.kim@domisvet.example")
    made.show_trouble(Trouble(Problem.SIGN_IN_FAILED, "3"))
    return made


@screen("passphrase", sizes=[(960, 640)])
def passphrase(occasion: Occasion) -> QWidget:
    """No keyring on this computer."""
    made = SignInWindow(occasion.controller)
    made.ask_passphrase(is_new=True)
    return made
