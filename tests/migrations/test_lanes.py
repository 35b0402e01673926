"""Letters that waited before each inbox had a lane of its own go on in one."""

from uuid import uuid4

from alembic import command
from sqlalchemy import text

from app.commands.base import SYSTEM
from app.model.identifier import new_id
from app.model.sync import Effect
from app.server.clock import DrivenClock
from app.server.schema import alembic_config, migrate
from app.server.unit_of_work import UnitOfWork
from tests.builders.conversation import make_conversation
from tests.builders.workspace import make_shop


def test_what_waits_in_one_lane_for_all_mail_gets_the_lane_of_its_inbox(database):
    uow = UnitOfWork(database.write, DrivenClock(), lambda done: None)
    shop = make_shop(uow)
    talk = make_conversation(uow, shop.ws, shop.mail)
    payload = {"entry_id": str(uuid4()), "conversation_id": str(talk)}
    kinds = {"email": "waiting", "chat": "waiting", "telegram": "leased"}

    def old(tx):
        for channel, state in kinds.items():
            tx.session.add(
                Effect(
                    ws=tx.ws, id=new_id(), kind="deliver", dedupe_key=channel, state=state, not_before=tx.now,
                    payload=payload | {"channel": channel, "lane": channel},
                )
            )  # fmt: skip

    uow.run(shop.ws, SYSTEM, old)
    with database.engine.begin() as connection:
        inbox = connection.execute(text("SELECT coalesce(inbox_id, queue_id) FROM conversation")).scalar_one()
    command.downgrade(alembic_config(database.engine), "0018")
    assert lanes(database) == {name: name for name in kinds}
    assert migrate(database.engine)
    name = str(inbox) if len(str(inbox)) == 36 else None
    found = lanes(database)
    assert found["chat"] == "chat"
    assert {found[it].partition(":")[0] for it in ("email", "telegram")} == {"email", "telegram"}
    assert name is None or found["email"] == f"email:{name}"
    assert all(len(found[it].partition(":")[2]) == 36 for it in ("email", "telegram"))


def lanes(database):
    """By dedupe key."""
    with database.read() as session:
        return {it.dedupe_key: it.payload["lane"] for it in session.query(Effect)}
