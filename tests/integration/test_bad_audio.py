"""What no recogniser wants to be given: nothing, too much, too loud, another language."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from assistant.app import App
from assistant.core import settings
from assistant.core.settings import Language
from assistant.speech.files import FileSource
from assistant.speech.frames import FRAME_BYTES, SAMPLE_RATE
from assistant.speech.grammar import spoken_words
from assistant.speech.listener import Event, NothingSaid, SpeechEnded, Utterance
from assistant.speech.recogniser import Recogniser, Transcript
from assistant.speech.whisper_recogniser import WhisperRecogniser

DEMO = Path(__file__).parents[2] / "config/demo"
LANGUAGES: tuple[Language, ...] = ("en", "ko")
QUIET = np.zeros(SAMPLE_RATE, np.int16)
MUTTERED = 50
"""Amplitude that is nearly inaudible."""


@pytest.fixture(scope="module")
def app() -> App:
    return App(settings.load())


@pytest.fixture(scope="module")
def recognisers(app: App) -> Iterator[dict[Language, Recogniser]]:
    loaded = {language: app.hearing.recogniser(language) for language in LANGUAGES}
    yield loaded
    for each in loaded.values():
        if isinstance(each, WhisperRecogniser):
            each.close()


def samples(name: str) -> "np.ndarray[tuple[int], np.dtype[np.int16]]":
    with FileSource(DEMO / name, tail_s=0.0) as source:
        return np.frombuffer(b"".join(source), np.int16)


def decoded(recogniser: Recogniser, audio: bytes) -> Transcript:
    decoding = recogniser.start()
    for start in range(0, len(audio), FRAME_BYTES):
        decoding.feed(audio[start : start + FRAME_BYTES])
    return decoding.finish()


def heard(app: App, recogniser: Recogniser, audio: bytes) -> list[Event]:
    listener = app.hearing.listener(recogniser, wake=False)
    listener.listen_now()
    events: list[Event] = []
    for start in range(0, len(audio) - FRAME_BYTES + 1, FRAME_BYTES):
        events += listener.feed(audio[start : start + FRAME_BYTES])
    return events + listener.end()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("audio", [b"", b"\0\0", b"\1\0" * 100, QUIET.tobytes()])
def test_next_to_no_sound_is_no_command(
    recognisers: dict[Language, Recogniser], language: Language, audio: bytes
) -> None:
    transcript = decoded(recognisers[language], audio)
    assert not transcript.accepted


@pytest.mark.parametrize("language", LANGUAGES)
def test_silence_ends_with_word_that_nothing_was_said(
    app: App, recognisers: dict[Language, Recogniser], language: Language
) -> None:
    events = heard(app, recognisers[language], QUIET.tobytes() * 6)
    assert any(isinstance(event, NothingSaid) for event in events)
    assert not any(isinstance(event, Utterance) for event in events)


def test_a_clipped_recording_is_still_heard(recognisers: dict[Language, Recogniser]) -> None:
    loud = np.clip(samples("en/06-alexa-play-chopin.flac") * 12.0, -32768, 32767).astype(np.int16)
    assert np.mean(np.abs(loud) >= 32767) > 0.02
    transcript = decoded(recognisers["en"], loud.tobytes())
    assert {"play", "chopin"} <= set(spoken_words(transcript.text))
    assert transcript.accepted


@pytest.mark.parametrize("language", LANGUAGES)
def test_endless_speech_is_cut_and_commands_nothing(
    app: App, recognisers: dict[Language, Recogniser], language: Language
) -> None:
    talk = samples("en/08-what-a-lovely-day.flac")
    spoken = talk[np.abs(talk.astype(int)) > MUTTERED]
    endless = np.tile(spoken, 1 + 20 * SAMPLE_RATE // len(spoken)).tobytes()
    events = heard(app, recognisers[language], endless)
    ended = [event for event in events if isinstance(event, SpeechEnded)]
    assert len(ended) == 1
    assert ended[0].audio_s <= app.settings.endpoint.longest_command_s + 1
    for event in events:
        if isinstance(event, Utterance) and event.transcript.accepted:
            assert app.understand(event.transcript.text, language).intent is None


@pytest.mark.parametrize(
    ("language", "name"),
    [
        ("ko", "en/04-alexa-where-is-my-order.flac"),
        ("ko", "en/02-alexa-order-vinegar.flac"),
        ("en", "ko/01-alexa-order-detergent.flac"),
        ("en", "ko/05-alexa-cancel-my-order.flac"),
    ],
)
def test_the_other_language_is_no_command(
    app: App, recognisers: dict[Language, Recogniser], language: Language, name: str
) -> None:
    transcript = decoded(recognisers[language], samples(name).tobytes())
    if transcript.accepted:
        assert app.understand(transcript.text, language).intent is None


@pytest.mark.parametrize(("language", "its_own"), [("en", "Order"), ("ko", "CancelOrder")])
def test_of_two_languages_in_one_breath_each_hears_its_own_at_most(
    app: App, recognisers: dict[Language, Recogniser], language: Language, its_own: str
) -> None:
    both = np.concatenate(
        [samples("ko/05-alexa-cancel-my-order.flac"), samples("en/02-alexa-order-vinegar.flac")]
    )
    transcript = decoded(recognisers[language], both.tobytes())
    if transcript.accepted:
        understood = app.understand(transcript.text, language).intent
        assert understood is None or understood.name == its_own
