"""Three people, one computer: what two of them left goes out under their own names while the third one works."""

import threading
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import func, select

from app.client.credentials import PassphraseVault, outbox_name, refresh_name
from app.client.desk import ProfileDesk
from app.client.errand import LOOK_AGAIN_S
from app.client.errands import Errands
from app.client.left_work import Course, LeftWork
from app.client.people import people
from app.client.port import Link, Problem, Profile
from app.client.profile import Folders, lock_profile
from app.client.row import ChangeState
from app.client.start import Surroundings, open_desk, remember, sign_in
from app.commands.base import SYSTEM
from app.commands.message import FileOfMessage, Reply
from app.domain.channel import Channel
from app.domain.entry import AuthorKind
from app.domain.role import RoleCode
from app.model.identifier import new_id
from app.model.presence import Claim, DeskSeen, Sign
from app.model.sync import SyncClient
from app.protocol.versions import HEALTH_PATH, PULL_PATH, PUSH_PATH, REFRESH_PATH
from app.server.administration import add_user
from app.server.devices.service import revoke
from tests.fakes.vault import MemoryVault
from tests.services.faulty_proxy import Fate, FaultyProxy, Request
from tests.services.listening import listening
from tests.sync.conftest import wait_for
from tests.sync.real_server import PASSWORD, RealServer
from tests.sync.test_desk_and_server import has_log, link_of, on_server, reply
from tests.sync.test_lease import WallClock

NAMES = ("anna", "denis", "olga")


class Road(FaultyProxy):
    """Counts what is asked, and keeps answers of one path back until it is told to go on."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.asked: list[str] = []
        self.kept_path, self.reached, self.go_on = "", threading.Event(), threading.Event()

    def _meets(self, request: Request, fate: Fate, near) -> bool:  # type: ignore[no-untyped-def]
        if request.path != HEALTH_PATH:  # a desk that was closed may greet once more
            self.asked.append(request.path)
        return super()._meets(request, fate, near)

    def _asked(self, sent: bytes, *, whole: bool = True) -> bytes:
        answer = super()._asked(sent, whole=whole)
        if self.kept_path and sent.split(b" ", 2)[1] == self.kept_path.encode():
            self.kept_path = ""
            self.reached.set()
            assert self.go_on.wait(60)
        return answer


class Computer:
    """One computer three people work at."""

    def __init__(self, folder: Path, server: RealServer, road: Road) -> None:
        self.server, self.road, self.clock = server, road, WallClock()
        self.vault = MemoryVault()
        self.around = Surroundings(Folders(folder / "data", folder / "config"), self.clock, self.vault)
        self.told: list[dict[str, LeftWork]] = []
        self.desks: list[ProfileDesk] = []
        self.errands: list[Errands] = []
        for name in NAMES:
            sign_in(road.url, f"{name}@domisvet.example", PASSWORD, around=self.around)

    def profile(self, name: str) -> Profile:
        return next(it for it in people(self.around) if it.person.user_name == name.title())

    def open(self, name: str) -> ProfileDesk:
        desk = open_desk(self.profile(name), around=self.around)
        assert isinstance(desk, ProfileDesk)
        self.desks.append(desk)
        return desk

    def fetch(self, talks: Sequence[UUID], *names: str) -> None:
        """The copy of each has the talks, and its lease."""
        for name in names:
            desk = self.open(name)
            for talk in talks:
                wait_for(lambda desk=desk, talk=talk: has_log(desk, talk), "the message")
            wait_for(lambda desk=desk: link_of(desk) is Link.LIVE, "the server")
            desk.close()

    def write(self, name: str, talk: UUID, *texts: str) -> None:
        desk = self.open(name)
        for text in texts:
            reply(desk, talk, text)
        desk.close()

    def run(self, but: str = "") -> Errands:
        key = self.profile(but).key if but else ""
        made = Errands(self.around, self._hear, but=key)
        self.errands.append(made)
        made.start()
        return made

    def left(self, name: str) -> LeftWork | None:
        return self.told[-1].get(name.title()) if self.told else None

    def course(self, name: str) -> Course | None:
        left = self.left(name)
        return None if left is None else left.course

    def close(self) -> None:
        for errands in self.errands:
            errands.end(20)
        for desk in self.desks:
            desk.close()

    def _hear(self, left: object) -> None:
        self.told.append({it.name: it for it in left})  # type: ignore[attr-defined]


@pytest.fixture
def road(server: RealServer) -> Iterator[Road]:
    proxy = Road(server.port)
    with listening(proxy):
        yield proxy
        proxy.go_on.set()


@pytest.fixture
def computer(tmp_path: Path, server: RealServer, road: Road) -> Iterator[Computer]:
    olga = add_user(
        server.parts.uow, server.ws, name="Olga", email="olga@domisvet.example", password=PASSWORD,
        roles=[RoleCode.OPERATOR],
    )  # fmt: skip
    server.users["olga"] = olga
    made = Computer(tmp_path, server, road)
    yield made
    made.close()


@pytest.fixture
def talks(server: RealServer, computer: Computer) -> tuple[UUID, UUID]:
    """Two chats that all three have; then the server is away, Anna answers in one, Denis in the other."""
    annas, deniss = server.write("Марина", "Где мой заказ?"), server.write("Олег", "Где мой чек?")
    computer.fetch((annas, deniss), *NAMES)
    server.stop()
    computer.write("anna", annas, "Первое", "Второе")
    computer.write("denis", deniss, "Третье")
    computer.road.asked.clear()
    return annas, deniss


def sent(server: RealServer, *talks: UUID) -> set[tuple[str, UUID | None]]:
    """What was answered, and by whom; nothing is there twice."""
    entries = [it for talk in talks for it in on_server(server, talk) if it.seq and it.author_kind is AuthorKind.USER]
    found = [(it.payload["text"], it.author_id) for it in entries]
    assert len(set(found)) == len(found)
    return set(found)


def seen_as_present(server: RealServer) -> set[UUID]:
    with server.parts.database.read() as session:
        claims = session.scalar(select(func.count()).select_from(Claim))
        signs = session.scalar(select(func.count()).select_from(Sign))
        assert (claims, signs) == (0, 0)
        return set(session.scalars(select(DeskSeen.user_id)))


def forget_presence(server: RealServer) -> None:
    def forget(tx):  # type: ignore[no-untyped-def]
        for model in (Claim, Sign, DeskSeen):
            tx.session.query(model).delete()

    server.parts.uow.run(server.ws, SYSTEM, forget)


def test_what_two_people_left_goes_out_under_their_own_names_once_while_the_third_one_works(
    server: RealServer, computer: Computer, talks: tuple[UUID, UUID]
) -> None:
    forget_presence(server)
    desk = computer.open("olga")
    computer.run(but="olga")
    wait_for(lambda: computer.course("anna") is computer.course("denis") is Course.OFFLINE, "nobody answers")
    assert (computer.left("anna").unsent, computer.left("denis").unsent) == (2, 1)
    server.start()
    desk.sync_now()
    wait_for(lambda: link_of(desk) is Link.LIVE, "live")
    computer.errands[-1].kick()
    wait_for(lambda: computer.course("anna") is computer.course("denis") is Course.DONE, "all is sent")
    anna, denis = server.users["anna"], server.users["denis"]
    assert sent(server, *talks) == {("Первое", anna), ("Второе", anna), ("Третье", denis)}
    wait_for(lambda: not computer.errands[-1]._thread.is_alive(), "nothing is left to do, and no thread for it")
    assert {it.person.user_name: (it.unsent, it.attention) for it in people(computer.around)} == {
        "Anna": (0, 0), "Denis": (0, 0), "Olga": (0, 0)
    }  # fmt: skip
    wait_for(lambda: has_log(desk, talks[0], 3), "Olga sees it like anything else that others do")
    assert seen_as_present(server) <= {server.users["olga"]}
    desk.close()
    desk = computer.open("anna")
    wait_for(lambda: has_log(desk, talks[0], 3) and link_of(desk) is Link.LIVE, "her own desk")
    assert not desk.queries.changes()
    assert len(sent(server, *talks)) == 3


def test_nothing_but_a_sign_in_and_what_is_unsent_is_asked_of_the_server(
    server: RealServer, computer: Computer, talks: tuple[UUID, UUID]
) -> None:
    server.start()
    computer.run()
    wait_for(lambda: computer.course("anna") is computer.course("denis") is Course.DONE, "all is sent")
    assert sorted(computer.road.asked) == sorted([REFRESH_PATH, PUSH_PATH] * 2)
    assert PULL_PATH not in computer.road.asked


def test_who_left_nothing_costs_no_request_and_no_thread(server: RealServer, computer: Computer) -> None:
    computer.fetch([server.write("Марина", "Где мой заказ?")], *NAMES)
    computer.road.asked.clear()
    errands = computer.run(but="olga")
    wait_for(lambda: not errands._thread.is_alive(), "it is over")
    assert computer.road.asked == []
    assert {it.course for it in computer.told[-1].values()} == {Course.DONE}


def test_a_computer_signed_out_from_afar_sends_nothing_for_that_person_keeps_it_and_says_so(
    server: RealServer, computer: Computer, talks: tuple[UUID, UUID]
) -> None:
    server.start()
    with server.parts.database.read() as session:
        client = session.scalars(select(SyncClient).where(SyncClient.user_id == server.users["anna"])).one()
    server.parts.uow.run(server.ws, SYSTEM, lambda tx: revoke(tx, client.client_id, revoked=True))
    computer.run(but="olga")
    wait_for(lambda: computer.course("anna") is Course.REVOKED and computer.course("denis") is Course.DONE, "told")
    assert computer.left("anna").unsent == computer.profile("anna").unsent == 2
    assert sent(server, *talks) == {("Третье", server.users["denis"])}
    assert not (computer.profile("anna").folder / "cache.db").exists()
    wait_for(lambda: not computer.errands[-1]._thread.is_alive(), "it is not tried again")


@pytest.mark.parametrize("kept_path", [REFRESH_PATH, PUSH_PATH])
def test_who_signs_in_while_their_errand_waits_for_an_answer_is_at_work_at_once_and_nothing_is_doubled(
    server: RealServer, computer: Computer, talks: tuple[UUID, UUID], kept_path: str
) -> None:
    computer.write("anna", talks[0], *(f"Ещё {number}" for number in range(70)))
    server.start()
    computer.vault.forget(refresh_name(computer.profile("denis").key))
    computer.road.kept_path = kept_path
    errands = computer.run()
    wait_for(computer.road.reached.is_set, "it is on its way")
    desk = computer.open("anna")  # raises when the profile is held
    assert len([it for it in desk.queries.changes() if it.state is ChangeState.WAITING]) == 72
    wait_for(lambda: not desk.queries.changes(), "her own desk sends it")
    reply(desk, talks[0], "И ещё")
    computer.road.go_on.set()
    wait_for(lambda: computer.course("anna") is Course.ELSEWHERE, "it gives way")
    errands.end(20)
    wait_for(lambda: has_log(desk, talks[0], 74) and not desk.queries.changes(), "sent")
    assert len(sent(server, *talks)) == 73
    assert {author for _, author in sent(server, *talks)} == {server.users["anna"]}
    desk.close()
    desk = computer.open("anna")
    wait_for(lambda: link_of(desk) is Link.LIVE, "she is signed in as before")


def test_what_another_window_has_open_is_left_to_it_and_taken_along_when_it_is_closed(
    server: RealServer, computer: Computer, talks: tuple[UUID, UUID]
) -> None:
    server.start()
    lock = lock_profile(computer.profile("anna").folder)
    errands = computer.run()
    wait_for(lambda: computer.course("anna") is Course.ELSEWHERE and computer.course("denis") is Course.DONE, "told")
    assert len(sent(server, *talks)) == 1
    lock.release()
    computer.clock.shift += timedelta(seconds=LOOK_AGAIN_S)
    errands.kick()
    wait_for(lambda: computer.course("anna") is Course.DONE, "sent")
    assert len(sent(server, *talks)) == 3


def test_an_answer_the_customer_has_overtaken_is_held_for_its_author(
    server: RealServer, computer: Computer, talks: tuple[UUID, UUID]
) -> None:
    computer.clock.shift += timedelta(minutes=2)  # no longer a live chat's
    server.start()
    server.write("Марина", "Отмените заказ", talks[0])
    computer.run()
    wait_for(lambda: computer.course("anna") is computer.course("denis") is Course.DONE, "all has its outcome")
    left = computer.left("anna")
    assert (left.unsent, left.attention) == (0, 2)
    assert (computer.profile("anna").unsent, computer.profile("anna").attention) == (0, 2)
    desk = computer.open("anna")
    wait_for(lambda: has_log(desk, talks[0], 2), "the new line")
    assert [it.state for it in desk.queries.changes()] == [ChangeState.HELD, ChangeState.HELD]
    assert len(on_server(server, talks[0])) == 2


def test_a_letter_whose_seconds_of_undo_are_over_leaves_and_one_that_has_some_left_waits_for_them(
    server: RealServer, computer: Computer
) -> None:
    talk = server.write("Марина", "Где мой заказ?")
    computer.fetch([talk], "anna")
    desk = computer.open("anna")
    wait_for(lambda: link_of(desk) is Link.LIVE, "live")
    values = (Channel.CHAT, 1)
    desk.submit(Reply(talk, new_id(), "Уходит", *values), undo_ms=3_000)
    desk.submit(Reply(server.write("Олег", "Алло"), new_id(), "Остаётся", *values), undo_ms=600_000)
    desk._engine.stop(5, desk._parts.shut)  # a power cut
    desk._parts.release()
    desk._closed = True
    computer.run()
    wait_for(lambda: len(on_server(server, talk)) == 2, "it has left")
    assert [it.payload["text"] for it in on_server(server, talk)] == ["Где мой заказ?", "Уходит"]
    wait_for(lambda: computer.left("anna").unsent == 1, "one is left")
    assert computer.course("anna") is Course.SENDING


def test_files_go_along(server: RealServer, computer: Computer) -> None:
    talk = server.write("Марина", "Где мой заказ?")
    computer.fetch([talk], "anna")
    server.stop()
    desk = computer.open("anna")
    file = desk.keep_file("план.pdf", "application/pdf", b"plan" * 200_000)
    named = FileOfMessage(file.id, file.name, file.content_type, file.size, file.blob)
    desk.submit(Reply(talk, new_id(), "Смотрите файл", Channel.CHAT, 1, files=[named]))
    desk.close()
    server.start()
    computer.run()
    wait_for(lambda: computer.course("anna") is Course.DONE, "message and file are there")
    assert server.parts.blobs.get(server.ws, file.blob) == b"plan" * 200_000
    assert computer.profile("anna").unsent == 0


def test_who_did_not_stay_signed_in_is_waited_for(
    server: RealServer, computer: Computer, talks: tuple[UUID, UUID]
) -> None:
    server.start()
    remember(computer.profile("anna"), computer.around, kept=False)
    computer.vault.forget(refresh_name(computer.profile("denis").key))
    computer.run()
    wait_for(lambda: computer.course("anna") is computer.course("denis") is Course.SIGN_IN, "told")
    assert (computer.left("anna").unsent, computer.left("denis").unsent) == (2, 1)
    assert computer.road.asked == []


def test_whose_lease_is_over_is_waited_for(server: RealServer, computer: Computer, talks: tuple[UUID, UUID]) -> None:
    server.start()
    computer.clock.shift += timedelta(days=15)
    computer.run()
    wait_for(lambda: computer.course("anna") is computer.course("denis") is Course.SIGN_IN, "told")
    assert computer.road.asked == []
    assert sent(server, *talks) == set()


def test_a_sign_in_that_the_server_no_longer_knows_is_waited_for(
    server: RealServer, computer: Computer, talks: tuple[UUID, UUID]
) -> None:
    server.start()
    computer.vault.set(refresh_name(computer.profile("anna").key), "stolen")
    computer.run()
    wait_for(lambda: computer.course("anna") is Course.SIGN_IN and computer.course("denis") is Course.DONE, "told")
    assert computer.left("anna").unsent == 2


@pytest.mark.parametrize(
    ("problem", "course"), [(Problem.KEYRING_LOCKED, Course.KEYRING), (Problem.KEYRING_ABSENT, Course.KEYRING)]
)
def test_a_keyring_that_does_not_open_is_told(
    server: RealServer, computer: Computer, talks: tuple[UUID, UUID], problem: Problem, course: Course
) -> None:
    server.start()
    computer.vault.problem = problem
    computer.run()
    wait_for(lambda: computer.course("anna") is computer.course("denis") is course, "told")
    assert computer.left("anna").unsent is None
    computer.vault.problem = None


def test_a_lost_key_is_told(server: RealServer, computer: Computer, talks: tuple[UUID, UUID]) -> None:
    server.start()
    computer.vault.forget(outbox_name(computer.profile("anna").key))
    computer.run()
    wait_for(lambda: computer.course("anna") is Course.LOST and computer.course("denis") is Course.DONE, "told")


def test_a_passphrase_is_never_used_for_others(server: RealServer, tmp_path: Path) -> None:
    folders = Folders(tmp_path / "data", tmp_path / "config")
    vault: Callable[[], PassphraseVault] = lambda: PassphraseVault(folders.data / "keys.json", "long enough")  # noqa: E731
    around = Surroundings(folders, vault=vault())
    talk = server.write("Марина", "Где мой заказ?")
    for name in ("anna", "denis"):
        sign_in(server.url, f"{name}@domisvet.example", PASSWORD, around=around)
    [anna] = [it for it in people(around) if it.person.user_name == "Anna"]
    desk = open_desk(anna, around=around)
    wait_for(lambda: has_log(desk, talk), "the message")
    server.stop()
    reply(desk, talk, "Едет.")
    desk.close()
    server.start()
    told: list[LeftWork] = []
    errands = Errands(Surroundings(folders), told.extend)
    errands.start()
    wait_for(lambda: not errands._thread.is_alive(), "it is over")
    assert {(it.name, it.course, it.unsent) for it in told} == {("Anna", Course.SIGN_IN, None)}
    assert len(on_server(server, talk)) == 1
