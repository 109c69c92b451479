import pytest

from assistant.core.errors import AudioDeviceError
from assistant.speech.microphone import Microphone, MicrophoneSource, choose_microphone

FOUND = [
    Microphone(0, "USB Audio: hw:1,0", 48_000, default=False),
    Microphone(3, "pulse", 44_100, default=False),
    Microphone(4, "default", 44_100, default=True),
]


def test_a_microphone_is_chosen_by_part_of_its_name() -> None:
    assert choose_microphone("usb", FOUND).index == 0
    assert choose_microphone("pulse", FOUND).index == 3
    assert choose_microphone("default", FOUND).index == 4


def test_an_unknown_name_is_answered_with_those_there_are() -> None:
    with pytest.raises(AudioDeviceError, match=r"USB Audio.*pulse"):
        choose_microphone("bluetooth", FOUND)


def test_no_microphone_at_all_says_what_to_do() -> None:
    with pytest.raises(AudioDeviceError, match="assistant chat"):
        choose_microphone("default", [])


def test_sound_that_nobody_takes_is_dropped_oldest_first() -> None:
    source = MicrophoneSource()
    for number in range(400):
        source._keep(number.to_bytes(2, "little"))
    assert source.dropped > 0
    assert int.from_bytes(source._next(), "little") == source.dropped
