"""A page: a template of our own, filled with escaped text, under a policy that runs nothing foreign."""

import gzip
from functools import cache
from html import escape
from string import Template

from fastapi import Response

from app.resource import resource_folder

POLICY = "; ".join(
    [
        "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' blob:", "font-src 'self'",
        "connect-src 'self'", "base-uri 'none'", "form-action 'none'",
    ]
)  # fmt: skip
"""No inline script, no inline style, nothing from elsewhere."""

HEADERS = {
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


def fill(template: str, texts: dict[str, str]) -> str:
    """A template of ``resources/web`` with every ``$name`` replaced by its text, escaped for HTML."""
    return _template(template).substitute({name: escape(text, quote=True) for name, text in texts.items()})


def page(html: str, status: int = 200, *, framed_by: str = "", packed: bool = False) -> Response:
    """HTML as an answer with the policy; only the site of the origin ``framed_by`` may show it in a frame.

    ``packed``: as gzip.
    """
    policy = "; ".join([POLICY, "frame-ancestors " + (framed_by or "'none'")])
    headers = HEADERS | {"Content-Security-Policy": policy, "Vary": "Accept-Encoding"}
    if not packed:
        return Response(html, status, headers=headers, media_type="text/html")
    data = gzip.compress(html.encode(), 9, mtime=0)
    return Response(data, status, headers=headers | {"Content-Encoding": "gzip"}, media_type="text/html")


@cache
def _template(name: str) -> Template:
    return Template((resource_folder() / "web" / name).read_text("utf8"))
