"""The refresh token of a desk, and the one it wishes for next: whose answer is lost stays signed in."""

import secrets
from collections.abc import Callable

from app.protocol.auth import Refresh, Tokens

_BYTES = 32


class RefreshToken:
    """What a vault keeps of a sign-in under one name: the token, and behind a space the next one while it is asked for.

    The next one is kept before it is sent. Whatever becomes of the answer, the same is asked for again, by a program
    started anew as well: whoever holds both tokens is no thief, however long the network was away (decisions/0074).
    """

    def __init__(
        self, read: Callable[[], str | None] = lambda: None, write: Callable[[str], None] = lambda kept: None
    ) -> None:
        self._read = read
        self._write = write

    def wish(self) -> Refresh | None:
        """What is asked of the server; None when nobody is signed in."""
        token, _, following = (self._read() or "").partition(" ")
        if not token:
            return None
        if not following:
            following = secrets.token_urlsafe(_BYTES)
            self._write(f"{token} {following}")
        return Refresh(refresh=token, next=following)

    def keep(self, tokens: Tokens) -> None:
        """What the server gave, before it is needed again; an older server gives another than was wished for."""
        self._write(tokens.refresh)
