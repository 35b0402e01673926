"""Who is writing: from a real desk to a real visitor's stream and back, and nothing of it in any table."""

import threading
from contextlib import suppress
from uuid import UUID

import requests
from urllib3.exceptions import HTTPError

from app.domain.work_state import WorkState
from app.model.identifier import new_id
from tests.sync.conftest import is_live, wait_for


class Visitor:
    """The chat page's requests and its stream."""

    def __init__(self, url: str) -> None:
        self.api = url + "/chat/api"
        session = requests.post(self.api + "/session", json={"slug": "shop"}, timeout=30).json()
        self.headers = {"Authorization": f"Bearer {session['token']}"}
        self.heard: list[bytes] = []
        self._stream = requests.get(self.api + "/stream", headers=self.headers, stream=True, timeout=30)
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def post(self, path: str, **body: object) -> requests.Response:
        return requests.post(self.api + path, json=body, headers=self.headers, timeout=30)

    def leave(self) -> None:
        self._stream.raw.shutdown()
        self._thread.join(10)
        self._stream.close()

    def _listen(self) -> None:
        with suppress(HTTPError):  # it ends in the middle when the visitor leaves
            for line in iter(self._stream.raw.readline, b""):
                self.heard.append(line)


def test_both_sides_see_who_is_writing(server, station):
    desk = station("anna").open()
    heard: list[tuple[UUID, int]] = []
    desk.presence.listen(lambda *event: heard.append(event))
    visitor = Visitor(server.url)
    visitor.post("/messages", id=str(new_id()), text="Здравствуйте")
    wait_for(lambda: is_live(desk) and desk.queries.rail()[1].total == 1, "the request on the desk")
    (talk,) = (it for it in desk.queries.conversation_ids(desk.queries.rail()[1].view))
    visitor.post("/typing")
    wait_for(lambda: heard == [(talk, 6)], "the visitor writes")
    desk.presence.say(talk)
    wait_for(lambda: b"event: typing\n" in visitor.heard, "the operator writes")
    assert any(b'"Anna"' in line for line in visitor.heard)
    visitor.leave()


def test_a_sign_of_writing_without_a_server_is_lost_in_silence(server, station):
    desk = station("anna").open()
    talk = server.write("Марина", "Где мой заказ?")
    wait_for(lambda: is_live(desk), "a live desk")
    server.stop()
    desk.presence.say(talk)
    wait_for(lambda: not any(it.name == "deskhand-typing" for it in threading.enumerate()), "the sign is given up")


def test_a_colleague_sees_lunch_at_once_and_after_each_reconnect_what_is_so_then(server, station):
    anna, denis = station("anna").open(), station("denis").open()
    wait_for(lambda: is_live(anna) and is_live(denis), "two live desks")
    who, other = server.users["anna"], server.users["denis"]
    anna.presence.look(None, WorkState.AVAILABLE, anew=True)
    wait_for(lambda: denis.presence.state(who) == "available", "anna is at work")
    anna.presence.look(None, WorkState.LUNCH, anew=True)
    wait_for(lambda: denis.presence.state(who) == "lunch", "anna is at lunch")
    wait_for(lambda: anna.presence.state(other) == "available", "denis is at work")
    server.stop()
    wait_for(lambda: denis.presence.state(who) is None, "who does not hear does not know")
    anna.presence.look(None, WorkState.MEETING, anew=True)
    server.start()
    anna.sync_now()
    denis.sync_now()
    wait_for(lambda: denis.presence.state(who) == "meeting", "anna is in a meeting now")
