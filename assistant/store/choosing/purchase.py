"""Whether a purchase is made at once, asked about or confirmed: a pure decision.

A product this household knows, at about its usual price, is ordered without a question. Several
that fit as well are asked about, the few that `choices` finds. What was never bought, has become dearer or costs
much is confirmed first.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.core.money import Money
from assistant.language.names.resolve import CERTAIN
from assistant.store.goods.catalog import Product
from assistant.store.household.history import Bought

MOST_CHOICES = 3
"""By ear, three options are already many."""
MOST_CONSIDERED = 12
"""Out of so many that fit the words the few are chosen that are told."""
TIE = 0.08
"""Candidates whose scores differ by less fit equally well."""
CLEARLY_USUAL = 2.0
"""Bought this many times as often as the next, a product is the usual one."""

Why = Literal[
    "unsure",
    "first_time",
    "expensive",
    "price_changed",
    "again",
    "due",
    "over_budget",
    "over_limit",
    "gone",
    "incomplete",
    "unwanted",
]


@dataclass(frozen=True)
class Fit:
    """A product that may be meant, and how well the words fit it, 0 to 1."""

    product: Product
    score: float


@dataclass(frozen=True)
class Rules:
    """What may be bought without asking."""

    confirm_above: Money
    confirm_first_time: bool
    price_rise_percent: int


@dataclass(frozen=True)
class Buy:
    """Order it at once."""

    product: Product
    quantity: int


@dataclass(frozen=True)
class Confirm:
    """Ask whether it is really wanted."""

    product: Product
    quantity: int
    why: Why
    usual_price: Money | None = None


@dataclass(frozen=True)
class Choose:
    """Ask which one."""

    products: tuple[Product, ...]


Decision = Buy | Confirm | Choose


def closest(fits: Sequence[Fit]) -> list[Fit]:
    """Those that fit as well as the best: all vinegar, not one bottle of it."""
    best = max((fit.score for fit in fits), default=0.0)
    return [fit for fit in fits if fit.score >= best - TIE]


def pick(
    fits: Sequence[Fit],
    history: Mapping[str, Bought],
    preferred: Sequence[Collection[str]] = (),
    let_go: Collection[str] = (),
) -> Fit | Choose | None:
    """The product that is meant, the few that may be, or None where there is none.

    Of those that fit equally well, the only one among the first of the `preferred` is meant, else the
    only one among the next. Where one of them was `let_go`, it is asked which.
    """
    if not fits:
        return None
    close = closest(fits)
    for ids in preferred:
        chosen = [fit for fit in close if fit.product.id in ids]
        if len(chosen) == 1:
            return chosen[0]
    again = _let_go(fits, history, let_go)
    if again and close != again:
        asked = dict.fromkeys(fit.product.id for fit in (*close, *again))
        products = {fit.product.id: fit.product for fit in fits}
        return Choose(tuple(products[id_] for id_ in list(asked)[:MOST_CONSIDERED]))
    known = sorted(
        (fit for fit in close if fit.product.id in history),
        key=lambda fit: (-history[fit.product.id].times, fit.product.id),
    )
    if known:
        times = [history[fit.product.id].times for fit in known]
        if len(known) == 1 or times[0] >= CLEARLY_USUAL * times[1]:
            return known[0]
        return Choose(tuple(fit.product for fit in known[:MOST_CONSIDERED]))
    if len(close) == 1:
        return close[0]
    return Choose(tuple(fit.product for fit in close[:MOST_CONSIDERED]))


def _let_go(
    fits: Sequence[Fit], history: Mapping[str, Bought], let_go: Collection[str]
) -> list[Fit]:
    """What was let go of those that fit as well as anything not in the `history`."""
    plain = max((fit.score for fit in fits if fit.product.id not in history), default=0.0)
    return [fit for fit in fits if fit.product.id in let_go and fit.score >= plain - TIE]


def weigh(
    fit: Fit,
    quantity: int,
    history: Mapping[str, Bought],
    rules: Rules,
    price: Money | None = None,
) -> Buy | Confirm:
    """Whether this product is ordered at once or confirmed first.

    `price` is what one costs where it is bought; None is the product's own.
    """
    product = fit.product
    if price is None:
        price = product.price(rules.confirm_above.currency)
    bought = history.get(product.id)
    if bought is None:
        if rules.confirm_first_time and fit.score >= CERTAIN:
            return Confirm(product, quantity, "first_time")
    elif _dearer(price, bought.last_unit_price, rules.price_rise_percent):
        return Confirm(product, quantity, "price_changed", bought.last_unit_price)
    if fit.score < CERTAIN:
        return Confirm(product, quantity, "unsure")
    if rules.confirm_above < price * quantity:
        return Confirm(product, quantity, "expensive")
    return Buy(product, quantity)


def _dearer(price: Money, usual: Money, percent: int) -> bool:
    if price.currency != usual.currency:
        return False
    return usual.minor * (100 + percent) < price.minor * 100
