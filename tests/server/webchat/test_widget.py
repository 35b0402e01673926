"""The chat on other sites as the server sees it, on both databases."""

import hashlib
import hmac
import json
from datetime import timedelta

import pytest
import requests

from tests.builders.conversation import make_customer

pytestmark = pytest.mark.postgresql_by_night

SITE = "https://shop.example"
SECRET = "shop-secret"


def frame(house, host):
    return requests.get(house.url + "/chat/shop/frame", params={"host": host}, timeout=30)


def signed(house, secret=SECRET, **user):
    text = json.dumps({"at": int(house.clock.now().timestamp())} | user)
    return {"identity": text, "signature": hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()}


def test_only_a_site_on_the_list_may_frame_the_chat(house):
    house.settings(origins=f"{SITE} https://other.example")
    allowed, refused = frame(house, SITE), frame(house, "https://evil.example")
    assert (allowed.status_code, refused.status_code) == (200, 403)
    assert "frame-ancestors https://shop.example" in allowed.headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in refused.headers["Content-Security-Policy"]
    assert "other.example" not in allowed.headers["Content-Security-Policy"]
    assert refused.text == ""
    for answer in (allowed, refused):
        assert "unsafe" not in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
    hosted = requests.get(house.url + "/chat/shop", timeout=30)
    assert "frame-ancestors 'none'" in hosted.headers["Content-Security-Policy"]


def test_nobody_may_frame_the_chat_before_a_list_was_made(house):
    assert frame(house, SITE).status_code == 403


def test_the_script_may_be_loaded_by_any_page_and_is_asked_for_anew_only_when_it_changed(house):
    first = requests.get(house.url + "/widget.js", timeout=30)
    assert first.headers["Content-Type"].startswith("text/javascript")
    assert first.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    again = requests.get(house.url + "/widget.js", headers={"If-None-Match": first.headers["ETag"]}, timeout=30)
    assert (again.status_code, again.content) == (304, b"")
    plain = requests.get(house.url + "/widget.js", headers={"Accept-Encoding": "identity"}, timeout=30)
    assert plain.text == first.text
    assert "__" not in plain.text


@pytest.mark.on_both_databases
def test_whom_the_site_vouches_for_is_the_customer_with_that_address(house, visit):
    house.secret(identity_secret=SECRET)
    known = make_customer(house.parts.uow, house.shop.ws, "olga@shop.example", "Ольга")
    page = visit(**signed(house, id="42", name="Ольга", email="Olga@shop.example"))
    assert page.session["verified"]
    page.write("Это я")
    page.write("И ещё")
    assert [it.customer_id for it in house.conversations()] == [known]
    other = visit(**signed(house, id="42", name="Ольга", email="olga@shop.example"))
    assert [it["text"] for it in other.read()] == ["Это я", "И ещё"]


@pytest.mark.on_both_databases
def test_a_vouched_for_stranger_becomes_a_customer_with_address_and_name(house, visit):
    house.secret(identity_secret=SECRET)
    visit(**signed(house, id="1", name="Пётр Ли", email="petr@shop.example")).write("Здравствуйте")
    assert [it.name for it in house.customers()] == ["Пётр Ли"]
    assert sorted(it.channel.value for it in house.identities()) == ["chat", "email"]


@pytest.mark.on_both_databases
@pytest.mark.parametrize("change", ["secret", "age", "text", "no secret", "no id", "not json"])
def test_a_word_that_the_site_did_not_sign_just_so_joins_nobody(house, visit, change):
    if change != "no secret":
        house.secret(identity_secret=SECRET)
    known = make_customer(house.parts.uow, house.shop.ws, "olga@shop.example", "Ольга")
    told = {"id": "42", "email": "olga@shop.example"}
    if change == "age":
        told["at"] = int((house.clock.now() - timedelta(hours=25)).timestamp())
    if change == "no id":
        told["id"] = " "
    word = signed(house, "other" if change == "secret" else SECRET, **told)
    if change == "text":
        word["identity"] = word["identity"].replace("olga", "inna").replace("inna", "olga ").replace("olga ", "Olga")
    if change == "not json":
        word = {"identity": "[]", "signature": hmac.new(SECRET.encode(), b"[]", hashlib.sha256).hexdigest()}
    page = visit(**word)
    assert not page.session.get("verified", False)
    page.write("Это я", name="Ольга")
    assert house.conversations()[0].customer_id != known


def test_the_token_of_a_vouched_for_visitor_alone_opens_nothing_again(house, visit):
    house.secret(identity_secret=SECRET)
    page = visit(**signed(house, id="42", name="Ольга"))
    page.write("Тайна")
    next_person = visit(page.token)
    assert next_person.token != page.token
    assert next_person.read() == []


@pytest.mark.on_both_databases
def test_no_message_is_taken_before_the_consent_and_each_version_is_agreed_to_once(house, visit):
    house.settings(policy_url="https://shop.example/privacy", policy_version="1", consent="yes")
    page = visit()
    assert page.session["consent"] == "1"
    refused = page.write("Раз")
    assert (refused.status_code, refused.json()["error"]) == (409, "consent_needed")
    assert not house.customers()
    assert page.write("Раз", consent="1").status_code == 200
    assert page.write("Два").status_code == 200
    house.settings(policy_version="2")
    assert visit(page.token).session["consent"] == "2"
    assert page.write("Три", consent="1").status_code == 409
    assert page.write("Три", consent="2").status_code == 200
    assert sorted(it.value for it in house.consents()) == [f"{it} https://shop.example/privacy" for it in (1, 2)]


def test_the_wait_is_told_from_what_others_really_waited_and_not_before(house, visit):
    for minutes in (1, 2, 3, 4):
        _answered_after(house, visit, minutes)
    assert visit().session.get("wait_s") is None
    _answered_after(house, visit, 60)
    house.clock.advance(timedelta(minutes=2))
    assert 175 <= visit().session["wait_s"] <= 240


def _answered_after(house, visit, minutes):
    visit().write("Вопрос")
    house.clock.advance(timedelta(minutes=minutes))
    house.answer(house.conversations()[-1].id, "Ответ")


def test_the_page_the_visitor_writes_from_is_noted_without_its_query(house, visit):
    visit().write("Раз", page="https://shop.example/lamp?token=secret#x", referrer="javascript:alert(1)")
    payload = house.entries()[0].payload
    assert payload["page"] == "https://shop.example/lamp"
    assert "referrer" not in payload


def test_what_the_sites_word_opened_is_over_after_a_day_and_goes_on_with_a_new_word(house, visit):
    house.secret(identity_secret=SECRET)
    page = visit(**signed(house, id="42", name="Ольга"))
    page.write("Тайна")
    house.clock.advance(timedelta(hours=23))
    assert [it["text"] for it in page.read()] == ["Тайна"]
    house.clock.advance(timedelta(hours=2))
    for method, path in (("get", "/history"), ("get", "/stream")):
        headers = {"Authorization": f"Bearer {page.token}"}
        assert requests.request(method, house.url + "/chat/api" + path, headers=headers, timeout=30).status_code == 401
    again = visit(page.token, **signed(house, id="42", name="Ольга"))
    assert again.session["resumed"]
    assert [it["text"] for it in again.read()] == ["Тайна"]


def test_addresses_that_are_none_open_nothing_and_break_nothing(house, visit):
    house.settings(policy_url="http://[", consent="yes")
    page = visit()
    assert not page.session.get("consent")
    assert page.write("Раз", page="http://[", referrer="https://[::").status_code == 200
