"""From a key to its effect on the screen, and from a mail at the receiver to its row."""

import smtplib
import statistics
import time
from email.message import EmailMessage

from tests.bench.desktop import Home, fsync_floor_ms
from tests.bench.drivers.mail import WORD
from tests.bench.row import Row, judged, percentile

KEYS, QUICK_KEYS = 100, 10
MAILS, QUICK_MAILS = 20, 3


def act(home: Home, quick: bool = False) -> list[Row]:
    """``[act.painted.idle]``: opening the next conversation and writing a note.

    Baseline: the disk's own p99; that of opening alone: a plain loop of 15 ms between the acts.
    """
    assert home.profile
    with home.running("act", BENCH_COUNT=str(QUICK_KEYS if quick else KEYS)) as desktop:
        told = desktop.wait("acted")
    floor, plain = percentile(fsync_floor_ms(home.profile), 99), percentile(told["plain"], 99)
    both = told["steps"] + told["notes"]
    return [
        judged("act.painted.idle", percentile(both, 99), "ms p99", "≤ 33", baseline=floor),
        judged("act.painted.open", percentile(told["steps"], 99), "ms p99", "≤ 33", baseline=plain),
        judged("act.painted.note", percentile(told["notes"], 99), "ms p99", "≤ 33", baseline=floor),
    ]


def bootstrap(home: Home, quick: bool = False) -> list[Row]:
    """``[act.painted.bootstrap]``: the same while page after page of new conversations is applied."""
    assert home.profile
    count = str(QUICK_KEYS if quick else KEYS)
    with home.running("act", BENCH_COUNT=count, BENCH_BOOTSTRAP="1") as desktop:
        told = desktop.wait("acted")
    if not told["pages"]:
        raise RuntimeError("no page was applied meanwhile")
    return [judged("act.painted.bootstrap", percentile(told["steps"] + told["notes"], 99), "ms p99", "≤ 100")]


def mail(home: Home, quick: bool = False) -> list[Row]:
    """``[mail.painted]``: from the first byte of a mail to its row, through the trial's own server."""
    took = []
    with home.running("mail", "--trial") as desktop:
        place, _, address = desktop.wait("live")["mail"].partition(", ")
        for number in range(QUICK_MAILS if quick else MAILS):
            letter = _letter(address, f"{WORD} {number}")
            with smtplib.SMTP(*place.split(":")) as smtp:  # type: ignore[arg-type]
                began = time.monotonic()
                smtp.send_message(letter)
                subject = str(letter["Subject"])
                row = desktop.wait("row", lambda told, subject=subject: told["subject"] == subject)  # type: ignore[misc]
            took.append((row["at"] - began) * 1_000)
    return [judged("mail.painted", statistics.median(took), "ms p50", "≤ 1,000")]


def _letter(to: str, subject: str) -> EmailMessage:
    letter = EmailMessage()
    letter["From"] = "Мария Иванова <maria@example.com>"
    letter["To"], letter["Subject"] = to, subject
    letter["Message-ID"] = f"<{subject.replace(' ', '-')}@example.com>"
    letter.set_content("Где мой заказ 10482? Обещали вчера.")
    return letter
