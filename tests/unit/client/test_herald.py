"""What a desk says of itself costs it nothing while nobody hears it."""

import time
from collections.abc import Callable
from uuid import UUID

from app.client.clock import SystemClock
from app.client.presence import Presence
from app.client.sync.herald import ServerHerald
from app.client.sync.renewal import RefreshToken
from app.client.sync.transport import Transport
from app.domain.work_state import WorkState
from app.protocol.poke import Here
from app.protocol.wire import decode

TALK = UUID(int=1)
NOBODY = "http://127.0.0.1:9"
PATIENCE_S = 30.0


class Counting(Transport):
    """Knows how often it was tried."""

    tries = 0

    def hint(self, path: str, body: bytes = b"") -> None:
        self.tries += 1
        super().hint(path, body)


def settle(herald: ServerHerald, transport: Counting, tries: int) -> None:
    """Until it has seen all that was asked of it, and the server was tried so often."""
    end = time.monotonic() + PATIENCE_S
    while (herald._wake.is_set() or transport.tries < tries) and time.monotonic() < end:
        time.sleep(0.001)
    assert transport.tries == tries


def test_without_a_server_an_opened_request_tries_nothing() -> None:
    transport = Counting(NOBODY, refresh_token=RefreshToken(lambda: "r"))
    herald = ServerHerald(transport, SystemClock(), lambda told: None)
    herald.start()
    settle(herald, transport, 1)
    while herald._is_heard:
        time.sleep(0.001)
    for number in range(5):
        herald.look(UUID(int=number), WorkState.AVAILABLE, anew=False)
        herald.write(UUID(int=number))
        herald.claim(UUID(int=number))
        settle(herald, transport, 1)
    herald.answers()
    settle(herald, transport, 2)
    herald.stop()
    herald._thread.join(PATIENCE_S)


class Hearing(Transport):
    """A server that hears."""

    def __init__(self) -> None:
        super().__init__(NOBODY, refresh_token=RefreshToken(lambda: "r"))
        self.heard: list[Here] = []

    def hint(self, path: str, body: bytes = b"") -> None:
        self.heard.append(decode(body, Here))


def test_what_one_does_goes_with_the_next_sign_and_makes_none_while_nothing_changes() -> None:
    transport, presence = Hearing(), Presence()
    herald = ServerHerald(transport, SystemClock(), lambda told: None)
    begun = herald._acts
    presence.look(TALK, WorkState.AVAILABLE, anew=True)  # the window was there first
    presence.herald = herald
    herald.start()
    wanted = [Here(conversation_id=TALK, state="available", acts=begun + 1)]
    wait_for(lambda: transport.heard == wanted)
    for _ in range(3):
        presence.look(TALK, WorkState.AVAILABLE)
        wait_for(lambda: not herald._wake.is_set())
    presence.look(None, WorkState.LUNCH, anew=True)
    wanted.append(Here(state="lunch", acts=begun + 2))
    wait_for(lambda: transport.heard == wanted)
    presence.look(None, WorkState.LUNCH, anew=True)  # said again, which counts where there are several desks
    wanted.append(Here(state="lunch", acts=begun + 3))
    wait_for(lambda: transport.heard == wanted)
    presence.look(TALK, WorkState.AVAILABLE)
    presence.look(None, WorkState.AVAILABLE)  # a request can go by itself: nobody has done anything
    wanted.append(Here(state="available", acts=begun + 4))
    wait_for(lambda: transport.heard[-1] == wanted[-1])
    herald.stop()
    herald._thread.join(PATIENCE_S)
    assert transport.heard[:3] == wanted[:3]


def wait_for(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.001)
