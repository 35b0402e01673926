"""Ways by which a customer reaches us, and what may be written through each."""

from enum import StrEnum


class Channel(StrEnum):
    """The channel of an inbox, a conversation, an identity or a message."""

    EMAIL = "email"
    CHAT = "chat"
    PHONE = "phone"
    TELEGRAM = "telegram"
    WHATSAPP = "whatsapp"
    VK = "vk"
    SOCIAL = "social"
    MESSENGER = "messenger"


INSTANT = frozenset({Channel.CHAT, Channel.TELEGRAM, Channel.WHATSAPP, Channel.VK, Channel.MESSENGER})
"""Channels in which the customer waits at the other end: short texts, no undo time."""


JOINED = frozenset({Channel.TELEGRAM, Channel.WHATSAPP, Channel.VK, Channel.SOCIAL, Channel.MESSENGER})
"""Channels that another program joins through the channel API."""


def undo_ms(channel: Channel) -> int:
    """Milliseconds a sent reply waits on the desk for its undo: 8 s for mail, none where the customer is waiting."""
    return 8_000 if channel is Channel.EMAIL else 0
