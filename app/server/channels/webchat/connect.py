"""How web chat joins a server."""

from app.domain.channel import Channel
from app.server.channels.email.secret import PURPOSE as SECRETS
from app.server.channels.email.secret import InboxSecrets
from app.server.channels.webchat import frame, page, presence
from app.server.channels.webchat.file import PURPOSE as LINK_PURPOSE
from app.server.channels.webchat.file import ChatFiles, LinkSigner
from app.server.channels.webchat.file_routes import FILES
from app.server.channels.webchat.limits import StrangerLimits
from app.server.channels.webchat.routes import API, endpoints
from app.server.channels.webchat.sender import ChatSender
from app.server.channels.webchat.service import ChatService
from app.server.channels.webchat.stream import ChatStream
from app.server.channels.webchat.token import PURPOSE, VisitorSigner
from app.server.parts import Parts
from app.server.web import asset


def connect(parts: Parts) -> None:
    """Add the chat page, its endpoints, its stream and the way out to a server that has not started yet."""
    signer = VisitorSigner(parts.key.derive(PURPOSE))
    files = ChatFiles(LinkSigner(parts.key.derive(LINK_PURPOSE)), f"{FILES}/")
    service = ChatService(parts, signer, InboxSecrets(parts.key.derive(SECRETS)))
    limits = StrangerLimits(parts.clock)
    parts.routers += [asset.routes, lambda: endpoints(parts, service, files, limits)]
    parts.routers += [lambda: page.routes(parts), lambda: frame.routes(parts), lambda: presence.routes(parts)]
    parts.streams[API + "/stream"] = ChatStream(parts.hub, signer, parts.clock, limits)
    parts.senders[Channel.CHAT] = ChatSender(parts.uow, parts.hub)
