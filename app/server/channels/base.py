"""The port of outgoing channels, where channels look for it."""

from app.server.delivery import Deliverer, Sender

__all__ = ["Deliverer", "Sender"]
