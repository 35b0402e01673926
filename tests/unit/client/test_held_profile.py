"""A profile that nobody has open is held for moments, and given up to whoever comes."""

from dataclasses import replace
from pathlib import Path

import pytest

from app.client.held_profile import GaveWay, HeldProfile
from app.client.port import Trouble
from app.client.profile import lock_profile
from app.client.store.database import StoreFiles, open_outbox
from app.client.store.outbox import Outbox


def held(files: StoreFiles, *, ended: bool = False) -> HeldProfile:
    return HeldProfile(files.folder, lambda: ended)


def test_it_is_free_while_a_request_is_on_its_way_and_held_again_after_it(files: StoreFiles) -> None:
    with held(files) as hold:
        outbox = hold.open(files)
        with pytest.raises(Trouble):
            lock_profile(files.folder)
        hold.let_go()
        lock_profile(files.folder).release()
        hold.take()
        outbox.set_meta("skew_ms", "1")
        hold.let_go()
        hold.take()  # what it wrote itself is known
        with pytest.raises(Trouble):
            lock_profile(files.folder)
    lock_profile(files.folder).release()


def test_whoever_has_it_after_a_request_has_it(files: StoreFiles) -> None:
    with held(files) as hold:
        hold.open(files)
        hold.let_go()
        lock = lock_profile(files.folder)
        with pytest.raises(GaveWay):
            hold.take()
    with pytest.raises(GaveWay), held(files):
        raise AssertionError
    lock.release()


def test_whoever_came_and_went_while_a_request_was_on_its_way_is_noticed_by_what_they_wrote(files: StoreFiles) -> None:
    with held(files) as hold:
        hold.open(files)
        hold.let_go()
        lock, other = lock_profile(files.folder), Outbox(open_outbox(files))
        other.set_meta("skew_ms", "7")
        other.close()
        lock.release()
        with pytest.raises(GaveWay):
            hold.take()


def test_who_only_looks_how_much_is_unsent_disturbs_nothing(files: StoreFiles) -> None:
    with held(files) as hold:
        hold.open(files).set_meta("skew_ms", "1")
        hold.let_go()
        Outbox(open_outbox(files)).close()
        hold.take()


def test_at_the_end_nothing_more_is_begun(files: StoreFiles) -> None:
    ended: list[bool] = []
    hold = HeldProfile(files.folder, lambda: bool(ended))
    with hold:
        hold.open(files)
        hold.let_go()
        ended.append(True)
        with pytest.raises(GaveWay):
            hold.take()
    with pytest.raises(GaveWay), hold:
        raise AssertionError


def test_a_folder_that_cannot_be_written_to_is_no_other_window(files: StoreFiles, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    with pytest.raises(OSError, match="file"), held(replace(files, folder=blocked)):
        raise AssertionError
