"""The hosted chat page ``/chat/{slug}``."""

import json
from typing import Any

from fastapi import APIRouter, Request, Response
from sqlalchemy import select

from app.language.catalogue import Catalogue
from app.model.workspace import Inbox, Workspace
from app.server.channels.webchat.service import chat_page
from app.server.channels.webchat.text import sentences
from app.server.parts import Parts
from app.server.web.asset import asset_url
from app.server.web.language import language_of
from app.server.web.page import fill, page

MAX_SUGGESTIONS = 4


def routes(parts: Parts) -> APIRouter:
    """The page itself; what it asks afterwards is in ``routes``."""
    router = APIRouter(include_in_schema=False)

    @router.get("/chat/{slug}")
    def chat(slug: str, request: Request, lang: str = "") -> Response:
        with parts.database.read() as session:
            inbox = chat_page(session, slug)
            workspace = session.scalars(select(Workspace).where(Workspace.id == inbox.ws)).one()
        language = language_of(lang, request.headers.get("accept-language", ""), workspace.locale)
        return page(_html(inbox, workspace, language, parts.catalogues))

    return router


def _html(inbox: Inbox, workspace: Workspace, language: str, catalogues: dict[str, Catalogue]) -> str:
    texts = {code: sentences(catalogue) | _own(inbox, code) for code, catalogue in catalogues.items()}
    shown = texts.get(language) or next(iter(texts.values()))
    return fill(
        "chat.html",
        {key: text for key, text in shown.items() if isinstance(text, str)}
        | {
            "lang": language,
            "slug": inbox.address,
            "brand": workspace.name,
            "texts": json.dumps(texts, ensure_ascii=False),
            "theme_css": asset_url("theme.css"),
            "base_css": asset_url("base.css"),
            "chat_css": asset_url("chat.css"),
            "chat_js": asset_url("chat.js"),
            "icon": asset_url("app-icon.svg"),
        },
    )


def _own(inbox: Inbox, language: str) -> dict[str, Any]:
    """What the company set for its page: ``welcome`` {language: text}, ``suggestions`` {language: [text]}."""
    own: dict[str, Any] = {"suggestions": []}
    welcome = _in(inbox.settings.get("welcome"), language)
    if isinstance(welcome, str) and welcome:
        own["welcome"] = welcome
    suggestions = _in(inbox.settings.get("suggestions"), language)
    if isinstance(suggestions, list):
        own["suggestions"] = [str(it) for it in suggestions][:MAX_SUGGESTIONS]
    return own


def _in(values: Any, language: str) -> Any:
    return values.get(language) if isinstance(values, dict) else None
