"""An administrator signs in to a mailbox in a browser; the answer counts once, and only for this sign-in."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import requests

from app.protocol import inbox as wire
from app.server.channels.email.provider import SITE_FILE
from app.server.db import Database
from app.server.inboxes.rehearsal import Wish
from tests.server.inboxes.conftest import Office
from tests.services.backend import Backend, running_backend
from tests.services.dovecot import Dovecot, running_dovecot
from tests.services.oidc import Oidc

ADDRESS = "help@local.example"

pytestmark = [
    pytest.mark.postgresql_by_night,
    pytest.mark.expects_log("oidc_provider_mock", "mail.log"),
    pytest.mark.filterwarnings("ignore::authlib.deprecate.AuthlibDeprecationWarning"),  # the provider's own
    pytest.mark.filterwarnings("ignore:get_jwt_config:DeprecationWarning"),
]


@pytest.fixture
def mailbox(oidc: Oidc, monkeypatch: pytest.MonkeyPatch) -> Iterator[Dovecot]:
    """Dovecot that believes the provider."""
    with running_dovecot(oidc.introspection_url, "auth") as server:
        monkeypatch.setenv("SSL_CERT_FILE", str(server.certificate))
        yield server


@pytest.fixture
def backend(database: Database, tmp_path: Path, oidc: Oidc, request: pytest.FixtureRequest) -> Iterator[Backend]:
    """A server of a site with a provider of its own."""
    wants = "mailbox" in request.fixturenames
    ports = {"imap": request.getfixturevalue("mailbox").port} if wants else {}
    (tmp_path / SITE_FILE).write_text(oidc.described(**ports))
    with running_backend(database, tmp_path) as running:
        yield running


def begin(office: Office) -> tuple[str, str]:
    """A sign-in on its way: its id, and where the browser was sent."""
    office.told("PUT", "/providers/local", {"client_id": "deskhand", "client_secret": "hush"})
    wish = {"provider": "local", "address": ADDRESS, "server_url": office.backend.url}
    told = office.told("POST", "/oauth", wish)
    return told["id"], told["url"]


def test_a_mailbox_is_connected_by_signing_in_and_stays_open_until_that_is_taken_back(
    office: Office, mailbox: Dovecot, oidc: Oidc
) -> None:
    mailbox.add_user(ADDRESS)
    sign_in, url = begin(office)
    assert office.told("GET", f"/oauth/{sign_in}") == {"state": "begun"}
    shown = requests.get(oidc.allow(url, ADDRESS), timeout=10)
    assert (shown.status_code, "You are signed in" in shown.text) == (200, True)
    assert office.told("GET", f"/oauth/{sign_in}") == {"state": "done"}

    settings = office.told("POST", "/find", {"address": ADDRESS})["settings"] | {"auth": "xoauth2", "smtp_host": ""}
    tried = office.told("POST", "/test", {"address": ADDRESS, "settings": settings, "sign_in_id": sign_in})
    assert tried["imap"] == {}
    inbox = office.add(ADDRESS, settings=settings | {"smtp_host": "127.0.0.1"}, sign_in_id=sign_in)
    assert inbox["secrets"] == ["access_token", "access_until", "refresh_token"]

    office.later(timedelta(hours=2))
    assert office.told("POST", "/test", {"inbox_id": inbox["id"]})["imap"] == {}
    oidc.revoke(ADDRESS)
    office.later(timedelta(hours=2))
    assert office.told("POST", "/test", {"inbox_id": inbox["id"]})["imap"]["code"] == "token_refused"

    again, url = begin(office)
    requests.get(oidc.allow(url, ADDRESS), timeout=10)
    office.told("PATCH", f"/{inbox['id']}", {"sign_in_id": again})
    assert office.told("POST", "/test", {"inbox_id": inbox["id"]})["imap"] == {}


def test_what_a_sign_in_gave_and_passwords_beside_it_follow_to_no_other_server(
    office: Office, oidc: Oidc, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[Wish] = []

    def rehearse(wish: Wish, _: object) -> wire.TestedInbox:
        tried.append(wish)
        return wire.TestedInbox(imap=wire.Verdict(), smtp=wire.Verdict())

    monkeypatch.setattr("app.server.inboxes.office.rehearse", rehearse)
    sign_in, url = begin(office)
    requests.get(oidc.allow(url, ADDRESS), timeout=10)
    settings = {"auth": "xoauth2", "provider": "local", "imap_host": "127.0.0.1", "imap_user": ADDRESS}
    secrets = {"imap_password": "one"}
    inbox = office.add(ADDRESS, settings=settings, secrets=secrets, sign_in_id=sign_in)["id"]
    elsewhere = {"imap_host": "imap.evil.example"}
    office.told("POST", "/test", {"inbox_id": inbox})
    office.told("POST", "/test", {"inbox_id": inbox, "settings": elsewhere})
    assert [(bool(it.token), dict(it.secrets)) for it in tried] == [(True, secrets), (False, {})]

    assert office.refused("PATCH", f"/{inbox}", {"settings": elsewhere}) == (409, "password_needed")
    again, url = begin(office)
    requests.get(oidc.allow(url, ADDRESS), timeout=10)
    moved = office.told("PATCH", f"/{inbox}", {"settings": elsewhere, "sign_in_id": again})
    assert moved["secrets"] == ["access_token", "access_until", "refresh_token"]
    typed = {"settings": {"auth": "password"}, "secrets": {"imap_password": "two"}}
    assert office.told("PATCH", f"/{inbox}", typed)["secrets"] == ["imap_password"]


@pytest.mark.on_both_databases
def test_the_answer_of_a_provider_counts_once_and_only_for_us(office: Office, oidc: Oidc) -> None:
    sign_in, url = begin(office)
    back = oidc.allow(url, ADDRESS)
    forged = requests.get(back.replace("state=", "state=A"), timeout=10)
    assert (forged.status_code, "Nothing was changed" in forged.text) == (400, True)
    assert requests.get(back, timeout=10).status_code == 200
    assert requests.get(back, timeout=10).status_code == 400
    assert office.told("GET", f"/oauth/{sign_in}") == {"state": "done"}


@pytest.mark.on_both_databases
def test_who_says_no_in_the_browser_changes_nothing(office: Office, oidc: Oidc) -> None:
    sign_in, url = begin(office)
    shown = requests.get(oidc.deny(url), headers={"Accept-Language": "ru"}, timeout=10)
    assert (shown.status_code, "Вход не выполнен" in shown.text) == (400, True)
    assert office.told("GET", f"/oauth/{sign_in}")["state"] == "refused"
    wish = {"channel": "email", "name": "Help", "address": ADDRESS, "sign_in_id": sign_in}
    assert office.refused("POST", "", wish) == (409, "not_signed_in")


def test_an_answer_that_comes_too_late_is_not_taken(office: Office, oidc: Oidc) -> None:
    sign_in, url = begin(office)
    back = oidc.allow(url, ADDRESS)
    office.later(timedelta(minutes=16))
    assert requests.get(back, timeout=10).status_code == 400
    assert office.told("GET", f"/oauth/{sign_in}") == {"state": "expired"}


def test_a_sign_in_goes_back_to_this_server_only_in_safety(office: Office) -> None:
    office.told("PUT", "/providers/google", {"client_id": "deskhand"})
    wish = {"provider": "google", "address": "a@gmail.com"}
    for url in ("http://desk.example", "ftp://127.0.0.1", "https://", "javascript:alert(1)"):
        assert office.refused("POST", "/oauth", wish | {"server_url": url}) == (400, "bad_setting")
    url = office.told("POST", "/oauth", wish | {"server_url": "https://desk.example/"})["url"]
    assert url.startswith("https://accounts.google.com/o/oauth2/v2/auth?")
    assert "redirect_uri=https%3A%2F%2Fdesk.example%2Fv1%2Finboxes%2Foauth%2Fcallback" in url
    assert "code_challenge_method=S256" in url
    wish = {"provider": "yandex", "address": "a@ya.ru", "server_url": "https://desk.example"}
    assert office.refused("POST", "/oauth", wish) == (409, "not_registered")
