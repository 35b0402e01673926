"""Backups: what the server promised comes back after a loss, on both databases, and nothing of a torn backup does."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Row, select, text

from app.commands.message import WriteNote
from app.model.conversation import Conversation, LogEntry
from app.model.identifier import new_id
from app.model.sync import SyncClient
from app.server.backup.content import stored_tables
from app.server.backup.restoring import Restorer
from app.server.backup.saving import PURPOSE, Source, drop_older, save
from app.server.db import Database, open_postgres, open_sqlite
from app.server.erasure.connect import book_of
from app.server.errors import Trouble
from app.server.key import MasterKey
from app.server.schema import migrate
from app.server.search.indexing import step
from tests.builders.conversation import customer_writes, make_conversation
from tests.builders.workspace import Shop, make_shop
from tests.services.backend import KEY
from tests.services.house import House
from tests.sync.test_erasure import Case


@pytest.fixture
def house(database: Database, tmp_path: Path) -> House:
    return House(database, tmp_path)


def rows(database: Database) -> dict[str, list[str]]:
    with database.read() as session:
        return {it.name: sorted(map(as_text, session.execute(select(it)).all())) for it in stored_tables()}


def as_text(value: Any) -> str:
    """A row, whatever the order in which a database keeps the names in a JSON value."""
    if isinstance(value, dict):
        return str({name: as_text(value[name]) for name in sorted(value)})
    return str([as_text(it) for it in value]) if isinstance(value, list | Row) else str(value)


def test_a_restored_server_is_what_it_was_but_for_its_epoch(house: House) -> None:
    with house.open() as backend:
        shop = make_shop(backend.parts.uow)
        talk = make_conversation(backend.parts.uow, shop.ws, shop.mail, messages=3)
        desk = backend.desk(shop.ws, shop.anna)
        assert desk.give(WriteNote(talk, new_id(), "до копии"))["status"] == "ok"
        photo = backend.parts.blobs.put(shop.ws, b"photo")
        before, saved = rows(house.database), house.save(backend)
        epoch = backend.parts.epoch
        assert desk.give(WriteNote(talk, new_id(), "после копии"))["status"] == "ok"
        backend.parts.blobs.delete(shop.ws, photo)
    house.restore(saved, backend)
    with house.open() as again:
        after = rows(house.database)
        assert again.parts.server_id == backend.parts.server_id
        assert again.parts.epoch != epoch
        assert again.parts.blobs.get(shop.ws, photo) == b"photo"
    for name in ("server_meta", "sync_client"):  # the epoch; what the backup has
        before.pop(name), after.pop(name)
    assert after == before


@pytest.fixture
def houses(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[dict[str, House]]:
    """A server on each database, both with the same master key."""
    small = open_sqlite(tmp_path / "small" / "deskhand.db", KEY.derive("database"))
    large = open_postgres(str(request.getfixturevalue("postgres")))
    yield {"small": House(small, tmp_path / "small"), "large": House(large, tmp_path / "large")}
    small.close()
    large.close()


@pytest.mark.parametrize(("old", "new"), [("small", "large"), ("large", "small")])
def test_what_began_on_one_database_goes_on_on_the_other(houses: dict[str, House], old: str, new: str) -> None:
    left, right = houses[old], houses[new]
    migrate(left.database.engine)
    with left.open() as backend:
        case = Case(backend)
        talk = make_conversation(backend.parts.uow, case.shop.ws, case.shop.mail, messages=3, address="b@example.com")
        photo = backend.parts.blobs.put(case.shop.ws, b"photo")
        before, saved = rows(left.database), left.save(backend)
        late = case.anna.message(WriteNote(talk, new_id(), "nach der Kopie"))
        assert case.anna.push(late).json()["results"][-1]["status"] == "ok"
    right.restore(saved, backend, replace=False)
    after = rows(right.database)
    for name in ("server_meta", "sync_client"):  # the epoch; what the backup has
        before.pop(name), after.pop(name)
    assert after == before
    with right.open() as again:
        assert again.parts.server_id == backend.parts.server_id
        assert again.parts.blobs.get(case.shop.ws, photo) == b"photo"
        desk = again.desk(case.shop.ws, case.shop.anna, case.anna.tokens.client)
        desk.last_mid = case.anna.last_mid
        assert desk.push(late).json()["results"][-1]["status"] == "ok"
        assert desk.give(WriteNote(talk, new_id(), "weiter"))["status"] == "ok"
        new_talk = make_conversation(again.parts.uow, case.shop.ws, case.shop.mail, address="c@example.com")
        with right.database.read() as session:
            assert session.get_one(Conversation, (case.shop.ws, new_talk)).number == 3
            head = session.get_one(Conversation, (case.shop.ws, talk)).log_head
        assert head == 5
        again.parts.uow.note(step)  # the index is filled anew from the rows


def test_a_desk_keeps_its_commands_until_a_backup_has_them_and_only_then(house: House) -> None:
    with house.open() as backend:
        shop = make_shop(backend.parts.uow)
        talk = make_conversation(backend.parts.uow, shop.ws, shop.mail)
        desk = backend.desk(shop.ws, shop.anna)
        desk.give(WriteNote(talk, new_id(), "eins"))
        assert desk.pull()["durable_mid"] == 0
        house.save(backend)
        desk.give(WriteNote(talk, new_id(), "zwei"))
        assert desk.pull()["durable_mid"] == 1
        backend.clock.advance(timedelta(days=8))  # where backups are made, a week alone makes nothing durable
        newcomer = backend.desk(shop.ws, shop.boris)
        desk = backend.desk(shop.ws, shop.anna, desk.tokens.client)
        assert desk.pull()["durable_mid"] == 1
        with house.database.read() as session:
            assert session.get_one(SyncClient, (shop.ws, newcomer.tokens.client)).backup_mid == 0
        house.save(backend)
        assert desk.pull()["durable_mid"] == 2


def test_a_restore_is_refused_with_a_sentence_and_changes_nothing(house: House) -> None:
    with house.open() as backend:
        shop = make_shop(backend.parts.uow)
        make_conversation(backend.parts.uow, shop.ws, shop.mail)
        saved = house.save(backend)
        with pytest.raises(Trouble, match="server is running"):
            Restorer(house.config, KEY, backend.clock).restore(saved.path, replace=True)
    before = rows(house.database)
    with pytest.raises(Trouble, match="--replace"):
        house.restore(saved, backend, replace=False)
    with pytest.raises(Trouble, match="another master key"):
        house.restore(saved, backend, key=MasterKey(b"x" * 32))
    whole = saved.path.read_bytes()
    changed = whole[:-60] + bytes([whole[-60] ^ 1]) + whole[-59:]
    for torn in (whole[:-9], changed, b"", b"something else"):
        saved.path.write_bytes(torn)
        with pytest.raises(Trouble, match="Nothing was changed"):
            house.restore(saved, backend)
    assert rows(house.database) == before


def test_a_backup_of_a_newer_program_is_refused(house: House) -> None:
    with house.open() as backend:
        make_shop(backend.parts.uow)
        with house.database.write() as session:
            session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
            session.commit()
        saved = house.save(backend)
    with pytest.raises(Trouble, match=r"newer program \(revision 9999"):
        house.restore(saved, backend)


def test_writing_goes_on_while_a_backup_is_made_and_the_backup_has_one_moment(house: House, monkeypatch: Any) -> None:
    from app.server.backup import saving

    with house.open() as backend:
        shop = make_shop(backend.parts.uow)
        talk = make_conversation(backend.parts.uow, shop.ws, shop.mail)
        read = saving.read_rows

        def and_a_customer_writes(connection: Any, table: Any) -> Any:
            if table.name == "feed_head":
                customer_writes(backend.parts.uow, shop.ws, talk)
            return read(connection, table)

        monkeypatch.setattr(saving, "read_rows", and_a_customer_writes)
        saved = house.save(backend)
        with house.database.read() as session:
            assert len(session.scalars(select(LogEntry)).all()) == 2
    house.restore(saved, backend)
    with house.database.read() as session:
        assert len(session.scalars(select(LogEntry)).all()) == 1


def test_only_the_newest_backups_are_kept_with_the_files_they_name(house: House) -> None:
    with house.open() as backend:
        shop = make_shop(backend.parts.uow)
        old = backend.parts.blobs.put(shop.ws, b"old")
        first = house.save(backend)
        backend.parts.blobs.delete(shop.ws, old)
        new = backend.parts.blobs.put(shop.ws, b"new")
        second = house.save(backend)
        assert drop_older(house.backups, KEY.derive(PURPOSE), 1) == 1
    assert not first.path.exists()
    assert second.path.exists()
    names = {it.name for it in house.backups.glob("blobs/*/??/*")}
    assert names == {new}


def test_a_restore_that_died_half_way_leaves_no_server_to_start(house: House, monkeypatch: Any) -> None:
    from app.server.backup import restoring

    with house.open() as backend:
        make_shop(backend.parts.uow)
        saved = house.save(backend)
    before = rows(house.database)

    def dies(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(restoring, "write_rows", dies)
        with pytest.raises(KeyboardInterrupt):
            house.restore(saved, backend)
    if house.database.is_sqlite:
        assert rows(house.database) == before  # the old file is in its place still
    else:
        with pytest.raises(Trouble, match="revision none"), house.open():
            pass
    house.restore(saved, backend)
    with house.open() as again:
        assert again.parts.server_id == backend.parts.server_id


def test_the_numbers_of_desks_not_in_the_backup_are_unknown_not_revoked(house: House) -> None:
    with house.open() as backend:
        shop: Shop = make_shop(backend.parts.uow)
        saved = house.save(backend)
        desk = backend.desk(shop.ws, shop.anna)
    house.restore(saved, backend)
    with house.open() as again:
        desk.url = again.url
        answer = desk.call("POST", "/v1/sync/pull", json={"proto": 1, "schema": 1, "client": str(desk.tokens.client)})
        assert answer.status_code == 401
        assert again.desk(shop.ws, shop.anna, desk.tokens.client).tokens.client == desk.tokens.client


def test_where_no_server_has_run_there_is_nothing_to_back_up(house: House) -> None:
    source = Source(house.database, house.config.folder, KEY.derive(PURPOSE), book_of(house.config))
    with pytest.raises(Trouble, match="nothing to back up"):
        save(source, house.backups, datetime.now(UTC))
    assert list(house.backups.iterdir()) == []
