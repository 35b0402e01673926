"""The chat page: hosted at ``/chat/{slug}``, and the same page inside the frame of a site."""

import json
from typing import Any

from fastapi import Request, Response
from sqlalchemy import select

from app.language.named import in_language
from app.model.workspace import Inbox, Workspace
from app.server.channels.webchat.service import chat_page
from app.server.channels.webchat.settings import chat_settings, lines_in
from app.server.channels.webchat.text import sentences
from app.server.parts import Parts
from app.server.router import Router
from app.server.web.asset import asset_url
from app.server.web.language import language_of
from app.server.web.page import fill, page


def routes(parts: Parts) -> Router:
    """The page itself; what it asks afterwards is in ``routes``."""
    router = Router(include_in_schema=False)

    @router.get("/chat/{slug}")
    def chat(slug: str, request: Request, lang: str = "") -> Response:
        inbox, workspace = find_page(parts, slug)
        return page(chat_html(parts, inbox, workspace, request, lang))

    return router


def find_page(parts: Parts, slug: str) -> tuple[Inbox, Workspace]:
    """The inbox behind a page's address and its workspace. Raises ``Denied``: 404 ``not_found``."""
    with parts.database.read() as session:
        inbox = chat_page(session, slug)
        return inbox, session.scalars(select(Workspace).where(Workspace.id == inbox.ws)).one()


def chat_html(
    parts: Parts, inbox: Inbox, workspace: Workspace, request: Request, lang: str, *, frame: bool = False
) -> str:
    """The page in the visitor's language, the other one in it too.

    A ``frame`` has one language, no header and the system's font: every byte is loaded by somebody's shop.
    """
    language = language_of(lang, request.headers.get("accept-language", ""), workspace.locale)
    texts = {
        code: sentences(catalogue) | {"brand": in_language(workspace.names, workspace.name, code)} | _own(inbox, code)
        for code, catalogue in parts.catalogues.items()
    }
    if frame:
        texts = {language: texts[language]} if language in texts else texts
    settings = chat_settings(inbox.settings)
    shown = texts.get(language) or next(iter(texts.values()))
    return fill(
        "chat.html",
        {key: text for key, text in shown.items() if isinstance(text, str)}
        | {
            "lang": language,
            "slug": inbox.address,
            "brand": in_language(workspace.names, workspace.name, language),
            "kind": "frame" if frame else "page",
            "texts": json.dumps(texts, ensure_ascii=False, separators=(",", ":")),
            "consent": settings.consent,
            "policy_url": settings.policy_url,
            "theme_css": asset_url("chat-theme.css" if frame else "theme.css"),
            "kind_css": asset_url("frame.css" if frame else "font.css"),
            "base_css": asset_url("base.css"),
            "chat_css": asset_url("chat.css"),
            "chat_js": asset_url("chat.js"),
            "icon": asset_url("app-icon.svg"),
        },
    )


def _own(inbox: Inbox, language: str) -> dict[str, Any]:
    """What the company set for its page, by language: ``welcome``, ``suggestions``, ``contacts``."""
    own: dict[str, Any] = {
        "suggestions": lines_in(inbox.settings, "suggestions", language),
        "contactLines": lines_in(inbox.settings, "contacts", language),
    }
    welcome = lines_in(inbox.settings, "welcome", language)
    return own | ({"welcome": welcome[0]} if welcome else {})
