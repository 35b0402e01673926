"""The chat inside other sites: the script they load, and the page in the frame it opens."""

import gzip
import hashlib
import json

from fastapi import Request, Response

from app.domain.origin import is_allowed, origin_of
from app.language.catalogue import Catalogue, marked
from app.resource import resource_folder
from app.server.channels.webchat.page import chat_html, find_page
from app.server.channels.webchat.settings import chat_settings
from app.server.parts import Parts
from app.server.router import Router
from app.server.web.page import page
from app.server.web.theme import colour

SCRIPT = "/widget.js"
SCRIPT_KEPT_S = 300
"""How long sites' visitors use a script without asking again: a new release is everywhere five minutes later."""

WORDS = {
    "open": marked("Chat with us"),
    "openWith": marked("Chat with {name}"),
    "openNew": marked("Chat with us, new messages: {count}"),
    "close": marked("Close the chat"),
    "frame": marked("Chat"),
    "away": marked("The chat cannot be shown on this site."),
    "apart": marked("Open it in a window of its own"),
}
"""Sentences of the launcher; everything else is said inside the frame."""

LOOKS = {"accent": "accent", "hover": "accent.hover", "on": "text.onAccent", "bg": "bg.surface", "text": "text.primary",
         "line": "border.strong", "badge": "danger", "ring": "focus.ring"}  # fmt: skip


def routes(parts: Parts) -> Router:
    """``/widget.js`` for any page, ``/chat/{slug}/frame`` for the sites on the inbox's list."""
    router = Router(include_in_schema=False)
    script = widget_script(parts.catalogues)
    packed, tag = gzip.compress(script, 9, mtime=0), f'"{hashlib.sha256(script).hexdigest()[:16]}"'

    @router.get(SCRIPT)
    def widget(request: Request) -> Response:
        headers = {
            "Cache-Control": f"public, max-age={SCRIPT_KEPT_S}",
            "ETag": tag,
            "Vary": "Accept-Encoding",
            "X-Content-Type-Options": "nosniff",
            "Cross-Origin-Resource-Policy": "cross-origin",
        }
        if request.headers.get("if-none-match") == tag:
            return Response(status_code=304, headers=headers)
        if "gzip" not in request.headers.get("accept-encoding", ""):
            return Response(script, headers=headers, media_type="text/javascript")
        return Response(packed, headers=headers | {"Content-Encoding": "gzip"}, media_type="text/javascript")

    @router.get("/chat/{slug}/frame")
    def frame(slug: str, request: Request, host: str = "", lang: str = "") -> Response:
        inbox, workspace = find_page(parts, slug)
        site = origin_of(host)
        allowed = is_allowed(site, chat_settings(inbox.settings).origins)
        html = chat_html(parts, inbox, workspace, request, lang, frame=True) if allowed else ""
        return page(html, 200 if allowed else 403, framed_by=site if allowed else "", packed=accepts_gzip(request))

    return router


def accepts_gzip(request: Request) -> bool:
    """Tell whether the browser unpacks gzip."""
    return "gzip" in request.headers.get("accept-encoding", "")


def widget_script(catalogues: dict[str, Catalogue]) -> bytes:
    """The launcher's script with its sentences and colours in it: one file, nothing else to fetch."""
    words = {
        code: {key: catalogue.gettext(sentence) for key, sentence in WORDS.items()}
        for code, catalogue in catalogues.items()
    }
    looks = [{key: colour(theme, name) for key, name in LOOKS.items()} for theme in ("light", "dark")]
    text = (resource_folder() / "web" / "widget.js").read_text("utf8")
    text = text.replace("__WORDS__", json.dumps(words, ensure_ascii=False, separators=(",", ":")))
    return text.replace("__LOOKS__", json.dumps(looks, separators=(",", ":"))).encode()
