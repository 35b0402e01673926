"""An administrator sees who works on which computer, signs one out from afar, and lets it in again."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from app.commands.base import SYSTEM
from app.domain.role import RoleCode
from app.model.administration import AuditEntry
from app.protocol.device import DEVICES_PATH
from app.protocol.versions import PROTO, SCHEMA
from app.server.administration import add_user, create_workspace
from app.server.devices.service import revoke, set_lease
from tests.server.test_stream import opened
from tests.services.backend import Backend, Desk


@dataclass
class House:
    backend: Backend
    ws: UUID
    admin: Desk
    anna: Desk

    def devices(self) -> dict[str, dict[str, Any]]:
        listed = self.admin.call("GET", DEVICES_PATH).json()["devices"]
        return {it["client"]: it for it in listed}

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


def test_only_an_administrator_may(house: House) -> None:
    for refused in (house.anna.call("GET", DEVICES_PATH), house.set_revoked(True, desk=house.anna)):
        assert (refused.status_code, refused.json()["error"]) == (403, "forbidden")
    assert house.set_revoked(True, client=house.ws).status_code == 404
    assert house.set_revoked(True, client="nobody").status_code == 404


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
