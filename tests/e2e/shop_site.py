"""A foreign site on a port of its own that embeds the chat by one tag, as a customer's shop does."""

import hashlib
import hmac
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from playwright.sync_api import Page, Request, expect

LOADED = {"script", "document", "stylesheet", "image", "font"}
POLICY = "default-src 'none'; script-src {chat}; frame-src {chat}; style-src 'none'"
"""A careful shop lets nothing in but the chat: no inline style, no inline script."""


def signed(secret: str, at: float | None = None, **user: str) -> dict[str, str]:
    """The tag's attributes for a user, as the shop's own server makes them."""
    text = json.dumps(user | {"at": int(time.time() if at is None else at)}, ensure_ascii=False)
    return {"data-user": text, "data-signature": hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()}


class ShopSite:
    """Serves one page; ``attributes`` of the tag may change between loads."""

    def __init__(self, chat: str, host: str) -> None:
        self.attributes: dict[str, str] = {"data-inbox": "shop"}
        self.chat = chat
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                data = site.html().encode()
                self.send_response(200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Security-Policy", POLICY.format(chat=chat))
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_: object) -> None:
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://{host}:{self.server.server_address[1]}"

    def html(self) -> str:
        """The shop's page."""
        tag = " ".join(f'{name}="{escape(value, quote=True)}"' for name, value in self.attributes.items())
        script = f'<script src="{self.chat}/widget.js" {tag} async></script>'
        return (
            f'<!doctype html><html lang="ru"><head><meta charset="utf-8"><title>Лавка</title>'
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            f"{script}</head><body><h1>Лавка</h1><p>Светильники и лампы.</p></body></html>"
        )


def loaded_bytes(page: Page, shop: ShopSite) -> dict[str, int]:
    """Bodies as they came over the wire until the opened chat is ready, by address: script, frame, styles, icons.

    What the chat says (session, history) is not counted.
    """
    answers: list[Request] = []
    page.on("requestfinished", lambda it: answers.append(it) if it.url.startswith(shop.chat) else None)
    page.goto(shop.url)
    page.locator("deskhand-chat button").click()
    frame = page.frame_locator("deskhand-chat iframe")
    expect(frame.locator("#text")).to_be_editable()
    frame.locator("body").evaluate("() => new Promise((done) => setTimeout(done, 500))")  # icons come last
    return {it.url: it.sizes()["responseBodySize"] for it in answers if it.resource_type in LOADED}


@contextmanager
def shop_site(chat: str, host: str = "localhost") -> Iterator[ShopSite]:
    """A running shop. ``localhost`` is another site than ``127.0.0.1`` to a browser, not only another origin."""
    site = ShopSite(chat, host)
    thread = threading.Thread(target=site.server.serve_forever, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        site.server.shutdown()
        thread.join()
        site.server.server_close()
