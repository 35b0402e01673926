"""What went wrong, as the sign-in window says it."""

from app.client.errors import explain
from app.client.port import Problem, Trouble
from ui.translation import catalogue, ngettext


def sentence(trouble: Trouble) -> str:
    """What happened, what is kept, what to do; after a wrong password also how many tries are left."""
    words = str(explain(trouble.problem, catalogue()))
    if trouble.problem is Problem.SIGN_IN_FAILED and trouble.detail.isdecimal():
        left = int(trouble.detail)
        words = f"{words} {ngettext('{count} try left.', '{count} tries left.', left).format(count=left)}"
    return words
