"""Texts to reuse are one's own, a team's or everybody's; nobody changes what is somebody else's own."""

from uuid import UUID, uuid4

import pytest

from app.commands.base import Actor, Refused
from app.commands.template import MOST_BYTES, RemoveTemplate, SaveTemplate, remove_template, save_template
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
