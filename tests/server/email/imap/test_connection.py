"""A mailbox opens, shows itself unchanged, and says in one code why it does not open."""

import select
import socket
from datetime import UTC, date, datetime, timedelta

import pytest

from app.server.channels.email.imap import trouble
from app.server.channels.email.imap.account import FixedCredentials, MailAccount, account_of, plan_of
from app.server.channels.email.imap.connection import open_mailbox
from app.server.channels.email.imap.probe import probe
from app.server.channels.email.imap.trouble import MailboxTrouble
from tests.server.email.house import mail
from tests.services.certificate import make_certificate
from tests.services.dovecot import Dovecot


def account(server: Dovecot, user: str, password: str = "s3cret", **other: object) -> MailAccount:
    settings = {"imap_host": "127.0.0.1", "imap_port": server.port, "imap_user": user} | other
    found = account_of(settings, FixedCredentials(password))
    assert found is not None
    return found


def trouble_of(found: MailAccount) -> MailboxTrouble:
    with pytest.raises(MailboxTrouble) as raised:
        probe(found)
    return raised.value


def test_a_look_into_a_mailbox_tells_what_is_there_and_changes_nothing(dovecot: Dovecot) -> None:
    user = dovecot.new_user()
    year_ago = datetime.now(UTC) - timedelta(days=365)
    dovecot.fill(user, [(mail("Old.", message_id="a@example.com"), year_ago)])
    dovecot.deliver(user, mail("New.", message_id="b@example.com"))
    before = dovecot.flags(user)
    found = probe(account(dovecot, user), since=date.today() - timedelta(days=30))  # noqa: DTZ011  the server's own day
    assert (found.count, found.newer) == (2, 1)
    assert (found.oldest, found.newest) == (year_ago.date(), datetime.now(UTC).date())
    assert set(found.folders) == {"INBOX", "Sent"}
    assert found.sent_folder == "Sent"
    assert "IDLE" in found.capabilities
    assert dovecot.flags(user) == before


def test_a_mail_is_read_as_it_is_and_stays_unread(dovecot: Dovecot) -> None:
    user = dovecot.new_user()
    raw = mail("Где мой заказ?", message_id="a@example.com")
    dovecot.deliver(user, raw)
    mailbox = open_mailbox(account(dovecot, user))
    mailbox.open("INBOX")
    (uid,) = mailbox.search(["ALL"])
    assert mailbox.list([uid])[uid].size > len(raw)
    assert mailbox.fetch([uid], 1_000_000)[uid].raw.endswith(raw)
    assert len(mailbox.fetch([uid], 100)[uid].raw) == 100
    assert mailbox.fetch([uid + 1], 100) == {}
    mailbox.close()
    assert rb"\Seen" not in dovecot.flags(user)[uid]


def test_who_waits_is_told_of_a_new_mail(dovecot: Dovecot) -> None:
    user = dovecot.new_user()
    mailbox = open_mailbox(account(dovecot, user))
    mailbox.open("INBOX")
    waiting = mailbox.wait()
    dovecot.deliver(user, mail(message_id="a@example.com"))
    assert select.select([waiting], [], [], 10)[0]
    assert mailbox.told()
    mailbox.wake()
    assert mailbox.search(["ALL"]) == [1]
    mailbox.close()


def test_a_connection_that_was_cut_is_seen(dovecot: Dovecot) -> None:
    user = dovecot.new_user()
    mailbox = open_mailbox(account(dovecot, user))
    mailbox.open("INBOX")
    waiting = mailbox.wait()
    dovecot.kick(user)
    assert select.select([waiting], [], [], 10)[0]
    with pytest.raises(MailboxTrouble):
        mailbox.wake()
    mailbox.close()


def test_every_way_to_connect_leads_in(dovecot: Dovecot) -> None:
    user = dovecot.add_user(dovecot.new_user(), "пароль")
    for way, port in (("tls", dovecot.port), ("starttls", dovecot.starttls_port), ("none", dovecot.starttls_port)):
        assert probe(account(dovecot, user, "пароль", imap_tls=way, imap_port=port)).count == 0


def test_a_wrong_password_is_told_from_everything_else(dovecot: Dovecot) -> None:
    user = dovecot.new_user()
    found = trouble_of(account(dovecot, user, "guess"))
    assert found.code == trouble.WRONG_PASSWORD
    assert "Authentication failed" in found.said
    assert trouble_of(account(dovecot, user, auth="xoauth2")).code == trouble.TOKEN_REFUSED


def test_a_server_that_is_not_there_is_unreachable(own_dovecot: Dovecot) -> None:
    user = "support@desk.example.com"
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        assert trouble_of(account(own_dovecot, user, imap_port=nobody.getsockname()[1])).code == trouble.UNREACHABLE
    assert trouble_of(account(own_dovecot, user, imap_host="no such host.invalid")).code == trouble.UNREACHABLE
    assert trouble_of(account(own_dovecot, user, imap_port=own_dovecot.starttls_port)).code == trouble.UNREACHABLE
    own_dovecot.stop()
    assert trouble_of(account(own_dovecot, user)).code == trouble.UNREACHABLE


def test_a_certificate_that_has_expired_or_that_nobody_trusts_is_named(
    own_dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = own_dovecot.new_user()
    own_dovecot.expire_certificate()
    expired = trouble_of(account(own_dovecot, user))
    assert (expired.code, expired.said) == (trouble.CERTIFICATE, "certificate has expired")
    own_dovecot.renew_certificate()
    assert probe(account(own_dovecot, user)).count == 0
    monkeypatch.setenv("SSL_CERT_FILE", str(make_certificate(own_dovecot.folder, "other").path))
    assert trouble_of(account(own_dovecot, user)).code == trouble.CERTIFICATE


def test_a_folder_that_is_gone_and_a_full_mailbox_are_told(own_dovecot: Dovecot) -> None:
    user = own_dovecot.new_user()
    with pytest.raises(MailboxTrouble) as gone:
        probe(account(own_dovecot, user), ("Orders",))
    assert gone.value.code == trouble.NO_FOLDER
    own_dovecot.reload(quota="1K")
    mailbox = open_mailbox(account(own_dovecot, user))
    with pytest.raises(MailboxTrouble) as full:
        mailbox.append("Sent", mail("x" * 3_000), datetime.now(UTC))
    assert full.value.code == trouble.QUOTA
    mailbox.close()


def test_too_many_connections_are_a_matter_of_patience(own_dovecot: Dovecot) -> None:
    user = own_dovecot.new_user()
    own_dovecot.reload(connections=1)
    first = open_mailbox(account(own_dovecot, user))
    assert trouble_of(account(own_dovecot, user)).code == trouble.THROTTLED
    first.close()


def test_a_letter_put_into_sent_is_found_again_by_its_id(dovecot: Dovecot) -> None:
    user = dovecot.new_user()
    mailbox = open_mailbox(account(dovecot, user))
    assert not mailbox.holds("Sent", "ours@desk.example.com")
    mailbox.append("Sent", mail(message_id="ours@desk.example.com"), datetime.now(UTC))
    assert mailbox.holds("Sent", "ours@desk.example.com")
    mailbox.close()
    assert dovecot.flags(user, "Sent") == {1: (rb"\Seen",)}


def test_settings_of_an_inbox_become_an_account_and_a_plan() -> None:
    assert account_of({"smtp_host": "mail.example"}, FixedCredentials("")) is None
    found = account_of({"imap_host": "mail.example", "imap_port": "x", "imap_tls": "starttls"}, FixedCredentials(""))
    assert found is not None
    assert (found.port, found.tls, found.auth) == (143, "starttls", "password")
    plan = plan_of({"imap_folders": "INBOX, Заказы", "from_day": "2026-11-01", "history": "no", "keeps_sent": True})
    assert plan.folders == ("INBOX", "Заказы")
    assert (plan.from_day, plan.history, plan.keeps_sent, plan.paused) == (date(2026, 11, 1), False, True, False)
    assert plan_of({}).folders == ("INBOX",)
    assert plan_of({"from_day": "now"}).from_day is None
    assert [plan_of({"history": it}).history for it in (None, "", "yes", True, False, "no")] == [True] * 4 + [False] * 2
