"""Vosk's two decodings: what they amount to, and when they begin and end."""

import json
from collections.abc import Sequence
from typing import Any

import pytest

from assistant.core.settings import Language
from assistant.speech.frames import FRAME_BYTES
from assistant.speech.free_decoder import WORN_AFTER, FreeDecoder
from assistant.speech.grammar import Phrases
from assistant.speech.recogniser import Outlook
from assistant.speech.vosk_model import Heard
from assistant.speech.vosk_recogniser import VoskRecogniser
from assistant.speech.vosk_verdict import Judge

PHRASES = Phrases.of(
    [
        "세제 주문해 줘",
        "쇼팽 재생해 줘",
        "그만",
        "그만 들어",
        "다음",
        "다음 곡",
        "다음 주문 보여 줘",
    ],
    ["세제", "쇼팽"],
)
MEANS = {
    "세제주문해줘": "order",
    "쇼팽재생해줘": "play",
    "그만": "stop",
    "그만들어": "mute",
    "다음": "next",
    "다음곡": "next",
    "다음주문보여줘": "orders",
}


def meaning(text: str) -> object | None:
    return MEANS.get(text.replace(" ", ""))


JUDGE = Judge(PHRASES, meaning, ("알렉사",), urgent=("stop",))
MANY = Phrases.of([*PHRASES.sentences, *map("{} 번".format, range(8000))], ["세제", "쇼팽"])
CROWDED = Judge(MANY, meaning, ("알렉사",), harmless=("stop",))
"""One that knows thousands of sentences."""


@pytest.mark.parametrize(
    ("bound", "free", "text", "outlook"),
    [
        ("세제 주문 해 줘", "세제 조문 해줘", "세제 주문 해 줘", Outlook.COMPLETE),
        ("알렉사 세제 주문 해 줘", "알렉사 세제 주문 해줘", "세제 주문 해 줘", Outlook.COMPLETE),
        ("세제 주문 해", "세제 주문 해", "세제 주문해 줘", Outlook.OPEN),
        ("세제 주문 줘", "세제 조문 해줘", "세제 주문해 줘", Outlook.COMPLETE),
        ("세제 주문", "세제 주문", "세제 주문해 줘", Outlook.UNFINISHED),
        ("세제 주문 해 줘", "세제 주문", "세제 주문 해 줘", Outlook.UNFINISHED),
        ("다음", "다음", "다음", Outlook.OPEN),
        ("그만", "그만", "그만", Outlook.COMPLETE),
    ],
)
def test_what_was_said_and_whether_that_is_all(
    bound: str, free: str, text: str, outlook: Outlook
) -> None:
    verdict = JUDGE.verdict(Heard(bound, 1.0), free)
    assert verdict.transcript.accepted
    assert (verdict.transcript.text, verdict.outlook) == (text, outlook)


def test_among_thousands_of_sentences_more_is_asked_of_one() -> None:
    bound, free = Heard("다음 주문 보여 줘", 1.0), "다음 정거장 보며 줄"
    assert 0.68 <= JUDGE.verdict(bound, free).transcript.score < 0.72
    assert JUDGE.verdict(bound, free).transcript.accepted
    assert not CROWDED.verdict(bound, free).transcript.accepted


@pytest.mark.parametrize(
    ("bound", "free", "accepted"),
    [("그만", "금원", True), ("다음", "담원", False), ("그만", "소금", False)],
)
def test_less_is_asked_of_what_costs_nothing(bound: str, free: str, accepted: bool) -> None:  # noqa: FBT001
    assert CROWDED.verdict(Heard(bound, 1.0), free).transcript.accepted is accepted


def test_among_thousands_more_is_asked_of_one_that_was_only_nearly_heard() -> None:
    bound, free = Heard("세제 주문 줄", 1.0), "이제 주문 했지"
    assert JUDGE.verdict(bound, free).transcript.accepted
    assert not CROWDED.verdict(bound, free).transcript.accepted


def test_what_both_decodings_only_begin_alike_is_waited_for() -> None:
    verdict = JUDGE.verdict(Heard("세제 주문", 1.0), "세제 조금")
    assert not verdict.transcript.accepted
    assert verdict.outlook is Outlook.UNFINISHED


@pytest.mark.parametrize(
    ("bound", "free"),
    [
        ("세제 주문 해 줘", "어제 친구를 만났습니다"),
        ("세제 주문 해 줘", "어제 세제 얘기를 들었습니다"),
        ("그만 쇼팽 다음 세제", "금만 나라의 소방관 다음에"),
        ("세제 주문", "어제 친구를 만났습니다"),
        ("", "어제 친구를 만났습니다"),
        ("", ""),
    ],
)
def test_what_the_grammar_makes_of_other_talk_is_not_believed(bound: str, free: str) -> None:
    verdict = JUDGE.verdict(Heard(bound, 1.0), free)
    assert not verdict.transcript.accepted
    assert verdict.outlook is Outlook.OPEN
    assert verdict.transcript.free_text == free


class FakeKaldi:
    """Hears one word in each frame that is not silent; what was asked of it is kept."""

    def __init__(self, words: str = "", ends_as: str = "") -> None:
        self._words = words.split()
        self._ends_as = ends_as
        self._heard = 0
        self.frames = self.ends = 0

    def Reset(self) -> None:  # noqa: N802 - as Vosk calls it
        self._heard = 0

    def AcceptWaveform(self, audio: bytes) -> bool:  # noqa: N802
        self._heard += any(audio[:FRAME_BYTES])
        self.frames += 1
        return False

    def FinalResult(self) -> str:  # noqa: N802
        self.ends += 1
        return json.dumps({"text": self._ends_as or self._said()})

    def PartialResult(self) -> str:  # noqa: N802
        return json.dumps({"partial": self._said()})

    def _said(self) -> str:
        return " ".join(self._words[: self._heard])


class FakeModel:
    """Knows every word."""

    language: Language = "ko"

    def __init__(self, words: str, ends_as: str = "") -> None:
        self._words = words
        self._ends_as = ends_as
        self.bounds: list[FakeKaldi] = []
        self.frees: list[FakeKaldi] = []

    def find_word(self, word: str) -> int:
        return len(word)

    def bound(self, _: Sequence[str]) -> Any:
        self.bounds.append(FakeKaldi(self._words, self._ends_as))
        return self.bounds[-1]

    def free(self) -> Any:
        self.frees.append(FakeKaldi(self._words))
        return self.frees[-1]


QUIET, WORD = bytes(FRAME_BYTES), b"\1" * FRAME_BYTES


def hears(words: str) -> tuple[VoskRecogniser, FakeModel]:
    model = FakeModel(words)
    return VoskRecogniser(model, PHRASES, meaning), model


def test_a_pause_ends_both_decodings_and_silence_is_not_decoded() -> None:
    ears, model = hears("세제 주문 해 줘")
    decoding = ears.start()
    for _ in range(4):
        decoding.feed(WORD)
    decoding.pause()
    for _ in range(8):
        decoding.feed(QUIET)
    assert decoding.outlook() is Outlook.COMPLETE
    assert decoding.finish().text == "세제 주문 해 줘"
    assert (model.bounds[-1].frames, model.bounds[-1].ends) == (4, 1)


def test_whoever_goes_on_after_a_pause_is_heard_from_the_beginning() -> None:
    ears, model = hears("세제 주문 해 줘")
    decoding = ears.start()
    decoding.feed(WORD)
    decoding.feed(WORD)
    decoding.pause()
    decoding.feed(QUIET)
    assert decoding.outlook() is Outlook.UNFINISHED
    decoding.feed(WORD)
    decoding.resume()
    decoding.feed(WORD)
    assert decoding.finish().text == "세제 주문 해 줘"
    assert (model.bounds[-1].frames, model.bounds[-1].ends) == (2 + 5, 2)


def test_words_that_only_end_a_sentence_do_not_end_what_is_begun() -> None:
    model = FakeModel("세제 주문 해 줘", ends_as="제 문")
    decoding = VoskRecogniser(model, PHRASES, meaning).start()
    decoding.feed(WORD)
    decoding.feed(WORD)
    decoding.pause()
    decoding.feed(QUIET)
    assert decoding.outlook() is Outlook.OPEN  # the partial result lags behind
    for _ in range(14):
        decoding.feed(QUIET)
    assert decoding.outlook() is Outlook.UNFINISHED
    decoding.resume()
    assert decoding.outlook() is Outlook.OPEN
    decoding.cancel()


def test_who_listens_to_everything_takes_nothing_for_harmless() -> None:
    ears = VoskRecogniser(FakeModel("그만"), PHRASES, meaning, harmless=("stop",))
    bound = Heard("그만", 1.0)
    assert ears.judge.verdict(bound, "음원").transcript.accepted
    assert not ears.narrowed(PHRASES, meaning).judge.verdict(bound, "음원").transcript.accepted


def test_who_has_not_paused_is_decoded_when_asked() -> None:
    ears, _ = hears("그만")
    decoding = ears.start(WORD)
    assert decoding.outlook() is Outlook.OPEN  # “그만 들어” begins with it
    decoding.resume()
    assert decoding.finish().text == "그만"


def test_a_failing_decoder_is_told_where_the_text_is_asked_for() -> None:
    ears, model = hears("그만")

    def fail(audio: bytes) -> bool:  # noqa: ARG001
        raise RuntimeError("out of memory")

    model.bounds[-1].AcceptWaveform = fail  # type: ignore[method-assign]
    decoding = ears.start()
    decoding.feed(WORD)
    with pytest.raises(RuntimeError, match="out of memory"):
        decoding.finish()
    decoding.feed(WORD)
    assert decoding.outlook() is Outlook.OPEN


def test_a_recogniser_is_warmed_before_it_is_used_and_exchanged_when_it_is_worn() -> None:
    model = FakeModel("그만")
    decoder = FreeDecoder(model.free)
    assert not model.frees
    first = decoder.take()
    assert (first.frames, first.ends) == (1, 1)
    used = [first]
    while used[-1] is first:  # the next one is made meanwhile
        used.append(decoder.take())
    assert len(used) > WORN_AFTER
    assert len(model.frees) == 2


def test_it_may_be_warm_before_the_first_command() -> None:
    model = FakeModel("그만")
    decoder = FreeDecoder(model.free)
    decoder.prepare()
    decoder.prepare()
    assert decoder.take() is model.frees[0]
    assert len(model.frees) == 1
