"""Answers to a question, as people give them."""

from dataclasses import replace

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from assistant.core.money import Money
from assistant.dialog.answering import answer, is_aside
from assistant.dialog.steps import Ask, Option, Question, Say, Step
from assistant.language.intent import Intent, Slot
from assistant.language.words.sizes import size_said

HEINZ = Option(
    "heinz", ("Heinz Vinegar 32 ounces", "하인즈 식초 946밀리리터"), Money(299, "USD"), 946, "ml"
)
HOUSE = Option(
    "house", ("House Vinegar 1 gallon", "하우스 식초 3.8리터"), Money(349, "USD"), 3785, "ml"
)
AGAIN = Say("chosen_unclear")


def question(*options: Option, quantity: int = 1, as_if: str = "order {}") -> Question:
    """Which vinegar: what is chosen is said with its number."""

    def amend(intent: Intent) -> Step | None:
        number = intent.value("quantity")
        return Ask(AGAIN, question(*options, quantity=number)) if number else None

    return Question(
        lambda id_: Say("chosen", {"id": id_, "quantity": quantity}),
        options,
        again=AGAIN,
        amend=amend,
        as_if=as_if,
    )


def intent(name: str, **slots: object) -> Intent:
    return Intent(name=name, slots={slot: Slot(str(v), v) for slot, v in slots.items()})


def ordered(text: str) -> Intent | None:
    """A matcher that knows "order two PRODUCT" and nothing else."""
    words = text.removeprefix("order ").split(" ", 1)
    if words[0] == "two":
        return intent("Order", quantity=2, product=words[1])
    return intent("Order", product=text.removeprefix("order "))


def chosen(step: Step | None) -> tuple[str, int] | None:
    if not isinstance(step, Say) or step.key != "chosen":
        return None
    return step.data["id"], step.data["quantity"]


@pytest.mark.parametrize(
    "text",
    [
        "not heinz",
        "compare the heinz vinegar",
        "heinz is too expensive",
        "my mother hates heinz",
        "is the heinz any good",
        "tell me about the heinz vinegar",
        "how many cups are in a quart",
        "we meet al at ten on the 32 ounce road",
        "하인즈 비교해 줘",
        "하인즈는 싫어",
        "하인즈 말고",
        "하인즈 어때",
        "하인즈는 비싸",
    ],
)
@pytest.mark.parametrize("options", [(HEINZ,), (HEINZ, HOUSE)])
def test_who_says_more_than_a_name_has_not_chosen_it(
    text: str, options: tuple[Option, ...]
) -> None:
    assert chosen(answer(question(*options, as_if=""), None, text)) is None


def test_a_short_name_is_not_misheard() -> None:
    dawn = Option("dawn", ("Dawn", "던"))
    assert chosen(answer(question(dawn, as_if=""), None, "돈은")) is None
    assert chosen(answer(question(dawn, as_if=""), None, "던으로")) == ("dawn", 1)


@pytest.mark.parametrize("text", ["heinz vinagar", "the hind's vinegar", "하인주", "하인즈 식추"])
def test_a_misheard_name_is_no_other_word(text: str) -> None:
    assert chosen(answer(question(HEINZ, as_if=""), None, text)) == ("heinz", 1)


@pytest.mark.parametrize(
    ("text", "id_", "quantity"),
    [
        ("the Heinz one please", "heinz", 1),
        ("I'll take the Heinz", "heinz", 1),
        ("I will take the house vinegar", "house", 1),
        ("two heinz", "heinz", 2),
        ("the one gallon please", "house", 1),
        ("a 900 milliliter one", "heinz", 1),
        ("하인즈로 할게요", "heinz", 1),
        ("하우스 거로 주세요", "house", 1),
        ("900밀리", "heinz", 1),
    ],
)
def test_one_of_two_is_named(text: str, id_: str, quantity: int) -> None:
    assert chosen(answer(question(HEINZ, HOUSE), None, text, ordered)) == (id_, quantity)


@pytest.mark.parametrize(
    ("text", "counts"),
    [("99", True), ("100", False), ("2026", False), ("0", False), ("99개", True), ("100개", False)],
)
def test_a_number_alone_is_how_many_up_to_what_anybody_counts(text: str, counts: bool) -> None:  # noqa: FBT001
    asked = replace(question(HEINZ), amend=lambda _: Say("so many"))
    assert (answer(asked, None, text, lambda _: None) == Say("so many")) is counts


@pytest.mark.parametrize(
    "text", ["the weather is nice", "오늘 날씨 좋다", "seven dwarfs", "", "12"]
)
def test_noise_chooses_nothing(text: str) -> None:
    assert chosen(answer(question(HEINZ, HOUSE), None, text, ordered)) is None


def test_a_place_may_come_with_a_number() -> None:
    second = intent("Choose", ordinal=2, quantity=3)
    assert chosen(answer(question(HEINZ, HOUSE), second, "")) == ("house", 3)


def test_the_first_is_no_yes() -> None:
    step = answer(question(HEINZ), intent("Choose", ordinal=1), "the first one")
    assert isinstance(step, Ask)


def test_not_that_one_declines_the_only_one() -> None:
    asked = question(HEINZ)
    assert answer(asked, intent("Choose", by="other"), "not that one") is asked.decline


def test_a_question_may_be_agreed_to_in_its_own_words() -> None:
    asked = Question(lambda _: Say("cancelled"), (HEINZ,), meant_by={"CancelOrder": "heinz"})
    assert answer(asked, intent("CancelOrder"), "yes cancel it") == Say("cancelled")
    assert answer(question(HEINZ), intent("CancelOrder"), "cancel it") == Say("not_ordered")


def test_the_same_wish_again_is_no_answer() -> None:
    vinegar = intent("Order", product="vinegar")
    assert answer(question(HEINZ, HOUSE), vinegar, "order vinegar") is None


def test_what_a_name_leads_to_may_be_another_question() -> None:
    """Of ketchup and mayonnaise: "heinz" is ketchup, and then it is asked which mayonnaise."""
    asked = replace(question(HEINZ, HOUSE), choose=lambda id_: Ask(Say(id_), question(HOUSE)))
    step = answer(asked, None, "heinz", ordered)
    assert isinstance(step, Ask)
    assert step.say == Say("heinz")


@pytest.mark.parametrize(
    ("meant", "text"),
    [
        (intent("Choose", by="cheapest"), "the cheaper one"),
        (intent("Choose", ordinal=1), "the first"),
        (None, "the one for two ninety nine"),
    ],
)
def test_of_what_was_only_asked_about_nothing_is_taken_unnamed(
    meant: Intent | None, text: str
) -> None:
    asked = replace(
        question(HEINZ, HOUSE), tentative=True, sure=lambda id_: Say("sure", {"id": id_})
    )
    assert answer(asked, meant, text, ordered) == Say("sure", {"id": "heinz"})
    assert chosen(answer(asked, None, "heinz", ordered)) == ("heinz", 1)


@pytest.mark.parametrize("text", ["and the cheapest", "what about the cheapest", "제일 싼 건"])
def test_who_goes_on_asking_takes_nothing(text: str) -> None:
    asked = replace(question(HEINZ, HOUSE), sure=lambda id_: Say("sure", {"id": id_}))
    cheapest = msgspec.structs.replace(intent("Choose", by="cheapest"), text=text)
    assert answer(asked, cheapest, text, ordered) == Say("sure", {"id": "heinz"})


@pytest.mark.parametrize(
    "text", ["two of those", "two", "actually send two", "두 개", "두 개로 해", "응 두 개 주세요"]
)
def test_a_bare_number_is_how_many(text: str) -> None:
    step = answer(question(HEINZ), None, text, ordered)
    assert isinstance(step, Ask)
    assert chosen(step.question.choose("heinz")) == ("heinz", 2)


@pytest.mark.parametrize("text", ["no the first", "no, the first", "아니 첫 번째"])
def test_a_no_before_a_choice_chooses(text: str) -> None:
    first = intent("Choose", ordinal=1)
    step = answer(question(HEINZ, HOUSE), None, text, lambda _: first)
    assert chosen(step) == ("heinz", 1)


def test_what_is_only_like_an_order_is_no_yes() -> None:
    asked = Question(lambda _: Say("ordered"), (HEINZ, HOUSE), meant_by={"Reorder": "heinz"})
    again = intent("Reorder")
    assert answer(asked, again, "재주문해 줘") == Say("ordered")
    like = msgspec.structs.replace(again, score=0.92)
    assert answer(asked, like, "차 주문해 줘") != Say("ordered")


def test_a_yes_to_which_one_is_not_asked_for_ever() -> None:
    asked = question(HEINZ, HOUSE)
    for _ in range(asked.patience):
        step = answer(asked, intent("Yes"), "yes")
        assert isinstance(step, Ask)
        asked = step.question
    assert answer(asked, intent("Yes"), "yes") is asked.decline


def test_a_yes_to_the_one_that_was_named_is_no_mere_choice() -> None:
    asked = replace(
        question(HEINZ, HOUSE),
        meant_by={"Yes": "house"},
        agree=lambda id_: Say("agreed", {"id": id_}),
    )
    assert answer(asked, intent("Yes"), "yes") == Say("agreed", {"id": "house"})


def test_small_talk_leaves_a_question_open_and_a_new_order_does_not() -> None:
    assert is_aside(intent("SmallTalk"))
    assert is_aside(intent("Repeat"))
    assert not is_aside(intent("Order"))
    assert not is_aside(None)


@given(st.text(max_size=200))
@example("1" + "0" * 28)
@example("9" * 190 + " dollars")
@example("the one for 0 dollars")
def test_any_answer_is_taken_or_left_without_a_fault(text: str) -> None:
    size_said(text)
    step = answer(question(HEINZ, HOUSE), None, text, ordered)
    assert step is None or isinstance(step, Say | Ask)
