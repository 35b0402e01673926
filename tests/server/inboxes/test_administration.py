"""Only an administrator connects, changes and pauses inboxes; secrets go in and never come out."""

import json
from typing import Any

import pytest
from sqlalchemy import select

from app.commands.base import SYSTEM
from app.model.account import InboxSecret
from app.model.administration import AuditEntry
from app.model.identifier import new_id
from app.model.sync import Effect
from tests.server.inboxes.conftest import Office

pytestmark = pytest.mark.postgresql_by_night

HOSTS: dict[str, Any] = {"imap_host": "imap.shop.example", "imap_port": 993, "smtp_host": "smtp.shop.example"}


@pytest.mark.on_both_databases
def test_an_inbox_is_added_and_shown_with_the_names_of_its_secrets_only(office: Office) -> None:
    made = office.add(settings=HOSTS, secrets={"imap_password": "correct horse", "smtp_password": "battery"})
    assert (made["secrets"], made["settings"]) == (["imap_password", "smtp_password"], HOSTS)
    listed = office.ask("GET", "").text
    assert json.loads(listed)["inboxes"] == [made]
    everything = listed + json.dumps(office.admin.pull_all())
    assert "help@shop.example" in everything
    assert "correct horse" not in everything
    assert "battery" not in everything
    with office.backend.parts.database.read() as session:
        sealed = session.scalars(select(InboxSecret.sealed)).one()
    assert b"battery" not in sealed


def test_a_request_that_comes_twice_adds_one_inbox(office: Office) -> None:
    key = str(new_id())
    wish = {"channel": "email", "name": "Help", "address": "help@shop.example"}
    assert office.told("POST", "", wish, key=key) == office.told("POST", "", wish, key=key)
    assert len(office.told("GET", "")["inboxes"]) == 1
    assert office.refused("POST", f"/{new_id()}/pause", {"paused": True}, key=key) == (409, "key_taken")
    assert office.refused("POST", "", wish, key="") == (400, "no_idempotency_key")


REQUESTS: list[tuple[str, str, dict[str, Any] | None]] = [
    ("GET", "", None),
    ("GET", "/providers", None),
    ("PUT", "/providers/google", {"client_id": "mine"}),
    ("POST", "/find", {"address": "help@yandex.ru"}),
    ("POST", "/test", {"settings": HOSTS}),
    ("POST", "", {"channel": "email", "name": "Help", "address": "help@shop.example"}),
    ("PATCH", "/{inbox}", {"name": "Mine"}),
    ("POST", "/{inbox}/pause", {"paused": True}),
    ("GET", "/{inbox}/settings", None),
    ("PATCH", "/{inbox}/settings", {"settings": {"origins": []}}),
    ("POST", "/oauth", {"provider": "google", "address": "a@gmail.com", "server_url": "https://desk.example"}),
    ("GET", "/oauth/{inbox}", None),
]


def test_whoever_is_no_administrator_can_do_nothing(office: Office) -> None:
    inbox = office.add()["id"]
    before = office.told("GET", "")
    for method, path, body in REQUESTS:
        answer = office.refused(method, path.format(inbox=inbox), body, desk=office.operator)
        assert answer == (403, "forbidden"), path
    assert office.told("GET", "") == before


def test_an_address_belongs_to_one_inbox(office: Office) -> None:
    office.add()
    wish = {"channel": "email", "name": "Again", "address": "HELP@shop.example"}
    assert office.refused("POST", "", wish) == (409, "address_taken")
    wish = {"channel": "email", "name": "", "address": "no-address"}
    assert office.refused("POST", "", wish) == (400, "bad_setting")


@pytest.mark.parametrize(
    ("channel", "address"),
    [("email", "a@b, c@d"), ("email", "a b@c"), ("email", "<a@b>"), ("email", "@b"), ("email", "a@"),
     ("chat", "../x"), ("chat", "a b"), ("chat", "<b>"), ("chat", "?x"), ("chat", "a/b")],
)  # fmt: skip
def test_an_address_is_one_that_can_be_reached(office: Office, channel: str, address: str) -> None:
    wish = {"channel": channel, "name": "Help", "address": address}
    assert office.refused("POST", "", wish) == (400, "bad_setting")


def test_a_secret_does_not_pass_as_a_setting(office: Office) -> None:
    inbox = office.add()["id"]
    for settings in ({"imap_password": "x"}, {"rules": [{"api_key": "x"}]}, {"webhookSecret": "x"}):
        assert office.refused("PATCH", f"/{inbox}/settings", {"settings": settings}) == (400, "secret_in_settings")
    assert office.refused("PATCH", f"/{inbox}", {"secrets": {"refresh_token": "x"}}) == (400, "bad_setting")
    for settings in ({"imap_port": 0}, {"imap_tls": "perhaps"}, {"smtp_host": "a b"}):
        assert office.refused("PATCH", f"/{inbox}", {"settings": settings}) == (400, "bad_setting")


def test_settings_of_any_channel_are_patched(office: Office) -> None:
    chat = office.told("POST", "", {"channel": "chat", "name": "Site", "address": "shop"})["id"]
    office.told("PATCH", f"/{chat}/settings", {"settings": {"origins": ["https://shop.example"], "hello": "Hi"}})
    office.told("PATCH", f"/{chat}/settings", {"settings": {"hello": None}})
    assert office.told("GET", f"/{chat}/settings") == {"settings": {"origins": ["https://shop.example"]}}


def test_a_messenger_that_another_program_joins_is_an_inbox_like_others(office: Office) -> None:
    settings = {"webhook_url": "https://you.example/hook"}
    wish = {"channel": "messenger", "name": "Pigeon", "address": "pigeon", "settings": settings}
    assert office.told("POST", "", wish)["settings"] == settings


def test_a_kept_password_does_not_follow_to_another_server(office: Office) -> None:
    inbox = office.add(settings=HOSTS, secrets={"imap_password": "one"})["id"]
    elsewhere = {"settings": {"imap_host": "imap.evil.example"}}
    assert office.refused("PATCH", f"/{inbox}", elsewhere) == (409, "password_needed")
    office.told("PATCH", f"/{inbox}", elsewhere | {"secrets": {"imap_password": "two"}})
    assert office.told("GET", f"/{inbox}/settings")["settings"]["imap_host"] == "imap.evil.example"


@pytest.mark.on_both_databases
def test_a_changed_inbox_lets_waiting_letters_leave_at_once(office: Office) -> None:
    inbox = office.add()["id"]
    parts = office.backend.parts
    parts.uow.run(office.ws, SYSTEM, lambda tx: tx.effect("deliver", "d", {}, not_before=tx.now.replace(year=2999)))
    office.told("PATCH", f"/{inbox}", {"secrets": {"smtp_password": "right"}})
    with parts.database.read() as session:
        assert session.scalars(select(Effect.not_before)).one() <= parts.clock.now()


@pytest.mark.on_both_databases
def test_the_audit_tells_who_did_what_and_no_secret(office: Office) -> None:
    inbox = office.add(secrets={"imap_password": "correct horse"})["id"]
    office.told("PATCH", f"/{inbox}", {"name": "Support", "secrets": {"smtp_password": "battery"}})
    office.told("POST", f"/{inbox}/pause", {"paused": True})
    office.told("POST", f"/{inbox}/pause", {"paused": False})
    with office.backend.parts.database.read() as session:
        entries = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [it.what for it in entries] == ["inbox_added", "inbox_changed", "inbox_paused", "inbox_resumed"]
    assert {str(it.subject_id) for it in entries} == {inbox}
    assert {it.actor_id for it in entries} == {office.admin.tokens.user_id}
    assert entries[1].detail == {"fields": ["name", "smtp_password"]}
    assert "battery" not in str([it.detail for it in entries])


def test_the_import_of_older_mail_is_started_stopped_and_undone(office: Office) -> None:
    inbox = office.add(settings=HOSTS | {"history": "no"})["id"]
    assert office.refused("POST", f"/{inbox}/import", {"act": "stop"}) == (409, "not_running")
    assert office.refused("POST", f"/{inbox}/import", {"act": "perhaps"}) == (400, "bad_setting")
    states = [office.told("POST", f"/{inbox}/import", {"act": act}) for act in ("start", "stop", "start", "undo")]
    assert [it["import_state"] for it in states] == ["running", "stopped", "running", "undoing"]
    assert "history" not in states[0]["settings"]


def test_a_known_address_names_its_provider_and_what_it_wants(office: Office) -> None:
    found = office.told("POST", "/find", {"address": "help@yandex.ru"})
    assert (found["provider"], found["password"], found["settings"]["imap_host"]) == ("yandex", "app", "imap.yandex.ru")
    assert found["sign_in_known"]
    office.told("PUT", "/providers/yandex", {"client_id": "ours", "client_secret": "hush"})
    assert office.told("POST", "/find", {"address": "help@yandex.ru"})["sign_in"]
    listed = office.ask("GET", "/providers").text
    assert "ours" in listed
    assert "hush" not in listed
