"""A mailroom on both databases."""

import pytest

from tests.server.email.house import MailHouse
from tests.server.email.imap.room import Mailroom
from tests.services.dovecot import Dovecot


@pytest.fixture
def room(house: MailHouse, dovecot: Dovecot) -> Mailroom:
    """An inbox and a mailbox nobody has used before, not connected yet."""
    return Mailroom(house, dovecot, dovecot.new_user())
