"""What a desk makes of a server that knows less than it."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from app.client.inbox import Declined
from app.client.sync.office import ServerOffice
from app.model.identifier import new_id
from app.protocol.inbox import InboxList, InboxShown, SetHours


class _List:
    """Answers with one mailbox by which no letter leaves, and one that is well."""

    def ask(self, method: str, path: str, message: Any, kind: type[Any], *, key: UUID | None = None) -> Any:
        shut = {"outgoing": "smtp.busy", "outgoing_data": {"host": "smtp.example.com"}}
        return InboxList(inboxes=[_inbox(new_id(), **shut), _inbox(new_id())])


class _Server:
    """Answers for one mailbox; an older one says nothing of days off."""

    def __init__(self, days_off: int | None) -> None:
        self._days_off = days_off

    def ask(self, method: str, path: str, message: Any, kind: type[Any], *, key: UUID | None = None) -> Any:
        inbox_id = UUID(path.split("/")[-2])
        return _inbox(inbox_id, days_off=self._days_off)


def _inbox(inbox_id: UUID, **more: Any) -> InboxShown:
    return InboxShown(id=inbox_id, channel="email", name="Mail", address="a@example.com", queue_id=inbox_id, **more)


@pytest.mark.parametrize(
    ("kept", "holidays", "is_told"),
    [(None, [date(2027, 5, 9)], True), (None, [], False), (None, None, False), (1, [date(2027, 5, 9)], False)],
)
def test_days_off_that_an_older_server_does_not_keep_are_told_of(kept, holidays, is_told):
    server: Any = _Server(kept)
    answer = ServerOffice(lambda: server).set_hours(new_id(), SetHours(week={}, holidays=holidays))
    assert (answer == Declined("no_days_off")) is is_told


def test_by_which_inboxes_no_letter_leaves_is_told_with_the_reason():
    server: Any = _List()
    (trouble,) = ServerOffice(lambda: server).ways_out().values()
    assert (trouble.reason, trouble.reason.data) == ("smtp.busy", {"host": "smtp.example.com"})
