"""What a desk says of itself costs it nothing while nobody hears it."""

import time
from uuid import UUID

from app.client.clock import SystemClock
from app.client.sync.herald import ServerHerald
from app.client.sync.transport import Transport

NOBODY = "http://127.0.0.1:9"
PATIENCE_S = 30.0


def settle(herald: ServerHerald, told: list[str], count: int) -> None:
    """Until it has seen all that was asked of it, and the token was asked for so often."""
    end = time.monotonic() + PATIENCE_S
    while (herald._wake.is_set() or len(told) < count) and time.monotonic() < end:
        time.sleep(0.001)
    assert len(told) == count


def test_without_a_server_an_opened_request_asks_the_keyring_for_nothing() -> None:
    asked: list[str] = []
    transport = Transport(NOBODY, refresh_token=lambda: asked.append("token") or "r")  # type: ignore[func-returns-value]
    herald = ServerHerald(transport, SystemClock(), lambda told: None)
    herald.start()
    settle(herald, asked, 1)
    while herald._is_heard:
        time.sleep(0.001)
    for number in range(5):
        herald.look(UUID(int=number))
        herald.write(UUID(int=number))
        herald.claim(UUID(int=number))
        settle(herald, asked, 1)
    herald.answers()
    settle(herald, asked, 2)
    herald.stop()
    herald._thread.join(PATIENCE_S)
