"""What may be spent in a month: set, changed, dropped, compared with what was spent or is wished."""

from collections.abc import Callable, Mapping
from typing import Final

from assistant.core.money import Money
from assistant.dialog.steps import Ask, KeepNotes, Option, Question, Say, Step
from assistant.language.intent import Intent
from assistant.skills.products.market_basket import asked_of, plan
from assistant.skills.scene import Scene, Skill
from assistant.skills.wishes.wanted import product_meant, unknown_product
from assistant.store.household.notes import budget_note
from assistant.store.pricing import PricedBasket

WEEKS_A_YEAR, MONTHS_A_YEAR = 52, 12
EXAMPLES: Mapping[str, Money] = {"USD": Money(30_000, "USD"), "KRW": Money(400_000, "KRW")}
"""A budget somebody may have."""
SET_AS: Final = {"en": "set the budget to {}", "ko": "예산을 {} 로 정해 줘"}
CHANGE_AS: Final = {
    "more": {"en": "raise the budget by {}", "ko": "예산을 {} 더 올려 줘"},
    "less": {"en": "lower the budget by {}", "ko": "예산을 {} 더 내려 줘"},
}
"""The sentences that a bare sum stands for, where it was asked for."""
_CHANGES: Final[Mapping[str, Callable[[int, int], int]]] = {
    "more": lambda before, by: before + by,
    "less": lambda before, by: before - by,
}
_FACTORS: Final[Mapping[str, float]] = {"double": 2, "half": 0.5}


def set_budget(intent: Intent, scene: Scene) -> Step:
    """Set what may be spent in a month, by its sum or by how much it is to change."""
    change = str(intent.value("change", ""))
    amount = intent.value("amount")
    budget = scene.notes.budget
    if change and budget is None:
        return _how_much("budget_none_to_change", SET_AS, scene)
    if budget is not None and change in _FACTORS:
        return _changed(budget, round(budget.minor * _FACTORS[change]), scene)
    if not isinstance(amount, int | float) or amount <= 0:
        if change:
            return _how_much("budget_by_how_much", CHANGE_AS[change], scene)
        return _how_much("budget_how_much", SET_AS, scene)
    if intent.value("currency") not in {None, scene.currency}:
        return Say("budget_other_money", {"example": EXAMPLES.get(scene.currency, EXAMPLES["USD"])})
    money = Money.parse(str(amount), scene.currency)
    if budget is not None and change:
        return _changed(budget, _CHANGES[change](budget.minor, money.minor), scene)
    if intent.value("span") == "week":
        return _by_the_month(money, scene)
    return _budget_of(money, scene)


def _how_much(key: str, as_if: Mapping[str, str], scene: Scene) -> Step:
    """Ask for a sum."""
    say = Say(key)
    decline = Say("never_mind")
    question = Question(
        lambda _: decline, (), decline=decline, again=say, as_if=as_if[scene.language]
    )
    return Ask(say, question)


def _changed(budget: Money, minor: int, scene: Scene) -> Step:
    """Set the budget to what becomes of it; nothing is left of one that is cut too far."""
    money = Money(minor, budget.currency)
    return _budget_of(money, scene) if money.minor > 0 else Say("budget_too_low", {"is": budget})


def _by_the_month(week: Money, scene: Scene) -> Step:
    """Books are kept by the month: offer the month's budget that so much a week comes to."""
    month = Money(round(week.minor * WEEKS_A_YEAR / MONTHS_A_YEAR), week.currency)
    say = Say("budget_of_week", {"week": week, "month": month})
    question = Question(
        lambda _: _budget_of(month, scene),
        (Option("budget", ()),),
        decline=Say("never_mind"),
        again=say,
    )
    return Ask(say, question)


def _budget_of(budget: Money, scene: Scene) -> Step:
    spent = scene.home.spent_this_month()
    data = {"budget": budget, "spent": spent}
    return KeepNotes((budget_note(budget, scene.now),), Say("budget_set", data))


def drop_budget(_intent: Intent, scene: Scene) -> Step:
    """Have no budget any more."""
    return KeepNotes((budget_note(None, scene.now),), Say("budget_dropped"))


def show_budget(intent: Intent, scene: Scene) -> Step:
    """What was spent this month, and what is left of the budget."""
    budget, spent = scene.notes.budget, scene.home.spent_this_month()
    spent = spent if spent is not None else Money(0, scene.currency)
    if intent.value("wished") is not None:
        return _with_a_wish(intent, spent, scene)
    asked = intent.value("about") == "budget"
    data = {"spent": spent, "budget": budget, "asked": asked, **_left(budget, spent)}
    return Say("budget", data)


def _left(budget: Money | None, spent: Money) -> Mapping[str, Money | None]:
    """What is left of a budget, and by how much it is exceeded; None where it is not, or is none."""
    if budget is None or budget.currency != spent.currency:
        return {"left": None, "over": None}
    rest = Money(budget.minor - spent.minor, spent.currency)
    return {"left": rest, "over": rest * -1 if rest.minor < 0 else None}


def _with_a_wish(intent: Intent, spent: Money, scene: Scene) -> Step:
    """What would be left of the budget, were one of a thing bought."""
    product = product_meant(intent, scene)
    if product is None:
        return unknown_product(intent)
    priced = plan([(product, 1)], scene, asked_of((intent,), scene, [product]))
    price = priced.total if isinstance(priced, PricedBasket) else product.price(scene.currency)
    data = {"name": product.names, "price": price, "spent": spent, "topic": product.id}
    return Say("budget_with", {**data, **_left(scene.notes.budget, spent + price)})


SKILLS: Mapping[str, Skill] = {
    "BudgetSet": set_budget,
    "BudgetDrop": drop_budget,
    "BudgetShow": show_budget,
}
