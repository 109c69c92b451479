"""The words around an answer: what they say, and what is left without them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.language.words.answer_words import (
    all_but,
    bare_answer,
    bare_price,
    behind_a_no,
    named_for_all,
    opens,
    refuses,
    says_money,
    thanks_for_enough,
)


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("um, I'll have the big one, please", "big"),
        ("let's go with Heinz", "Heinz"),
        ("하인즈로 해 주세요", "하인즈"),
        ("오뚜기 걸로 할게", "오뚜기"),
        ("오뚜기 걸로", "오뚜기"),
        ("the Heinz one is fine", "Heinz"),
        ("I think Heinz will do, thanks", "Heinz"),
        ("Heinz would be great", "Heinz"),
        ("Heinz'll work for me", "Heinz"),
        ("Heinz it is", "Heinz"),
        ("yeah, let's do the Heinz", "Heinz"),
        ("can I get the Heinz", "Heinz"),
        ("Heinz is too dear", "Heinz is too dear"),
        ("is fine", "is fine"),
        ("that would be great", "that would be great"),
        ("하인즈가 좋겠네", "하인즈"),
        ("하인즈면 될 것 같아요", "하인즈"),
        ("하인즈 거 괜찮네", "하인즈"),
        ("하인즈로 결정", "하인즈"),
        ("하인즈가 더 나아 보여", "하인즈"),
        ("하인즈 괜찮아", "하인즈 괜찮아"),
        ("하인즈 안 좋네", "하인즈 안 좋네"),
        ("one", "one"),
        ("줘", "줘"),
    ],
)
def test_what_an_answer_names(text: str, bare: str) -> None:
    assert bare_answer(text) == bare


@pytest.mark.parametrize(
    ("text", "unwanted"),
    [
        ("not the Heinz one", "the Heinz one"),
        ("no, anything but Tide!", "Tide"),
        ("하인즈 말고 다른 걸로", "하인즈"),
        ("타이드는 싫어요", "타이드"),
        ("the Heinz one is way too expensive for us", "the Heinz one"),
        ("하인즈는 너무 비싸네요", "하인즈"),
        ("Heinz is dear", None),
        ("the Heinz one", None),
        ("하인즈로 줘", None),
    ],
)
def test_what_is_not_wanted(text: str, unwanted: str | None) -> None:
    assert all_but(text) == unwanted


def test_what_follows_a_no() -> None:
    assert refuses("hmm, no, the first")
    assert refuses("아니 첫 번째")
    assert not refuses("note the first")
    assert behind_a_no("no, the first") == "the first"
    assert behind_a_no("the first") == "the first"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("and the Pantene for both, please", "the Pantene"),
        ("둘 다 팬틴으로", "팬틴으로"),
        ("both", None),
    ],
)
def test_one_name_for_all(text: str, name: str | None) -> None:
    assert named_for_all(text) == name


def test_a_word_that_agrees_may_only_begin_a_sentence() -> None:
    assert opens("okay,")
    assert opens("그래요")
    assert not opens("yes")


@pytest.mark.parametrize(
    ("answer", "price"),
    [("for two ninety nine", "two ninety nine"), ("사천 원짜리", "사천 원"), ("Heinz", "Heinz")],
)
def test_a_price_without_what_stands_around_it(answer: str, price: str) -> None:
    assert bare_price(answer) == price


def test_money_is_said_in_a_word_or_a_sign() -> None:
    assert all(map(says_money, ("four dollars", "$4", "사천 원")))
    assert not says_money("four")


@given(st.text(max_size=200))
def test_no_text_is_too_odd(text: str) -> None:
    assert bare_answer(text) or not text
    behind_a_no(text)
    all_but(text)


@pytest.mark.parametrize("text", ["됐어 고마워", "응 됐어요 감사합니다", "괜찮아요, 정말 고마워요"])
def test_a_thank_you_that_wants_no_more(text: str) -> None:
    assert thanks_for_enough(text)


@pytest.mark.parametrize("text", ["됐어", "고마워", "아니 됐어", "됐어 고마워 우유 시켜 줘"])
def test_no_such_thank_you(text: str) -> None:
    assert not thanks_for_enough(text)
