"""A short "stop" between two silences is heard; anything else is not."""

from assistant.speech.frames import FRAME_BYTES
from assistant.speech.interruption import LONGEST_FRAMES, PAUSE_FRAMES, StopSpotter
from assistant.speech.recogniser import Transcript
from tests.unit.speech.test_listener import FakeRecogniser, FakeVoiceActivity

QUIET, VOICE = (bytes([n]) * FRAME_BYTES for n in (0, 1))


def spotter(text: str = "stop") -> tuple[StopSpotter, FakeRecogniser]:
    recogniser = FakeRecogniser(text)

    def stops(transcript: Transcript) -> bool:
        return transcript.text == "stop"

    return StopSpotter(FakeVoiceActivity(), recogniser, stops), recogniser


def heard(ears: StopSpotter, frames: list[bytes]) -> list[str]:
    found = [ears.feed(frame) for frame in frames]
    return [each.transcript.text for each in found if each is not None]


def test_a_short_stop_is_heard_after_a_short_silence() -> None:
    ears, recogniser = spotter()
    assert heard(ears, [QUIET] * 20 + [VOICE] * 12 + [QUIET] * PAUSE_FRAMES) == ["stop"]
    assert recogniser.decodings[0].calls == ["pause", "finish"]


def test_other_short_speech_is_not() -> None:
    ears, recogniser = spotter("and then")
    assert heard(ears, [VOICE] * 12 + [QUIET] * 20) == []
    assert len(recogniser.decodings) == 1


def test_long_speech_is_dropped_with_its_rest() -> None:
    ears, recogniser = spotter()
    talk = [VOICE] * (2 * LONGEST_FRAMES)
    assert heard(ears, [*talk, *([QUIET] * 3), *([VOICE] * 5)]) == []
    assert [decoding.calls for decoding in recogniser.decodings] == [["cancel"]]
    assert heard(ears, [QUIET] * 20 + [VOICE] * 12 + [QUIET] * 10) == ["stop"]


def test_clicks_begin_nothing() -> None:
    ears, recogniser = spotter()
    assert heard(ears, [VOICE, QUIET] * 30) == []
    assert recogniser.decodings == []


def test_rest_forgets_what_was_begun() -> None:
    ears, recogniser = spotter()
    heard(ears, [VOICE] * 12)
    ears.rest()
    ears.rest()
    assert recogniser.decodings[0].calls == ["cancel"]
    assert heard(ears, [QUIET] * 20) == []
