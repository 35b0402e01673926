"""An SMTP server that misbehaves on demand; what it took is kept as bytes."""

from typing import Any, Self

from app.server.channels.email.smtp_server import SmtpServer, loopback


class MailServer:
    """``answers``: what the next letters are told, in order; ``"hang up"`` ends the connection after the letter.

    Without answers left it says 250. ``taken``: letters it said 250 to, or hung up on.
    """

    def __init__(self, *answers: str) -> None:
        self.answers = list(answers)
        self.taken: list[bytes] = []
        self.envelopes: list[tuple[str, list[str]]] = []
        self.connections = 0
        self._server = SmtpServer(loopback(), self, name="fake mail server")

    @property
    def port(self) -> int:
        """Where it listens."""
        return self._server.port

    def __enter__(self) -> Self:
        self._server.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.stop()

    async def handle_EHLO(
        self, server: Any, session: Any, envelope: Any, hostname: str, responses: list[str]
    ) -> list[str]:
        """Count connections."""
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        """Refuse the recipient when the next answer begins with RCPT."""
        if self.answers and self.answers[0].startswith("RCPT "):
            return self.answers.pop(0).removeprefix("RCPT ")
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        """Answer as told."""
        self.envelopes.append((envelope.mail_from, list(envelope.rcpt_tos)))
        answer = self.answers.pop(0) if self.answers else "250 Kept"
        if answer == "hang up":
            self.taken.append(envelope.content)
            server.transport.abort()
            return "250 nobody hears this"
        if answer.startswith("250"):
            self.taken.append(envelope.content)
        return answer
