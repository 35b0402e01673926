"""The order in which the suite's tests begin."""

from itertools import pairwise

from tests.scheduling import places, scope_of

FROZEN = "tests/e2e/test_frozen.py"
KILL = "tests/sync/test_kill.py"
WORK = [f"tests/server/test_{number}.py" for number in range(8)]
WAIT = [f"tests/e2e/test_main.py::test_{number}" for number in range(4)]
SMALL = "tests/ui/test_small.py"


def begun(*scopes: str) -> list[str]:
    at = places([f"{it}::test" if it.endswith(".py") else it for it in scopes])
    return sorted(at, key=lambda it: at[it])


def test_the_frozen_bundle_begins_and_small_tests_end():
    order = begun(SMALL, *WAIT, FROZEN, *WORK, KILL)
    assert order[0] == FROZEN
    assert order[1] == KILL
    assert order[-1] == SMALL


def test_what_waits_is_spread_evenly_among_what_works():
    order = begun(*WAIT, *WORK)
    waits = [at for at, it in enumerate(order) if it in WAIT]
    assert [after - before for before, after in pairwise(waits)] == [3, 3, 3]


def test_a_file_stays_together_and_tests_of_whole_programs_do_not():
    assert scope_of("tests/ui/test_small.py::test_one") == "tests/ui/test_small.py"
    assert scope_of("tests/e2e/test_widget.py::test_one") == "tests/e2e/test_widget.py"
    assert scope_of("tests/e2e/test_files.py::test_one") == "tests/e2e/test_files.py::test_one"
