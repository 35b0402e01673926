"""How much of the server's data a computer keeps ahead: what is in work or promised always, older logs in a budget."""

from datetime import timedelta

MEGABYTE = 1_000_000
BUDGET_MB = 2_000
"""Of the file of the copy, when the workspace says nothing else."""

LEAST_MB = 50
RECENT = timedelta(days=90)
"""What customers with an open request wrote within that time is kept like the request itself."""

FETCHED_UP_TO = 0.8
LET_GO_DOWN_TO = 0.9
"""Of the budget: more logs are fetched up to the first, and once it is over, old ones go down to the second.

The one is below the other, so that what was let go is not fetched again at once.
"""


def budget_bytes(setting: object) -> int:
    """The bytes of a workspace's setting in megabytes; what is no such number counts as unset."""
    if isinstance(setting, bool) or not isinstance(setting, int) or setting < LEAST_MB:
        return BUDGET_MB * MEGABYTE
    return setting * MEGABYTE
