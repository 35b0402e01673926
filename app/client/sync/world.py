"""What the network can do to us, converted once at the transport."""


class Offline(Exception):
    """The server cannot be reached, or something else answered in its place; nothing is known to be applied."""

    def __init__(self, reason: str, retry_after: float = 0.0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.retry_after = retry_after


class Portal(Offline):
    """Something else than a Deskhand server answered: this network wants to be signed in to first."""


class AuthExpired(Exception):
    """The person has to sign in again; everything unsent is kept."""


class Revoked(Exception):
    """This device may no longer read: the cache is deleted, the outbox stays encrypted."""


class TooOld(Exception):
    """The server pulls only for newer versions of the desk; it still takes what is unsent."""


class Gap(Exception):
    """The server expects another number next."""

    def __init__(self, expected: int) -> None:
        super().__init__(f"expected {expected}")
        self.expected = expected
