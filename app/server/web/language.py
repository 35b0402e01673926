"""Which of our languages a visitor of a page reads."""

from app.resource import LANGUAGES


def language_of(asked: str, accepted: str, otherwise: str) -> str:
    """``asked`` in the address, else the first of ours in the ``Accept-Language`` header, else the workspace's."""
    if asked in LANGUAGES:
        return asked
    for part in accepted[:500].split(","):
        code = part.partition(";")[0].strip()[:2].lower()
        if code in LANGUAGES:
            return code
    return otherwise[:2] if otherwise[:2] in LANGUAGES else "en"
