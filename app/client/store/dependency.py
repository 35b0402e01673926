"""What a change stands on: one before it without an outcome yet (sync.md 2.4), whose fate it shares.

The revision a status expects is the one this computer foresees; of a change that is refused it never comes, and another
one may have the same number. A promise is kept by the answer before it: of one that is held nothing is kept.
"""

from collections.abc import Iterable
from typing import Any

from app.client.row import ChangeState
from app.client.store.change import Change, NewChange

_STATUS = ("resolve@", "set_status@", "mark_junk@", "mark_customer@", "merge@")
"""What expects a revision of the status."""
_MAY_MOVE = ("reply@", "send_later@", "follow_up@", "assign@", *_STATUS)
_STANDS_ON = {"settle_promise@": ("reply@",)} | dict.fromkeys(_STATUS, _MAY_MOVE)
"""By the begin of a name: what such a change may stand on."""


def standing_on(change: Change | NewChange, waiting: Iterable[Change]) -> dict[str, Any]:
    """Its arguments now that it gets its number, with the number of the last change it stands on; none: without.

    ``waiting``: numbered changes without an outcome. What was given up is foreseen by nobody any more.
    """
    of = next((it for name, it in _STANDS_ON.items() if change.name.startswith(name)), None)
    if of is None:
        return change.args
    before = [
        it.mid
        for it in waiting
        if it.mid is not None
        and it.state == ChangeState.WAITING
        and it.conversation_id == change.conversation_id
        and it.name.startswith(of)
    ]
    return _named(change.args, max(before, default=None))


def renumbered(args: dict[str, Any], mids: dict[int | None, int]) -> dict[str, Any]:
    """The same when all numbers are new; ``mids``: the new ones by the old ones. What has an outcome has none."""
    return _named(args, mids.get(args["after"])) if "after" in args else args


def _named(args: dict[str, Any], after: int | None) -> dict[str, Any]:
    rest = {name: value for name, value in args.items() if name != "after"}
    return rest if after is None else rest | {"after": after}
