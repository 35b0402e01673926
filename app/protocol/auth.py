"""Messages of sign-in."""

from datetime import datetime
from uuid import UUID

from app.protocol.wire import Message


class SignIn(Message, frozen=True):
    """Sign in on a desk; ``client`` is None on the first sign-in of an installation, which registers it.

    Either ``email`` and ``password``, or the one-time ``secret`` a trial server printed for its own desktop.
    """

    email: str = ""
    password: str = ""
    secret: str = ""
    client: UUID | None = None
    device: str = ""


class Refresh(Message, frozen=True):
    """Change a refresh token for new tokens.

    ``next``: the secret that the desk wishes to have in its place, 43 to 128 letters of base64url, and has kept. When
    the answer is lost the same wish is good again at any time; without ``next`` the old token is, for 30 s.
    """

    refresh: str
    next: str = ""


class Tokens(Message, frozen=True):
    """Who signed in, where, and the tokens: access for 15 minutes, refresh for 30 days."""

    access: str
    refresh: str
    access_expires_at: datetime
    server_id: UUID
    ws: UUID
    workspace: str
    user_id: UUID
    user_name: str
    client: UUID
    locale: str = ""  # of the user, as the server had it at this sign-in
    timezone: str = ""  # of the workspace, IANA
    recovery_key: str = ""  # public: the desk seals its outbox key for whoever has the private half
    names: dict[str, str] = {}  # of the workspace, by language
