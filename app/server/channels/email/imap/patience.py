"""How long to leave a mailbox alone after a trouble: decorrelated jitter, longer where asking again does harm."""

import random

from app.server.channels.email.imap.trouble import (
    CERTIFICATE,
    NEEDS_TLS,
    NO_FOLDER,
    THROTTLED,
    TOKEN_REFUSED,
    WRONG_PASSWORD,
)

SHORT = (1.0, 300.0)
"""Seconds at least and at most: the network, a restart."""

PERSON = (60.0, 900.0)
"""Somebody must do something; what they change in our settings is tried at once."""

CAREFUL = (300.0, 3_600.0)
"""Providers lock accounts that try wrong passwords."""

_BY_CODE = {
    CERTIFICATE: PERSON, NEEDS_TLS: PERSON, NO_FOLDER: PERSON, THROTTLED: PERSON,
    WRONG_PASSWORD: CAREFUL, TOKEN_REFUSED: CAREFUL,
}  # fmt: skip


class Patience:
    """Waits of one mailbox."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._last_s = 0.0
        self.troubles = 0

    def after_trouble(self, code: str) -> float:
        """Seconds to wait. After something short that has just worked: nearly none, the first time."""
        self.troubles += 1
        least, most = _BY_CODE.get(code, SHORT)
        if self.troubles == 1 and (least, most) == SHORT:
            return self._chance.uniform(0.1, 0.5)
        self._last_s = min(most, self._chance.uniform(least, max(least, self._last_s * 3)))
        return self._last_s

    def after_success(self) -> None:
        """Forget the troubles."""
        self.troubles, self._last_s = 0, 0.0
