"""Brings the administration of inboxes into a server process."""

from typing import TYPE_CHECKING

from app.server.parts import Parts

if TYPE_CHECKING:
    from app.server.inboxes.office import InboxOffice


def connect(parts: Parts) -> None:
    """Add the endpoints."""
    from app.server.channels.email.connect import inbox_secrets
    from app.server.inboxes.routes import change_routes, look_routes, settings_routes, sign_in_routes

    office, secrets = office_of(parts), inbox_secrets(parts)
    parts.routers += [lambda: sign_in_routes(parts, office), lambda: look_routes(parts, office)]
    parts.routers += [lambda: change_routes(parts, office, secrets), lambda: settings_routes(parts, office, secrets)]


def office_of(parts: Parts) -> "InboxOffice":
    """The administration of inboxes over the parts of a process."""
    from app.server.channels.email.connect import access_tokens, inbox_secrets
    from app.server.channels.email.provider import load_providers
    from app.server.inboxes.office import InboxOffice
    from app.server.inboxes.sign_in import STATE_PURPOSE, SignIns

    secrets, providers = inbox_secrets(parts), load_providers(parts.config.folder)
    state_key = parts.key.derive(STATE_PURPOSE)
    sign_ins = SignIns(parts.uow, parts.database, secrets, providers, parts.clock, state_key)
    return InboxOffice(parts, secrets, providers, access_tokens(parts), sign_ins)
