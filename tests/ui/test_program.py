"""What asks the keyring or opens files never holds the window up."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from PySide6.QtCore import QEvent, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from app.client.port import Person, Problem, Profile, Trouble
from app.client.profile import Folders, Stored, read_profiles, write_profile
from app.client.reach import Reach
from app.client.start import Surroundings, open_desk, sign_in
from app.commands.base import SYSTEM
from app.commands.message import WriteNote
from app.domain.recovery_key import written
from app.model.identifier import new_id
from app.protocol.versions import HEALTH_PATH
from app.server.devices.service import set_recovery_key
from tests.fakes.desk import FakeDesk
from tests.fakes.http_server import Scripted, ScriptedServer
from tests.fakes.vault import MemoryVault
from tests.sync.real_server import PASSWORD, RealServer
from ui.program import Program
from ui.signin.form import SignIn
from ui.translation import set_language


class SlowDesk(FakeDesk):
    """Signing out waits for a keyring that asks a question."""

    def __init__(self, trouble: Trouble | None = None) -> None:
        super().__init__()
        self.asked, self.answered = threading.Event(), threading.Event()
        self.trouble = trouble

    def sign_out(self) -> None:
        self.asked.set()
        assert self.answered.wait(20)
        if self.trouble is not None:
            raise self.trouble
        self.signed_out = True


class SlowTrial:
    """A trial whose desk is opened slowly."""

    notices = ()

    def __init__(self, desk: FakeDesk) -> None:
        self.desk = desk
        self.opening_on: threading.Thread | None = None
        self.answered = threading.Event()

    def open_desk(self) -> FakeDesk:
        self.opening_on = threading.current_thread()
        assert self.answered.wait(20)
        return self.desk

    def stop(self) -> None:
        pass


@pytest.fixture
def program(qtbot, qapp: QApplication, tmp_path: Path) -> Iterator[Program]:
    around = Surroundings(Folders(tmp_path / "data", tmp_path / "config"), vault=MemoryVault())
    made = Program(qapp, tmp_path, around=around)
    yield made
    made._close_desk()
    made.leaving.wait()
    qtbot.waitUntil(lambda: made.leaving.session is None)
    made.crash.release()
    windows = [made.window, *([] if made._signin is None else [made._signin])]
    for window in windows:
        window.close()
        window.deleteLater()
    made.deleteLater()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    qapp.processEvents()


def test_the_trials_desk_is_opened_beside_the_window(qtbot, program: Program):
    trial = SlowTrial(FakeDesk())
    program._on_trial_started(trial)
    qtbot.waitUntil(lambda: trial.opening_on is not None)
    assert trial.opening_on is not threading.main_thread()
    assert program._session is None
    assert "Opening your desk" in program.window.centralWidget().accessibleName()
    trial.answered.set()
    qtbot.waitUntil(lambda: program._session is not None)


def test_a_known_server_is_looked_for_by_itself(qtbot, program: Program):
    set_language("en")
    server = ScriptedServer()
    server.answers[HEALTH_PATH] = [Scripted()]
    program._show_signin()
    program._signin.fill(server.url, "anna@help.example")
    program.reception.look(None)
    qtbot.waitUntil(lambda: program._signin.form.server.hint.text() == "Found, secure connection")
    server.stop()
    assert [(it.address, it.outcome) for it in program.reception.tried.lines] == [(server.url, Reach.FOUND)]
    program._signin.submitted.emit(SignIn(server.url, "anna@help.example", "wrong"))
    qtbot.waitUntil(lambda: len(program.reception.tried.lines) == 2)
    assert isinstance(program.reception.tried.lines[1].outcome, Trouble)


@pytest.mark.parametrize("trouble", [None, Trouble(Problem.KEYRING_LOCKED)])
def test_signing_out_waits_for_the_keyring_beside_the_window(qtbot, program: Program, trouble: Trouble | None):
    desk = SlowDesk(trouble)
    program._attach(desk)
    qtbot.waitUntil(lambda: program.window.desk_view is not None)
    program.window.sign_out_requested.emit()
    qtbot.waitUntil(desk.asked.is_set)
    assert program.window.isVisible()
    desk.answered.set()
    qtbot.waitUntil(lambda: desk.closed and program._signin is not None and program._signin.isVisible())
    assert desk.signed_out is (trouble is None)
    assert not program.window.isVisible()


@pytest.mark.parametrize("kept", [True, False])
def test_the_next_start_asks_for_the_password_only_when_one_was_not_to_stay_signed_in(
    qtbot, program: Program, tmp_path: Path, kept: bool
):
    person = Person(new_id(), new_id(), "Home & Light", new_id(), "Anna")
    folder = tmp_path / "data" / "profiles" / "one"
    profile = Profile("one", folder, "https://help.example", person)
    write_profile(Stored(profile, new_id(), "anna@example.org", kept))
    opened = []
    program._open_profile = opened.append
    program.start()
    assert [it.key for it in opened] == (["one"] if kept else [])
    assert (program._signin is not None) is not kept


def attached(qtbot, program: Program, desk: FakeDesk) -> None:
    program._attach(desk)
    qtbot.waitUntil(lambda: program.window.desk_view is not None)


def test_switching_the_user_is_one_action_and_keeps_drafts_and_tokens(qtbot, program: Program):
    desk = FakeDesk()
    attached(qtbot, program, desk)
    program.window.shortcuts["switch-user"].trigger()
    assert program._signin.isVisible()
    assert not program.window.isVisible()
    qtbot.waitUntil(lambda: desk.closed)
    assert not desk.signed_out


class DeskThatClosesSlowly(FakeDesk):
    """The server does not answer: what is unsent is waited for."""

    def __init__(self) -> None:
        super().__init__()
        self.answered = threading.Event()
        self.closing_on: threading.Thread | None = None

    def close(self) -> None:
        self.closing_on = threading.current_thread()
        assert self.answered.wait(20)
        super().close()


def test_switching_the_user_never_waits_for_the_desk_that_is_left(qtbot, program: Program):
    desk = DeskThatClosesSlowly()
    attached(qtbot, program, desk)
    program.window.shortcuts["switch-user"].trigger()
    assert program._signin.isVisible()
    qtbot.waitUntil(lambda: desk.closing_on is not None)
    assert desk.closing_on is not threading.main_thread()
    desk.answered.set()
    qtbot.waitUntil(lambda: program.leaving.session is None)
    assert desk.closed


@pytest.mark.parametrize(
    ("problem", "words"), [(Problem.REVOKED, "access was withdrawn"), (Problem.LEASE_OVER, "for too long")]
)
def test_what_may_not_be_kept_leaves_the_screen_and_is_explained(qtbot, program: Program, problem: Problem, words: str):
    set_language("en")
    desk = FakeDesk()
    attached(qtbot, program, desk)
    desk.noticed.append(problem)
    desk.go_offline()
    qtbot.waitUntil(lambda: desk.closed and program._signin is not None and program._signin.isVisible())
    assert not program.window.isVisible()
    assert words in program._signin.form.problem.text()
    assert "Unsent changes stay" in program._signin.form.problem.text()


def test_a_window_that_is_open_goes_from_the_screen_with_the_desk(qtbot, program: Program):
    set_language("en")
    desk = FakeDesk()
    attached(qtbot, program, desk)
    seen: list[QWidget | None] = []

    def lock() -> None:
        seen.append(QApplication.activeModalWidget())
        desk.noticed.append(Problem.REVOKED)
        desk.go_offline()

    QTimer.singleShot(0, lock)
    program.window.settings_requested.emit("computers")  # comes back when its window is closed
    assert seen[0] is not None
    assert QApplication.activeModalWidget() is None
    assert program._signin is not None
    assert "access was withdrawn" in program._signin.form.problem.text()
    qtbot.waitUntil(lambda: desk.closed)


def test_a_lost_key_is_asked_for_and_another_person_can_begin_meanwhile(qtbot, program: Program):
    program._show_trouble(Trouble(Problem.KEYS_LOST, "a1"))
    assert program._signin.pages.currentWidget() is program._signin.recovery
    program._show_trouble(Trouble(Problem.SERVER_UNREACHABLE))
    assert program._signin.pages.currentWidget() is program._signin.form


def test_with_a_wiped_keyring_the_recovery_key_opens_the_desk_with_what_was_unsent(
    qtbot, program: Program, tmp_path: Path
):
    server, private = RealServer(tmp_path / "server"), X25519PrivateKey.generate()
    public = private.public_key().public_bytes_raw()
    server.parts.uow.run(server.ws, SYSTEM, lambda tx: set_recovery_key(tx, public))
    server.start()
    around = program._around
    assert around is not None
    assert isinstance(around.vault, MemoryVault)
    profile = sign_in(server.url, "anna@domisvet.example", PASSWORD, around=around)
    server.stop()
    desk = open_desk(profile, around=around, held=True)
    desk.submit(WriteNote(new_id(), new_id(), "Спросить на складе."))
    desk.close()
    around.vault.secrets.clear()
    program.start()
    qtbot.waitUntil(lambda: program._signin is not None and program._signin.lost == profile.key)
    page = program._signin.recovery
    page.other.click()
    assert program._signin.pages.currentWidget() is program._signin.form
    qtbot.waitUntil(lambda: len(program._signin.form.people.buttons) == 1)
    program._signin.form.people.buttons[0].click()
    qtbot.waitUntil(lambda: program._signin.pages.currentWidget() is page and page.enter.isEnabled())
    page.key.field.setText(written(private.private_bytes_raw()))
    page.enter.click()
    qtbot.waitUntil(lambda: program.window.desk_view is not None)
    assert [it.name for it in program.window.desk_view.bridge.queries.changes()] == ["note"]


@pytest.fixture
def hot_desk(program: Program, tmp_path: Path) -> Iterator[RealServer]:
    """Anna and Denis work at this computer; Anna left a note when the server was away."""
    server, around = RealServer(tmp_path / "server"), program._around
    server.start()
    profiles = [sign_in(server.url, f"{it}@domisvet.example", PASSWORD, around=around) for it in ("anna", "denis")]
    server.stop()
    desk = open_desk(profiles[0], around=around, held=True)
    desk.submit(WriteNote(new_id(), new_id(), "Спросить на складе."))
    desk.close()
    yield server
    server.stop()


def names_at(program: Program) -> list[str]:
    return [] if program._signin is None else sorted(it.text() for it in program._signin.form.people.buttons)


def test_what_somebody_left_goes_out_while_nobody_is_signed_in_and_the_sign_in_tells_how(
    qtbot, program: Program, hot_desk: RealServer
):
    program.start(wanted="nobody")
    qtbot.waitUntil(
        lambda: names_at(program) == ["Anna: 1 unsent · the server does not answer", "Denis"], timeout=60_000
    )
    hot_desk.start()
    qtbot.waitUntil(
        lambda: names_at(program) == ["Anna: 1 needs attention", "Denis"], timeout=60_000
    )  # no such request


def test_whoever_works_sees_what_a_colleague_left_go_out(
    qtbot, program: Program, hot_desk: RealServer, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("ui.reception.AFTER_MS", 0)
    cell = program.window.status.left
    program.start(wanted=next(it.profile.key for it in read_profiles(program._around.folders) if it.email[0] == "d"))
    qtbot.waitUntil(lambda: cell.accessibleDescription().endswith("not answer"), timeout=60_000)
    assert cell.text() == "Anna: 1 unsent"
    qtbot.waitUntil(lambda: program.window.desk_view is not None, timeout=60_000)
    hot_desk.start()
    qtbot.waitUntil(lambda: cell.text() == "", timeout=60_000)
    assert not program.window.desk_view.bridge.queries.changes()
    program.window.shortcuts["switch-user"].trigger()
    qtbot.waitUntil(lambda: names_at(program) == ["Anna: 1 needs attention", "Denis"], timeout=60_000)
