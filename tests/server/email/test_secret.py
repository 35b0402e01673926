"""Secrets of inboxes are sealed: they can be changed, but neither read nor moved by who has only the database."""

import pytest
from cryptography.exceptions import InvalidTag

from app.model.account import InboxSecret
from app.model.identifier import new_id
from app.server.channels.email.secret import InboxSecrets
from tests.server.email.house import BILLING, SUPPORT, MailHouse


def row(house: MailHouse, address: str = SUPPORT) -> InboxSecret:
    with house.database.read() as session:
        found = session.get(InboxSecret, (house.ws, house.inboxes[address]))
        assert found is not None
        return found


def test_a_changed_password_takes_the_place_of_the_old_one(house: MailHouse) -> None:
    house.keep_secrets(imap_password="old", smtp_password="old")
    before = row(house).sealed
    house.keep_secrets(imap_password="new")
    assert house.secrets_of() == {"imap_password": "new"}
    assert row(house).sealed != before
    house.keep_secrets(imap_password="new")
    assert row(house).sealed != before


def test_the_database_alone_shows_no_password(house: MailHouse) -> None:
    house.keep_secrets(imap_password="correct horse")
    assert b"correct" not in row(house).sealed
    with pytest.raises(InvalidTag):
        InboxSecrets(bytes(32)).open(row(house))


def test_the_secrets_of_one_inbox_do_not_open_in_another(house: MailHouse) -> None:
    house.keep_secrets(imap_password="ours")
    house.keep_secrets(BILLING, imap_password="theirs")
    moved = InboxSecret(ws=house.ws, inbox_id=house.inboxes[BILLING], sealed=row(house).sealed)
    with pytest.raises(InvalidTag):
        house.secrets.open(moved)
    with pytest.raises(InvalidTag):
        house.secrets.open(InboxSecret(ws=new_id(), inbox_id=house.inboxes[SUPPORT], sealed=row(house).sealed))
