"""What people's mail programs do besides writing: they pass letters on, ask for receipts, leave files in a cloud."""

from typing import Any

from app.language.cloud_link import cloud_links
from app.language.forwarded import forwarded_by
from app.server.channels.email.mime import ParsedMail
from app.server.channels.email.receipt import receipt_wish


def habits(mail: ParsedMail, text: str) -> dict[str, Any]:
    """What the log entry of a person's letter says of it; only what there is. Pure; never raises."""
    found: dict[str, Any] = {}
    wish = receipt_wish(mail)
    if wish is not None:
        found["receipt_to"] = wish.address[:320]
    author = forwarded_by(mail.subject[:300], text)
    if author is not None and author[1] not in {each.address.lower() for each in mail.from_}:
        found["forwarded"] = {"name": author[0], "address": author[1][:320]}
    links = cloud_links(text)
    if links:
        found["cloud"] = [{"cloud": it.cloud, "url": it.url, "name": it.name} for it in links]
    return found
