"""How many replies of generated mail end in the right conversation."""

import tempfile
from pathlib import Path

from tests.bench.row import Row, judged
from tests.server.email.house import MailHouse, sqlite_database
from tests.server.email.score import thread_corpus

COUNT, SEED = 10_000, 7
QUICK = 1_000


def rows(quick: bool = False) -> list[Row]:
    """``[threading.right]``, ``[threading.merged_wrong]`` and ``[threading.doubled]``."""
    with tempfile.TemporaryDirectory() as folder, sqlite_database(Path(folder)) as database:
        found = thread_corpus(MailHouse(database, Path(folder)), QUICK if quick else COUNT, SEED)
    return [
        judged("threading.right", found["replies_right"] * 100, "%", "≥ 99.9"),
        judged("threading.merged_wrong", found["merged_wrong"], "conversations", "= 0"),
        judged("threading.doubled", found["doubled"], "mails", "= 0"),
    ]
