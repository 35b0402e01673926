"""The first page of a trial: where to write as a customer, and where to look."""

from fastapi import Request, Response
from sqlalchemy import select

from app.domain.channel import Channel
from app.language.named import in_language
from app.model.workspace import Inbox, Workspace
from app.server.parts import Parts
from app.server.router import Router
from app.server.web.asset import asset_url
from app.server.web.language import language_of
from app.server.web.page import fill, page


def connect(parts: Parts) -> None:
    """Add ``/`` to a trial; a server for customers has no such page."""
    if parts.config.trial:
        parts.routers.append(lambda: routes(parts))


def routes(parts: Parts) -> Router:
    """``/``."""
    router = Router(include_in_schema=False)

    @router.get("/")
    def first(request: Request, lang: str = "") -> Response:
        with parts.database.read() as session:
            inbox = session.scalar(select(Inbox).where(Inbox.channel == Channel.CHAT).order_by(Inbox.ws, Inbox.id))
            workspace = session.scalar(select(Workspace).order_by(Workspace.id))
        locale = workspace.locale if workspace is not None else "en"
        language = language_of(lang, request.headers.get("accept-language", ""), locale)
        _ = parts.catalogues[language].gettext
        texts = {
            "title": _("Deskhand, the trial"),
            "lead": _("Be the customer for a moment. What you write appears in the window of the operator."),
            "chat": _("Write in the web chat"),
            "chat_note": _("The page your customers see. The answer appears there."),
            "mail": _("Read the mail that was sent"),
            "mail_note": _("In a trial no letter leaves this computer. All of them lie here."),
            "docs": _("Description of the interface"),
            "docs_note": _("For programs: every endpoint of this server."),
        }
        addresses = {
            "lang": language,
            "brand": "Deskhand" if workspace is None else in_language(workspace.names, workspace.name, language),
            "chat_url": f"/chat/{inbox.address}" if inbox is not None else "/docs",
        }
        sheets = {
            "theme_css": "theme.css",
            "base_css": "base.css",
            "font_css": "font.css",
            "trial_css": "trial.css",
            "icon": "app-icon.svg",
        }
        return page(fill("trial.html", texts | addresses | {key: asset_url(it) for key, it in sheets.items()}))

    return router
