"""Which parts are the letter and which are attached to it (RFC 8621, section 4.1.4)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from app.server.channels.email.structure import Node


@dataclass(slots=True)
class Bodies:
    """Parts in the order they are read: the text version, the HTML version, what is attached."""

    text: list[Node] = field(default_factory=list)
    html: list[Node] = field(default_factory=list)
    attachments: list[Node] = field(default_factory=list)


def arrange(root: Node) -> Bodies:
    """Sort the leaves of a mail.

    A picture is always an attachment, so that it can be saved. A container whose boundary never occurs is shown as
    the text it is and kept as an attachment besides: nothing a customer sent may be lost.
    """
    bodies = Bodies()
    if root.content_type.startswith("multipart/") and not root.children:
        if root.end > root.start:
            bodies.attachments.append(root)
        root = replace(root, content_type="text/plain", boundary=b"")
    _walk([root], "mixed", None, bodies)
    return bodies


def _walk(parts: list[Node], kind: str, only: str | None, bodies: Bodies) -> None:
    """``only`` is ``text`` or ``html`` inside one branch of an alternative that has chosen."""
    texts, htmls = len(bodies.text), len(bodies.html)
    for at, part in enumerate(parts):
        if part.children:
            sub = part.content_type.partition("/")[2]
            inside = "any" if kind == "alternative" and sub != "alternative" else only
            _walk(part.children, sub, inside, bodies)
        elif part.boundary or part.content_type.startswith("multipart/"):
            bodies.attachments.append(part)
        elif _is_letter(part, at, kind):
            _place(part, kind, only, bodies)
        else:
            bodies.attachments.append(part)
    if kind == "alternative":
        if len(bodies.text) == texts:
            bodies.text += bodies.html[htmls:]
        elif len(bodies.html) == htmls:
            bodies.html += bodies.text[texts:]


def _is_letter(part: Node, at: int, kind: str) -> bool:
    if part.disposition == "attachment" or part.content_type not in {"text/plain", "text/html"}:
        return False
    return at == 0 or (kind != "related" and (not part.name or kind == "alternative"))


def _place(part: Node, kind: str, only: str | None, bodies: Bodies) -> None:
    """An alternative sends each type to its own version; elsewhere a part is read in both."""
    plain = part.content_type == "text/plain"
    both = kind != "alternative" and only is None
    if plain or both:
        bodies.text.append(part)
    if not plain or both:
        bodies.html.append(part)
