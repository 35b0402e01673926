"""Says to the server that the operator is writing; nobody waits for it, nobody misses it."""

import threading
from collections.abc import Callable
from uuid import UUID

from app.client.sync.transport import Transport
from app.protocol.versions import TYPING_PATH


def typing_sender(transport: Transport) -> Callable[[UUID], None]:
    """What sends the sign for a conversation, each from a thread of its own."""

    def send(conversation_id: UUID) -> None:
        path = TYPING_PATH.format(conversation_id=conversation_id)
        threading.Thread(target=transport.hint, args=(path,), name="deskhand-typing", daemon=True).start()

    return send
