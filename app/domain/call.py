"""Calls on a telephone beside the desk: which way they went, what came of them."""

from enum import StrEnum

LONGEST_S = 86_400
"""A call, or the work after it, of more than a day is a mistake."""

NUMBER_CHARACTERS = 40


class Direction(StrEnum):
    """Who called. The codes go over the wire."""

    IN = "in"
    OUT = "out"
    MISSED = "missed"


class CallResult(StrEnum):
    """What came of a call (the field's disposition or wrap-up code)."""

    SETTLED = "settled"
    CALL_BACK = "call_back"
    PASSED_ON = "passed_on"
    NO_ANSWER = "no_answer"
    VOICEMAIL = "voicemail"
    DROPPED = "dropped"
    WRONG_NUMBER = "wrong_number"
