"""What this computer makes of plain work: the floor under every percentile of short acts."""

import time

LONG_MS = 15.0
"""As long as most acts of a window take until they are painted."""

_TRIALS = 20


class PlainWork:
    """A loop that needs ``LONG_MS`` when nobody takes the processor from it; longer is the computer's doing."""

    def __init__(self) -> None:
        self._turns = 100_000
        best = min(self.took() for _ in range(_TRIALS))
        self._turns = int(self._turns * LONG_MS / best)

    def took(self) -> float:
        """Milliseconds of one run."""
        began, total = time.monotonic(), 0
        for number in range(self._turns):
            total += number & 7
        return (time.monotonic() - began) * 1_000
