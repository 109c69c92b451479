"""A basket at the market: what was asked for besides the goods, and what is told of its price."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

import msgspec

from assistant.core.messages import LineRequest, Order
from assistant.core.money import Money
from assistant.core.notes import Note
from assistant.language.intent import Intent
from assistant.language.names.resolve import ACCEPTABLE, Entry, Resolver
from assistant.language.orders.beside_the_thing import from_whom, in_a_hurry
from assistant.language.words.facets import facets
from assistant.skills.scene import Scene
from assistant.store.goods.catalog import Product
from assistant.store.market.offers import Market, SellerOffer, seller_names
from assistant.store.pricing import (
    Demands,
    Impossible,
    OneMore,
    Parcel,
    PricedBasket,
    Shopping,
    Want,
    price_basket,
)

SECONDS = 0.5
"""So long a basket may be thought about while somebody waits."""
DAYS_OF_WEEK = 7
LONG = 7
"""Days until something is here above which they are told together with its price."""
SURELY_CALLED = 0.8
"""How well a seller's name has to fit."""
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True)
class Asked:
    """What was said besides the goods: "by Friday", "from one seller"."""

    cheapest: bool = False
    fastest: bool = False
    one_seller: bool = False
    by: date | None = None
    without: frozenset[str] = frozenset()
    only: frozenset[str] = frozenset()
    """Sellers of whom everything is to be, where some were named."""
    most: Money | None = None
    """What may be paid in all, sending included."""

    def __bool__(self) -> bool:
        return self != Asked()

    def joined(self, later: "Asked") -> "Asked":
        """What was said, then more or otherwise."""
        return Asked(
            later.cheapest or (self.cheapest and not later.fastest),
            later.fastest or (self.fastest and not later.cheapest),
            self.one_seller or later.one_seller,
            later.by or self.by,
            self.without | later.without,
            later.only or self.only,
            later.most or self.most,
        )


def asked_of(
    intents: Iterable[Intent],
    scene: Scene,
    products: Sequence[Product] = (),
    sellers: Collection[str] = (),
) -> Asked:
    """What intents say besides the goods.

    Sellers are those of `products`, or of all that is known; "another seller" is none of `sellers`,
    which are those at hand or, where there are none yet, the usual ones.
    """
    usual = sellers or {product.seller_id for product in products}
    asked = Asked()
    for intent in intents:
        manner = intent.value("manner")
        said = Asked(
            cheapest=manner == "cheapest",
            fastest=manner == "fastest" or (not manner and in_a_hurry(intent.text)),
            one_seller=manner == "one_seller",
            by=wanted_by(intent, scene),
            without=frozenset(
                [
                    *_sellers_called(str(intent.value("not_seller", "")), scene, products),
                    *(usual if manner == "other_seller" else ()),
                ]
            ),
            most=_most_of(intent, scene),
        )
        asked = asked.joined(said)
    return asked


def _most_of(intent: Intent, scene: Scene) -> Money | None:
    """The limit that was said: beside the thing, or within its words."""
    said = intent.value("spend")
    if in_other_money(intent, scene):
        return None
    if isinstance(said, int | float) and said > 0:
        return Money.parse(str(said), scene.currency)
    return facets(str(intent.value("product", "")), scene.currency).most


def in_other_money(intent: Intent, scene: Scene) -> bool:
    """Whether a limit was said in money that is not paid with here, so that it cannot be kept to."""
    return str(intent.value("currency", scene.currency)) != scene.currency


def from_seller(phrase: str, market: Market | None) -> tuple[str, str | None]:
    """A thing without the seller that is named with it, and whose id that is: "milk from Homewell"."""
    thing, whom = from_whom(phrase) or (phrase, "")
    seller_id = seller_called(whom, market) if whom else None
    return (phrase, None) if seller_id is None else (thing, seller_id)


def seller_called(said: str, market: Market | None) -> str | None:
    """The id of the seller of a name; None where none is called so."""
    if market is None:
        return None
    entries = [Entry(each.id, tuple(each.names.values())) for each in market.sellers()]
    called = Resolver(entries).candidates(said, limit=1)
    return called[0].id if called and called[0].score >= SURELY_CALLED else None


def wanted_by(intent: Intent, scene: Scene) -> date | None:
    """By which day it is to be here; "before Friday" is by Thursday, and before today is never."""
    before = day_of(intent.value("before"), scene)
    if before is None:
        return day_of(intent.value("day"), scene)
    today = scene.now.astimezone(scene.zone).date()
    return max(today, before - timedelta(days=1))


def day_of(said: object, scene: Scene) -> date | None:
    """The day that "tomorrow" or "friday" is; a weekday is the next one, today included."""
    today = scene.now.astimezone(scene.zone).date()
    match said:
        case "today":
            return today
        case "tomorrow":
            return today + timedelta(days=1)
        case "day_after":
            return today + timedelta(days=2)
        case str(name) if name in _WEEKDAYS:
            away = (_WEEKDAYS.index(name) - today.weekday()) % DAYS_OF_WEEK
            return today + timedelta(days=away)
    return None


def _sellers_called(phrase: str, scene: Scene, products: Sequence[Product]) -> list[str]:
    """The seller of this name, if any."""
    market = scene.market
    if not phrase or market is None:
        return []
    ids = {o.seller_id for p in products for o in market.offers_of(p.id, scene.now)}
    sellers = [seller for id_ in sorted(ids) if (seller := market.seller(id_)) is not None]
    entries = [Entry(seller.id, tuple(seller.names.values())) for seller in sellers]
    found = Resolver(entries).candidates(phrase, limit=1) if entries else []
    return [found[0].id] if found and found[0].score >= ACCEPTABLE else []


def plan(
    wanted: Sequence[tuple[Product, int]], scene: Scene, asked: Asked
) -> PricedBasket | Impossible | None:
    """Whom to buy it of; None where there is no market to look at.

    Without a word about it, it is the cheapest way in which nothing comes later than from the usual
    sellers, where there is one; where that is over a limit that was said, a cheaper way that is not.
    """
    found = _plan(wanted, scene, asked)
    if asked.most is None or asked.cheapest or not isinstance(found, PricedBasket):
        return found
    if not asked.most < found.total:
        return found
    cheaper = _plan(wanted, scene, replace(asked, cheapest=True, fastest=False))
    within = isinstance(cheaper, PricedBasket) and not asked.most < cheaper.total
    return cheaper if within else found


def _plan(
    wanted: Sequence[tuple[Product, int]], scene: Scene, asked: Asked
) -> PricedBasket | Impossible | None:
    market = scene.market
    if market is None or not wanted:
        return None
    shopping = Shopping(market, scene.currency, scene.now, comes(market, scene))
    wants = [Want(product.id, quantity) for product, quantity in wanted]
    demands = Demands(asked.by, one_seller=asked.one_seller, without=_without(wanted, asked, scene))
    usual = scene.history if len(wants) > 1 else ()
    if asked.fastest:
        soon = price_basket(wants, shopping, replace(demands, by=date.min), seconds=SECONDS)
        if isinstance(soon, PricedBasket) or soon.nearest is None:
            return soon
        demands = replace(demands, by=soon.nearest)
    elif not asked.cheapest and asked.by is None and not asked.only:
        day = _usual_day([product for product, _ in wanted], shopping)
        for latest in _tolerable(day, strictly=not asked.without):
            found = price_basket(
                wants, shopping, replace(demands, by=latest), usual=usual, seconds=SECONDS
            )
            if isinstance(found, PricedBasket):
                return found
    return price_basket(wants, shopping, demands, usual=usual, seconds=SECONDS)


def _tolerable(usual: date | None, *, strictly: bool) -> Sequence[date]:
    """Days by which it is looked for first, where nobody named one: a much later one is no bargain."""
    if usual is None:
        return ()
    some_days_more = usual + timedelta(days=LONG)
    return (usual, some_days_more) if strictly else (some_days_more,)


def _without(wanted: Sequence[tuple[Product, int]], asked: Asked, scene: Scene) -> frozenset[str]:
    """Of whom nothing is bought: who is not wanted, and all but those who are."""
    if not asked.only or scene.market is None:
        return asked.without
    selling = {o.seller_id for p, _ in wanted for o in scene.market.offers_of(p.id, scene.now)}
    return asked.without | (selling - asked.only)


def comes(market: Market, scene: Scene) -> Callable[[SellerOffer], date]:
    """When what is ordered of an offer now comes, by what its seller is known for."""

    def day(offer: SellerOffer) -> date:
        seller = market.seller(offer.seller_id)
        if seller is None:
            return date.max
        if offer.delivery_days is not None:
            seller = msgspec.structs.replace(seller, delivery_days=offer.delivery_days)
        return scene.promise(seller, scene.now, scene.zone).day

    return day


def takes_long(offer: SellerOffer, scene: Scene) -> int | None:
    """Days until it is here, where that is longer than anybody expects; else None."""
    if scene.market is None:
        return None
    days = (comes(scene.market, scene)(offer) - scene.now.astimezone(scene.zone).date()).days
    return days if days > LONG else None


def _usual_day(products: Sequence[Product], shopping: Shopping) -> date | None:
    """When all of it would come from the sellers it usually comes from."""
    days = [
        shopping.comes(offer)
        for product in products
        for offer in shopping.market.offers_of(product.id, shopping.now)
        if offer.seller_id == product.seller_id
    ]
    return max(days, default=None)


def line_requests(priced: PricedBasket) -> tuple[LineRequest, ...]:
    """The basket as it is asked for at the order service."""
    return tuple(
        LineRequest(
            product_id=lot.product_id,
            quantity=lot.quantity,
            told_unit_price=lot.unit_price,
            seller_id=lot.seller_id,
        )
        for lot in priced.lots
    )


def unit_price(priced: PricedBasket, product: Product) -> Money | None:
    """The most that one of a product costs in it."""
    prices = [lot.unit_price for lot in priced.lots if lot.product_id == product.id]
    return max(prices, key=lambda price: price.minor, default=None)


def told(priced: PricedBasket | None, scene: Scene, asked: Asked) -> Mapping[str, Any]:
    """What is said about whom it is bought of, what that saves, and what would save more."""
    market = scene.market
    if priced is None or market is None:
        return {}
    several = len({lot.product_id for lot in priced.lots}) > 1
    apart = priced.line_by_line
    less = None
    if several and apart is not None and priced.total < apart:
        less = msgspec.structs.replace(apart, minor=apart.minor - priced.total.minor)
    tell = bool(asked) or several or len(priced.parcels) > 1 or _unusual(priced, scene)
    return {
        "sellers": [seller_names(market, parcel.seller_id) for parcel in priced.parcels]
        if tell
        else [],
        "less": less,
        "one_more": _one_more(priced.one_more, scene) if priced.one_more else None,
    }


def parcels_told(scene: Scene) -> Mapping[str, Parcel]:
    """What is sent by whom, by seller, of what was ordered or asked about just now."""
    priced = scene.last_said.data.get("plan") if scene.last_said is not None else None
    parcels = priced.parcels if isinstance(priced, PricedBasket) else ()
    return {parcel.seller_id: parcel for parcel in parcels}


def _unusual(priced: PricedBasket, scene: Scene) -> bool:
    return any(
        lot.seller_id != scene.shelf.product(lot.product_id).seller_id for lot in priced.lots
    )


def _one_more(more: OneMore, scene: Scene) -> Mapping[str, Any]:
    product = scene.shelf.product(more.product_id)
    return {"id": product.id, "names": product.names, "saved": more.saved}


def why_note(priced: PricedBasket, asked: Asked, order: Order, now: datetime) -> Note:
    """What was known when an order was priced, kept so that every number can be traced."""
    facts = {
        "asked": {
            name: (str(value) if isinstance(value, Money) else value)
            for name, value in vars(asked).items()
            if value
        },
        "lots": [
            [lot.product_id, lot.offer_id, lot.quantity, str(lot.unit_price), lot.comes]
            for lot in priced.lots
        ],
        "parcels": [[p.seller_id, str(p.goods), str(p.shipping)] for p in priced.parcels],
        "total": str(priced.total),
        "bound": str(priced.bound),
        "line_by_line": None if priced.line_by_line is None else str(priced.line_by_line),
        "one_seller": None if priced.one_seller is None else str(priced.one_seller),
        "seconds": round(priced.seconds, 3),
    }
    value = msgspec.json.encode(facts).decode()
    return Note(topic="why", about=order.order_id, value=value, at=now)
