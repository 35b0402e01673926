"""An address of a request opens it: in the window that is there, or as soon as there is a desk."""

from uuid import UUID

from tests.ui.talk import MARINA, VECTOR, talk_of
from ui.addressee import Addressee
from ui.instance import Instance, name_of, raise_first
from ui.talk_link import link_to


def test_a_second_start_hands_its_address_to_the_first(qtbot, tmp_path):
    name = name_of(str(tmp_path))
    first = Instance(name)
    heard: list[str] = []
    first.asked.connect(heard.append)
    with qtbot.waitSignal(first.asked):
        assert raise_first(name, "deskhand://request/x")
    with qtbot.waitSignal(first.raised):
        assert raise_first(name)
    assert heard == ["deskhand://request/x"]
    first.close()
    assert not raise_first(name, "x")


def test_an_address_opens_its_request_and_stands_on_its_message(window, desk):
    addressee = Addressee(window, window)
    talk = talk_of(desk, MARINA)
    addressee.open(link_to(talk.id, talk.entries[2].entry_id))
    assert window.desk_view.navigator.open_id == talk.id
    pane = window.desk_view.screens.conversation
    assert pane._model.item(pane.timeline.currentIndex().row()).entry.entry_id == talk.entries[2].entry_id
    addressee.open("https://example.com/" + str(UUID(int=1)))
    assert window.desk_view.navigator.open_id == talk.id
    addressee.open(link_to(talk_of(desk, VECTOR).id))
    assert window.desk_view.navigator.open_id == talk_of(desk, VECTOR).id
