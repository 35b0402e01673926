"""Who was seen before desks said what their people do is seen after it, and on the way back."""

from datetime import timedelta

from alembic import command
from sqlalchemy import text

from app.model.identifier import new_id
from app.server.clock import DrivenClock
from app.server.presence.book import seen
from app.server.presence.people import states
from app.server.schema import alembic_config, migrate


def test_desks_that_said_nothing_stay_seen_and_none_of_them_is_at_lunch(database):
    ws, anna, now = new_id(), new_id(), DrivenClock().now()
    with database.write() as session:
        seen(session, ws, anna, now, {"d": ["lunch", 1, now.timestamp(), now.timestamp()]})
        session.commit()
    with database.read() as session:
        assert states(session, ws, now) == {anna: "lunch"}
    command.downgrade(alembic_config(database.engine), "0019")
    with database.engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM desk_seen")).scalar_one() == 1
    assert migrate(database.engine)
    with database.read() as session:
        assert states(session, ws, now) == {anna: "available"}
        assert states(session, ws, now + timedelta(seconds=61)) == {}
