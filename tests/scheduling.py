"""Which tests one worker runs after another, and which may be spread over all of them."""

from xdist.scheduler import LoadScopeScheduling

SPREAD = "tests/e2e/"
TOGETHER = ("tests/e2e/test_frozen.py", "tests/e2e/test_webchat.py", "tests/e2e/test_widget.py")
"""They share what is dear: one frozen bundle, one browser."""

LONG_FIRST = ("tests/e2e/test_frozen.py", "tests/sync/", "tests/server/", "tests/e2e/", "tests/keys/")
"""What takes minutes begins first, so that in the end all workers have something small to do: the frozen bundle before
all, which one worker builds and tries alone; whole programs neither start all at once at the beginning nor are left
over for one worker at the end."""


def how_soon(nodeid: str) -> int:
    """The place of a test in the order of the suite; those of one place stay as they were."""
    return next((at for at, start in enumerate(LONG_FIRST) if nodeid.startswith(start)), len(LONG_FIRST))


class ByFile(LoadScopeScheduling):
    """A file's tests share its fixtures, so one worker runs them; those of the whole program are dealt out singly."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return nodeid if file.startswith(SPREAD) and file not in TOGETHER else file
