"""Guesses by the words that a text shares with the sentences."""

from pathlib import Path

import pytest

from assistant.core.settings import PROJECT, Language
from assistant.language.intent import TELLING
from assistant.language.matching.examples import Examples
from assistant.language.matching.guessing import Guesses
from assistant.language.matching.match import Matcher
from assistant.language.matching.paraphrase import NEVER_GUESSED
from assistant.language.templates.sentences import Sentences


def guessing(language: Language, sold: set[str]) -> Guesses:
    sentences = Sentences.load(PROJECT / "intents", language)
    matcher = Matcher(sentences, sold.__contains__)
    examples = Examples.of(sentences, NEVER_GUESSED)
    return Guesses(language, matcher.understand, lambda: examples, sold.__contains__)


@pytest.fixture(scope="module")
def guesses() -> Guesses:
    return guessing("en", {"dish soap", "coffee", "eggs", "detergent"})


@pytest.fixture(scope="module")
def korean() -> Guesses:
    return guessing("ko", {"세제", "세제가", "계란"})


@pytest.mark.parametrize(
    ("text", "intent", "sentence"),
    [
        ("when's my stuff getting here", "OrderStatus", "when is my order getting here"),
        ("cancel the last thing i ordered", "CancelOrder", "cancel the thing i ordered"),
        ("what's the cheapest dish soap per ounce", "BestBy", "cheapest per ounce dish soap"),
    ],
)
def test_what_shares_the_telling_words_of_a_sentence_is_taken_for_it(
    guesses: Guesses, text: str, intent: str, sentence: str
) -> None:
    found = guesses.of(text)
    assert found.intent is not None
    assert (found.intent.name, found.intent.text) == (intent, text)
    assert found.intent.score < 1
    assert [(each.words, each.meant) for each in found.heard] == [(text, sentence)]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "cost",
        "when are my parents getting here",
        "do not cancel the last thing i ordered",
        "cancel the two things i ordered",
        "what's the cheapest piano per ounce",
        "cancel the last coffee thing i ordered or dish soap",
        "the milk is in the fridge honey",
        "she said she'd order pizza tonight",
        "more eggs on the shopping list please",  # put on, or taken off?
        "which stores sell detergent",  # "which stores sell it" asks of another thing
        "i'm sure what to say",  # "i'm not sure" refuses
        "tell me when i can get coffee for less than",  # coffee is no price
        "word " * 200,
        "\x00\u202e\U0001f642",
    ],
)
def test_what_says_something_else_is_not(guesses: Guesses, text: str) -> None:
    assert guesses.of(text).intent is None


@pytest.mark.parametrize(
    "text",
    [
        "what is the price per",  # "… per pound" says of what
        "the first thing on the list",  # "… on shopping list" says which list
        "what was ordered week",  # "… this week" says which week
    ],
)
def test_a_guess_never_adds_what_was_not_said(guesses: Guesses, text: str) -> None:
    assert guesses.of(text).intent is None


def test_a_korean_name_is_asked_about_without_its_particle(korean: Guesses) -> None:
    found = korean.of("세제가 싸지면 알려")
    assert found.intent is not None
    assert found.intent.name == "PriceWatch"
    assert found.heard[0].meant.startswith("세제 싸지면 알려")


@pytest.mark.parametrize(
    "text",
    [
        "어떻게 됐어",  # an order, an exam, anything
        "계란 어디 있어",  # in the kitchen: nobody spoke of an order
        "내일 뭐 해",
        "다시 해",
        "계란 두 개",  # a thing and how many: nothing is asked of it
    ],
)
def test_what_only_an_example_is_about_is_no_guess(korean: Guesses, text: str) -> None:
    assert korean.of(text).intent is None


def test_what_tells_its_matter_is_guessed(korean: Guesses) -> None:
    found = korean.of("택배 왔나 봐")
    assert found.intent is not None
    assert found.intent.name == "OrderStatus"


def test_what_refuses_is_no_guess(korean: Guesses) -> None:
    assert korean.of("계란 마음 바뀌었어 마").intent is None


def test_only_so_many_names_are_looked_up_for_each_text() -> None:
    sentences = Sentences.load(PROJECT / "intents", "en")
    asked = []

    def names(phrase: str) -> bool:
        asked.append(phrase)
        return False

    examples = Examples.of(sentences, NEVER_GUESSED)
    guesses = Guesses("en", Matcher(sentences).understand, lambda: examples, names)
    text = "what's the cheapest teal vermilion ochre sienna umber per ounce"
    assert guesses.of(text).intent is None
    assert len(asked) == len(set(asked))
    assert 0 < len(asked) <= 12
    guesses.of("what's the cheapest dish soap per ounce")
    assert "dish soap" in asked


def test_without_sentences_nothing_is_guessed(tmp_path: Path) -> None:
    (tmp_path / "Music.yaml").write_text(
        'language: en\nintents: {Rate: {data: [{sentences: ["five stars please"]}]}}\n'
    )
    sentences = Sentences.load(tmp_path, "en")
    understand = Matcher(sentences).understand
    guesses = Guesses("en", understand, lambda: Examples.of(sentences, NEVER_GUESSED), bool)
    assert guesses.of("four stars perhaps").intent is None


def test_what_lasts_is_never_guessed() -> None:
    assert not TELLING & NEVER_GUESSED
