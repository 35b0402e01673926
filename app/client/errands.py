"""Errands of everybody but the person at the screen: one thread, which is there only while something is to be sent."""

import threading
from collections.abc import Callable, Sequence

from app.client.errand import Errand
from app.client.left_work import Course, LeftWork
from app.client.port import Problem, Trouble
from app.client.profile import Stored, read_profiles
from app.client.store.database import OUTBOX
from app.client.surroundings import Surroundings


class Errands:
    """Looks once what others left unsent, and takes it to the server until nothing is left that goes by itself.

    A passphrase is never used for it: only what the keyring opens by itself. It cannot be started twice; whoever wants
    it looked at anew ends this one and makes another.
    """

    def __init__(self, around: Surroundings, tell: Callable[[Sequence[LeftWork]], None], *, but: str = "") -> None:
        """``but``: the profile that is open here; ``tell`` is told on the thread, of everybody, after each change."""
        self._around = around
        self._tell = tell
        self._but = but
        self._ended, self._wake = threading.Event(), threading.Event()
        self._left: dict[str, LeftWork] = {}
        self._thread = threading.Thread(target=self._run, name="deskhand-errands", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def kick(self) -> None:
        """A server is there again: what waits for one is tried now."""
        self._wake.set()

    def end(self, seconds: float = 0.0) -> None:
        """Tell nothing and begin nothing any more; a request that is on its way is left to itself after ``seconds``."""
        self._ended.set()
        self._wake.set()
        if seconds and self._thread.is_alive():
            self._thread.join(seconds)

    def _run(self) -> None:
        monotonic = self._around.clock.monotonic
        due = dict.fromkeys(self._errands(), monotonic())
        while due and not self._ended.is_set():
            errand = min(due, key=lambda it: due[it])
            if self._sleep(due[errand]):
                due = dict.fromkeys(due, monotonic())
                continue
            again_s = errand.run()
            if again_s is None:
                del due[errand]
            else:
                due[errand] = monotonic() + again_s

    def _errands(self) -> Sequence[Errand]:
        left = [it for it in read_profiles(self._around.folders) if self._may_have_left(it)]
        try:
            vault = self._around.vault_for(None)
        except Trouble as trouble:
            course = Course.SIGN_IN if trouble.problem is Problem.KEYRING_ABSENT else Course.KEYRING
            for it in left:
                self._on_left(LeftWork(it.profile.key, it.profile.person.user_name, course))
            return ()
        return [Errand(it, vault, self._around.clock, self._ended.is_set, self._on_left) for it in left]

    def _may_have_left(self, stored: Stored) -> bool:
        profile = stored.profile
        return profile.key != self._but and not profile.trial and (profile.folder / OUTBOX).exists()

    def _sleep(self, until: float) -> bool:
        """Wait until that monotonic instant; True: kicked before."""
        clock = self._around.clock
        while not self._ended.is_set() and (left_s := until - clock.monotonic()) > 0:
            if self._wake.wait(clock.patience(left_s)):
                self._wake.clear()
                return True
        return self._ended.is_set()

    def _on_left(self, left: LeftWork) -> None:
        if self._ended.is_set() or self._left.get(left.key) == left:
            return
        self._left[left.key] = left
        self._tell(tuple(self._left.values()))
