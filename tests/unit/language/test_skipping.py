import pytest

from assistant.core.settings import Language
from assistant.language.templates.skipping import Fillers, Skipping
from assistant.language.words.normalise import tokens

SKIPPING = Skipping(
    frozenset({("alexa",), ("could", "you"), ("아",)}),
    frozenset({("please",), ("for", "me"), ("아",)}),
)


@pytest.mark.parametrize(
    ("language", "text", "meaning"),
    [
        ("en", "alexa could you stop please", "stop"),
        ("en", "could you", ""),
        ("en", "order milk for me please", "order milk"),
        ("en", "could we stop", "could we stop"),
        ("en", "for me alexa", "for me alexa"),
        ("ko", "아 우유", "우유"),
        ("ko", "아무거나", "아무거나"),
        ("ko", "우유 아", "우유"),
        ("ko", "강아", "강아"),
    ],
)
def test_only_whole_words_at_the_ends_are_passed_over(
    language: Language, text: str, meaning: str
) -> None:
    said = tokens(text, language)
    begin, end = SKIPPING.inner(said)
    assert "".join(token.key for token in said[begin:end]) == meaning.replace(" ", "")


FILLERS = Fillers(frozenset({("exactly",), ("on", "earth"), ("우", "리", "집")}))


@pytest.mark.parametrize(
    ("language", "text", "bare"),
    [
        ("en", "when exactly is it coming", "when is it coming"),
        ("en", "what on earth is exactly on the list", "what is on the list"),
        ("en", "what is on my list", ""),
        ("en", "exactly", ""),
        ("ko", "우리 집 커피 언제 떨어져", "커피 언제 떨어져"),
        ("ko", "우리 집게 주문해 줘", ""),
    ],
)
def test_words_that_say_nothing_are_left_out_anywhere(
    language: Language, text: str, bare: str
) -> None:
    assert FILLERS.without(text, tokens(text, language)) == bare
