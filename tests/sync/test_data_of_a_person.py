"""A desk and a real server: a person's data as a file, a hold with its reason, and their end on every desk."""

import json
from collections.abc import Callable
from pathlib import Path
from uuid import UUID
from zipfile import ZipFile

from app.client.desk import ProfileDesk
from app.client.inbox import Declined
from app.client.row import ChangeState
from app.client.search import Saved
from app.commands.base import SYSTEM
from app.commands.redaction import Redact, SetHold
from app.domain.erasure import NOTHING, Target
from app.domain.role import RoleCode
from app.model.administration import AuditEntry
from app.model.conversation import Conversation
from app.model.identifier import new_id
from app.model.workspace import Role, UserRole
from app.server.administration import role_id
from tests.sync.conftest import Station, is_live, wait_for
from tests.sync.real_server import RealServer


def promote(server: RealServer, name: str) -> None:
    """From now on an administrator."""

    admin = role_id(server.ws, RoleCode.ADMIN)

    def work(tx):  # type: ignore[no-untyped-def]
        if tx.find(Role, admin) is None:
            tx.put(Role(id=admin, code=RoleCode.ADMIN, title="Administrator"))
        tx.put(UserRole(id=new_id(), user_id=server.users[name], role_id=admin))

    server.parts.uow.run(server.ws, SYSTEM, work)


def customer_of(desk: ProfileDesk, talk: UUID) -> UUID:
    card = desk.queries.card(talk)
    assert card is not None
    return card.row.customer_id


def erase(desk: ProfileDesk, customer: UUID) -> UUID:
    return desk.submit(Redact(Target.CUSTOMER, customer, customer_id=customer))


def test_an_administrator_takes_a_copy_holds_and_erases_from_the_desk(
    server: RealServer, station: Callable[[str], Station], tmp_path: Path
):
    talk = server.write("Марина Соколова", "Где мой плафон?")
    anna = station("anna").open()
    wait_for(lambda: is_live(anna) and anna.queries.card(talk) is not None, "live")
    customer, file = customer_of(anna, talk), tmp_path / "marina.zip"
    assert anna.lookup.export(customer, file, notes=True) == Declined("forbidden")

    promote(server, "denis")
    denis = station("denis").open()
    wait_for(lambda: denis.queries.may("export_customer") and denis.queries.card(talk) is not None, "may")
    saved = denis.lookup.export(customer, file, notes=True)
    assert saved == Saved(file.stat().st_size)
    with ZipFile(file) as zipped:
        assert json.loads(zipped.read("data.json"))["customer"]["name"] == "Марина Соколова"
    nowhere = tmp_path / "gone" / "marina.zip"
    assert denis.lookup.export(customer, nowhere, notes=False) == Declined("disk")

    denis.submit(SetHold(True, customer_id=customer, reason="А40-17"))
    wait_for(lambda: not denis.queries.changes(), "held")
    wait_for(lambda: (card := anna.queries.customer(customer)) is not None and card.legal_hold, "seen by others")
    card = denis.queries.customer(customer)
    assert card is not None
    assert (card.legal_hold, card.hold_reason, card.erased) == (True, "А40-17", False)
    refused = erase(denis, customer)
    wait_for(lambda: [it.state for it in denis.queries.changes()] == [ChangeState.REJECTED], "refused")
    assert denis.queries.changes()[0].code == "legal_hold"
    denis.discard(refused)
    assert isinstance(denis.lookup.export(customer, file, notes=True), Saved)
    with ZipFile(file) as zipped:
        assert "А40-17" not in zipped.read("data.json").decode()

    denis.submit(SetHold(False, customer_id=customer))
    erase(denis, customer)
    for desk in (denis, anna):
        wait_for(lambda desk=desk: gone(desk, customer), "gone")  # type: ignore[misc]
    assert denis.queries.changes() == []
    with server.parts.database.read() as session:
        assert session.get_one(Conversation, (server.ws, talk)).erased
        written = {it.what for it in session.query(AuditEntry)}
    assert {"export_customer", "hold_set", "hold_lifted", "redact_customer"} <= written

    server.stop()
    assert denis.lookup.export(customer, tmp_path / "late.zip", notes=True) == Declined("offline")
    assert sorted(it.name for it in tmp_path.glob("*.zip*")) == ["marina.zip"]
    server.start()


def gone(desk: ProfileDesk, customer: UUID) -> bool:
    card = desk.queries.customer(customer)
    return card is None or (card.erased and card.name == NOTHING)
