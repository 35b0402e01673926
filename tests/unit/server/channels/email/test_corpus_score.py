"""How much of other programs' mail we read as they meant it, with every difference explained."""

from collections import Counter

from app.server.channels.email.machine import MachineKind, machine_reason
from app.server.channels.email.mime import parse_mail
from tests.mailcorpus import expected, generated, mails, squeezed

FIELDS = ("subject", "from", "to", "attachment_names", "body")

# Every field we read in another way than the corpus, with the reason. A new difference fails, an old one that is
# gone too: then the line goes.
_SHOWN = "the container is broken; we show the text that is there instead of nothing"
_CUT = "parts after a lost boundary are read as parts; the corpus drops them"
DIFFERENT = {
    ("malformed/001", "body"): _SHOWN,
    ("malformed/002", "body"): _SHOWN,
    ("malformed/003", "attachment_names"): _SHOWN,
    ("malformed/003", "body"): _SHOWN,
    ("malformed/004", "body"): _SHOWN,
    ("malformed/006", "attachment_names"): _SHOWN,
    ("malformed/006", "body"): _SHOWN,
    ("malformed/007", "attachment_names"): _SHOWN,
    ("malformed/007", "body"): _SHOWN,
    ("malformed/008", "attachment_names"): _CUT,
    ("malformed/008", "body"): _CUT,
    ("malformed/009", "attachment_names"): _CUT,
    ("malformed/009", "body"): _CUT,
    ("malformed/011", "attachment_names"): _CUT,
    ("malformed/011", "body"): _CUT,
    ("malformed/012", "attachment_names"): "three attached mails; the corpus merges two of them",
    ("malformed/016", "attachment_names"): "no part is lost, so none is left over",
    ("malformed/016", "body"): "boundaries of closed containers are text; the corpus drops what follows",
    ("malformed/017", "attachment_names"): "the name stands behind an empty disposition; we still find it",
    ("malformed/019", "body"): "the text between the garbled boundaries is shown",
    ("thirdparty/000", "body"): "NUL is dropped: PostgreSQL cannot hold it",
    ("thirdparty/002", "attachment_names"): "a broken base64 part of text is text, not an attachment",
    ("thirdparty/002", "body"): "the broken base64 is decoded as far as it goes",
    ("thirdparty/005", "body"): "the last boundary does not begin a line, so it is text",
    ("thirdparty/015", "attachment_names"): "we list all three attached files, the corpus one",
}


def _read(raw: bytes) -> dict[str, object]:
    mail = parse_mail(raw)
    return {
        "subject": squeezed(mail.subject),
        "from": [each.address for each in mail.from_ if each.address],
        "to": [each.address for each in mail.to if each.address],
        "attachment_names": [part.name for part in mail.attachments],
        "body": squeezed(mail.body_text),
    }


def score() -> tuple[Counter[str], int, dict[tuple[str, str], tuple[object, object]]]:
    """Right fields by name, how many were scored, and (expected, read) of every difference."""
    right: Counter[str] = Counter()
    different: dict[tuple[str, str], tuple[object, object]] = {}
    total = 0
    wanted = expected("mime")
    for name, raw in mails("mime"):
        read = _read(raw)
        for field in FIELDS:
            if field in wanted[name]["not_scored"]:
                continue
            total += 1
            value = wanted[name][field]
            value = squeezed(value) if isinstance(value, str) else value
            if value == read[field]:
                right[field] += 1
            else:
                different[name.removeprefix("stalwart/").removesuffix(".eml"), field] = (value, read[field])
    return right, total, different


def test_nine_of_ten_fields_are_read_as_the_corpus_says_and_the_rest_is_explained():
    right, total, different = score()
    share = right.total() / total
    print(f"mime: {right.total()} of {total} fields = {share:.1%} {dict(right)}")
    assert share >= 0.90
    assert set(different) == set(DIFFERENT), {key: different.get(key) for key in set(different) ^ set(DIFFERENT)}


def test_ninety_five_of_a_hundred_machine_mails_are_flagged():
    flagged: Counter[str] = Counter()
    missed, guessed = [], []
    with_address = 0
    raw_of = dict(mails("auto"))
    for name, wanted in expected("auto").items():
        if wanted["class"] == "notbounce":
            continue
        reason = machine_reason(parse_mail(raw_of[name]))
        if reason is None:
            missed.append(name)
        else:
            flagged[wanted["class"]] += 1
            guessed += [name] if reason.is_guess else []
            with_address += any("@" in failure.address for failure in reason.failures)
    total = flagged.total() + len(missed)
    print(
        f"auto: {flagged.total()} of {total} flagged {dict(flagged)}, {with_address} name a recipient; missed {missed}"
    )
    print(f"auto: {len(guessed)} of them are only suspected: {guessed}")
    assert (flagged.total() - len(guessed)) / total >= 0.95, "these are never answered"
    assert with_address / flagged["bounce"] >= 0.9


def test_letters_of_people_are_not_taken_for_machines():
    wrong = [(name, why) for folder in ("mime", "quote") for name, raw in mails(folder) if (why := _why(raw))]
    assert wrong == [("stalwart/thirdparty/014.eml", "the header list-id")], "the one is a mailing list indeed"


def test_generated_auto_replies_are_flagged_and_nothing_else():
    truth = generated(1_000)
    wrong = [meta["mid"] for meta, raw in truth if (_why(raw) != "") != (meta["hard"] == "auto")]
    print(f"generated: {len(truth) - len(wrong)} of {len(truth)} right")
    assert wrong == []


def test_generated_mail_is_read_word_for_word():
    for meta, raw in generated(1_000):
        if meta["hard"] in {"dup", "auto"}:
            continue
        mail = parse_mail(raw)
        assert [each.address for each in mail.from_] == [meta["from"]]
        assert mail.message_id == meta["mid"].strip("<>")
        assert mail.subject.endswith(meta["subj"])
        assert len(mail.attachments) == meta["att"]
        assert mail.utc_offset_minutes == 0
        own = squeezed(meta["text"].split("\n-- \n")[0])
        assert squeezed(mail.body_text).startswith(own)


def test_a_complaint_is_told_from_a_bounce():
    kinds = {name: machine_reason(parse_mail(raw)) for name, raw in mails("auto") if name.startswith("arf")}
    assert {reason.kind for reason in kinds.values() if reason} == {MachineKind.COMPLAINT}


def _why(raw: bytes) -> str:
    reason = machine_reason(parse_mail(raw))
    return reason.why if reason else ""
