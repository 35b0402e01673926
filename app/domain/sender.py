"""What may be said of a sender: a person of ours or not a customer, by address or by whole domain."""

JUNK, CUSTOMER = "junk", "customer"
"""Verdicts of a rule about a sender; an empty one is a rule taken back."""

NO_CUSTOMER = "an operator said that its sender is no customer"

DOUBTFUL = frozenset({"auto_reply", "list", "loop"})
"""Kinds of machine mail that a person may have written after all; what a mail server reports never is."""

PUBLIC_DOMAINS = frozenset(
    {
        "gmail.com", "googlemail.com", "mail.ru", "bk.ru", "list.ru", "inbox.ru", "internet.ru", "xmail.ru",
        "yandex.ru", "ya.ru", "yandex.com", "yandex.by", "yandex.kz", "yandex.ua", "narod.ru", "rambler.ru",
        "lenta.ru", "ro.ru", "autorambler.ru", "myrambler.ru", "vk.com", "outlook.com", "hotmail.com", "live.com",
        "msn.com", "live.ru", "yahoo.com", "ymail.com", "aol.com", "icloud.com", "me.com", "mac.com", "gmx.com",
        "gmx.de", "gmx.net", "web.de", "proton.me", "protonmail.com", "tutanota.com", "zoho.com", "fastmail.com",
        "ukr.net", "i.ua", "meta.ua", "tut.by", "mail.com", "orange.fr", "free.fr", "t-online.de", "qq.com",
        "163.com", "sibmail.com", "pochta.ru", "e1.ru",
    }
)  # fmt: skip
"""Mail providers: their domains are shared by strangers, so no rule may speak of one as a whole."""


def is_public(domain: str) -> bool:
    """Whether strangers share the domain."""
    return domain.lower().lstrip("@") in PUBLIC_DOMAINS


def patterns_of(address: str) -> list[str]:
    """Rules that may speak of an address, the nearest first: itself, then ``@`` with its domain."""
    wanted = address.strip().lower()[:320]
    return [wanted, "@" + wanted.rpartition("@")[2]] if "@" in wanted else [wanted]


def is_pattern(pattern: str) -> bool:
    """``name@domain``, or ``@domain`` of a domain that strangers do not share; in lower case."""
    local, at, domain = pattern.rpartition("@")
    shaped = bool(at) and "." in domain and pattern == pattern.strip().lower() and len(pattern) <= 320
    return shaped and " " not in pattern and (bool(local) or not is_public(domain))
