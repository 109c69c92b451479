"""Misheard words: what is still understood, how sure it is, and what stays talk."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import Levenshtein

from assistant.core.settings import PROJECT
from assistant.language.intent import LASTING
from assistant.language.matching.match import Matcher
from assistant.language.matching.misheard_words import TOLERANCE_MS
from assistant.language.names.sounds import alike, alike_at_most, sound
from assistant.language.reading.certainty import MISHEARD_AT_MOST
from assistant.language.templates.sentences import Sentences

SOLD = {"detergent", "vinegar", "milk", "coffee", "세제", "우유"}


def matcher(language: str) -> Matcher:
    return Matcher(
        Sentences.load(PROJECT / "intents", language), lambda phrase: phrase.lower() in SOLD
    )


ENGLISH, KOREAN = matcher("en"), matcher("ko")


def understood(text: str) -> tuple[str, dict[str, object]] | None:
    intent = (ENGLISH if text.isascii() else KOREAN).understand(text).intent
    if intent is None:
        return None
    return intent.name, {name: slot.value for name, slot in intent.slots.items()}


@pytest.mark.parametrize(
    ("text", "intent", "slots"),
    [
        ("Alexa, Rewarded Detergent.", "Reorder", {"product": "Detergent"}),
        ("recorder detergent", "Reorder", {"product": "detergent"}),
        ("we order detergent", "Reorder", {"product": "detergent"}),
        ("odor some milk", "Order", {"product": "milk"}),
        (
            "at two bottles of vinegar to my basket",
            "Want",
            {"product": "vinegar", "quantity": 2, "unit": "bottle"},
        ),
        ("by more coffee", "Reorder", {"product": "coffee"}),
        ("stob the music", "Stop", {}),
        ("paws the music", "Pause", {}),
        ("counsel my order", "CancelOrder", {}),
        ("wear is my order", "OrderStatus", {}),
        ("turn the folume up", "VolumeUp", {}),
        ("what is on my shopping lift", "ListShow", {"list": "shopping"}),
        ("세제 주믄해 줘", "Order", {"product": "세제"}),
        ("쇼팽 음악 트러 줘", "PlayMusic", {"artist": "쇼팽"}),
        ("주문 치소해 줘", "CancelOrder", {}),
        ("내 주문 어디아", "OrderStatus", {}),
        ("볼륨 올여 줘", "VolumeUp", {}),
    ],
)
def test_what_sounds_like_a_command_is_one(
    text: str, intent: str, slots: dict[str, object]
) -> None:
    matcher = ENGLISH if text.isascii() else KOREAN
    found = matcher.understand(text)
    assert found.intent is not None
    assert found.intent.name == intent
    values = {name: slot.value for name, slot in found.intent.slots.items()}
    assert {name: str(v).lower() for name, v in values.items()} == {
        name: str(v).lower() for name, v in slots.items()
    }
    assert found.intent.score <= MISHEARD_AT_MOST
    assert found.heard
    assert found.sentence


def test_it_is_told_which_word_stood_for_which() -> None:
    found = ENGLISH.understand("we order detergent")
    assert [(heard.words, heard.meant) for heard in found.heard] == [("we order", "reorder")]
    assert 0 < found.heard[0].cost < 0.3
    assert found.file == "Store.yaml"


def test_exact_words_are_certain_and_take_no_other_reading() -> None:
    found = ENGLISH.understand("reorder detergent")
    assert found.intent is not None
    assert found.intent.score == 1.0
    assert not found.heard


@pytest.mark.parametrize(
    "text",
    [
        "by the way",
        "older brother",
        "recorded message",
        "she rewarded employees",
        "the border is closed",
        "at the park",
        "had a good day",
        "reply mail",
        "stock prices at the market",
        "지금 질문 있어",
        "주민 센터 어디야",
        "오늘 주민등록 해 줘",
        "오늘 강수 확률 알려줘",
        "스팸함을 모두 지워줘",
        "힘들어",
        "what is hurricane",
        "what is weather today",
    ],
)
def test_talk_that_sounds_a_little_like_a_command_is_talk(text: str) -> None:
    assert understood(text) is None


@pytest.mark.parametrize("text", ["차 주문해줘", "차 주문"])
def test_a_word_before_a_command_is_none_of_its_syllables(text: str) -> None:
    """차 is tea, and no 재 of 재주문, which orders again."""
    found = understood(text)
    assert found is None or found[0] not in {"Reorder", "Order"}


def test_a_misheard_order_is_believed_only_for_what_is_sold() -> None:
    assert understood("rewarded detergent") is not None
    assert understood("rewarded employees") is None
    nothing_known = Matcher(Sentences.load(PROJECT / "intents", "en"))
    assert nothing_known.understand("rewarded detergent").intent is None


def test_what_is_sold_is_no_part_of_a_misheard_command() -> None:
    assert understood("세제 주문해 줘") == ("Order", {"product": "세제"})
    sold = Matcher(Sentences.load(PROJECT / "intents", "ko"), {"차", "우유"}.__contains__)
    assert sold.understand("차 주문해 줘").intent is None  # of these, "car" too; not 재주문
    assert sold.understand("우유 재주믄해 줘").intent is not None


def test_only_one_word_of_an_order_may_be_misheard() -> None:
    assert understood("ad milk to my card") is None
    assert understood("add milk to my card") is not None


def test_yes_is_never_guessed() -> None:
    for text in ("yez", "yass", "confirn the order", "네에에", "조아"):
        found = understood(text)
        assert found is None or found[0] not in {"Yes", "Choose"}


def test_similarity_is_by_sound() -> None:
    assert alike("paws", "pause") > alike("paws", "plays")
    assert alike("트러", "틀어") > alike("크게", "틀어")
    assert alike("stop", "stop") == 1.0


@settings(max_examples=60)
@given(
    st.lists(
        st.sampled_from(["rewarded", "odor", "by", "at", "the", "milk", "card", "트러", "주믄해"]),
        min_size=1,
        max_size=30,
    )
)
def test_any_heap_of_misheard_words_ends_soon(words: list[str]) -> None:
    for each in (ENGLISH, KOREAN):
        assert each.understand(" ".join(words)).ms < 1000


@pytest.mark.parametrize(
    "text",
    [
        "put the kettle on",
        "lock the door",
        "turn on the clock",
        "put the sock on",
        "unlock the saddle",
        "my budget is tight",
        "stop glistening",
        "confirm the water",
    ],
)
def test_what_has_lasting_effect_is_never_done_for_a_near_sound(text: str) -> None:
    found = understood(text)
    assert found is None or found[0] not in LASTING


def test_what_the_catalog_reads_before_its_first_answer_is_no_time_of_the_text() -> None:
    read: list[str] = []

    def sold(phrase: str) -> bool:
        ready = time.thread_time() + 1.5 * TOLERANCE_MS / 1000
        while not read and time.thread_time() < ready:
            pass
        read.append(phrase)
        return phrase in SOLD

    matcher = Matcher(Sentences.load(PROJECT / "intents", "en"), sold)
    found = matcher.understand("what did i ordr last weak")
    assert found.intent is not None
    assert found.intent.name == "WhatOrdered"


_WORDS = st.text("abcdefghijklmnopqrstuvwxyz'세제추가해줘", min_size=1, max_size=12)


@given(_WORDS, _WORDS)
def test_words_are_never_more_alike_than_is_said_beforehand(one: str, other: str) -> None:
    same = Levenshtein.normalized_similarity(sound(one), sound(other))
    assert alike(one, other) <= alike_at_most(one, other, same) + 1e-9
