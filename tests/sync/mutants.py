"""``./dev mutants``: each known way to sync wrongly is planted, and the proof that must notice it is run.

``python -m tests.sync.mutants [NAME…]`` prints each mutant and what killed it, then ``N of N killed``; it fails when
one survives, or when a proof fails without any mutant.
"""

import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

MODEL = "tests/sync/test_model.py::test_two_hundred_schedules[sqlite]"
RESTORED = "tests/sync/test_model.py::test_what_was_done_since_the_backup_is_done_again_on_the_restored_server[sqlite]"
IN_SIGHT = "tests/sync/test_model.py::test_ones_own_note_stays_in_sight_wherever_a_long_round_breaks_off[sqlite]"
RACE = "tests/sync/test_race.py::test_a_reader_that_follows_the_heads_misses_nothing[postgresql]"
PUSH = "tests/sync/test_push.py"
ERASURE = "tests/sync/test_erasure.py::test_nothing_of_an_erased_customer_stays_on_the_server_or_comes_back[sqlite]"
REPAIR = "tests/sync/test_erasure.py::test_a_real_desk_repairs_a_restored_server_once_and_brings_nothing_erased_back"
OUT_OF_SIGHT = (
    "tests/sync/test_model.py::test_what_is_erased_after_it_left_a_desks_sight_goes_from_what_the_desk_keeps_of_its_own"
    "_commands"
)
SUBSCRIBE = "tests/sync/test_subscribe.py"


@dataclass(frozen=True)
class Mutant:
    """A fault of the whole design, planted by ``plant``; ``proof`` is the test that has to fail."""

    plant: Callable[[], None]
    proof: str = MODEL


def _no_id_check() -> None:
    from app.server.sync.push import Batch

    Batch._again = Batch._apply  # type: ignore[method-assign]


def _no_retention() -> None:
    from app.client.store.outbox import Outbox

    purge = Outbox.purge
    Outbox.purge = lambda self, _durable, now: purge(self, 2**62, now)  # type: ignore[method-assign]


def _stale_page_accepted() -> None:
    from app.client.store.apply import CacheWriter

    apply = CacheWriter.apply_page

    def at_any_cursor(self: CacheWriter, asked: str | None, page: Any, *, last_mid: int | None) -> Any:
        return apply(self, self.position().cursor, page, last_mid=last_mid)

    CacheWriter.apply_page = at_any_cursor  # type: ignore[method-assign]


def _no_epoch() -> None:
    from app.protocol.cursor import Cursor, unseal
    from app.server.sync.pull import Puller

    def any_epoch(self: Puller, text: str | None) -> tuple[Cursor, bool]:
        return (Cursor(epoch=self._epoch) if text is None else unseal(text)), False

    Puller._cursor = any_epoch  # type: ignore[method-assign]


def _fetch_before_subscribe() -> None:
    from app.client.sync.courier import Courier

    hello = Courier.hello

    def unheard(self: Courier, heads: dict[str, int], server_time: Any) -> None:
        hello(self, heads, server_time)
        self._wake.clear()

    start = Courier.start

    def at_once(self: Courier) -> None:
        self._hello.set()
        start(self)

    Courier.hello, Courier.start = unheard, at_once  # type: ignore[method-assign]


def _own_transaction(version: Callable[[Any, Any, str], int], session: Any, ws: Any, feeds: Any) -> dict[str, int]:
    """Versions that are somebody's before the rows they stand for are committed."""
    from sqlalchemy import text

    found = {feed: version(session.get_bind(), ws, feed) for feed in sorted(set(feeds))}
    session.execute(text("SELECT pg_sleep(random() * 0.004)"))
    return found


def _from_sequence(engine: Any, _ws: Any, _feed: str) -> int:
    from sqlalchemy import text

    with engine.begin() as connection:
        connection.execute(text("CREATE SEQUENCE IF NOT EXISTS mutant"))
        return int(connection.scalar(text("SELECT nextval('mutant')")))


def _head_locked_early(engine: Any, ws: Any, feed: str) -> int:
    """The head is locked and let go before the rows are written."""
    from sqlalchemy.orm import Session

    from app.server.feed.versioning import take_versions

    with Session(engine) as session:
        found = take_versions(session, ws, [feed])
        session.commit()
        return found[feed]


def _versions_by(version: Callable[[Any, Any, str], int]) -> None:
    from app.server import unit_of_work

    unit_of_work.take_versions = partial(_own_transaction, version)  # type: ignore[attr-defined]


def _leave_forgotten() -> None:
    from app.client.store.view import View

    View.leave = lambda self, feed, kind, row_id: None  # type: ignore[method-assign]


def _drop_forgotten() -> None:
    from app.client.store.view import View

    View.drop = lambda self, feed: None  # type: ignore[method-assign]


def _no_floor() -> None:
    from app.server.errors import Denied
    from app.server.sync import pull

    read = pull.standings_of

    def without_floors(*args: Any) -> Any:
        return [it if isinstance(it, Denied) else it._replace(floors=dict.fromkeys(it.floors, 0)) for it in read(*args)]

    pull.standings_of = without_floors


def _results_with_the_first_page() -> None:
    """A command counts as contained before the last page of its round is here."""
    from app.client.store.apply import CacheWriter

    apply = CacheWriter.apply_page

    def too_early(self: CacheWriter, asked: str | None, page: Any, *, last_mid: int | None) -> Any:
        return apply(self, asked, page, last_mid=page.last_mid)

    CacheWriter.apply_page = too_early  # type: ignore[method-assign]


def _effects_stay_on() -> None:
    """What was pending is not taken off before the server's rows come."""
    from app.client.store.replay import Replay

    Replay.take_off = lambda self, only=None: None  # type: ignore[method-assign]


def _erasure_forgotten_on_restore() -> None:
    from app.server.backup import restoring

    restoring._erase_again = lambda _subject, _tx: set()


def _erased_out_of_sight_unheard() -> None:
    from app.client.sync.erasures import Erasures

    Erasures.told = lambda self, erasures: None  # type: ignore[method-assign]


def _late_command_taken() -> None:
    from app.server.sync import authorisation

    authorisation.refuse_erased = lambda _command, _tx: None


def _durable_without_a_backup() -> None:
    from app.server.sync import pull

    pull._durable = lambda device, _young: device.last_mid


MUTANTS: dict[str, Mutant] = {
    "no id check": Mutant(_no_id_check, PUSH),
    "no retention": Mutant(_no_retention, RESTORED),
    "stale page accepted": Mutant(_stale_page_accepted),
    "no epoch": Mutant(_no_epoch, RESTORED),
    "fetch before subscribe": Mutant(_fetch_before_subscribe, SUBSCRIBE),
    "sequence cursor": Mutant(partial(_versions_by, _from_sequence), RACE),
    "heads locked early": Mutant(partial(_versions_by, _head_locked_early), RACE),
    "erasure forgotten on restore": Mutant(_erasure_forgotten_on_restore),
    "erased out of sight unheard": Mutant(_erased_out_of_sight_unheard, OUT_OF_SIGHT),
    "late command taken": Mutant(_late_command_taken, ERASURE),
    "durable without a backup": Mutant(_durable_without_a_backup, REPAIR),
    "leave forgotten": Mutant(_leave_forgotten),
    "drop forgotten": Mutant(_drop_forgotten),
    "no tombstone floor": Mutant(_no_floor),
    "result before its rows": Mutant(_results_with_the_first_page, IN_SIGHT),
    "pending effects stay on": Mutant(_effects_stay_on),
}
UNHARMED = ""


def main(names: list[str]) -> int:
    """Run the proofs without a mutant, then with each; 0 when every one is killed."""
    chosen = {name: MUTANTS[name] for name in names or MUTANTS}
    for proof in sorted({it.proof for it in chosen.values()}):
        if _run(UNHARMED, proof):
            print(f"fails without any mutant: {proof}")
            return 1
    killed = 0
    for name, mutant in chosen.items():
        dead = _run(name, mutant.proof) == 1  # pytest: tests ran, some failed
        killed += dead
        print(f"{'killed' if dead else 'SURVIVED':<9} {name:<26} {mutant.proof}", flush=True)
    print(f"{killed} of {len(chosen)} killed")
    return 0 if killed == len(chosen) else 1


def _run(name: str, proof: str) -> int:
    command = [sys.executable, "-m", "tests.sync.mutants", "--plant", name, proof]
    return subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False).returncode


def _planted(name: str, proof: str) -> int:
    import pytest

    class Planter:
        """Plants once pytest stands: what it imports before then, a plugin's libraries among it, ends pytest itself."""

        def pytest_sessionstart(self) -> None:
            if name != UNHARMED:
                MUTANTS[name].plant()

    return int(pytest.main([proof, "-x", "-q", "-m", "", "-p", "no:cacheprovider"], plugins=[Planter()]))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--plant"]:
        sys.exit(_planted(*sys.argv[2:4]))
    sys.exit(main(sys.argv[1:]))
