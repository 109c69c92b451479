"""What could not be ordered because its offer is gone by now: who else has it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from assistant.core.messages import Answer, Names
from assistant.skills.products.market_basket import plan
from assistant.skills.refusals import code_of
from assistant.skills.scene import Scene
from assistant.skills.wishes.basket import Basket
from assistant.store.goods.catalog import Product
from assistant.store.market.offers import Market
from assistant.store.market.stock_left import CountedMarket, StockKnown
from assistant.store.orders.holding import Shortage, shortage
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
    left: int = 0
    """How many are left where it was."""


def elsewhere(answer: Answer | None, basket: Basket, scene: Scene) -> Elsewhere | None:
    """Who else has what was just refused; None where nothing is gone, or nobody else has it."""
    before, reason = basket.plan, (answer.reason if answer else None) or ""
    if before is None or scene.market is None or code_of(answer) not in GONE:
        return None
    short = shortage(reason)
    market = scene.market if short is None else _market_after(short, scene.market)
    now = plan(basket.wanted, replace(scene, market=market), basket.asked)
    if not isinstance(now, PricedBasket):
        return None
    takes = Counter[tuple[str, str]]()
    for lot in now.lots:
        takes[lot.product_id, lot.seller_id] += lot.quantity
    gone = [
        lot
        for lot in before.lots
        if f" {lot.product_id}" in f"{reason} "
        and takes[lot.product_id, lot.seller_id] < lot.quantity
    ]
    if not gone:
        return None
    instead = [lot for lot in now.lots if lot.product_id == gone[0].product_id]
    return Elsewhere(
        replace(basket, plan=now),
        scene.shelf.product(gone[0].product_id),
        _names([lot.seller_id for lot in gone], scene.market),
        _names([lot.seller_id for lot in instead], scene.market),
        short.left if short else 0,
    )


def _market_after(short: Shortage, market: Market) -> Market:
    """The market with what the order service has said of a shortage."""
    known = StockKnown(counted={short.product_id: {short.seller_id: short.left}})
    return CountedMarket(market, lambda: known)


def _names(seller_ids: Sequence[str], market: Market) -> tuple[Names, ...]:
    sellers = (market.seller(id_) for id_ in dict.fromkeys(seller_ids))
    return tuple(dict(seller.names) for seller in sellers if seller is not None)
