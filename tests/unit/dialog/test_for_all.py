"""One name that answers several questions in a row."""

import pytest

from assistant.dialog.for_all import for_all
from assistant.dialog.steps import Ask, Option, Question, Say, Step


def asked(kind: str, then: Step) -> Ask:
    """A question which of two brands of a kind, with what follows any choice."""
    options = (Option(f"dove {kind}", ("Dove",)), Option(f"pantene {kind}", ("Pantene",)))

    def choose(id_: str) -> Step:
        if isinstance(then, Ask):
            return then
        return Say("taken", {"last": id_})

    return Ask(Say("ask_which"), Question(choose, options, as_if="order {}"))


@pytest.mark.parametrize("said", ["the pantene for both", "and Pantene for each of them, please"])
def test_one_name_answers_this_question_and_the_next(said: str) -> None:
    first = asked("shampoo", asked("conditioner", Say("")))
    assert for_all(first.question, said.replace(",", "")) == Say(
        "taken", {"last": "pantene conditioner"}
    )


def test_in_korean_it_stands_behind() -> None:
    first = asked("shampoo", asked("conditioner", Say("")))
    assert for_all(first.question, "둘 다 pantene으로") == Say(
        "taken", {"last": "pantene conditioner"}
    )


def test_where_the_next_has_nothing_of_that_name_it_is_asked() -> None:
    eggs = (Option("brown", ("Brown eggs",)), Option("white", ("White eggs",)))
    following = Ask(Say("ask_which"), Question(Say, eggs, as_if="order {}"))
    assert for_all(asked("shampoo", following).question, "the pantene for both") is following


@pytest.mark.parametrize(
    "said", ["the pantene", "something for both of us", "for both", "둘 다", ""]
)
def test_nothing_else_answers_so(said: str) -> None:
    assert for_all(asked("shampoo", Say("")).question, said) is None


def test_a_question_of_no_products_is_not_answered_so() -> None:
    sure = Question(Say, (Option("yes", ("Pantene",)), Option("no", ("Dove",))))
    assert for_all(sure, "the pantene for both") is None
