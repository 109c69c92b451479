"""What was spent and what may be: the sums that are told."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from assistant.core.money import Money
from assistant.core.notes import Note
from assistant.dialog.steps import Ask, KeepNotes, Say, Step
from assistant.language.intent import Intent, Slot
from assistant.skills.budget import set_budget, show_budget
from assistant.skills.scene import NoHome, Scene
from assistant.skills.spending import spent_in
from assistant.store.household_notes import HouseholdNotes, budget_note
from assistant.store.past_orders import PastLine, PastOrder
from assistant.store.purchase import Rules

NOW = datetime(2026, 3, 10, 9, tzinfo=UTC)


def usd(minor: int) -> Money:
    return Money(minor, "USD")


class Home(NoHome):
    """Orders of one thing each, so many days ago, at so much."""

    def __init__(self, *orders: tuple[int, int]) -> None:
        self._orders = orders

    def past(self) -> Sequence[PastOrder]:
        return [
            PastOrder(NOW - timedelta(days=days), (PastLine("tea", 1, usd(minor)),), usd(minor))
            for days, minor in self._orders
        ]

    def spent_this_month(self) -> Money | None:
        return usd(sum(minor for days, minor in self._orders if days < NOW.day))


def scene(*orders: tuple[int, int], budget: int | None = None) -> Scene:
    notes: list[Note] = [] if budget is None else [budget_note(usd(budget), NOW)]
    return Scene(
        now=NOW,
        language="en",
        utterance_id="u",
        device_id="d",
        origin="voice",
        shelf=None,  # type: ignore[arg-type]
        records=None,  # type: ignore[arg-type]
        history={},
        rules=Rules(usd(5000), confirm_first_time=True, price_rise_percent=10),
        notes=HouseholdNotes(notes),
        home=Home(*orders),
    )


def intent(name: str, **values: object) -> Intent:
    return Intent(name=name, slots={key: Slot(str(said), said) for key, said in values.items()})


def told(step: Step) -> dict[str, object]:
    say = step.say if isinstance(step, Ask) else step
    assert isinstance(say, Say)
    return dict(say.data)


def budget_of(step: Step) -> Money:
    assert isinstance(step, KeepNotes)
    budget = HouseholdNotes(step.notes).budget
    assert budget is not None
    return budget


@pytest.mark.parametrize(("per", "average"), [("week", 700), ("month", 3044)])
def test_an_average_is_of_all_the_days_since_the_first_thing_was_bought(
    per: str, average: int
) -> None:
    step = spent_in(intent("SpentIn", fact="average", per=per), scene((70, 4000), (3, 3000)))
    assert told(step)["spent"] == usd(average)


def test_what_was_bought_only_today_is_the_average_of_a_whole_week() -> None:
    step = spent_in(intent("SpentIn", fact="average", per="week"), scene((0, 4000)))
    assert told(step)["spent"] == usd(4000)


def test_this_month_is_compared_with_the_last_by_now_and_in_all() -> None:
    """On the tenth: an order of the third of March; of the eighth and the twentieth of February."""
    found = told(spent_in(intent("SpentIn", fact="compared"), scene((7, 100), (30, 20), (18, 3))))
    assert (found["spent"], found["by_now"], found["last"]) == (usd(100), usd(20), usd(23))


@pytest.mark.parametrize(
    ("values", "budget"),
    [
        ({"amount": 300}, 30_000),
        ({"amount": 20, "change": "more"}, 12_000),
        ({"amount": 20, "change": "less"}, 8_000),
        ({"change": "double"}, 20_000),
        ({"change": "half"}, 5_000),
    ],
)
def test_a_budget_is_set_and_changed(values: dict[str, object], budget: int) -> None:
    assert budget_of(set_budget(intent("BudgetSet", **values), scene(budget=10_000))) == usd(budget)


def test_a_budget_of_a_week_is_offered_as_what_it_comes_to_in_a_month() -> None:
    step = set_budget(intent("BudgetSet", amount=60, span="week"), scene())
    assert isinstance(step, Ask)
    assert told(step) == {"week": usd(6_000), "month": usd(26_000)}
    assert budget_of(step.question.choose("budget")) == usd(26_000)


def test_nothing_is_left_of_a_budget_that_is_cut_too_far() -> None:
    step = set_budget(intent("BudgetSet", amount=100, change="less"), scene(budget=10_000))
    assert step == Say("budget_too_low", {"is": usd(10_000)})


@pytest.mark.parametrize(("spent", "left", "over"), [(9_000, 1_000, None), (10_500, -500, 500)])
def test_what_is_left_of_the_budget_or_over_it(spent: int, left: int, over: int | None) -> None:
    found = told(show_budget(intent("BudgetShow"), scene((1, spent), budget=10_000)))
    assert (found["left"], found["over"]) == (usd(left), None if over is None else usd(over))
