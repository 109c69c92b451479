"""What could not be ordered because its offer is gone by now: who else has it."""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from assistant.core.messages import Answer, Names
from assistant.skills.basket import Basket
from assistant.skills.market_basket import plan
from assistant.skills.refusals import code_of
from assistant.skills.scene import Scene
from assistant.store.catalog import Product
from assistant.store.offers import Market
from assistant.store.pricing import PricedBasket

GONE = frozenset({"unknown_product", "out_of_stock"})
"""Answers of the order service to what is not offered any more, or not so many of it."""


class Elsewhere(NamedTuple):
    """The same things, bought of somebody else."""

    basket: Basket
    product: Product
    """What is gone."""
    sellers: tuple[Names, ...]
    """Who had it."""
    others: tuple[Names, ...]
    """Who has it now."""


def elsewhere(answer: Answer | None, basket: Basket, scene: Scene) -> Elsewhere | None:
    """Who else has what was just refused; None where nothing is gone, or nobody else has it."""
    before = basket.plan
    if before is None or scene.market is None or code_of(answer) not in GONE:
        return None
    now = plan(basket.wanted, scene, basket.asked)
    if not isinstance(now, PricedBasket):
        return None
    kept = {(lot.product_id, lot.seller_id) for lot in now.lots}
    named = f" {answer.reason} " if answer and answer.reason else ""
    gone = [
        lot
        for lot in before.lots
        if f" {lot.product_id}" in named and (lot.product_id, lot.seller_id) not in kept
    ]
    if not gone:
        return None
    instead = [lot for lot in now.lots if lot.product_id == gone[0].product_id]
    return Elsewhere(
        replace(basket, plan=now),
        scene.shelf.product(gone[0].product_id),
        _names([lot.seller_id for lot in gone], scene.market),
        _names([lot.seller_id for lot in instead], scene.market),
    )


def _names(seller_ids: Sequence[str], market: Market) -> tuple[Names, ...]:
    sellers = (market.seller(id_) for id_ in dict.fromkeys(seller_ids))
    return tuple(dict(seller.names) for seller in sellers if seller is not None)
