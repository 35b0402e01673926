"""What an administrator sets for a channel is kept when it makes sense, and refused with what is wrong when not."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.server.inboxes.conftest import Office

pytestmark = pytest.mark.postgresql_by_night

GOOD: dict[str, Any] = {
    "origins": ["https://shop.example"], "policy_url": "https://shop.example/policy", "policy_version": "2",
    "acknowledgement": {"on": True, "texts": {"ru": {"open": "{{ salutation }} № {{ number }}"}}},
    "rules": {"forms": [{"from": "robot@shop.example", "take": "never"}]}, "webhook_url": "https://shop.example/hook",
    "imap_folders": ["INBOX", "Заказы"], "sent_folder": "Отправленные",
}  # fmt: skip


def test_settings_that_make_sense_are_kept_and_taken_away_again(office: Office) -> None:
    inbox = office.add()["id"]
    assert office.told("PATCH", f"/{inbox}/settings", {"settings": GOOD})["settings"] == GOOD
    gone = dict.fromkeys(GOOD)
    assert office.told("PATCH", f"/{inbox}/settings", {"settings": gone}).get("settings", {}) == {}


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("origins", ["https://shop.example", "shop"], "bad_site"),
        ("origins", "https://shop.example, shop", "bad_site"),
        ("policy_url", "javascript:alert(1)", "bad_address"),
        ("webhook_url", "http://elsewhere.example/hook", "bad_webhook"),
        ("acknowledgement", "yes", "bad_setting"),
        ("acknowledgement", {"texts": {"ru": {"open": "{{ password }}"}}}, "bad_text"),
        ("acknowledgement", {"texts": {"ru": {"closed": "{% if %}"}}}, "bad_text"),
        ("rules", {"forms": [{"from": "x", "take": "all"}]}, "bad_setting"),
        ("imap_folders", ["INBOX", "a" * 256], "bad_setting"),
        ("imap_folders", ["INBOX\n"], "bad_setting"),
        ("sent_folder", ["Sent"], "bad_setting"),
    ],
)
def test_settings_that_would_not_work_are_refused_and_nothing_is_changed(office, name, value, code) -> None:
    inbox = office.add()["id"]
    assert office.refused("PATCH", f"/{inbox}/settings", {"settings": {name: value}}) == (400, code)
    assert office.told("GET", f"/{inbox}/settings")["settings"] == {}


def test_hours_are_those_of_everybody_or_of_one_queue_and_reach_every_desk(office: Office) -> None:
    inbox = office.add()
    path, week = f"/{inbox['id']}/hours", {"mon": ["09:00-18:00"]}
    office.told("PUT", path, {"week": week})
    office.told("PUT", path, {"week": {"sun": ["10:00-12:00"]}, "own": True})
    assert _hours(office) == {"week": week, "queues": {inbox["queue_id"]: {"week": {"sun": ["10:00-12:00"]}}}}
    office.told("PUT", path, {"week": {}})
    assert _hours(office) == {"week": {}, "queues": {}}
    assert office.refused("PUT", path, {"week": {"mon": ["18:00-09:00"]}}) == (400, "bad_hours")
    assert office.refused("PUT", path, {"week": {"someday": ["09:00-18:00"]}}) == (400, "bad_hours")
    assert office.refused("PUT", path, {"week": week}, desk=office.operator) == (403, "forbidden")


def test_days_off_are_kept_with_the_hours_they_belong_to_and_stay_when_nobody_names_them(office: Office) -> None:
    inbox = office.add()
    path, week = f"/{inbox['id']}/hours", {"mon": ["09:00-18:00"]}
    office.told("PUT", path, {"week": week, "holidays": ["2027-01-02", "2027-01-01", "2027-01-01"]})
    assert office.told("PUT", path, {"week": week, "own": True, "holidays": ["2027-05-09"]})["days_off"] == 1
    office.told("PUT", path, {"week": {}, "own": True})
    own = {"week": {}, "holidays": ["2027-05-09"]}
    everybody = {"week": week, "holidays": ["2027-01-01", "2027-01-02"]}
    assert _hours(office) == everybody | {"queues": {inbox["queue_id"]: own}}
    assert office.told("PUT", path, {"week": week})["days_off"] == 2
    office.told("PUT", path, {"week": {}, "own": True, "holidays": ["2027-05-09"]})
    assert office.refused("PUT", path, {"week": week, "holidays": ["soon"]}) == (400, "bad_message")
    many = [(date(2027, 1, 1) + timedelta(days=ahead)).isoformat() for ahead in range(1_001)]
    assert office.refused("PUT", path, {"week": week, "holidays": many}) == (400, "too_many_days_off")
    office.told("PUT", path, {"week": week, "holidays": []})
    assert _hours(office) == {"week": week, "holidays": [], "queues": {}}


def test_days_with_other_hours_are_kept_checked_and_stay_when_nobody_names_them(office: Office) -> None:
    inbox = office.add()
    path, week = f"/{inbox['id']}/hours", {"mon": ["09:00-18:00"]}
    special = {"2026-12-31": ["09:00-15:00"]}
    office.told("PUT", path, {"week": week, "special": special})
    office.told("PUT", path, {"week": week, "holidays": ["2027-01-01"]})
    assert _hours(office) == {"week": week, "special": special, "holidays": ["2027-01-01"], "queues": {}}
    for wrong in ({"31 December": ["09:00-15:00"]}, {"20261231": ["09:00-15:00"]}, {"2026-12-31": ["15:00-09:00"]}):
        assert office.refused("PUT", path, {"week": week, "special": wrong}) == (400, "bad_hours")
    many = {(date(2027, 1, 1) + timedelta(days=ahead)).isoformat(): ["09:00-15:00"] for ahead in range(1_001)}
    assert office.refused("PUT", path, {"week": week, "special": many}) == (400, "too_many_days_off")
    office.told("PUT", path, {"week": week, "special": {}})
    assert _hours(office)["special"] == {}


def _hours(office: Office) -> dict[str, Any]:
    rows = [op[3] for op in office.admin.pull_all() if op[2] == "workspace"]
    return rows[-1]["settings"]["hours"]
