"""The port of outgoing channels, where channels look for it."""

from app.server.delivery import MAX_ATTEMPTS, Deliverer, Sender

__all__ = ["MAX_ATTEMPTS", "Deliverer", "Sender"]
