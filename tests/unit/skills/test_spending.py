"""What was spent and what may be: the sums that are told."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from assistant.core.money import Money
from assistant.core.notes import Note
from assistant.dialog.steps import Ask, KeepNotes, Say, Step
from assistant.language.intent import Intent, Slot
from assistant.skills.asking.budget import drop_budget, set_budget, show_budget
from assistant.skills.orders.spending import spent_in
from assistant.skills.scene import NoHome, Scene
from assistant.store.choosing.purchase import Fit
from assistant.store.discovery.discovery import Discovery
from assistant.store.goods.catalog import Product
from assistant.store.household.notes import HouseholdNotes, budget_note
from assistant.store.household.past_orders import PastLine, PastOrder
from tests.unit.scenes import bare_scene

NOW = datetime(2026, 3, 10, 9, tzinfo=UTC)


def usd(minor: int) -> Money:
    return Money(minor, "USD")


class Kinds:
    """Every thing is a kind of its own."""

    def kind_names(self, product_id: str) -> Mapping[str, str]:
        return {"en": product_id}


class Home(NoHome):
    """Orders of one thing each, so many days ago, at so much."""

    def __init__(self, *orders: tuple[int, int], more: Sequence[PastOrder] = ()) -> None:
        self._orders, self._more = orders, more

    def past(self) -> Sequence[PastOrder]:
        found = [
            PastOrder(NOW - timedelta(days=days), (PastLine("tea", 1, usd(minor)),), usd(minor))
            for days, minor in self._orders
        ]
        return [*found, *self._more]

    def discover(self) -> Discovery:
        return Kinds()  # type: ignore[return-value]

    def spent_this_month(self) -> Money | None:
        return usd(sum(minor for days, minor in self._orders if days < NOW.day))


def scene(*orders: tuple[int, int], budget: int | None = None) -> Scene:
    notes: list[Note] = [] if budget is None else [budget_note(usd(budget), NOW)]
    return replace(
        bare_scene(NOW),
        notes=HouseholdNotes(notes),
        home=Home(*orders),
    )


def bought(days: int, *lines: tuple[str, int, int], sent: int = 0) -> PastOrder:
    """An order of things, so many each at so much, so many days ago."""
    goods = sum(many * minor for _, many, minor in lines)
    parts = tuple(PastLine(what, many, usd(minor)) for what, many, minor in lines)
    return PastOrder(NOW - timedelta(days=days), parts, usd(goods + sent))


class Aisle:
    """A shop in which nothing is called by its name, with one aisle: drinks."""

    def find(self, phrase: str, most: int = 8) -> Sequence[Fit]:  # noqa: ARG002
        return ()

    def aisle(self, phrase: str) -> Sequence[Sequence[Product]]:
        drinks = [SimpleNamespace(id="tea"), SimpleNamespace(id="milk")]
        return [drinks] if phrase == "drinks" else ()  # type: ignore[list-item]


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


def test_what_is_left_exactly_is_not_over_and_nothing_spent_leaves_all() -> None:
    even = told(show_budget(intent("BudgetShow"), scene((1, 10_000), budget=10_000)))
    assert (even["left"], even["over"], even["asked"]) == (usd(0), None, False)
    nothing = replace(scene(budget=10_000), home=NoHome())
    found = told(show_budget(intent("BudgetShow", about="budget"), nothing))
    assert (found["spent"], found["left"], found["asked"]) == (usd(0), usd(10_000), True)


def test_a_budget_in_other_money_is_compared_with_nothing() -> None:
    won = HouseholdNotes([budget_note(Money(400_000, "KRW"), NOW)])
    found = told(show_budget(intent("BudgetShow"), replace(scene((1, 100)), notes=won)))
    assert (found["left"], found["over"]) == (None, None)
    step = set_budget(intent("BudgetSet", amount=300, currency="KRW"), scene())
    assert step == Say("budget_other_money", {"example": usd(30_000)})


def test_a_budget_is_dropped() -> None:
    step = drop_budget(intent("BudgetDrop"), scene(budget=10_000))
    assert isinstance(step, KeepNotes)
    assert HouseholdNotes(step.notes).budget is None


@pytest.mark.parametrize(
    ("values", "budget", "key", "as_if"),
    [
        ({}, None, "budget_how_much", "set the budget to {}"),
        ({"amount": 0}, None, "budget_how_much", "set the budget to {}"),
        ({"change": "more"}, 10_000, "budget_by_how_much", "raise the budget by {}"),
        ({"change": "less"}, 10_000, "budget_by_how_much", "lower the budget by {}"),
        ({"change": "more", "amount": 5}, None, "budget_none_to_change", "set the budget to {}"),
        ({"change": "more"}, None, "budget_none_to_change", "set the budget to {}"),
    ],
)
def test_a_sum_that_is_missing_is_asked_for(
    values: dict[str, object], budget: int | None, key: str, as_if: str
) -> None:
    step = set_budget(intent("BudgetSet", **values), scene(budget=budget))
    assert isinstance(step, Ask)
    assert (step.say.key, step.question.as_if) == (key, as_if)


def test_only_what_was_paid_in_the_households_money_is_added_up() -> None:
    won = PastOrder(NOW, (PastLine("tea", 1, Money(5000, "KRW")),), Money(5000, "KRW"))
    found = told(spent_in(intent("SpentIn"), replace(scene(), home=Home((3, 700), more=[won]))))
    assert (found["spent"], found["times"], found["period"]) == (usd(700), 1, "this_month")


def test_this_month_is_meant_where_no_period_is_named() -> None:
    found = told(spent_in(intent("SpentIn"), scene((3, 100), (20, 50))))
    assert found["spent"] == usd(100)


def test_an_average_of_nothing_is_what_was_spent_this_month() -> None:
    step = spent_in(intent("SpentIn", fact="average", per="week"), scene())
    assert isinstance(step, Say)
    assert (step.key, step.data["spent"]) == ("spent_in", usd(0))


def test_shipping_is_what_an_order_cost_beside_its_goods_whatever_thing_is_named() -> None:
    home = Home(more=[bought(1, ("tea", 2, 300), sent=499), bought(2, ("soap", 1, 200), sent=99)])
    asked = intent("SpentIn", fact="shipping", ordered="tea")
    step = spent_in(asked, replace(scene(), home=home, shelf=Aisle()))  # type: ignore[arg-type]
    assert step == Say("spent_on_shipping", {"spent": usd(598), "period": "this_month"})


def test_most_went_to_three_kinds_within_thirty_days() -> None:
    things = ("tea", 2, 300), ("milk", 1, 500), ("soap", 5, 10), ("salt", 1, 5)
    home = Home(more=[bought(25, *things), bought(60, ("gold", 1, 99_999))])
    found = told(spent_in(intent("SpentIn", fact="most"), replace(scene(), home=home)))
    rows = [(each["name"]["en"], each["spent"].minor) for each in found["rows"]]  # type: ignore[attr-defined]
    assert rows == [("tea", 600), ("milk", 500), ("soap", 50)]
    assert found["period"] == "past_month"


def test_a_category_is_all_that_stands_in_its_aisle() -> None:
    home = Home(more=[bought(1, ("tea", 2, 300), ("soap", 1, 99)), bought(2, ("milk", 1, 400))])
    where = replace(scene(), home=home, shelf=Aisle())  # type: ignore[arg-type]
    found = told(spent_in(intent("SpentIn", ordered="drinks"), where))
    assert (found["spent"], found["times"]) == (usd(1000), 2)
