"""How joined channels join a server."""

from app.domain.channel import JOINED
from app.server.channels.email.secret import PURPOSE, InboxSecrets
from app.server.channels.joined.intake import ChannelIntake
from app.server.channels.joined.routes import Door, routes
from app.server.channels.joined.sender import WebhookSender
from app.server.outside import Outside
from app.server.parts import Parts


def connect(parts: Parts) -> None:
    """Add the endpoints, and the way out for every channel that another program may join."""
    secrets = InboxSecrets(parts.key.derive(PURPOSE))
    parts.routers.append(lambda: routes(parts, ChannelIntake(parts.uow), Door(parts, secrets)))
    sender = WebhookSender(parts.database, parts.uow, parts.clock, secrets, Outside(parts.config.reachable))
    parts.senders |= dict.fromkeys(JOINED, sender)
