"""Slips of the finger: what is still understood, and what is no slip."""

import pytest

from assistant.core.settings import PROJECT
from assistant.language.matching.match import Matcher, Understanding
from assistant.language.matching.misspelt_words import SURE_AT_MOST
from assistant.language.templates.sentences import Sentences

SOLD = {"detergent", "vinegar", "milk", "coffee"}
MATCHER = Matcher(Sentences.load(PROJECT / "intents", "en"), lambda phrase: phrase.lower() in SOLD)


def understood(text: str) -> Understanding:
    return MATCHER.understand(text)


@pytest.mark.parametrize(
    ("text", "name", "slots"),
    [
        ("lpay some jazz", "PlayMusic", {"genre": "jazz"}),  # swapped
        ("remoove milk from the list", "ListRemove", {"item": "milk"}),  # one too many
        ("reordr detergent", "Reorder", {"product": "detergent"}),  # one too few
        ("whst is on my shopping list", "ListShow", {"list": "shopping"}),  # changed
        ("stop teh music plaese", "Stop", {}),
        ("order twoo bottles of vinegar", "Order", {"product": "vinegar", "quantity": 2}),
        ("plese delete the lsit", "ListDelete", {}),
        ("what is on my lits", "ListShow", {}),  # "its" and "lots" are said more
        ("paly some jazz", "PlayMusic", {"genre": "jazz"}),  # in the dictionary, and never used
    ],
)
def test_a_slip_is_mended(text: str, name: str, slots: dict[str, object]) -> None:
    found = understood(text)
    assert found.intent is not None
    assert found.intent.name == name
    assert {slot: found.intent.value(slot) for slot in slots} == slots
    assert found.intent.score <= SURE_AT_MOST
    assert found.intent.text == text
    assert found.heard


def test_it_is_told_what_was_taken_for_what() -> None:
    assert [(each.words, each.meant) for each in understood("stop teh muisc").heard] == [
        ("teh", "the"),
        ("muisc", "music"),
    ]


@pytest.mark.parametrize(
    ("text", "slot", "name"),
    [
        ("play ratt", "artist", "ratt"),
        ("put on Adde by Musci", "artist", "Musci"),
        ("put on Teh Wall", "artist", "Teh Wall"),
        ("add lsit to my list", "item", "lsit"),
    ],
)
def test_a_name_is_left_as_it_is(text: str, slot: str, name: str) -> None:
    intent = understood(text).intent
    assert intent is not None
    assert intent.value(slot) == name


@pytest.mark.parametrize(
    "text", ["olly play some jazz", "play jazz on rdio", "what is on my list pls", "okey dokey"]
)
def test_a_word_of_the_sentences_is_no_slip_however_it_is_spelt(text: str) -> None:
    found = understood(text)
    assert found.intent is not None
    assert (found.intent.score, found.heard) == (1.0, ())


@pytest.mark.parametrize(
    "text",
    [
        "yess",
        "i didn't quite catch that",  # half of a word
        "pay the plumber",  # words of their own
        "teh qiuck borwn fox",
        "confrim my order",
        "sotp teh muisc nwo",  # more slips than a sentence has
    ],
)
def test_what_is_no_slip_or_would_be_a_guess_is_not_mended(text: str) -> None:
    assert not any(each.cost == pytest.approx(0.1) for each in understood(text).heard)
    intent = understood(text).intent
    assert intent is None or intent.name not in {"Yes", "ConfirmOrder", "PlayMusic"}
