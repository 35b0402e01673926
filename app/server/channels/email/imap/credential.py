"""Credentials of a mailbox from the sealed secrets of its inbox."""

from dataclasses import dataclass, field
from uuid import UUID

from app.server.channels.email.access_token import AccessTokens
from app.server.channels.email.imap.trouble import PROVIDER_AWAY, TOKEN_REFUSED, WRONG_PASSWORD, MailboxTrouble
from app.server.channels.email.oauth import ProviderAway, TokenRefused


@dataclass(frozen=True, slots=True)
class SealedCredentials:
    """Implements ``Credentials`` for one inbox: its password, or tokens that are refreshed when they run out.

    Equal when a person has changed nothing: ``refusal``, why the provider gave no more tokens, goes with a new sign-in.
    """

    ws: UUID
    inbox_id: UUID
    secret: str = field(repr=False)
    refusal: str
    tokens: AccessTokens = field(repr=False, compare=False)

    def password(self) -> str:
        """The kept one. Raises ``wrong_password``: none was kept."""
        if not self.secret:
            raise MailboxTrouble(WRONG_PASSWORD, "no password was entered")
        return self.secret

    def access_token(self, refused: str = "") -> str:
        """A token that is still good. Raises ``token_refused`` or ``provider_away``."""
        try:
            return self.tokens.token(self.ws, self.inbox_id, not_this=refused)
        except TokenRefused as error:
            raise MailboxTrouble(TOKEN_REFUSED, error.said) from error
        except ProviderAway as error:
            raise MailboxTrouble(PROVIDER_AWAY, error.said) from error
