"""Choosing out of many: few options with their reasons, compared, explained, and what else there is."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import zip_longest
from typing import Any, Final, NamedTuple

from assistant.core.money import Money
from assistant.dialog.steps import Ask, Say, Step
from assistant.skills.products.market_basket import Asked, plan, unit_price
from assistant.skills.scene import Scene
from assistant.store.choosing.choices import (
    MIDDLING,
    MOST,
    Choices,
    Offered,
    Option,
    Reason,
    choose,
    likeness,
    preferred,
)
from assistant.store.choosing.taste import Choice, Taste, learnt
from assistant.store.discovery.discovery import Discovery
from assistant.store.goods.catalog import Product
from assistant.store.household.history import Bought
from assistant.store.pricing import PricedBasket

LEARNT_FROM = 30
"""So many of the things that are bought most and latest show what the household likes."""
FADED_DAYS = 365
"""A purchase so long ago counts half."""
FEWEST = 2
"""Two are the fewest that can be compared."""
MOST_PARTS, MOST_OF_PART = 8, 6
"""Of a wide category so many parts are looked at, and so many products of each."""
ASK_WHETHER: Final = frozenset({"best_by", "would_take"})
"""Replies that ask whether to order the one that they name: no other is taken without a yes."""
BY_ITSELF: frozenset[Reason] = frozenset({"usual", "kept", "known_brand"})
"""Reasons that hold beside things of other kinds."""


@dataclass(frozen=True)
class Choosing:
    """What is being chosen from, kept with what was said of it."""

    choices: Choices
    products: Mapping[str, Product]
    ask: Callable[["Choosing"], Step]
    """Asks again which of the offered is wanted."""
    currency: str
    prices: Mapping[str, Money] = field(default_factory=dict)
    """What one costs where it would be bought, by product id."""

    @property
    def offered(self) -> tuple[Product, ...]:
        """The products that are offered, in the order in which they are told."""
        return tuple(self.products[each.option.id] for each in self.choices.offered)

    @property
    def best(self) -> Product:
        """The one that we would take."""
        return self.products[preferred(self.choices)[0].option.id]

    def option(self, product_id: str) -> Option | None:
        """What is known of one that is offered."""
        offered = (each.option for each in self.choices.offered)
        return next((option for option in offered if option.id == product_id), None)

    def told(self) -> Mapping[str, Any]:
        """What a question about them says besides their names and prices."""
        reasons = [self._own_reason(each) for each in self.choices.offered]
        alike = [len(each.alike) for each in self.choices.offered]
        return {"reasons": reasons, "alike": alike, "choosing": self}

    def _own_reason(self, one: Offered) -> Reason:
        """The first reason that none of the others has; else its first."""
        rest = [each for each in self.choices.offered if each is not one]
        shared = {reason for each in rest for reason in each.reasons}
        return next((each for each in one.reasons if each not in shared), one.reasons[0])


def choosing(
    products: Sequence[Product],
    quantity: int,
    scene: Scene,
    ask: Callable[[Choosing], Step],
    asked: Asked | None = None,
) -> Choosing | None:
    """Few of many products, with reasons, as they would be bought under what was `asked`.

    None where nothing is known but their names.
    """
    found = _found(products, quantity, scene, asked or Asked())
    options = [each.option for each in found]
    if len(options) < FEWEST:
        return None
    if len(products) <= MOST:
        few = choose(options, _taste(scene), most=MOST)
        known = {each.option.id: each for each in (*few.offered, *few.left)}
        # Of two or three that were named all are told, in the order in which they fit the words.
        offered = tuple(
            known.get(each.id) or Offered(each, ("all_round",), 0.0) for each in options
        )
        few = Choices(offered)
    else:
        few = choose(options, _taste(scene))
    by_id = {each.id: each for each in products}
    return Choosing(few, by_id, ask, scene.currency, _prices(found))


def offered_now(scene: Scene) -> Choosing | None:
    """What was offered just now and is still being talked about."""
    said = scene.last_said
    found = said.data.get("choosing") if said is not None else None
    return found if isinstance(found, Choosing) else None


def asked_again(now: Choosing, say: Say, *, meant_by_yes: str = "") -> Step:
    """Say something about the options and leave the question open."""
    asked = now.ask(now)
    if not isinstance(asked, Ask):
        return say
    agreed = {"Yes": meant_by_yes, "ConfirmOrder": meant_by_yes} if meant_by_yes else {}
    before = asked.question
    question = replace(
        before,
        meant_by={**before.meant_by, **agreed},
        tentative=before.tentative or say.key in ASK_WHETHER,
    )
    return Ask(Say(say.key, {**say.data, "choosing": now}), question)


def choosing_widely(
    parts: Sequence[Sequence[Product]], scene: Scene, ask: Callable[[Choosing], Step]
) -> Choosing | None:
    """Good ones of each part of a wide category by turns, those parts first that are bought from.

    What is of different parts is not compared: the cheapest of all drinks would be water.
    """
    ranked = sorted(
        (_likeliest(part, scene) for part in parts), key=lambda p: _interest(p, scene), reverse=True
    )
    found = [_found(part, 1, scene, Asked()) for part in ranked[:MOST_PARTS]]
    taste = _taste(scene)
    few = [choose([each.option for each in part], taste) for part in found if part]
    if not few:
        return None
    if len(few) == 1:
        turns: Sequence[Offered | None] = (*few[0].offered, *few[0].left)
    else:
        rows = ([*map(_apart, (*each.offered, *each.left))] for each in few)
        turns = [one for turn in zip_longest(*rows) for one in turn]
    all_of_it = tuple(each for each in turns if each is not None)
    if len(all_of_it) < FEWEST:
        return None
    dominated = {name: by for each in few for name, by in each.dominated.items()}
    choices = Choices(all_of_it[:MOST], all_of_it[MOST:], dominated)
    prices = _prices([each for part in found for each in part])
    by_id = {product.id: product for part in ranked for product in part}
    return Choosing(choices, by_id, ask, scene.currency, prices)


def _apart(one: Offered) -> Offered:
    """One of a part among those of others: only what it is by itself is a reason."""
    kept = tuple(each for each in one.reasons if each in BY_ITSELF)
    return replace(one, reasons=kept or ("all_round",))


def _likeliest(part: Sequence[Product], scene: Scene) -> Sequence[Product]:
    return sorted(part, key=lambda product: _liking(product, scene), reverse=True)[:MOST_OF_PART]


def _interest(part: Sequence[Product], scene: Scene) -> tuple[int, float]:
    return max((_liking(product, scene) for product in part), default=(0, 0.0))


def _liking(product: Product, scene: Scene) -> tuple[int, float]:
    """How often it was bought here, then how well and by how many it is liked."""
    bought = scene.usual.get(product.id)
    rating = MIDDLING if product.rating is None else product.rating
    return bought.times if bought else 0, (rating - MIDDLING) * product.raters


class _Found(NamedTuple):
    """An option, and what one of it costs where it is bought."""

    option: Option
    price: Money


def _prices(found: Iterable[_Found]) -> Mapping[str, Money]:
    return {each.option.id: each.price for each in found}


def _found(
    products: Sequence[Product], quantity: int, scene: Scene, asked: Asked
) -> Sequence[_Found]:
    """Those that can be had, each as it would be bought."""
    found = (_option(each, quantity, scene, asked) for each in products)
    return [each for each in found if each is not None]


def _option(product: Product, quantity: int, scene: Scene, asked: Asked) -> _Found | None:
    priced = plan([(product, quantity)], scene, asked)
    price = unit_price(priced, product) if isinstance(priced, PricedBasket) else None
    if not isinstance(priced, PricedBasket) or price is None:
        return None
    today = scene.now.astimezone(scene.zone).date()
    bought = scene.usual.get(product.id)
    option = Option(
        id=product.id,
        price=priced.total.minor,
        goods=price.minor * quantity,
        size=product.size * quantity,
        size_unit=product.size_unit,
        days=(priced.comes - today).days,
        rating=product.rating,
        raters=product.raters,
        brand=product.brand.get("en", ""),
        times=bought.times if bought else 0,
    )
    return _Found(option, price)


def _taste(scene: Scene) -> Taste:
    """What the household's purchases say, each thing beside what else goes by that name."""
    weights = {id_: _evidence(bought, scene) for id_, bought in scene.history.items()}
    ranked = sorted(weights, key=lambda id_: weights[id_], reverse=True)
    discovery = scene.home.discovery_at_hand()
    past = []
    for id_ in ranked[:LEARNT_FROM]:
        product = scene.sold(id_)
        if product is None:
            continue
        rivals = _rivals(product, discovery, scene)
        there = [each for each in rivals if each.size_unit == product.size_unit]
        if product in there and len(there) > 1:
            choice = _past(there, product, scene.currency)
            past.append(replace(choice, weight=weights[id_]))
    return learnt(past)


def _rivals(product: Product, discovery: Discovery | None, scene: Scene) -> Sequence[Product]:
    """What else could have been bought: of its kind, else what goes by its plain name."""
    kin = () if discovery is None else discovery.same_kind(product.id)
    if len(kin) > 1:
        return [sold for id_ in kin if (sold := scene.sold(id_)) is not None]
    called = product.aliases.get("en", ())
    return [fit.product for fit in scene.shelf.find(called[-1])] if called else ()


def _evidence(bought: Bought, scene: Scene) -> float:
    """As how many choices the purchases of a thing count: habit repeats itself, and old ones fade."""
    days = (scene.now - bought.last_at).days
    return (1 + math.log(bought.times)) * math.exp2(-max(0, days) / FADED_DAYS)


def _past(there: Sequence[Product], bought: Product, currency: str) -> Choice:
    options = [
        Option(
            each.id,
            each.price(currency).minor,
            each.size,
            each.size_unit,
            0,
            each.rating,
            each.raters,
            each.brand.get("en", ""),
        )
        for each in there
    ]
    return Choice(tuple(likeness(o, options) for o in options), there.index(bought))
