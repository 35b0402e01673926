"""Who of several people wrote a letter that came from an address they share."""

from app.language.name import person_name


def who_writes(known: str, sender: str) -> str:
    """The From header to greet by: ``known`` of the address, or that of the letter when somebody else signed it.

    The same given name, the same surname and another script say nothing of another person.
    """
    before, now = person_name(known), person_name(sender)
    if not now.is_known:
        return known
    if not before.is_known:
        return sender
    same_given = now.given.casefold() == before.given.casefold()
    same_surname = bool(now.surname) and now.surname.casefold() == before.surname.casefold()
    return known if same_given or same_surname or now.script != before.script else sender
