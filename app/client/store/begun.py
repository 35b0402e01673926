"""Requests that are begun here and not given to the server yet: what waits with them, and what makes them real."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from app.client.store.change import Change
from app.client.store.codec import stored_data

_OPENINGS = ("open_by_mail@",)
"""What begins a request nobody has to know of before something is said in it (decision 0072)."""

_OF_REQUEST = ("tag@", "set_field@", "watch@", "mark_read@", "log_handling@")
_OF_PERSON = (
    "edit_customer@", "state_preference@", "set_organisation@", "add_identity@", "remove_identity@", "verify_identity@",
)  # fmt: skip
"""What says nothing to anybody: it waits with the request, or with the customer the request brings."""


def is_opening(name: str) -> bool:
    """Whether a change of that name begins such a request."""
    return name.startswith(_OPENINGS)


def request_of(opening: Change) -> UUID:
    """The request an opening begins."""
    return UUID(opening.args["request_id"])


def waits(name: str, args: dict[str, Any], begun: Sequence[Change]) -> bool:
    """Whether a new change may wait with a begun request: it is about that one, or about its customer."""
    openings = [it.args for it in begun if is_opening(it.name)]
    if name.startswith(_OF_PERSON):
        return args.get("customer_id") in {it["person_id"] for it in openings}
    return name.startswith(_OF_REQUEST) and args.get("conversation_id") in {it["request_id"] for it in openings}


def with_opening(opening: Change, begun: Sequence[Change]) -> list[Change]:
    """An opening and what waits with it, in the order it was given."""
    request, person = opening.args["request_id"], opening.args["person_id"]
    return [
        it
        for it in begun
        if it.change_id == opening.change_id
        or it.args.get("conversation_id") == request
        or it.args.get("customer_id") == person
    ]


def needed_by(args: dict[str, Any], begun: Sequence[Change]) -> list[Change]:
    """What has to be at the server before a change with these arguments: every begun request it names."""
    named = stored_data(args) if begun else ""
    found = [
        each
        for it in begun
        if is_opening(it.name) and it.args["request_id"] in named
        for each in with_opening(it, begun)
    ]
    return sorted({it.seq: it for it in found}.values(), key=lambda it: it.seq)
