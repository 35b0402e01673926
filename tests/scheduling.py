"""Which tests one worker runs after another, which may be spread over all of them, and in which order they begin."""

from collections.abc import Sequence

from xdist.scheduler import LoadScopeScheduling

SPREAD = "tests/e2e/"
TOGETHER = ("tests/e2e/test_frozen.py", "tests/e2e/test_webchat.py", "tests/e2e/test_widget.py")
"""They share what is dear: one frozen bundle, one browser."""

FIRST = (
    "tests/e2e/test_frozen.py", "tests/e2e/test_robot.py", "tests/e2e/test_without_server.py",
    "tests/e2e/test_widget.py", "tests/e2e/test_webchat.py",
    "tests/sync/test_kill.py", "tests/sync/test_faulted.py", "tests/sync/test_model.py",
)  # fmt: skip
"""Each takes a minute or more on one worker. The bundle is built before anything else."""

WAITING = ("tests/e2e/", "tests/keys/")
"""Whole programs: for most of their time these tests wait for them."""

WORKING = ("tests/sync/", "tests/server/")
"""They fill a processor. What waits is spread among them, so that never all workers wait at once."""


def scope_of(nodeid: str) -> str:
    """One worker runs it: a file, whose tests share fixtures; those of whole programs are dealt out singly."""
    file = nodeid.partition("::")[0]
    return nodeid if file.startswith(SPREAD) and file not in TOGETHER else file


def places(nodeids: Sequence[str]) -> dict[str, float]:
    """When each scope begins, from 0 to 1. Small ones come last: in the end every worker has something to do."""
    found = dict.fromkeys(map(scope_of, nodeids), 1.0)
    long = [next((at for at, it in enumerate(FIRST) if scope.startswith(it)), len(FIRST)) for scope in found]
    begun = [scope for _, scope in sorted(zip(long, found, strict=True), key=lambda it: it[0])]
    for group in (WAITING, WORKING):
        scopes = [it for it in begun if it.startswith(group)]
        found |= {it: at / len(scopes) for at, it in enumerate(scopes)}
    return found


class ByFile(LoadScopeScheduling):
    """Deals out whole scopes."""

    def _split_scope(self, nodeid: str) -> str:
        return scope_of(nodeid)
