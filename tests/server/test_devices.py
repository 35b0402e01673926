"""Everybody sees their computers and signs one out from afar; an administrator does it for all, and lets in again."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from app.commands.base import SYSTEM
from app.domain.role import RoleCode
from app.model.administration import AuditEntry
from app.protocol.auth import SignIn
from app.protocol.device import DEVICES_PATH, OWN_DEVICES_PATH
from app.protocol.versions import PROTO, SCHEMA
from app.server.administration import add_user, create_workspace
from app.server.auth.service import OneTimeSecret
from app.server.devices.service import revoke, set_lease
from tests.server.test_stream import opened
from tests.services.backend import Backend, Desk

pytestmark = pytest.mark.postgresql_by_night


@dataclass
class House:
    backend: Backend
    ws: UUID
    admin: Desk
    anna: Desk

    def devices(self) -> dict[str, dict[str, Any]]:
        listed = self.admin.call("GET", DEVICES_PATH).json()["devices"]
        return {it["client"]: it for it in listed}

    def own(self, desk: Desk) -> list[dict[str, Any]]:
        listed: list[dict[str, Any]] = desk.call("GET", OWN_DEVICES_PATH).json()["devices"]
        return listed

    def second(self) -> Desk:
        """Another computer of Anna's."""
        return self.backend.desk(self.ws, self.anna.tokens.user_id)

    def audited(self) -> list[tuple[str, UUID | None, UUID | None]]:
        with self.backend.parts.database.read() as session:
            entries = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
            return [(it.what, it.actor_id, it.subject_id) for it in entries]

    def pull_body(self) -> dict[str, Any]:
        return {"proto": PROTO, "schema": SCHEMA, "client": str(self.anna.tokens.client), "cursor": None}

    def set_revoked(self, revoked: bool, **more: Any) -> Any:
        desk: Desk = more.get("desk", self.admin)
        client = more.get("client", self.anna.tokens.client)
        return desk.call("POST", f"{DEVICES_PATH}/{client}/revoke", json={"revoked": revoked})


@pytest.fixture
def house(backend: Backend) -> House:
    uow = backend.parts.uow
    ws = create_workspace(uow, "Дом и Свет")
    ids = [
        add_user(uow, ws, name=name, email=f"{name}@shop.example", password="correct horse", roles=[role])
        for name, role in (("Ольга", RoleCode.ADMIN), ("Анна", RoleCode.OPERATOR))
    ]
    admin, anna = (backend.desk(ws, it) for it in ids)
    return House(backend, ws, admin, anna)


def test_every_device_is_listed_with_its_person(house: House) -> None:
    listed = house.devices()
    assert {it["user_name"] for it in listed.values()} == {"Ольга", "Анна"}
    assert not listed[str(house.anna.tokens.client)].get("revoked", False)


def test_a_device_is_signed_out_from_afar_told_so_and_let_in_again(house: House) -> None:
    assert house.set_revoked(True).json()["revoked"]
    assert house.set_revoked(True).status_code == 200  # twice is once
    refresh = {"refresh": house.anna.tokens.refresh}
    for path, body in (("/v1/auth/refresh", refresh), ("/v1/sync/pull", house.pull_body())):
        refused = house.anna.call("POST", path, json=body)
        assert (refused.status_code, refused.json()["error"]) == (403, "revoked")
    assert house.set_revoked(False).status_code == 200
    assert house.anna.call("POST", "/v1/auth/refresh", json=refresh).status_code == 200
    house.anna.pull()
    with house.backend.parts.database.read() as session:
        entries = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [it.what for it in entries] == ["device_revoked", "device_allowed"]
    assert {it.actor_id for it in entries} == {house.admin.tokens.user_id}


def test_only_an_administrator_sees_and_signs_out_what_is_somebody_elses(house: House) -> None:
    others = house.admin.tokens.client
    assert house.anna.call("GET", DEVICES_PATH).status_code == 403
    for client in (others, house.ws):  # nobody learns which devices there are
        for revoked in (True, False):
            refused = house.set_revoked(revoked, desk=house.anna, client=client)
            assert (refused.status_code, refused.json()["error"]) == (403, "forbidden")
    assert house.set_revoked(True, client=house.ws).status_code == 404
    assert house.set_revoked(True, client="nobody").status_code == 404
    assert not house.devices()[str(others)].get("revoked", False)
    assert house.audited() == []


def test_a_person_sees_their_own_computers_and_which_one_they_sit_at(house: House) -> None:
    second = house.second()
    shown = {it["client"]: it.get("here", False) for it in house.own(second)}
    assert shown == {str(house.anna.tokens.client): False, str(second.tokens.client): True}
    assert second.call("GET", OWN_DEVICES_PATH).json().get("lease_days", 14) == 14
    house.backend.parts.uow.run(house.ws, SYSTEM, lambda tx: set_lease(tx, 3))
    assert second.call("GET", OWN_DEVICES_PATH).json()["lease_days"] == 3


def test_a_person_signs_a_computer_of_theirs_out_and_lets_it_in_again(house: House) -> None:
    second, lost = house.second(), house.anna.tokens.client
    refresh = {"refresh": house.anna.tokens.refresh}
    signed_out = house.set_revoked(True, desk=second).json()
    assert (signed_out["revoked"], signed_out["may_return"]) == (True, True)
    assert house.anna.call("GET", OWN_DEVICES_PATH).status_code == 403  # not from the lost computer itself
    assert house.set_revoked(False, desk=house.anna).status_code == 403
    assert house.anna.call("POST", "/v1/auth/refresh", json=refresh).json()["error"] == "revoked"
    assert house.set_revoked(False, desk=second).status_code == 200
    assert house.anna.call("POST", "/v1/auth/refresh", json=refresh).status_code == 200
    me = house.anna.tokens.user_id
    assert house.audited() == [("device_revoked", me, lost), ("device_allowed", me, lost)]


@pytest.mark.on_both_databases
def test_what_an_administrator_signed_out_its_person_does_not_let_in_again(house: House) -> None:
    second = house.second()
    house.set_revoked(True, desk=second)
    house.set_revoked(False, desk=second)
    house.set_revoked(True)
    shown = {it["client"]: it for it in house.own(second)}[str(house.anna.tokens.client)]
    assert (shown["revoked"], shown.get("may_return", False)) == (True, False)
    assert house.devices()[str(house.anna.tokens.client)]["may_return"]
    assert house.set_revoked(False, desk=second).status_code == 403
    assert house.set_revoked(False).status_code == 200
    assert house.set_revoked(False, desk=second).status_code == 200  # it is in already: twice is once


def test_since_when_is_told_where_it_is_known_and_a_renewed_sign_in_counts_as_seen(house: House) -> None:
    clock = house.backend.clock
    began = clock.now() - timedelta(days=30)
    minted = UUID(int=(int(began.timestamp() * 1_000) << 80) | 7 << 76 | 2 << 62 | 5)
    unknown, impossible = uuid4(), UUID(int=(2**48 - 1) << 80 | 7 << 76 | 2 << 62)
    for client in (minted, unknown, impossible):
        house.backend.desk(house.ws, house.anna.tokens.user_id, client)
    shown = {it["client"]: it.get("since_at") for it in house.own(house.anna)}
    assert abs(datetime.fromisoformat(shown[str(minted)] or "") - began) < timedelta(seconds=1)
    assert shown[str(house.anna.tokens.client)] is not None  # signed in just now
    assert (shown[str(unknown)], shown[str(impossible)]) == (None, None)
    clock.advance(timedelta(minutes=14))
    house.anna.call("POST", "/v1/auth/refresh", json={"refresh": house.anna.tokens.refresh})
    assert house.own(house.anna)[0]["client"] == str(house.anna.tokens.client)


def test_a_hostile_name_comes_as_it_was_given(house: House) -> None:
    name = "<b>bank</b>\u202e\n" + "x" * 300
    house.backend.parts.auth.one_time = OneTimeSecret("twice", house.ws, house.anna.tokens.user_id)
    house.backend.parts.auth.sign_in(SignIn(secret="twice", device=name))
    assert name[:200] in {it["name"] for it in house.own(house.anna)}


@pytest.mark.on_both_databases
@pytest.mark.parametrize("by", ["the window", "another process"])
def test_the_open_stream_of_a_revoked_device_ends_and_no_other_does(house: House, by: str) -> None:
    with opened(house.anna) as annas, opened(house.admin) as admins:
        assert next(annas)[0] == next(admins)[0] == "hello"
        if by == "the window":
            house.set_revoked(True)
        else:
            client, uow = house.anna.tokens.client, house.backend.parts.uow
            uow.run(house.ws, SYSTEM, lambda tx: revoke(tx, client, revoked=True))
        assert [name for name, _ in annas][-1] == "bye"
        assert house.anna.call("GET", "/v1/sync/stream").status_code == 403
        house.backend.parts.uow.run(house.ws, SYSTEM, lambda tx: set_lease(tx, 3))
        assert next(it for it in admins if it[0] == "poke")
