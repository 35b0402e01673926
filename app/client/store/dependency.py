"""What a status stands on: a change before it that may move the status, too, and has no outcome yet (sync.md 2.4).

The revision a status expects is the one this computer foresees; of a change that is refused it never comes, and another
one may have the same number. So the status names that change, and shares its fate.
"""

from collections.abc import Iterable
from typing import Any

from app.client.row import ChangeState
from app.client.store.change import Change, NewChange

_STATUS = ("resolve@", "set_status@")
_MAY_MOVE = ("reply@", "send_later@", "follow_up@", "assign@", *_STATUS)


def standing_on(change: Change | NewChange, waiting: Iterable[Change]) -> dict[str, Any]:
    """Its arguments now that it gets its number, with the number of the last change it stands on; none: without.

    ``waiting``: numbered changes without an outcome. What was given up is foreseen by nobody any more.
    """
    if not change.name.startswith(_STATUS):
        return change.args
    before = [
        it.mid
        for it in waiting
        if it.mid is not None
        and it.state == ChangeState.WAITING
        and it.conversation_id == change.conversation_id
        and it.name.startswith(_MAY_MOVE)
    ]
    return _named(change.args, max(before, default=None))


def renumbered(args: dict[str, Any], mids: dict[int | None, int]) -> dict[str, Any]:
    """The same when all numbers are new; ``mids``: the new ones by the old ones. What has an outcome has none."""
    return _named(args, mids.get(args["after"])) if "after" in args else args


def _named(args: dict[str, Any], after: int | None) -> dict[str, Any]:
    rest = {name: value for name, value in args.items() if name != "after"}
    return rest if after is None else rest | {"after": after}
