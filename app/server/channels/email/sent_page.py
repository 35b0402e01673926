"""``/trial/mail``: the letters a trial sent, as a list, one as text, its raw bytes, and as JSON."""

import html
import json
from collections.abc import Callable
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from fastapi import Request, Response
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from app.language.catalogue import Catalogue
from app.model.account import SentMail
from app.model.workspace import Workspace
from app.server.channels.email.mime import parse_mail
from app.server.router import Router

PATH = "/trial/mail"
MAX_SHOWN = 500
MAX_TEXT = 200_000

_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
_STYLE = """:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
table { border-collapse: collapse; width: 100% }
th, td { text-align: left; padding: .4rem .6rem; border-bottom: 1px solid #8884; vertical-align: top }
pre { white-space: pre-wrap; overflow-wrap: anywhere; font: inherit }
dt { float: left; min-width: 8rem; opacity: .7 } dd { margin: 0 0 .2rem 8rem; overflow-wrap: anywhere }
"""


def routes(sessions: sessionmaker[Session], catalogues: dict[str, Catalogue]) -> Router:
    """Pages that only a trial has; letters are escaped text, never markup."""
    router = Router(include_in_schema=False)

    def words_of(request: Request) -> Catalogue:
        russian = request.headers.get("accept-language", "").lower().startswith("ru")
        return catalogues["ru" if russian and "ru" in catalogues else "en"]

    @router.get(PATH)
    def listed(request: Request) -> Response:
        return _page(_list(_letters(sessions), words_of(request), _zone(sessions)), words_of(request))

    @router.get(PATH + ".json")
    def as_json() -> Response:
        found = [_as_json(letter) for letter in _letters(sessions)]
        return Response(json.dumps(found, ensure_ascii=False), media_type="application/json", headers=_HEADERS)

    @router.get(PATH + "/style.css")
    def style() -> Response:
        return Response(_STYLE, media_type="text/css", headers=_HEADERS)

    @router.get(PATH + "/{letter_id}")
    def one(letter_id: str, request: Request) -> Response:
        return _with(sessions, letter_id, lambda letter: _page(_one(letter, words_of(request)), words_of(request)))

    @router.get(PATH + "/{letter_id}/raw")
    def raw(letter_id: str) -> Response:
        headers = _HEADERS | {"Content-Disposition": "attachment; filename=letter.eml"}
        return _with(
            sessions, letter_id, lambda letter: Response(letter.raw, media_type="message/rfc822", headers=headers)
        )

    return router


def _zone(sessions: sessionmaker[Session]) -> ZoneInfo:
    """The zone of the trial's workspace: the page reads like the clock of those who wrote the letters."""
    with sessions() as session:
        name = session.scalar(select(Workspace.timezone).order_by(Workspace.id).limit(1))
    try:
        return ZoneInfo(name or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def _letters(sessions: sessionmaker[Session]) -> list[SentMail]:
    """The newest first."""
    with sessions() as session:
        return list(session.scalars(select(SentMail).order_by(SentMail.at.desc(), SentMail.id.desc()).limit(MAX_SHOWN)))


def _with(sessions: sessionmaker[Session], letter_id: str, answer: Callable[[SentMail], Response]) -> Response:
    try:
        key = UUID(letter_id)
    except ValueError:
        return Response(status_code=404, headers=_HEADERS)
    with sessions() as session:
        letter = session.get(SentMail, key)
    return Response(status_code=404, headers=_HEADERS) if letter is None else answer(letter)


def _as_json(letter: SentMail) -> dict[str, object]:
    mail = parse_mail(letter.raw)
    return {
        "id": str(letter.id),
        "at": letter.at.isoformat(),
        "sender": letter.sender,
        "recipients": letter.recipients["to"],
        "subject": mail.subject,
        "message_id": mail.message_id,
        "in_reply_to": list(mail.in_reply_to),
        "references": list(mail.references),
        "reply_to": [each.address for each in mail.reply_to],
        "text": mail.body_text[:MAX_TEXT],
        "attachments": [part.name for part in mail.attachments],
        "automatic": mail.headers.get("auto-submitted") not in ("", "no"),
        "raw": f"{PATH}/{letter.id}/raw",
    }


def _list(letters: list[SentMail], words: Catalogue, zone: ZoneInfo) -> str:
    if not letters:
        return f"<p>{html.escape(words.gettext('No letter has been sent yet.'))}</p>"
    rows = "".join(
        f"<tr><td>{_at(letter, zone)}</td><td>{html.escape(', '.join(letter.recipients['to']))}</td>"
        f'<td><a href="{PATH}/{letter.id}">{html.escape(_subject(letter, words))}</a></td></tr>'
        for letter in letters
    )
    sent_at = words.gettext("Sent at ({zone})").format(zone=zone.key)
    names = (sent_at, words.gettext("Recipient"), words.gettext("Subject"))
    head = "".join(f"<th>{html.escape(name)}</th>" for name in names)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _one(letter: SentMail, words: Catalogue) -> str:
    mail = parse_mail(letter.raw)
    fields = "".join(
        f"<dt>{html.escape(name)}</dt><dd>{html.escape(value)}</dd>"
        for name in ("From", "To", "Cc", "Reply-To", "Subject", "Date", "Message-ID", "In-Reply-To", "References")
        if (value := mail.headers.text(name))
    )
    names = "".join(f"<li>{html.escape(part.name)}</li>" for part in mail.attachments)
    back, source = words.gettext("All letters"), words.gettext("The letter as it was sent")
    return (
        f'<p><a href="{PATH}">{html.escape(back)}</a> · <a href="{PATH}/{letter.id}/raw">{html.escape(source)}</a></p>'
        f"<dl>{fields}</dl><pre>{html.escape(mail.body_text[:MAX_TEXT])}</pre>" + (f"<ul>{names}</ul>" if names else "")
    )


def _page(content: str, words: Catalogue) -> Response:
    title = html.escape(words.gettext("Letters this trial has sent"))
    page = (
        f'<!DOCTYPE html><html lang="{words.language}"><head><meta charset="utf-8"><title>{title}</title>'
        '<meta name="viewport" content="width=device-width"><link rel="stylesheet" href="/trial/mail/style.css"></head>'
        f"<body><h1>{title}</h1>{content}</body></html>"
    )
    return Response(page, media_type="text/html; charset=utf-8", headers=_HEADERS)


def _at(letter: SentMail, zone: ZoneInfo) -> str:
    return letter.at.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S")


def _subject(letter: SentMail, words: Catalogue) -> str:
    return parse_mail(letter.raw).subject or words.gettext("(no subject)")
