"""A basket priced as a whole: whom to buy which line of, what it saves, or why it cannot be had."""

import time
from collections.abc import Collection, Sequence

from assistant.store.market.offers import SellerOffer
from assistant.store.pricing.asked import (
    Demands,
    Impossible,
    Lacking,
    PricedBasket,
    Shopping,
    Want,
)
from assistant.store.pricing.assign import TIME_LIMIT_S, Assigned, assign
from assistant.store.pricing.problem import Candidate, Problem, fee, tiers, undominated
from assistant.store.pricing.quote import Quote
from assistant.store.pricing.serving import nearest, serving


def price_basket(
    wants: Sequence[Want],
    shopping: Shopping,
    demands: Demands | None = None,
    *,
    usual: Collection[str] = (),
    seconds: float = TIME_LIMIT_S,
) -> PricedBasket | Impossible:
    """The cheapest way to buy a basket.

    Args:
        wants: its lines; several of one product are one line.
        shopping: the market, the household's currency, the moment.
        demands: by when, of whom; None is anyhow.
        usual: products that the household usually buys, one more of which may be mentioned.
        seconds: how long it may think. After that the choice may not be the best; `bound` tells.

    Raises:
        ValueError: there is no line, or one without a piece.
    """
    began = time.perf_counter()
    demands = demands or Demands()
    merged: dict[str, int] = {}
    for want in wants:
        merged[want.product_id] = merged.get(want.product_id, 0) + want.quantity
    if not merged or min(merged.values()) < 1:
        raise ValueError("a basket has at least one line of at least one piece")
    lines = tuple(Want(product_id, quantity) for product_id, quantity in merged.items())
    served = [serving(line, shopping, demands) for line in lines]
    lacking = tuple(each for each in served if isinstance(each, Lacking))
    if lacking:
        return Impossible(lacking, nearest(lines, shopping, demands))
    problem = _problem(lines, [each for each in served if not isinstance(each, Lacking)], shopping)
    alone = _of_one(problem, seconds)
    found = assign(problem, seconds) if not demands.one_seller else alone and alone[1]
    if found is None:
        return Impossible(nearest=nearest(lines, shopping, demands))
    if demands.one_seller and alone is not None:
        problem = alone[0]
    quote = Quote(tuple(merged), problem, found, shopping)
    return quote.priced(alone and alone[1], usual, time.perf_counter() - began)


def _problem(
    lines: Sequence[Want], served: Sequence[Sequence[SellerOffer]], shopping: Shopping
) -> Problem:
    sellers = tuple(sorted({offer.seller_id for offers in served for offer in offers}))
    place = {seller_id: number for number, seller_id in enumerate(sellers)}
    candidates = [
        Candidate(number, place[offer.seller_id], offer, found)
        for number, (line, offers) in enumerate(zip(lines, served, strict=True))
        for offer in offers
        if (found := tiers(offer, line.quantity))
    ]
    return Problem(
        tuple(line.quantity for line in lines),
        tuple(undominated(candidates)),
        sellers,
        tuple(fee(shopping.market.terms(seller_id)) for seller_id in sellers),
    )


def _of_one(problem: Problem, seconds: float) -> tuple[Problem, Assigned] | None:
    """The cheapest way to buy all of a single seller; None where nobody has all."""
    best: tuple[Problem, Assigned] | None = None
    for seller in range(len(problem.sellers)):
        alone = problem.of_seller(seller)
        if len({each.line for each in alone.candidates}) < len(problem.quantities):
            continue
        assigned = _alone(alone, seconds)
        if assigned is not None and (best is None or assigned.cost < best[1].cost):
            best = alone, assigned
    return best


def _alone(problem: Problem, seconds: float) -> Assigned | None:
    """Without a choice of sellers there is mostly no choice at all."""
    if len(problem.candidates) > len(problem.quantities):
        return assign(problem, seconds)
    taken = tuple(problem.quantities[each.line] for each in problem.candidates)
    try:
        cost = problem.cost(taken)
    except ValueError:
        return None
    return Assigned(taken, cost, cost)
