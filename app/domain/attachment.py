"""How large files may be, by themselves and together in one message."""

from collections.abc import Mapping
from typing import Any

MAX_FILE_BYTES = 50 * 1024 * 1024
"""One file of any message: more than any mail provider takes, and still read whole on every computer."""

ONE_SHOT_BYTES = 4 * 1024 * 1024
"""A file up to this goes up in one request and needs no account of how far it got."""

MAX_CHUNK_BYTES = 4 * 1024 * 1024
"""The most that one request of a resumable upload may carry (sync.md 2.7)."""

MAIL_BYTES = 25 * 1024 * 1024
"""Files of one letter together, when its inbox names no other limit: what Gmail, Yandex and Mail.ru take."""

LIMIT_SETTING = "files_limit_mb"
"""Setting of an inbox: MB of all files of one message together."""

MAX_FILES = 50
"""Files of one message."""

SMALLEST_CHUNK_BYTES = 64 * 1024
_CHUNK_S = 2.0
_MOST_MB = 200


def next_chunk(size: int, seconds: float) -> int:
    """How much the next request carries, when ``size`` bytes took ``seconds``: about two seconds' worth.

    What is newly written then never waits long behind a large file, however slow the road.
    """
    if seconds <= 0:
        return min(size * 2, MAX_CHUNK_BYTES)
    wanted = int(size * _CHUNK_S / seconds)
    return max(SMALLEST_CHUNK_BYTES, min(wanted, size * 2, MAX_CHUNK_BYTES))


def files_limit(settings: Mapping[str, Any]) -> int:
    """Bytes of all files of one message, by its inbox's settings; what is no sensible number counts as nothing."""
    wanted = settings.get(LIMIT_SETTING)
    if isinstance(wanted, str) and wanted.isdecimal() and len(wanted) < 5:
        wanted = int(wanted)
    if isinstance(wanted, bool) or not isinstance(wanted, int | float) or not 0 < wanted <= _MOST_MB:
        return MAIL_BYTES
    return int(wanted * 1024 * 1024)
