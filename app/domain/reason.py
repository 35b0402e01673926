"""Why something did not happen, as data: every reader words it in their own language."""


class Reason(str):
    """A code, and what its sentence needs. Everywhere else it is the code alone.

    The sentences are ``app.language.delivery_words``.
    """

    data: dict[str, str]

    def __new__(cls, code: str, **data: str) -> "Reason":
        """``data``: names of the sentence's gaps with what stands in them; foreign text, shown as plain text only."""
        made = super().__new__(cls, code)
        made.data = data
        return made


def data_of(reason: str) -> dict[str, str]:
    """What a reason's sentence needs; nothing for a bare code."""
    return dict(reason.data) if isinstance(reason, Reason) else {}
