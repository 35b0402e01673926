"""An administrator and an operator at their desks, before a server on either database."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
import requests

from app.domain.role import RoleCode
from app.model.identifier import new_id
from app.server.administration import add_user, create_workspace
from tests.services.backend import Backend, Desk

PASSWORD = "correct horse"


@dataclass
class Office:
    """Requests about inboxes."""

    backend: Backend
    ws: UUID
    admin: Desk
    operator: Desk

    def ask(self, method: str, path: str, body: dict[str, Any] | None = None, **more: Any) -> requests.Response:
        """As the administrator, each change under a key of its own."""
        headers = {"Idempotency-Key": more.pop("key", str(new_id()))}
        desk: Desk = more.pop("desk", self.admin)
        return desk.call(method, f"/v1/inboxes{path}", json=body, headers=headers, **more)

    def told(self, method: str, path: str, body: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
        """The answer, which must be a yes."""
        answer = self.ask(method, path, body, **more)
        assert answer.status_code == 200, answer.text
        told: dict[str, Any] = answer.json()
        return told

    def refused(self, method: str, path: str, body: dict[str, Any] | None = None, **more: Any) -> tuple[int, str]:
        """Status and code of a no."""
        answer = self.ask(method, path, body, **more)
        return answer.status_code, answer.json()["error"]

    def later(self, step: timedelta) -> None:
        """Time passes; the administrator has signed in to the desk anew."""
        self.backend.clock.advance(step)
        tokens = self.admin.tokens
        self.admin = self.backend.desk(self.ws, tokens.user_id, tokens.client)

    def add(self, address: str = "help@shop.example", **more: Any) -> dict[str, Any]:
        """A mailbox."""
        return self.told("POST", "", {"channel": "email", "name": "Help", "address": address, **more})


@pytest.fixture
def office(backend: Backend) -> Office:
    uow = backend.parts.uow
    ws = create_workspace(uow, "Home & Light", locale="en")
    desks = []
    for name, role in (("ada", RoleCode.ADMIN), ("olga", RoleCode.OPERATOR)):
        email = f"{name}@shop.example"
        user = add_user(uow, ws, name=name.title(), email=email, password=PASSWORD, roles=[role])
        desks.append(backend.desk(ws, user))
    return Office(backend, ws, *desks)
