"""Before an inbox is kept, both of its servers are really asked, and each says in a code what is the matter."""

import ssl
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from app.model.identifier import new_id
from app.server.channels.email.provider import Providers
from app.server.inboxes.finding import find
from app.server.inboxes.rehearsal import Wish, rehearse
from tests.fakes.tls_mail_server import TlsMailServer
from tests.server.email.house import mail
from tests.server.inboxes.conftest import Office
from tests.services.dovecot import Dovecot
from tests.sync.conftest import wait_for

pytestmark = [pytest.mark.expects_log("mail.log"), pytest.mark.postgresql_by_night]


@pytest.fixture
def user(dovecot: Dovecot) -> str:
    """A mailbox of this test's own."""
    return dovecot.add_user(f"help-{new_id()}@shop.example")


@pytest.fixture
def smtp(dovecot: Dovecot, user: str) -> Iterator[TlsMailServer]:
    """The same provider's way out."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(dovecot.folder / "server.crt", dovecot.folder / "server.key")
    with TlsMailServer("starttls", context, {user: "s3cret"}) as server:
        yield server


def settings(dovecot: Dovecot, smtp: TlsMailServer, user: str, **more: Any) -> dict[str, Any]:
    hosts = {"imap_host": "127.0.0.1", "imap_port": dovecot.port, "imap_tls": "tls", "imap_user": user}
    way_out = {"smtp_host": "127.0.0.1", "smtp_port": smtp.port, "smtp_tls": "starttls", "smtp_user": user}
    return hosts | way_out | more


BOTH = {"imap_password": "s3cret", "smtp_password": "s3cret"}


def test_a_good_mailbox_tells_what_is_in_it(office: Office, dovecot: Dovecot, smtp: TlsMailServer, user: str) -> None:
    days = [datetime(2019, 3, 1, 12, tzinfo=UTC), datetime(2024, 5, 2, 12, tzinfo=UTC)]
    dovecot.fill(user, [(mail(), day) for day in days])
    wish = {"address": user, "settings": settings(dovecot, smtp, user), "secrets": BOTH, "since": "2024-01-01"}
    found = office.told("POST", "/test", wish)
    assert (found["imap"], found["smtp"]) == ({}, {})
    assert (found["count"], found["newer"], found["oldest"], found["newest"]) == (2, 1, "2019-03-01", "2024-05-02")
    assert found["sent_folder"] == "Sent"
    assert {"INBOX", "Sent"} <= set(found["folders"])
    assert office.told("GET", "")["inboxes"] == []


def test_a_kept_inbox_is_tried_with_what_it_keeps_but_never_at_another_server(
    office: Office, dovecot: Dovecot, smtp: TlsMailServer, user: str
) -> None:
    inbox = office.add(user, settings=settings(dovecot, smtp, user), secrets=BOTH)["id"]
    assert office.told("POST", "/test", {"inbox_id": inbox})["imap"] == {}
    logins = len(smtp.logins)
    elsewhere = {"inbox_id": inbox, "settings": {"imap_host": "localhost"}}
    found = office.told("POST", "/test", elsewhere)
    assert found["smtp"]["code"] == "wrong_password"
    assert (user, "s3cret") not in smtp.logins[logins:]
    dovecot.add_user(user, "another")
    wait_for(lambda: office.told("POST", "/test", {"inbox_id": inbox})["imap"] != {})  # Dovecot looks each second
    assert office.told("POST", "/test", {"inbox_id": inbox})["imap"]["code"] == "wrong_password"


FAILURES: list[tuple[dict[str, Any], dict[str, str], tuple[str, str]]] = [
    ({}, {}, ("wrong_password", "wrong_password")),
    ({"imap_port": 1, "smtp_port": 1}, BOTH, ("unreachable", "unreachable")),
    ({"imap_host": "no.such.host.invalid", "smtp_host": "no.such.host.invalid"}, BOTH, ("unreachable",) * 2),
    ({"imap_host": "", "smtp_host": ""}, BOTH, ("not_tried", "not_tried")),
    ({"imap_folders": ["Gone"]}, BOTH, ("no_folder", "")),
]


def test_each_failure_has_its_code(dovecot: Dovecot, smtp: TlsMailServer, user: str) -> None:
    for change, secrets, codes in FAILURES:
        found = rehearse(Wish(user, settings(dovecot, smtp, user, **change), secrets), {})
        assert (found.imap.code, found.smtp.code) == codes, change


def test_a_certificate_nobody_vouches_for_gets_no_password(
    dovecot: Dovecot, smtp: TlsMailServer, user: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    found = rehearse(Wish(user, settings(dovecot, smtp, user), BOTH), {})
    assert (found.imap.code, found.smtp.code) == ("certificate", "certificate")
    assert smtp.logins == []


def test_the_hosts_of_a_company_are_found_by_their_common_names() -> None:
    answering = {("mail.shop.example", 993), ("mail.shop.example", 143), ("smtp.shop.example", 587)}
    found = find("help@shop.example", Providers([]), [], lambda host, port: (host, port) in answering)
    assert found.settings == {
        "imap_user": "help@shop.example", "imap_host": "mail.shop.example", "imap_port": 993, "imap_tls": "tls",
        "smtp_user": "help@shop.example", "smtp_host": "smtp.shop.example", "smtp_port": 587, "smtp_tls": "starttls",
    }  # fmt: skip
    assert not find("help@nowhere.example", Providers([]), [], lambda host, port: False).settings.get("imap_host")
