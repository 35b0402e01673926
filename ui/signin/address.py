"""A server's address as people type it."""


def full_address(typed: str) -> str:
    """``help.example`` becomes ``https://help.example``; what has a scheme stays as it is."""
    address = typed.strip().rstrip("/")
    if not address or "://" in address:
        return address
    return f"http://{address}" if is_loopback(address) else f"https://{address}"


def is_loopback(address: str) -> bool:
    """Whether the server is this computer, with or without the scheme."""
    return address.removeprefix("http://").startswith(("127.", "localhost", "[::1]"))


def is_encrypted(address: str) -> bool:
    """Whether nobody on the way reads what goes there: this computer needs no cipher to talk to itself."""
    return not address.startswith("http://") or is_loopback(address)
