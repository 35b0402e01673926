"""Sounds are ours, short and not loud; a missing device breaks nothing."""

import array
import filecmp
import queue
import wave

import miniaudio
import pytest

from app.client.notice.policy import Sound
from app.client.notice.speaker import DeviceSpeaker, default_device, loud
from app.resource import resource_folder
from tests.house import sounds
from tests.sync.conftest import wait_for

FOLDER = resource_folder() / "sounds"


class FakeDevice:
    """Takes what it is given, as fast as it can."""

    def __init__(self, heard: list[int]) -> None:
        self._heard = heard
        self.closed = False

    def start(self, frames) -> None:
        while True:
            try:
                self._heard += frames.send(1_000)
            except StopIteration:
                return

    def close(self) -> None:
        self.closed = True


def samples_of(name: str) -> array.array:
    with wave.open(str(FOLDER / f"{name}.wav")) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, sounds.RATE)
        return array.array("h", file.readframes(file.getnframes()))


def test_every_sound_is_there_as_its_script_makes_it(tmp_path):
    sounds.write(tmp_path)
    for sound in Sound:
        assert filecmp.cmp(tmp_path / f"{sound.value}.wav", FOLDER / f"{sound.value}.wav", shallow=False)
    assert {it.stem for it in FOLDER.glob("*.wav")} == {it.value for it in Sound}


@pytest.mark.parametrize("sound", list(Sound))
def test_a_sound_is_shorter_than_600_ms_and_as_loud_as_agreed(sound):
    samples = samples_of(sound.value)
    assert len(samples) / sounds.RATE < 0.6
    assert sounds.loudness([it / 32_767 for it in samples]) == pytest.approx(sounds.LOUDNESS, abs=0.2)
    assert max(abs(it) for it in samples) < 32_767


def test_a_sound_is_played_whole_at_its_volume_on_another_thread():
    heard, failed = [], queue.SimpleQueue()
    speaker = DeviceSpeaker(FOLDER, failed.put, lambda: FakeDevice(heard))
    speaker.play(Sound.REQUEST, 50)
    whole = samples_of("request")
    wait_for(lambda: len(heard) == len(whole))
    assert heard[3_000] == round(whole[3_000] * 0.5)
    speaker.close()
    assert failed.empty()


def test_a_missing_device_is_told_and_the_next_sound_is_tried_again():
    failed: queue.SimpleQueue = queue.SimpleQueue()
    tries = []

    def none():
        tries.append(1)
        raise miniaudio.MiniaudioError("no device")

    speaker = DeviceSpeaker(FOLDER, failed.put, none)
    speaker.play(Sound.RING, 100)
    speaker.play(Sound.DEADLINE, 100)
    assert [failed.get(timeout=5), failed.get(timeout=5)] == [Sound.RING, Sound.DEADLINE]
    assert len(tries) == 2
    speaker.close()


def test_the_library_plays_on_a_device_that_swallows_everything_and_ours_calls_it_none():
    with pytest.raises(miniaudio.MiniaudioError):
        default_device()
    failed: queue.SimpleQueue = queue.SimpleQueue()
    null = lambda: miniaudio.PlaybackDevice(  # noqa: E731
        nchannels=1, sample_rate=sounds.RATE, backends=[miniaudio.Backend.NULL]
    )
    speaker = DeviceSpeaker(FOLDER, failed.put, null)
    speaker.play(Sound.REQUEST, 100)
    speaker.close(3)
    assert failed.empty()


def test_a_sound_is_never_louder_than_it_was_made():
    made = array.array("h", [100, -200])
    assert list(loud(made, 250)) == [100, -200]
    assert list(loud(made, 0)) == [0, 0]
