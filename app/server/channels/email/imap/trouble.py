"""What can be wrong with a mailbox: one code for each, that the desk has words for."""

UNREACHABLE = "unreachable"
"""No connection: a wrong host or port, no network, the server is off."""

CERTIFICATE = "certificate"
"""The server's certificate is expired, self-signed, or made for another name."""

WRONG_PASSWORD = "wrong_password"
"""The server does not know this user with this password."""

TOKEN_REFUSED = "token_refused"
"""The permission of the provider has ended or was taken back: somebody must sign in there again."""

PROVIDER_AWAY = "provider_away"
"""Whoever gives out access tokens does not answer; tried again."""

NEEDS_TLS = "needs_tls"
"""The server takes no password without encryption."""

NO_FOLDER = "no_folder"
"""A folder that was chosen is not there any more."""

QUOTA = "quota"
"""The mailbox is full."""

THROTTLED = "throttled"
"""The provider asks for patience: too many connections or commands."""

AWAY = "away"
"""The server answers, but not now, or not as it should: try later."""

CODES = frozenset(
    {
        UNREACHABLE, CERTIFICATE, WRONG_PASSWORD, TOKEN_REFUSED, PROVIDER_AWAY, NEEDS_TLS, NO_FOLDER, QUOTA, THROTTLED,
        AWAY,
    }
)  # fmt: skip

MAX_SAID = 300


class MailboxTrouble(Exception):
    """A condition of a mailbox. ``code``: one of ``CODES``; ``said``: the server's own words, for whoever helps."""

    def __init__(self, code: str, said: str = "") -> None:
        super().__init__(f"{code}: {said}")
        self.code = code
        self.said = " ".join(said.split())[:MAX_SAID]
