"""What the world does to us: each time a sentence says what happened, what is kept and what to do; work goes on."""

import os
import smtplib
import socket
import subprocess
from contextlib import ExitStack, contextmanager, suppress
from email.message import EmailMessage
from functools import partial

import pytest

from app.client.errors import explain
from app.client.port import Problem
from app.resource import LANGUAGES, load_catalogue
from tests.e2e.customer import ChatVisitor, MailCustomer, wait_for
from tests.fakes.mail_server import MailServer
from tests.services.process import need

pytestmark = pytest.mark.e2e

UNASSIGNED = 2
DAY_S = 86_400


def sentence(problem, language):
    """The product's sentence; whole, and another one in each language."""
    parts = {code: explain(problem, load_catalogue(code)) for code in LANGUAGES}
    assert all(it.happened and it.kept and it.to_do for it in parts.values()), parts
    assert len({str(it) for it in parts.values()}) == len(LANGUAGES), parts
    return str(parts[language])


@pytest.fixture
def empty(server):
    """A server with an empty workspace, running; ``who`` signs in."""
    server.who = server.make_empty()
    server.start()
    return server


@pytest.fixture
def desk_of(empty, computer):
    """Call it with a language for a computer and its signed-in desk."""

    def make(language="ru", **more):
        made = computer()
        desk = made.start("--language", language, **more)
        desk.sign_in(empty.url, *empty.who)
        desk.ready()
        desk.place(UNASSIGNED)
        return made, desk

    return make


one_database = pytest.mark.parametrize("server", ["sqlite"], indirect=True)


def is_taken(by, port):
    """Whoever had it may leave it before the program looks: one's own stays."""
    with suppress(OSError):
        by.bind(("127.0.0.1", port))
    return by.getsockname()[1] == port


def test_the_usual_ports_are_taken(computer):
    with ExitStack() as stack:
        for port in (8765, 2525):
            other = stack.enter_context(socket.socket())
            other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            wait_for(partial(is_taken, other, port), f"port {port}, which another test has")
            other.listen()
        made = computer()
        desk = made.start("--trial", "--language", "ru")
        desk.ready()
        desk.told(sentence(Problem.PORT_TAKEN, "ru"))
        where = desk.addresses()
        assert ":8765/" not in where["chat"]
        assert ":2525," not in where["mail"]
        ChatVisitor(where["chat"]).write("Порт другой, а страница есть")
        desk.place(UNASSIGNED)
        desk.painted("Порт другой")
        desk.quit()


def test_a_second_start(computer):
    made = computer()
    first = made.start("--trial", "--language", "en")
    first.ready()
    again = made.start_again("--trial")
    assert again == "raised the first window"
    assert first.rows()
    first.quit()


@one_database
def test_the_same_profile_in_another_session(empty, desk_of):
    made, first = desk_of("en")
    profile = next(path.parent.name for path in made.home("data").glob("deskhand/profiles/*/profile.json"))
    second = made.start("--profile", profile, "--language", "en")
    assert sentence(Problem.SECOND_INSTANCE, "en") in second.problem()
    assert first.rows() == []
    second.quit()
    first.quit()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_keyring_is_locked(computer, language):
    desk = computer("locked").start("--trial", "--language", language)
    assert sentence(Problem.KEYRING_LOCKED, language) in desk.problem()
    desk.quit()


def test_there_is_no_keyring(computer):
    made = computer("none")
    desk = made.start("--trial", "--language", "ru")
    assert desk.give_passphrase("лошадь батарея скрепка")
    desk.ready()
    assert desk.rows()
    desk.quit()
    desk = made.start("--trial", "--language", "ru")
    desk.give_passphrase("не та фраза")
    assert sentence(Problem.WRONG_PASSPHRASE, "ru") in desk.problem()
    desk.give_passphrase("лошадь батарея скрепка")
    desk.ready()
    assert desk.rows()
    desk.quit()


@one_database
def test_the_cache_is_corrupted(empty, desk_of):
    made, desk = desk_of("en")
    customer = MailCustomer("Пётр <petr@example.com>", empty.line["mail_address"], empty.line["mail_port"])
    customer.write("Вопрос C-1", "Есть ли самовывоз?")
    desk.painted("C-1")
    desk.open("C-1")
    empty.kill()
    desk.wait_link("offline")
    desk.write("Да, есть.")
    desk.advance(10)
    desk.quit()
    [cache] = made.home("data").glob("deskhand/profiles/*/cache.db")
    size = cache.stat().st_size
    for path in cache.parent.glob("cache.db*"):
        path.unlink()
    cache.write_bytes(os.urandom(size))
    outbox = (cache.parent / "outbox.db").read_bytes()
    assert outbox
    desk = made.start("--language", "en")
    desk.ready(live=False)
    desk.told(sentence(Problem.CACHE_REBUILT, "en"))
    desk.wait_unsent(1)
    empty.start()
    desk.sync()
    desk.wait_unsent(0)
    desk.place(1)
    assert desk.painted("C-1", tab="waiting")
    assert "Да, есть." in empty.sink.wait(customer.address, 1)[0]["text"]
    assert len(empty.sink.letters()) == 1
    desk.quit()


@contextmanager
def small_disk(folder, megabytes):
    """A file system of that size in the folder."""
    need("mount")
    folder.mkdir(parents=True, exist_ok=True)
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=0700", "tmpfs", folder],
        capture_output=True,
        check=False,
    )
    if mounted.returncode != 0:
        pytest.skip(f"no file system may be mounted here: {mounted.stderr.decode()}")
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


@one_database
def test_the_disk_is_full(empty, computer):
    made = computer()
    folder = made.home("data") / "deskhand"
    with small_disk(folder, 24):
        desk = made.start("--language", "ru")
        desk.sign_in(empty.url, *empty.who)
        desk.ready()
        desk.place(UNASSIGNED)
        customer = MailCustomer("Пётр <petr@example.com>", empty.line["mail_address"], empty.line["mail_port"])
        customer.write("Вопрос D-1", "Есть ли самовывоз?")
        desk.painted("D-1")
        desk.open("D-1")
        filler = folder / "filler"
        fill(filler)
        text = "Да, есть. " + "Подробности ниже. " * 1_000
        desk.type(text)
        desk.press_send()
        seen = desk.written()
        assert seen["text"] == text.strip()
        assert sentence(Problem.DISK_FULL, "ru") in (seen["hint"], desk.status()["message"]), seen
        filler.unlink()
        desk.send(now=True)
        assert "Да, есть." in empty.sink.wait(customer.address, 1)[0]["text"]
        desk.wait_unsent(0)
        assert len(empty.sink.letters()) == 1
        desk.quit()


def fill(path):
    """Leave no byte on the file system."""
    for size in (1 << 20, 4_096, 1):
        with path.open("ab", buffering=0) as file:
            try:
                while file.write(b"\0" * size) == size:
                    pass
            except OSError:
                continue


@one_database
@pytest.mark.parametrize("wrong_by_s", [DAY_S, -DAY_S])
def test_the_clock_is_wrong_by_a_day(empty, computer, wrong_by_s):
    desk = computer().start(f"--wrong-by={wrong_by_s}", "--language", "en")
    desk.sign_in(empty.url, *empty.who)
    desk.ready()
    desk.place(UNASSIGNED)
    customer = MailCustomer("Пётр <petr@example.com>", empty.line["mail_address"], empty.line["mail_port"])
    customer.write("Вопрос T-1", "Есть ли самовывоз?")
    desk.painted("T-1")
    status = desk.status()
    assert "The clock of this computer is wrong" in status["banner"]
    assert "Deadlines are counted by the server's time. Set the clock" in status["banner"]
    assert status["problems"] == ["clock_wrong"]
    assert sentence(Problem.CLOCK_WRONG, "en")
    desk.open("T-1")
    desk.write("Да, есть.")
    desk.advance(10)
    empty.sink.wait(customer.address, 1)
    desk.wait_unsent(0)
    assert desk.status()["attention"] == 0
    desk.quit()


@one_database
def test_the_outgoing_server_refuses_a_letter(server, computer):
    with MailServer("554 5.7.1 Your mailbox is not welcome here") as refusing:
        server.run("migrate")
        server.run("create-workspace", "Лавка")
        server.run("add-user", "--name", "Анна Ким", "--email", "anna@shop.example", line="correct horse battery\n")
        settings = ["--set", "smtp_host=127.0.0.1", "--set", f"smtp_port={refusing.port}"]
        server.run("add-inbox", "--channel", "email", "--name", "Почта", "--address", "help@shop.example", *settings)
        server.start()
        desk = computer().start("--language", "ru")
        desk.sign_in(server.url, "anna@shop.example", "correct horse battery")
        desk.ready()
        desk.place(UNASSIGNED)
        customer = MailCustomer("Пётр <petr@example.com>", server.line["mail_address"], server.line["mail_port"])
        customer.write("Вопрос R-1", "Есть ли самовывоз?")
        desk.painted("R-1")
        desk.open("R-1")
        desk.write("Да, есть.")
        desk.advance(10)
        desk.entry("Да, есть.", "failed")
        for language in LANGUAGES:
            desk.language(language)
            words = desk.spoken("Да, есть.")
            happened = load_catalogue(language).gettext("not sent: {reason}").partition("{")[0]
            assert happened in words, words
            assert "not welcome here" in words, words
        assert refusing.taken == []
        desk.write("Ещё раз, другим письмом.")
        desk.advance(10)
        desk.entry("Ещё раз", "sent")
        assert len(refusing.taken) == 1
        desk.quit()


@one_database
def test_a_large_mail_comes_whole_and_a_larger_one_is_refused(empty, desk_of):
    _, desk = desk_of("ru")
    customer = MailCustomer("Пётр <petr@example.com>", empty.line["mail_address"], empty.line["mail_port"])
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = customer.sender, customer.to, "Чертёж B-50"
    letter.set_content("Посмотрите чертёж, пожалуйста.")
    drawing = os.urandom(1 << 20) * 36  # 50 MB on the way
    letter.add_attachment(drawing, maintype="application", subtype="octet-stream", filename="чертёж.bin")
    customer.send(letter)
    desk.painted("B-50")
    desk.open("B-50")
    assert desk.entry("Посмотрите чертёж")
    assert desk.local_files() == [False]
    assert desk.want_files() == [{"name": "чертёж.bin", "size": len(drawing)}]
    with smtplib.SMTP("127.0.0.1", customer.port, timeout=60) as smtp:
        smtp.ehlo()
        assert int(smtp.esmtp_features["size"]) == 100 * 1_000_000 or int(smtp.esmtp_features["size"]) == 100 << 20
        code, words = smtp.mail(customer.address, [f"size={(100 << 20) + 1}"])
        assert code == 552
        assert words
    wait_for(lambda: len(desk.rows()) == 1, "no other row")
    desk.quit()
