"""A wake phrase of one's own: cheap to wait for, checked before it is believed."""

import json
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from assistant.core.errors import BadInputError
from assistant.core.settings import Language
from assistant.speech.frames import FRAME_BYTES
from assistant.speech.grammar import letters
from assistant.speech.wake_phrase import WakePhrase, hearable, language_of, sounds

QUIET, VOICE = bytes(FRAME_BYTES), np.full(512, 3000, "<i2").tobytes()
SILENCE = [QUIET] * 20


class FakeKaldi:
    """Has heard its text after so many frames."""

    def __init__(self, text: str, after: int = 0) -> None:
        self.text, self.after, self.taken = text, after, 0

    def Reset(self) -> None:  # noqa: N802 - as Vosk calls it
        self.taken = 0

    def AcceptWaveform(self, audio: bytes) -> bool:  # noqa: N802
        self.taken += len(audio) == FRAME_BYTES  # more at once is what it is warmed with
        return False

    def PartialResult(self) -> str:  # noqa: N802
        return json.dumps({"partial": self.text if self.taken > self.after else ""})

    def FinalResult(self) -> str:  # noqa: N802
        return json.dumps({"text": self.text})


class FakeModel:
    """Knows some words; hears what it is told, with its grammar and freely."""

    def __init__(
        self,
        words: str = "우리 부엌",
        *,
        bound: FakeKaldi | None = None,
        free: FakeKaldi | None = None,
        language: Language = "ko",
    ) -> None:
        self.language: Language = language
        self._words = words.split()
        self._bound, self._free = bound or FakeKaldi(""), free or FakeKaldi("")
        self.grammar: Sequence[str] = ()
        self.freed = 0

    def find_word(self, word: str) -> int:
        return self._words.index(word) if word in self._words else -1

    def bound(self, phrases: Sequence[str]) -> Any:
        self.grammar = phrases
        return self._bound

    def free(self) -> Any:
        self.freed += 1
        return self._free


class Loudness:
    """Loud frames are speech."""

    def __init__(self) -> None:
        self.asked = 0

    def __call__(self, frame: bytes) -> float:
        self.asked += 1
        return 1.0 if frame == VOICE else 0.0

    def reset(self) -> None:
        self.asked = 0


def wakes(model: FakeModel, frames: list[bytes], *, checked: bool = True) -> list[int]:
    """The frames at which the phrase is heard."""
    wake = WakePhrase("우리 부엌", model, Loudness(), checked=checked)
    return [number for number, frame in enumerate(frames) if wake.feed(frame) is not None]


def test_the_phrase_is_heard_where_both_decodings_hear_it() -> None:
    model = FakeModel(bound=FakeKaldi("우리 부엌", 25), free=FakeKaldi("우리 부엌 에", 25))
    assert len(wakes(model, SILENCE + [VOICE] * 40 + SILENCE)) == 1


@pytest.mark.parametrize("free", ["", "오늘 날씨", "물이 끓어"])
def test_what_only_the_grammar_hears_is_not_believed(free: str) -> None:
    model = FakeModel(bound=FakeKaldi("우리 부엌", 25), free=FakeKaldi(free))
    assert wakes(model, SILENCE + [VOICE] * 40 + SILENCE) == []


def test_free_decoding_is_not_touched_while_the_grammar_hears_other_words() -> None:
    free = FakeKaldi("우리 부엌")
    model = FakeModel(bound=FakeKaldi("가 나 다"), free=free)
    assert wakes(model, SILENCE + [VOICE] * 60 + SILENCE) == []
    assert free.taken == 0


def test_who_calls_begins_with_the_name() -> None:
    model = FakeModel(bound=FakeKaldi("우리 부엌", 120), free=FakeKaldi("우리 부엌"))
    assert wakes(model, SILENCE + [VOICE] * 200 + SILENCE) == []


def test_it_is_heard_again_after_a_while() -> None:
    model = FakeModel(bound=FakeKaldi("우리 부엌", 25), free=FakeKaldi("우리 부엌"))
    assert len(wakes(model, (SILENCE + [VOICE] * 40 + SILENCE) * 2)) == 2


def test_how_long_ago_it_was_complete_is_told() -> None:
    model = FakeModel(bound=FakeKaldi("우리 부엌", 20), free=FakeKaldi("우리 부엌", 30))
    wake = WakePhrase("우리 부엌", model, Loudness())
    (ago,) = [ago for f in SILENCE + [VOICE] * 60 if (ago := wake.feed(f)) is not None]
    assert 6 <= ago <= 12


def test_unchecked_the_grammar_is_enough() -> None:
    model = FakeModel(bound=FakeKaldi("우리 부엌", 25))
    assert len(wakes(model, SILENCE + [VOICE] * 40 + SILENCE, checked=False)) == 1
    assert model.freed == 0


def test_silence_is_not_even_looked_at() -> None:
    activity = Loudness()
    wake = WakePhrase("우리 부엌", FakeModel(), activity)
    assert [wake.feed(QUIET) for _ in range(200)] == [None] * 200
    assert activity.asked == 0


def test_nor_is_steady_noise_after_a_while() -> None:
    activity = Loudness()
    wake = WakePhrase("우리 부엌", FakeModel(), activity)
    random = np.random.default_rng(0)
    noise = [random.normal(0, 100, 512).astype("<i2").tobytes() for _ in range(900)]
    for frame in noise:
        wake.feed(frame)
    before = activity.asked
    for frame in noise[:200]:
        wake.feed(frame)
    assert activity.asked == before
    wake.feed(VOICE)
    assert activity.asked > before


def test_unknown_words_are_split_and_the_phrase_is_no_filler_of_itself() -> None:
    model = FakeModel("알렉 사야 가 사")
    assert WakePhrase("알렉사야", model, Loudness()).phrase == "알렉 사야"
    assert "알렉 사야" in model.grammar
    assert "가" in model.grammar


@pytest.mark.parametrize(
    ("phrase", "language", "problem"),
    [
        ("사야", "ko", "at least 3 syllables"),
        ("hey you", "en", "at least 7 letters"),
        ("", "ko", "at least 3 syllables"),
        ("뷁뷁뷁", "ko", "does not know 뷁뷁뷁"),
    ],
)
def test_an_unfit_phrase_is_refused(phrase: str, language: Language, problem: str) -> None:
    with pytest.raises(BadInputError, match=problem):
        hearable(phrase, FakeModel(language=language))


def test_the_script_tells_the_language() -> None:
    assert language_of("우리 부엌") == "ko"
    assert language_of("hey kitchen") == "en"


@pytest.mark.parametrize(
    ("phrase", "text", "least", "most"),
    [
        ("우리부엌", "우리 부엌 불 꺼 줘", 100, 100),
        ("우리부엌", "누리 부엌", 85, 99),
        ("우리부엌", "오늘 날씨가 좋네요", 0, 60),
        ("우리부엌", "우리", 0, 65),
        ("우리부엌", "", 0, 0),
    ],
)
def test_the_most_similar_part_counts(phrase: str, text: str, least: int, most: int) -> None:

    assert least <= sounds(letters(phrase), text) <= most
