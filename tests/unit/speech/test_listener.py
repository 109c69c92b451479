import pytest

from assistant.core.settings import Endpoint as EndpointSettings
from assistant.core.settings import Language
from assistant.speech.frames import FRAME_BYTES
from assistant.speech.listener import (
    Event,
    Listener,
    NothingSaid,
    SpeechEnded,
    SpeechStarted,
    Utterance,
    WakeHeard,
)
from assistant.speech.recogniser import Decoding, Outlook, Transcript

QUIET, VOICE, WAKE = (bytes([n]) * FRAME_BYTES for n in (0, 1, 2))


class FakeWake:
    def __init__(self, ago: int = 0) -> None:
        self._ago = ago
        self._countdown = -1

    def feed(self, frame: bytes) -> int | None:
        self._countdown = self._ago if frame == WAKE else self._countdown - 1
        return self._ago if self._countdown == 0 else None


class FakeVoiceActivity:
    def __call__(self, frame: bytes) -> float:
        return 0.9 if frame == VOICE else 0.0

    def reset(self) -> None:
        pass


class FakeDecoding:
    def __init__(self, text: str, preroll: bytes) -> None:
        self.text = text
        self.preroll = preroll
        self.calls: list[str] = []
        self.looks = Outlook.OPEN

    def feed(self, frame: bytes) -> None:
        pass

    def pause(self) -> None:
        self.calls.append("pause")

    def resume(self) -> None:
        self.calls.append("resume")

    def outlook(self) -> Outlook:
        return self.looks

    def finish(self) -> Transcript:
        self.calls.append("finish")
        return Transcript(text=self.text, score=1.0, accepted=True, engine="vosk")

    def cancel(self) -> None:
        self.calls.append("cancel")


class FakeRecogniser:
    language: Language = "en"
    engine = "vosk"

    def __init__(self, text: str) -> None:
        self.text = text
        self.looks = Outlook.OPEN
        self.decodings: list[FakeDecoding] = []

    def start(self, preroll: bytes = b"") -> Decoding:
        self.decodings.append(FakeDecoding(self.text, preroll))
        self.decodings[-1].looks = self.looks
        return self.decodings[-1]


def listener(text: str = "Alexa, stop") -> tuple[Listener, FakeRecogniser]:
    recogniser = FakeRecogniser(text)
    settings = EndpointSettings(silence_ms=640, nothing_said_s=2.0)
    return Listener(
        wake=FakeWake(),
        voice_activity=FakeVoiceActivity(),
        recogniser=recogniser,
        endpoint=settings,
        preroll_s=0.32,
    ), recogniser


def hear(ears: Listener, frames: list[bytes]) -> list[Event]:
    return [event for frame in frames for event in ears.feed(frame)]


def test_a_command_without_a_pause_after_the_wake_word() -> None:
    ears, recogniser = listener()
    events = hear(ears, [QUIET] * 20 + [VOICE] * 5 + [WAKE] + [VOICE] * 15 + [QUIET] * 30)
    kinds = [type(event) for event in events]
    assert kinds == [WakeHeard, SpeechStarted, SpeechEnded, Utterance]
    said = events[-1]
    assert isinstance(said, Utterance)
    assert said.transcript.text == "stop"
    assert said.endpoint_ms == 640.0
    assert said.wake_s is not None
    assert recogniser.decodings[0].preroll == QUIET * 4 + VOICE * 5 + WAKE
    assert recogniser.decodings[0].calls == ["pause", "finish"]
    assert not ears.listening


@pytest.mark.parametrize(
    ("looks", "waited_ms"),
    [(Outlook.COMPLETE, 384.0), (Outlook.OPEN, 640.0), (Outlook.UNFINISHED, 1280.0)],
)
def test_the_silence_waited_for_depends_on_what_was_said(looks: Outlook, waited_ms: float) -> None:
    ears, recogniser = listener()
    recogniser.looks = looks
    events = hear(ears, [WAKE] + [QUIET] * 9 + [VOICE] * 15 + [QUIET] * 60)
    said = events[-1]
    assert isinstance(said, Utterance)
    assert said.endpoint_ms == waited_ms


def test_nothing_is_taken_without_the_wake_word() -> None:
    ears, recogniser = listener()
    assert hear(ears, [VOICE] * 100) == []
    assert ears.end() == []
    assert recogniser.decodings == []


def test_a_wake_word_alone_is_nothing_said() -> None:
    ears, recogniser = listener()
    events = hear(ears, [WAKE] + [QUIET] * 70)
    assert [type(event) for event in events] == [WakeHeard, NothingSaid]
    assert recogniser.decodings[0].calls == ["cancel"]


def test_push_to_talk_needs_no_wake_word() -> None:
    ears, _ = listener("yes")
    ears.listen_now(nothing_said_s=6.0)
    events = hear(ears, [QUIET] * 100 + [VOICE] * 10 + [QUIET] * 25)
    said = events[-1]
    assert isinstance(said, Utterance)
    assert (said.transcript.text, said.wake_s) == ("yes", None)


def test_the_wake_word_instead_of_an_answer_begins_a_command_anew() -> None:
    ears, recogniser = listener()
    ears.listen_now()
    events = hear(ears, [VOICE] * 20 + [WAKE] + [QUIET] * 10 + [VOICE] * 15 + [QUIET] * 30)
    kinds = [type(event) for event in events]
    assert kinds == [SpeechStarted, WakeHeard, SpeechStarted, SpeechEnded, Utterance]
    assert recogniser.decodings[0].calls == ["cancel"]
    assert recogniser.decodings[1].preroll == VOICE * 9 + WAKE


def test_the_end_of_a_file_finishes_the_command() -> None:
    ears, _ = listener()
    hear(ears, [WAKE] + [VOICE] * 15)
    assert [type(event) for event in ears.end()] == [SpeechEnded, Utterance]


def test_a_cancelled_command_is_forgotten() -> None:
    ears, recogniser = listener()
    hear(ears, [WAKE] + [VOICE] * 5)
    ears.cancel()
    assert recogniser.decodings[0].calls == ["cancel"]
    assert hear(ears, [QUIET] * 100) == []


def test_a_wake_word_noticed_late_loses_nothing_of_the_command() -> None:
    recogniser = FakeRecogniser("Alexa, stop")
    ears = Listener(
        wake=FakeWake(ago=3),
        voice_activity=FakeVoiceActivity(),
        recogniser=recogniser,
        endpoint=EndpointSettings(silence_ms=640, nothing_said_s=2.0),
        preroll_s=0.32,
    )
    events = hear(ears, [QUIET] * 20 + [WAKE] + [VOICE] * 15 + [QUIET] * 30)
    assert isinstance(events[0], WakeHeard)
    assert round(events[0].at_s / 0.032) == 21
    said = events[-1]
    assert isinstance(said, Utterance)
    preroll = recogniser.decodings[0].preroll
    assert preroll.endswith(WAKE)
    assert said.audio[len(preroll) :].startswith(VOICE * 15)
