"""Read receipts: who asks for one, and the receipt itself as bytes (RFC 8098)."""

from app.server.channels.email.address import Address, parse_addresses, wire_address
from app.server.channels.email.letter import Letter, build_report
from app.server.channels.email.mime import ParsedMail

_FIELDS = ("disposition-notification-to", "x-confirm-reading-to", "return-receipt-to")


def receipt_wish(mail: ParsedMail) -> Address | None:
    """Where a mail asks a read receipt to be sent: the first address of the first such field; None: nowhere.

    Only the letter's own sender may be told when we read it: any other address would be somebody's lure.
    """
    theirs = {each.address.lower() for each in (*mail.from_, *mail.reply_to)}
    for name in _FIELDS:
        for each in parse_addresses(mail.headers.get(name)) if name in mail.headers else ():
            if each.address.lower() in theirs:
                return each
    return None


def build_receipt(letter: Letter, *, inbox: str, original: str, words: str) -> bytes:
    """A receipt for the mail with the id ``original``, as if a person had sent it by hand.

    Raises:
        ValueError: an address is none.
    """
    address = wire_address(inbox)
    fields = [
        "Reporting-UA: Deskhand",
        f"Final-Recipient: rfc822;{address}",
        *([f"Original-Message-ID: <{original}>"] if original.isascii() and original else []),
        "Disposition: manual-action/MDN-sent-manually; displayed",
    ]
    return build_report(letter, words, "disposition-notification", "\r\n".join([*fields, ""]))
