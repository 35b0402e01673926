"""Opening and closing a desk: crashes, second windows, keys, and what a person is told."""

import shutil
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from app.client.credentials import PassphraseVault, raw_keys, refresh_name
from app.client.errors import explain
from app.client.people import people
from app.client.port import Link, Problem, Trouble
from app.client.profile import Folders, read_profiles
from app.client.row import ChangeState
from app.client.settings import Settings, load_settings, options, save_settings
from app.client.start import Surroundings, open_desk, profiles, remember, sign_in
from app.client.store import writer
from app.client.store.apply import CacheWriter
from app.client.store.outbox import Outbox
from app.commands.message import Reply, WriteNote
from app.domain.channel import Channel
from app.model.identifier import new_id
from app.resource import load_catalogue
from tests.fakes.vault import MemoryVault
from tests.sync.conftest import Station, wait_for
from tests.sync.real_server import PASSWORD, RealServer
from tests.sync.test_desk_and_server import has_log, link_of, on_server


def test_a_message_that_had_not_left_at_a_crash_comes_back_as_a_draft(
    server: RealServer, station: Callable[[str], Station]
):
    talk = server.write("Марина", "Где мой заказ?")
    place = station("anna")
    desk = place.open()
    wait_for(lambda: has_log(desk, talk), "the message")
    desk.submit(Reply(talk, new_id(), "Едет.", Channel.CHAT, 1), undo_ms=60_000)
    wait_for(lambda: len(desk.queries.timeline(talk)) == 2, "shown")
    desk._parts.outbox.release = lambda due: ()  # type: ignore[method-assign]  # killed: nothing is released
    place.close()
    again = place.open()
    assert again.problems() == (Problem.UNSENT_RETURNED,)
    assert again.queries.draft(talk) == "Едет."
    wait_for(lambda: len(again.queries.timeline(talk)) == 1, "its effect is gone")
    assert len(on_server(server, talk)) == 1


def test_closing_lets_a_message_in_its_undo_time_go_and_takes_no_longer_than_two_seconds(
    server: RealServer, station: Callable[[str], Station]
):
    talk = server.write("Марина", "Где мой заказ?")
    place = station("anna")
    desk = place.open()
    wait_for(lambda: has_log(desk, talk) and link_of(desk) is Link.LIVE, "live")
    desk.submit(Reply(talk, new_id(), "Едет.", Channel.CHAT, 1), undo_ms=60_000)
    place.close()
    desk.close()  # twice is once
    assert [it.payload["text"] for it in on_server(server, talk)][-1] == "Едет."


def test_who_is_not_to_stay_signed_in_is_asked_for_the_password_again_and_loses_nothing(
    server: RealServer, station: Callable[[str], Station]
):
    talk = server.write("Марина", "Где мой заказ?")
    place = station("anna")
    remember(place.profile, place.around, kept=False)
    assert not people(place.around)[0].signed_in  # also after a crash, with the tokens still there
    desk = place.open()
    wait_for(lambda: has_log(desk, talk) and link_of(desk) is Link.LIVE, "live")
    desk.save_draft(talk, "Ищем")
    place.close()
    assert place.around.vault.get(refresh_name(place.profile.key)) is None
    place.profile = sign_in(server.url, "anna@domisvet.example", PASSWORD, around=place.around)
    assert people(place.around)[0].signed_in
    again = place.open()
    assert again.queries.draft(talk) == "Ищем"
    wait_for(lambda: link_of(again) is Link.LIVE, "live again")
    place.close()
    assert place.around.vault.get(refresh_name(place.profile.key))


def test_a_second_window_of_the_same_profile_is_told_so(server: RealServer, station: Callable[[str], Station]):
    place = station("anna")
    place.open()
    with pytest.raises(Trouble) as trouble:
        open_desk(place.profile, around=place.around)
    assert trouble.value.problem is Problem.SECOND_INSTANCE


def test_a_locked_keyring_is_told_and_the_profile_can_be_opened_later(
    server: RealServer, station: Callable[[str], Station]
):
    place = station("anna")
    place.around.vault.problem = Problem.KEYRING_LOCKED
    with pytest.raises(Trouble) as trouble:
        place.open()
    assert trouble.value.problem is Problem.KEYRING_LOCKED
    place.around.vault.problem = None
    place.open()


def test_a_wrong_password_and_a_silent_server_are_told_apart(server: RealServer, station: Callable[[str], Station]):
    around = station("anna").around
    with pytest.raises(Trouble) as trouble:
        sign_in(server.url, "anna@domisvet.example", "wrong", around=around)
    assert (trouble.value.problem, trouble.value.detail) == (Problem.SIGN_IN_FAILED, "4")
    with pytest.raises(Trouble) as trouble:
        sign_in("http://127.0.0.1:1", "anna@domisvet.example", "wrong", around=around)
    assert (trouble.value.problem, trouble.value.detail) == (Problem.SERVER_UNREACHABLE, "refused")
    assert len(profiles(around)) == 1


def test_a_damaged_cache_is_fetched_anew_and_unsent_work_is_untouched(
    server: RealServer, station: Callable[[str], Station]
):
    talk = server.write("Марина", "Где мой заказ?")
    place = station("anna")
    desk = place.open()
    wait_for(lambda: has_log(desk, talk), "the message")
    server.stop()
    wait_for(lambda: link_of(desk) is Link.OFFLINE, "offline")
    desk.submit(WriteNote(talk, new_id(), "не потеряйте"))
    place.close()
    (place.profile.folder / "cache.db").write_bytes(b"garbage" * 4_096)
    desk = place.open()
    assert Problem.CACHE_REBUILT in desk.problems()
    assert [it.name for it in desk.queries.changes()] == ["note"]
    server.start()
    desk.sync_now()
    wait_for(lambda: has_log(desk, talk, 2), "fetched and sent")
    assert [it.payload["text"] for it in on_server(server, talk)] == ["Где мой заказ?", "не потеряйте"]


def test_after_signing_out_unsent_work_stays_and_goes_out_after_the_next_sign_in(
    server: RealServer, station: Callable[[str], Station]
):
    talk = server.write("Марина", "Где мой заказ?")
    place = station("anna")
    desk = place.open()
    wait_for(lambda: has_log(desk, talk) and link_of(desk) is Link.LIVE, "live")
    desk.sign_out()
    assert link_of(desk) is Link.SIGNED_OUT
    place.close()
    desk = place.open()
    wait_for(lambda: link_of(desk) is Link.SIGNED_OUT, "signed out")
    desk.submit(WriteNote(talk, new_id(), "позже"))
    before = read_profiles(place.around.folders)[0].client
    sign_in(server.url, "anna@domisvet.example", "correct horse battery", around=place.around)
    assert read_profiles(place.around.folders)[0].client == before
    desk.sync_now()
    wait_for(lambda: not desk.queries.changes(), "sent")


def test_a_device_that_had_to_register_anew_sends_its_unsent_work_under_the_new_id(
    server: RealServer, station: Callable[[str], Station]
):
    talk = server.write("Марина", "Где мой заказ?")
    place = station("anna")
    desk = place.open()
    wait_for(lambda: has_log(desk, talk), "the message")
    server.stop()
    wait_for(lambda: link_of(desk) is Link.OFFLINE, "offline")
    desk.submit(WriteNote(talk, new_id(), "раз"))
    place.close()
    (place.profile.folder / "client.forked").touch()
    server.start()
    before = read_profiles(place.around.folders)[0].client
    place.profile = sign_in(server.url, "anna@domisvet.example", "correct horse battery", around=place.around)
    assert read_profiles(place.around.folders)[0].client != before
    desk = place.open()
    wait_for(lambda: not desk.queries.changes() and has_log(desk, talk, 2), "sent")
    assert [it.payload["text"] for it in on_server(server, talk)] == ["Где мой заказ?", "раз"]


def test_of_a_computer_whose_disk_was_copied_both_go_on_and_nothing_is_lost_or_doubled(
    server: RealServer, station: Callable[[str], Station], tmp_path: Path
):
    talk = server.write("Марина", "Где мой заказ?")
    place = station("anna")
    desk = place.open()
    wait_for(lambda: has_log(desk, talk), "the message")
    place.close()
    copied = Surroundings(Folders(tmp_path / "copy" / "data", tmp_path / "copy" / "config"), vault=MemoryVault())
    shutil.copytree(place.around.folders.data, copied.folders.data)
    copied.vault.secrets.update(place.around.vault.secrets)
    first, second = place.open(), open_desk(read_profiles(copied.folders)[0].profile, around=copied)
    first.submit(WriteNote(talk, new_id(), "раз"))
    wait_for(lambda: len(on_server(server, talk)) == 2, "sent")
    second.submit(WriteNote(talk, new_id(), "два"))
    wait_for(lambda: link_of(second) is Link.SIGNED_OUT, "told that it is a copy")
    assert [it.args["body"] for it in second._parts.outbox.waiting()] == ["два"]
    second.close()
    profile = sign_in(server.url, "anna@domisvet.example", "correct horse battery", around=copied)
    second = open_desk(profile, around=copied)
    wait_for(lambda: has_log(second, talk, 3) and not second.queries.changes(), "sent by the copy too")
    wait_for(lambda: has_log(first, talk, 3), "seen by the first")
    second.close()
    assert [it.payload["text"] for it in on_server(server, talk)] == ["Где мой заказ?", "раз", "два"]


def test_a_full_disk_leaves_the_text_with_the_operator(server: RealServer, station: Callable[[str], Station]):
    talk = server.write("Марина", "Где мой заказ?")
    desk = station("anna").open()
    wait_for(lambda: has_log(desk, talk), "the message")
    outbox: Outbox = desk._parts.outbox
    pages = outbox._connection.execute("PRAGMA page_count").fetchone()[0]
    outbox._connection.execute(f"PRAGMA max_page_count = {pages + 2}")
    with pytest.raises(Trouble) as trouble:
        desk.submit(WriteNote(talk, new_id(), "x" * 60_000))
    assert trouble.value.problem is Problem.DISK_FULL
    assert not desk.save_draft(talk, "x" * 60_000)
    assert Problem.DISK_FULL in desk.problems()
    assert desk.queries.draft(talk)
    assert not desk.save_draft(talk, "x" * 60_000)  # the same once more is not taken for kept
    outbox._connection.execute("PRAGMA max_page_count = 1000000")
    assert desk.save_draft(talk, "x" * 60_000)


def test_a_reply_that_cannot_leave_a_full_disk_is_kept_told_once_and_leaves_when_there_is_space(
    server: RealServer, station: Callable[[str], Station], monkeypatch: pytest.MonkeyPatch
):
    bugs: list[object] = []
    monkeypatch.setattr(threading, "excepthook", bugs.append)
    monkeypatch.setattr(writer, "REST_S", 0.05)
    talk = server.write("Марина", "Где мой заказ?")
    desk = station("anna").open()
    wait_for(lambda: has_log(desk, talk), "the message")
    tries: list[None] = []

    def full(due: object) -> object:
        tries.append(None)
        raise Trouble(Problem.DISK_FULL)

    with monkeypatch.context() as patch:
        patch.setattr(desk._parts.outbox, "release", full)
        desk.submit(Reply(talk, new_id(), "Едет.", Channel.CHAT, 1), undo_ms=1)
        wait_for(lambda: len(tries) >= 2, "tried again")
        assert desk.queries.changes()[0].state is ChangeState.LEAVING
        assert [it for it in desk.problems() if it is Problem.DISK_FULL_KEPT] == [Problem.DISK_FULL_KEPT]
    wait_for(lambda: not desk.queries.changes(), "sent")
    assert not bugs


def test_an_effect_a_full_disk_could_not_show_is_sent_and_shown_later(
    server: RealServer, station: Callable[[str], Station], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(writer, "REST_S", 0.05)
    talk = server.write("Марина", "Где мой заказ?")
    desk = station("anna").open()
    wait_for(lambda: has_log(desk, talk), "the message")
    server.stop()
    wait_for(lambda: link_of(desk) is Link.OFFLINE, "offline")

    def full(self: object, change: object) -> object:
        raise Trouble(Problem.DISK_FULL)

    with monkeypatch.context() as patch:
        patch.setattr(CacheWriter, "show", full)
        desk.submit(WriteNote(talk, new_id(), "раз"))
        wait_for(lambda: Problem.DISK_FULL_KEPT in desk.problems(), "told")
    wait_for(lambda: len(desk.queries.timeline(talk)) == 2, "shown")


def test_without_a_keyring_a_passphrase_opens_the_keys_and_another_does_not(tmp_path):
    path = tmp_path / "keys.json"
    vault = PassphraseVault(path, "осень в Казани")
    keys = raw_keys(vault, "p:cache", 1, create=True)
    assert raw_keys(PassphraseVault(path, "осень в Казани"), "p:cache", 1, create=False) == keys
    assert raw_keys(vault, "p:other", 1, create=False) is None
    with pytest.raises(Trouble) as trouble:
        PassphraseVault(path, "весна")
    assert trouble.value.problem is Problem.WRONG_PASSPHRASE
    assert keys is not None
    assert keys[0].hex() not in path.read_text()
    vault.forget("p:cache")
    assert vault.get("p:cache") is None


@pytest.mark.parametrize("language", ["en", "ru"])
def test_every_problem_is_explained_in_both_languages(language: str):
    catalogue = load_catalogue(language)
    said = {str(explain(problem, catalogue)) for problem in Problem}
    assert len(said) == len(Problem)


def test_settings_survive_and_nonsense_has_its_default(tmp_path):
    assert load_settings(tmp_path) == Settings()
    chosen = replace(Settings(), theme="dark", text_size=120)
    save_settings(tmp_path, chosen)
    assert load_settings(tmp_path) == chosen
    (tmp_path / "settings.json").write_text('{"theme": "pink", "text_size": 5000, "language": 7, "undo_seconds": 3}')
    assert load_settings(tmp_path) == replace(Settings(), undo_seconds=3)
    (tmp_path / "settings.json").write_text("[")
    assert load_settings(tmp_path) == Settings()
    assert all(option.title for _, option in options())
