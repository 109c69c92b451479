import itertools
from collections.abc import Iterator
from types import TracebackType
from typing import Self

import pytest

from assistant.core.errors import AudioDeviceError
from assistant.speech.frames import FRAME_BYTES
from assistant.speech.patient_microphone import SILENCE, PatientMicrophone

SPEECH = b"\x01" * FRAME_BYTES


class Loose:
    """A microphone whose cable is loose: it comes and goes."""

    def __init__(self, *opens: bool) -> None:
        self._opens = iter(opens)
        self.name = "Loose"

    def __call__(self, _name: str) -> Self:
        if not next(self._opens, False):
            raise AudioDeviceError("no microphone found; plug one in")
        return self

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        pass

    def __iter__(self) -> Iterator[bytes]:
        yield SPEECH
        raise AudioDeviceError("it gives no sound any more; was it unplugged?")


def test_it_comes_and_goes_and_the_frames_go_on(caplog: pytest.LogCaptureFixture) -> None:
    with PatientMicrophone(
        "default", open_microphone=Loose(False, True, True), retry_s=0.032
    ) as microphone:
        frames = list(itertools.islice(microphone, 6))
    assert frames == [SILENCE, SPEECH, SILENCE, SPEECH, SILENCE, SILENCE]
    told = [record.getMessage() for record in caplog.records]
    assert told[0].startswith("no microphone found; plug one in; the devices are served")
    assert told[1] == "hearing again, through Loose"
    assert "unplugged" in told[2]


def test_closing_ends_the_silence() -> None:
    microphone = PatientMicrophone("default", open_microphone=Loose(), retry_s=1000)
    with microphone:
        frames = iter(microphone)
        assert next(frames) == SILENCE
    assert list(itertools.islice(frames, 10)) == []


def test_it_says_where_there_is_none() -> None:
    name = PatientMicrophone("one that nobody has").name
    assert name == "a microphone as soon as there is one"
