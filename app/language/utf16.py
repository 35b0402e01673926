"""Places in a text as Qt counts them: in UTF-16, where a smiley is two."""


def place(text: str, index: int) -> int:
    """Where the letter at ``index`` stands."""
    return len(text[:index].encode("utf-16-le")) // 2


def index(text: str, place: int) -> int:
    """Which letter stands there."""
    return len(text.encode("utf-16-le")[: 2 * place].decode("utf-16-le", "ignore"))
