"""``./dev run`` without a display: the trial's main job on the real parts, step by step, pictures in ``out/``."""

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.e2e.customer import ChatVisitor, MailCustomer, Sink, wait_for
from tests.e2e.desk_process import ROOT, DeskProcess, running_desk
from tests.services.secret_service import running_secret_service

WITHIN_S = 2.0
MINE, UNASSIGNED = 1, 2
TEXT_WITH_FILE = "Гарантия"
"""The beginning of the name of a text to reuse; its file is at the server and was never on this computer."""


class Story:
    """What a new user does in a trial, in order; an ``AssertionError`` ends it."""

    def __init__(self, desk: DeskProcess, environment: Mapping[str, str], out: Path) -> None:
        self._desk = desk
        self._environment = environment
        self._out = out
        self._shots = 0
        self._began = time.monotonic()

    def tell(self) -> None:
        """All of it."""
        self.opening()
        self.letter()
        self.chat()
        self.without_server()
        self.looks()

    def say(self, words: str, shot: str = "") -> None:
        """One line, and a picture when there is something to see."""
        if shot:
            self._shots += 1
            words += f"  [{Path(self._desk.shot(str(self._out / f'{self._shots:02}-{shot}.png'))).name}]"
        print(f"{time.monotonic() - self._began:6.1f} s  {words}", flush=True)

    def opening(self) -> None:
        """Server, sample workspace, signed in."""
        self._desk.resize(1440, 900)
        workspace = self._desk.ready()
        rows = self._desk.rows()
        assert rows, "the inbox is empty"
        where = self._desk.addresses()
        self.say(f"The desk of “{workspace}” is open, {len(rows)} requests are mine.", "inbox")
        self.say(f"Customers write at {where['chat']} or by SMTP to {where['mail']}.")
        door, _, address = where["mail"].partition(", ")
        assert "@" in address, where
        self._mail = MailCustomer("СОКОЛОВА МАРИНА АНДРЕЕВНА <marina.a@example.com>", address, int(door.split(":")[1]))
        self._visitor = ChatVisitor(where["chat"], "Игорь")
        self._sink = Sink(where["chat"].partition("/chat/")[0])

    def appears(self, text: str, since: float) -> None:
        """The row comes unasked; on a computer that is busy with something else it may come late, and that is told."""
        row = self._desk.painted(text)
        took = row["painted_at"] - since
        late = "" if took <= WITHIN_S else f" That is later than {WITHIN_S:.0f} s: is this computer busy?"
        told = f"“{row['name']}: {row['subject'] or row['preview']}” was in the list after {took:.2f} s, unasked."
        self.say(told + late)

    def letter(self) -> None:
        """In, greeted, answered, resolved; and in again."""
        self._desk.place(UNASSIGNED)
        self.say("./dev mail writes a letter, then a customer does by SMTP.")
        command = [
            "-m",
            "app.server.main",
            "mail",
            "--from",
            "Пётр <petr@example.com>",
            "--subject",
            "Самовывоз 48-99002",
        ]
        subprocess.run(
            [sys.executable, *command], env=self._environment, cwd=ROOT, check=True, stdout=subprocess.DEVNULL
        )
        self.appears("48-99002", time.time())
        self._mail.write("Где мой заказ 48-99001?", "Здравствуйте! Подскажите, когда его привезут?")
        self.appears("48-99001", time.time())
        self._desk.open("48-99001")
        header, offered = self._desk.header(), self._desk.offered()
        self.say(f"Opened № {header['number']} of {header['name']}. The guide offers: “{' '.join(offered.split())}”")
        assert "Марина Андреевна" in offered, offered
        assert self._desk.insert_greeting().startswith(offered.strip()[:20])
        self._desk.type("Ваш заказ уже в пути, курьер приедет сегодня до 18:00.")
        self.say("The greeting is inserted, the answer is written.", "letter")
        self._desk.send(now=True)
        answer = self._sink.wait(self._mail.address, 1)[0]
        self._check_headers(answer, self._mail.written[0])
        self.say(f"The letter is out: In-Reply-To {answer['in_reply_to'][0]}, Message-ID {answer['message_id']}.")
        self._desk.entry("курьер приедет", "sent")
        number = self._desk.header()["number"]
        self._desk.resolve()
        self._desk.wait_left("resolve")
        self.say(f"№ {number} is solved.", "solved")
        self._desk.place(MINE)  # who answers first has it
        self._mail.write("Re: Где мой заказ 48-99001?", "Спасибо! А подъём на этаж есть?", answers=answer)
        self.appears("подъём на этаж", time.time())
        row = self._desk.painted("48-99001")
        assert (row["number"], row["status"]) == (number, "open"), row
        self.say(f"The customer's next letter continues № {number}, which is open again.")

    def chat(self) -> None:
        """A visitor is answered on the page."""
        self._desk.place(UNASSIGNED)
        self.say("A visitor writes on the chat page.")
        self._visitor.write("Добрый день! Лампа мигает, что делать?")
        self.appears("Лампа мигает", time.time())
        self._desk.open("Лампа мигает")
        offered = self._desk.insert_greeting()
        self._desk.type("Попробуйте, пожалуйста, другую розетку.")
        self.say(f"The greeting here is: “{' '.join(offered.split())}”", "chat")
        self._desk.send()
        wait_for(lambda: any("другую розетку" in it for it in self._visitor.answers()), "the answer on the page")
        self.say("The visitor has the answer.")

    def without_server(self) -> None:
        """Killed; written on; started; all out, once."""
        pid = self._desk.kill_server()
        self._desk.wait_link("offline")
        self.say(f"The server (process {pid}) is killed. {' · '.join(self._desk.status()['words'])}")
        chats, letters = [f"Ответ без сервера {n}" for n in (1, 2)], ["Подъём на этаж есть, он бесплатный."]
        for text in chats:
            self._desk.write(text)
        self._desk.place(MINE)
        self._desk.open("48-99001")
        for text in letters:
            self._desk.type(f"{text}\n\n")
            leaflets = self._desk.insert_text(TEXT_WITH_FILE)
            self._desk.send(now=True)
        self._desk.note("Заметка, пока сервера нет")
        self._desk.wait_unsent(len(chats) + len(letters) + 1)
        words = " · ".join(self._desk.status()["words"])
        self.say(f"Two chat answers, a letter with {leaflets[0]} and a note are written. {words}", "offline")
        self._desk.spare_server()
        self._desk.wait_link("live")
        self._desk.wait_unsent(0)
        self._follow_server()
        found = self._sink.wait(self._mail.address, 2)
        wait_for(lambda: len(self._visitor.answers()) >= 1 + len(chats), "the answers on the page")
        assert self._visitor.answers()[1:] == chats, self._visitor.answers()
        assert [it["text"].strip().startswith(letters[0]) for it in found] == [False, True], found
        assert [it["attachments"] for it in found] == [[], leaflets], found
        self.say("The server is back. Everything went out, each once, in order.", "back")

    def _follow_server(self) -> None:
        """Somebody else may have taken its port meanwhile: then it is at another, and the desk knows."""
        chat = self._desk.addresses()["chat"]
        self._visitor.page, self._sink.url = chat, chat.partition("/chat/")[0]

    def looks(self) -> None:
        """Other places, the other language."""
        self._desk.place(MINE)
        self._desk.language("en")
        self.say("The window speaks English.", "english")

    def _check_headers(self, letter: dict[str, Any], first: str) -> None:
        bare = first.strip("<>")
        assert [it.strip("<>") for it in letter["in_reply_to"]] == [bare], letter
        assert bare in [it.strip("<>") for it in letter["references"]], letter
        assert "@" in letter["message_id"], letter
        assert letter["subject"].lower().startswith("re:"), letter


def main() -> int:
    """0 when the main job was done."""
    parser = argparse.ArgumentParser(prog="./dev run", description="The trial without a display")
    parser.add_argument("--headless", action="store_true", help="also when there is a display")
    parser.add_argument("--out", type=Path, default=ROOT / "out", help="where the pictures go")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="deskhand-run-") as folder, running_secret_service() as environment:
        log = Path(folder) / "log"
        with running_desk(environment, log, "--trial", "--language", "ru") as desk:
            try:
                Story(desk, environment, chosen.out.absolute()).tell()
                desk.quit()
            except AssertionError as error:
                print(f"./dev run: {error}", file=sys.stderr)
                return 1
    print(f"Done. Pictures are in {chosen.out}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
