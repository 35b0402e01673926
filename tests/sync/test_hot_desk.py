"""Three people, one computer: what each has not sent is apart, named, and goes out under that person only."""

from pathlib import Path

from app.client.people import people
from app.client.port import Desk, Link
from app.client.profile import Folders
from app.client.start import Surroundings, open_desk, sign_in
from app.domain.role import RoleCode
from app.server.administration import add_user
from tests.fakes.vault import MemoryVault
from tests.sync.conftest import wait_for
from tests.sync.real_server import PASSWORD, RealServer
from tests.sync.test_desk_and_server import has_log, link_of, on_server, reply


def test_unsent_work_of_three_people_at_one_computer_is_kept_apart_and_goes_out_under_its_own_name(
    server: RealServer, tmp_path: Path
) -> None:
    roles, email = [RoleCode.OPERATOR], "olga@domisvet.example"
    server.users["olga"] = add_user(
        server.parts.uow, server.ws, name="Olga", email=email, password=PASSWORD, roles=roles
    )
    around = Surroundings(Folders(tmp_path / "data", tmp_path / "config"), vault=MemoryVault())
    talk = server.write("Марина", "Где мой заказ?")

    def opened(name: str) -> Desk:
        profile = next(it for it in people(around) if it.person.user_name == name)
        assert profile.signed_in  # one click, no password
        return open_desk(profile, around=around)

    for name in ("anna", "denis", "olga"):
        sign_in(server.url, f"{name}@domisvet.example", PASSWORD, around=around)
        desk = opened(name.title())
        wait_for(lambda: has_log(desk, talk), "the message")  # noqa: B023
        desk.close()
    server.stop()
    for name, texts in (("Anna", ["Первое", "Второе"]), ("Denis", ["Третье"])):
        desk = opened(name)
        for text in texts:
            reply(desk, talk, text)
        desk.close()
    assert {it.person.user_name: it.unsent for it in people(around)} == {"Anna": 2, "Denis": 1, "Olga": 0}
    server.start()
    desk = opened("Olga")
    wait_for(lambda: link_of(desk) is Link.LIVE, "live")
    assert not desk.queries.changes()
    desk.close()
    assert len(on_server(server, talk)) == 1  # nobody else's went out under her name
    desk = opened("Anna")
    wait_for(lambda: not desk.queries.changes(), "sent")
    desk.sign_out()
    desk.close()
    sent = on_server(server, talk)[1:]
    assert [(it.payload["text"], it.author_id) for it in sent] == [
        ("Первое", server.users["anna"]),
        ("Второе", server.users["anna"]),
    ]
    left = {it.person.user_name: (it.unsent, it.signed_in, it.email) for it in people(around)}
    assert left["Denis"] == (1, True, "denis@domisvet.example")
    assert left["Anna"] == (0, False, "anna@domisvet.example")
