"""Texts to reuse are one's own, a team's or everybody's; nobody changes what is somebody else's own."""

from uuid import UUID, uuid4

import pytest

from app.commands.base import Actor, Refused
from app.commands.message import FileOfMessage
from app.commands.template import (
    MOST_BYTES,
    GiveUpTextFile,
    PlainTemplate,
    RemoveTemplate,
    SaveTemplate,
    give_up_text_file,
    plain_template,
    remove_template,
    save_template,
)
from app.domain.entry import AuthorKind
from app.model.conversation import Template
from tests.fakes.tx import MemoryTx
from tests.unit.commands.test_commands import ANNA, NOW

TEXT, TEAM = UUID(int=5), UUID(int=6)


@pytest.fixture(params=[True, False], ids=["server", "desk"])
def tx(request: pytest.FixtureRequest) -> MemoryTx:
    return MemoryTx(uuid4(), ANNA, NOW, authority=request.param)


def test_a_text_is_kept_changed_shared_and_deleted(tx: MemoryTx) -> None:
    save_template(SaveTemplate(TEXT, " Thanks  a lot ", "Thank you"), tx)
    (row,) = tx.rows(Template)
    assert (row.title, row.owner_id, row.team_id) == ("Thanks a lot", ANNA.id, None)
    save_template(SaveTemplate(TEXT, "Thanks", "Thank you", "en", "email", shared=True, team_id=TEAM), tx)
    assert (row.title, row.owner_id, row.team_id, row.locale) == ("Thanks", None, TEAM, "en")
    remove_template(RemoveTemplate(TEXT), tx)
    remove_template(RemoveTemplate(TEXT), tx)
    assert tx.rows(Template) == []


def test_somebody_elses_own_text_stays_as_it_is(tx: MemoryTx) -> None:
    save_template(SaveTemplate(TEXT, "Thanks", "Thank you"), tx)
    tx.actor = Actor(AuthorKind.USER, uuid4())
    for give in (
        lambda: save_template(SaveTemplate(TEXT, "Mine", "Mine"), tx),
        lambda: remove_template(RemoveTemplate(TEXT), tx),
    ):
        with pytest.raises(Refused, match="forbidden"):
            give()


@pytest.mark.parametrize(("title", "body"), [("", "x"), ("x", " "), ("x" * 201, "x"), ("x", "x" * (MOST_BYTES + 1))])
def test_a_text_has_a_name_and_words_and_an_end(tx: MemoryTx, title: str, body: str) -> None:
    with pytest.raises(Refused):
        save_template(SaveTemplate(TEXT, title, body), tx)


def file(blob: str, size: int = 3) -> FileOfMessage:
    return FileOfMessage(uuid4(), "Prices.pdf", "application/pdf", size, blob)


def test_new_files_wait_for_the_bytes_of_who_attached_them_and_what_is_held_stays_held(tx: MemoryTx) -> None:
    prices, form = file("a"), file("b")
    save_template(SaveTemplate(TEXT, "Prices", "Here", files=[prices, form, file("a")]), tx)
    (row,) = tx.rows(Template)
    assert [(it["blob"], it["waits_for"]) for it in row.files] == [("a", str(ANNA.id)), ("b", str(ANNA.id))]
    row.files = [{name: it for name, it in row.files[0].items() if name != "waits_for"}, row.files[1]]
    plain_template(PlainTemplate(TEXT, "Prices", "An older desk"), tx)
    save_template(SaveTemplate(TEXT, "Prices", "Here", files=[form, file("a")]), tx)
    assert [(it["blob"], it.get("waits_for")) for it in row.files] == [("b", str(ANNA.id)), ("a", None)]


def test_a_file_given_up_is_marked_until_it_is_attached_anew(tx: MemoryTx) -> None:
    prices = file("a")
    save_template(SaveTemplate(TEXT, "Prices", "Here", files=[prices]), tx)
    (row,) = tx.rows(Template)
    give_up_text_file(GiveUpTextFile(TEXT, "a", "file_infected"), tx)
    save_template(SaveTemplate(TEXT, "Prices!", "Here", files=[prices]), tx)
    assert row.files[0]["lost"] == "file_infected"
    save_template(SaveTemplate(TEXT, "Prices!", "Here", files=[file("a")]), tx)
    assert "lost" not in row.files[0]
    give_up_text_file(GiveUpTextFile(UUID(int=99), "a", "file_lost"), tx)


def test_a_text_has_no_more_files_than_a_letter_takes(tx: MemoryTx) -> None:
    for files in ([file(str(it)) for it in range(51)], [file("a", 26 * 1024 * 1024)]):
        with pytest.raises(Refused, match="invalid"):
            save_template(SaveTemplate(TEXT, "Prices", "Here", files=files), tx)
