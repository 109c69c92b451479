"""What a free phrase of a sentence may not be."""

import pytest

from assistant.language.reading.limits import Limits
from assistant.language.templates.files import Wildcard
from assistant.language.words.normalise import tokens


@pytest.mark.parametrize(
    ("name", "allowed"),
    [("이사", True), ("이사 준비", True), ("이 목록", False), ("이게 뭐", False)],
)
def test_a_korean_syllable_is_a_word_only_by_itself(name: str, *, allowed: bool) -> None:
    limits = Limits(Wildcard(not_first=["이"]), "ko")
    assert limits.allow(tokens(name, "ko")) is allowed


@pytest.mark.parametrize(
    ("name", "allowed"), [("월요일 할 일", True), ("할 일 앱", False), ("월요일", False)]
)
def test_a_phrase_may_have_to_end_with_words(name: str, *, allowed: bool) -> None:
    limits = Limits(Wildcard(one_last=["할 일", "준비물"]), "ko")
    assert limits.allow(tokens(name, "ko")) is allowed


@pytest.mark.parametrize(
    ("clause", "allowed"),
    [("택배 왔어", True), ("벨을 눌렀어", True), ("아기 잔다", True), ("우유 없어", False), ("소다", False)],
)  # fmt: skip
def test_a_korean_ending_stands_behind_any_syllable_with_its_final(
    clause: str, *, allowed: bool
) -> None:
    limits = Limits(Wildcard(one_last=["ㅆ어", "ㄴ다"]), "ko")
    assert limits.allow(tokens(clause, "ko")) is allowed


def test_an_english_phrase_begins_with_whole_words() -> None:
    limits = Limits(Wildcard(not_first=["a"]), "en")
    assert limits.allow(tokens("apple pie", "en"))
    assert not limits.allow(tokens("a pie", "en"))
