"""Which tests one worker runs after another, and which may be spread over all of them."""

from xdist.scheduler import LoadScopeScheduling

SPREAD = "tests/e2e/"
TOGETHER = ("tests/e2e/test_frozen.py", "tests/e2e/test_webchat.py", "tests/e2e/test_widget.py")
"""They share what is dear: one frozen bundle, one browser."""


class ByFile(LoadScopeScheduling):
    """A file's tests share its fixtures, so one worker runs them; those of the whole program are dealt out singly."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return nodeid if file.startswith(SPREAD) and file not in TOGETHER else file
