"""Signing in, staying signed in, and being signed out."""

from datetime import timedelta

import pytest
import requests

from app.server.administration import add_user, create_workspace
from app.server.auth import password
from app.server.auth.service import OneTimeSecret
from app.server.errors import Trouble
from tests.services.backend import Backend

pytestmark = pytest.mark.postgresql_by_night

PASSWORD = "correct horse"


@pytest.fixture
def people(backend: Backend):
    ws = create_workspace(backend.parts.uow, "Shop")
    user = add_user(backend.parts.uow, ws, name="Анна", email="Anna@Shop.example", password=PASSWORD)
    return ws, user


def post(backend: Backend, path: str, **body: object) -> requests.Response:
    return requests.post(backend.url + path, json=body, timeout=30)


def sign_in(backend: Backend, **body: object) -> requests.Response:
    return post(backend, "/v1/auth/token", **({"email": "anna@shop.example", "password": PASSWORD} | body))


def test_a_password_is_kept_by_argon2id_at_the_cost_of_19_mib_and_two_passes(monkeypatch, full_cost):
    monkeypatch.setattr(password, "COST", full_cost)
    kept = password.hash_password(PASSWORD)
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert (password.is_right(kept, PASSWORD), password.is_right(kept, "wrong")) == (True, False)
    assert not password.is_right("", PASSWORD)


def test_the_right_password_signs_in_and_registers_the_device(backend, people):
    tokens = sign_in(backend).json()
    assert (tokens["ws"], tokens["user_id"], tokens["workspace"]) == (str(people[0]), str(people[1]), "Shop")
    again = sign_in(backend, client=tokens["client"]).json()
    assert again["client"] == tokens["client"]
    assert sign_in(backend).json()["client"] != tokens["client"]


@pytest.mark.on_both_databases
@pytest.mark.parametrize("email", ["anna@shop.example", "nobody@shop.example"])
def test_wrong_passwords_are_counted_down_and_then_locked_whoever_is_asked_for(backend, people, email):
    answers = [sign_in(backend, email=email, password="wrong") for _ in range(6)]
    assert [it.status_code for it in answers] == [401] * 5 + [429]
    assert [it.json()["detail"]["tries_left"] for it in answers[:5]] == [4, 3, 2, 1, 0]
    assert int(answers[5].headers["Retry-After"]) > 0


def test_a_locked_address_opens_after_a_minute(backend, people):
    for _ in range(5):
        sign_in(backend, password="wrong")
    assert sign_in(backend).status_code == 429
    backend.clock.advance(timedelta(minutes=1))
    assert sign_in(backend).status_code == 200
    assert sign_in(backend, password="wrong").json()["detail"]["tries_left"] == 4


def test_an_access_token_is_good_for_fifteen_minutes(backend, people):
    tokens = sign_in(backend).json()
    body = {"proto": 1, "schema": 1, "client": tokens["client"]}
    headers = {"Authorization": f"Bearer {tokens['access']}"}
    url = backend.url + "/v1/sync/pull"
    assert requests.post(url, json=body, headers=headers, timeout=30).status_code == 200
    signed, last = tokens["access"][:-1], tokens["access"][-1]
    forged = {"Authorization": f"Bearer {signed}{'A' if last != 'A' else 'B'}"}
    assert requests.post(url, json=body, headers=forged, timeout=30).status_code == 401
    backend.clock.advance(timedelta(minutes=15))
    assert requests.post(url, json=body, headers=headers, timeout=30).status_code == 401


def test_a_refresh_whose_answer_was_lost_may_be_repeated_for_half_a_minute(backend, people):
    first = sign_in(backend).json()
    lost = post(backend, "/v1/auth/refresh", refresh=first["refresh"])
    backend.clock.advance(timedelta(seconds=20))  # and what the machine takes
    repeated = post(backend, "/v1/auth/refresh", refresh=first["refresh"])
    assert (lost.status_code, repeated.status_code) == (200, 200)
    assert repeated.json()["client"] == first["client"]


@pytest.mark.on_both_databases
def test_a_refresh_token_used_again_later_signs_the_device_out(backend, people):
    first = sign_in(backend).json()
    second = post(backend, "/v1/auth/refresh", refresh=first["refresh"]).json()
    backend.clock.advance(timedelta(seconds=31))
    assert post(backend, "/v1/auth/refresh", refresh=first["refresh"]).status_code == 401
    assert post(backend, "/v1/auth/refresh", refresh=second["refresh"]).status_code == 401


NEXT, OTHER = "n" * 43, "o" * 43


@pytest.mark.on_both_databases
@pytest.mark.parametrize("away", [timedelta(seconds=20), timedelta(hours=1), timedelta(days=3)])
def test_who_kept_what_they_wished_for_stays_signed_in_however_long_the_answer_was_lost(backend, people, away):
    first = sign_in(backend).json()
    assert post(backend, "/v1/auth/refresh", refresh=first["refresh"], next=NEXT).status_code == 200
    backend.clock.advance(away)
    repeated = post(backend, "/v1/auth/refresh", refresh=first["refresh"], next=NEXT)
    assert repeated.status_code == 200
    assert (repeated.json()["refresh"], repeated.json()["client"]) == (NEXT, first["client"])
    backend.clock.advance(timedelta(minutes=15))
    following = post(backend, "/v1/auth/refresh", refresh=NEXT, next=OTHER)
    assert (following.status_code, following.json()["refresh"]) == (200, OTHER)


def test_a_wish_that_was_changed_itself_is_no_excuse(backend, people):
    first = sign_in(backend).json()
    post(backend, "/v1/auth/refresh", refresh=first["refresh"], next=NEXT)
    post(backend, "/v1/auth/refresh", refresh=NEXT, next=OTHER)
    backend.clock.advance(timedelta(minutes=1))
    assert post(backend, "/v1/auth/refresh", refresh=first["refresh"], next=NEXT).status_code == 401
    assert post(backend, "/v1/auth/refresh", refresh=OTHER).status_code == 401  # one of the two is a thief


def test_nobody_is_let_in_by_the_token_of_another_device(backend, people):
    here, there = (sign_in(backend).json() for _ in range(2))
    refused = post(backend, "/v1/auth/refresh", refresh=here["refresh"], next=there["refresh"])
    assert refused.status_code == 401
    assert all(post(backend, "/v1/auth/refresh", refresh=it["refresh"]).status_code == 200 for it in (here, there))


@pytest.mark.parametrize("wish", ["", "short", "x" * 129, "п" * 43, "a b" * 20])
def test_a_wish_that_is_no_secret_is_not_granted(backend, people, wish):
    tokens = post(backend, "/v1/auth/refresh", refresh=sign_in(backend).json()["refresh"], next=wish).json()
    assert len(tokens["refresh"]) == 43
    assert tokens["refresh"] != wish


def test_signing_out_forgets_the_device(backend, people):
    tokens = sign_in(backend).json()
    headers = {"Authorization": f"Bearer {tokens['access']}"}
    assert requests.post(backend.url + "/v1/auth/logout", headers=headers, timeout=30).status_code == 204
    assert post(backend, "/v1/auth/refresh", refresh=tokens["refresh"]).status_code == 401


def test_the_secret_of_a_trial_is_good_once(backend, people):
    backend.parts.auth.one_time = OneTimeSecret("s3cret", *people)
    assert post(backend, "/v1/auth/token", secret="other").status_code == 401
    assert post(backend, "/v1/auth/token", secret="s3cret").status_code == 200
    assert post(backend, "/v1/auth/token", secret="s3cret").status_code == 401


def test_two_people_cannot_have_one_address(backend, people):
    with pytest.raises(Trouble, match="already a user"):
        add_user(backend.parts.uow, people[0], name="B", email="anna@shop.example", password=PASSWORD)
