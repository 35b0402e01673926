"""Outgoing servers take as long for each step as RFC 5321 lets them; who says nothing is told of truly."""

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from app.server.channels.email.smtp_client import Account, Halted, NotNow, Patience, SmtpPool, Uncertain
from app.server.channels.email.smtp_trouble import SILENT
from app.server.channels.email.words import not_yet
from tests.fakes.smtp_script import ScriptedServer
from tests.sync.conftest import wait_for

SHORT = 0.3
LONG = 20.0


@contextmanager
def pool(**patience: float) -> Iterator[SmtpPool]:
    """One that waits long, but for some steps."""
    made = SmtpPool(Patience(**(dict.fromkeys(Patience.__slots__, LONG) | patience)), end_s=SHORT)
    yield made
    made.close()


def hand_over(to: ScriptedServer, by: SmtpPool, raw: bytes = b"Subject: x\r\n\r\ny\r\n") -> None:
    """One letter."""
    by.deliver(Account("127.0.0.1", to.port), "a@example.com", ["b@example.com"], raw, lambda: None)


def test_each_step_may_take_as_long_as_the_rfc_says() -> None:
    patience = Patience()
    assert (patience.greeting, patience.of("MAIL FROM:<a>"), patience.of("rcpt TO:<b>")) == (300, 300, 300)
    assert (patience.of("DATA"), patience.piece, patience.end) == (120, 180, 600)


@pytest.mark.parametrize(("verb", "step"), [("220", "greeting"), ("EHLO", "command"), ("RCPT", "command")])
def test_a_step_that_takes_too_long_is_told_with_its_name(verb: str, step: str) -> None:
    with (
        ScriptedServer(pauses={verb: LONG}) as server,
        pool(**{step: SHORT}) as made,
        pytest.raises(NotNow) as late,
    ):
        hand_over(server, made)
    assert (late.value.trouble, late.value.said, late.value.waited_s) == (SILENT, verb, SHORT)
    assert late.value.account is (verb != "RCPT")
    assert not_yet("mx", SILENT, verb, 0, 300).data == {"host": "mx", "said": verb, "minutes": "5"}


@pytest.mark.parametrize("verb", ["220", "EHLO", "MAIL", "RCPT", "DATA", "."])
def test_a_step_that_is_slow_within_its_time_costs_nothing(verb: str) -> None:
    every = {"greeting": SHORT, "command": SHORT, "data": SHORT, "end": SHORT}
    own = {"220": "greeting", "DATA": "data", ".": "end"}.get(verb, "command")
    with ScriptedServer(pauses={verb: 2 * SHORT}) as server, pool(**(every | {own: LONG})) as made:
        hand_over(server, made)
        assert len(server.letters) == 1


def test_a_large_letter_takes_its_time_over_a_thin_line() -> None:
    raw = b"Subject: x\r\n\r\n" + os.urandom(1_500_000).hex().encode()
    with ScriptedServer(rate=1_500_000) as server, pool(piece=1.0) as made:
        began = time.monotonic()
        hand_over(server, made, raw)
        assert time.monotonic() - began > 1.2  # longer than any single piece may take
        assert server.letters[0].startswith(b"Subject: x")
        assert len(server.letters[0]) >= len(raw)


def test_a_letter_that_is_not_confirmed_says_how_long_that_was_waited_for() -> None:
    with ScriptedServer(pauses={".": LONG}) as server, pool(end=SHORT) as made:
        with pytest.raises(Uncertain) as nobody_knows:
            hand_over(server, made)
        assert len(server.letters) == 1
    assert nobody_knows.value.waited_s == SHORT


@pytest.mark.parametrize(("verb", "ends"), [("220", Halted), ("RCPT", Halted), (".", Uncertain)])
def test_a_server_that_stops_waits_for_nobody_for_minutes(verb: str, ends: type[Exception]) -> None:
    told: list[Exception] = []

    def leave() -> None:
        try:
            hand_over(server, made)
        except (Halted, NotNow, Uncertain) as error:
            told.append(error)

    with ScriptedServer(pauses={verb: LONG}) as server, pool() as made:
        leaving = threading.Thread(target=leave)
        leaving.start()
        wait_for(lambda: verb in [it.step.verb for it in made._open], "it waits")
        made.halt()
        leaving.join(10)
        assert not leaving.is_alive()
        with pytest.raises(Halted):
            hand_over(server, made)
    assert [type(it) for it in told] == [ends]
