"""What is said of a thing beside its name."""

import pytest

from assistant.language.orders.beside_the_thing import (
    as_favourite,
    from_whom,
    in_a_hurry,
    is_all_gone,
    is_to_read,
)


@pytest.mark.parametrize(
    ("phrase", "thing"),
    [
        ("our favourite coffee", "coffee"),
        ("my all-time favorite brand of tea", "tea"),
        ("우리 제일 좋아하는 커피", "커피"),
        ("즐겨 마시는 차", "차"),
        ("coffee", None),
        ("favourite", None),
    ],
)
def test_a_favourite_is_the_thing_without_the_word(phrase: str, thing: str | None) -> None:
    assert as_favourite(phrase) == thing


@pytest.mark.parametrize(
    ("phrase", "parts"),
    [
        ("milk from Homewell", ("milk", "Homewell")),
        ("홈웰에서 우유", ("우유", "홈웰")),
        ("milk", None),
        ("milk from 2", None),
    ],
)
def test_a_thing_and_of_whom_it_is_to_be(phrase: str, parts: tuple[str, str] | None) -> None:
    assert from_whom(phrase) == parts


def test_a_hurry_is_heard_though_sentences_pass_over_it() -> None:
    assert in_a_hurry("get me milk a.s.a.p., please")
    assert not in_a_hurry("get me milk")


@pytest.mark.parametrize("text", ["we're out of milk", "우유 다 떨어졌어"])
def test_nothing_is_left(text: str) -> None:
    assert is_all_gone(text)


@pytest.mark.parametrize("text", ["we're almost out of milk", "우유 거의 다 떨어졌어"])
def test_little_is_left(text: str) -> None:
    assert not is_all_gone(text)


def test_a_book_is_to_be_read_and_a_song_is_not() -> None:
    assert is_to_read("rate this textbook")
    assert is_to_read("이 책 별점 네 개")
    assert not is_to_read("rate this song")
