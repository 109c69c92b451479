"""Prices that somebody waits for: kept, told of, and let go again."""

from collections.abc import Mapping, Sequence
from functools import partial

from assistant.core.money import Money
from assistant.core.notes import PriceWatch
from assistant.dialog.steps import Ask, DropWatches, KeepWatch, Option, Question, Say, Step
from assistant.language.intent import Intent
from assistant.language.words.facets import said_price
from assistant.skills.market.price_check import said_limit
from assistant.skills.market.who_sells import offers_by_price
from assistant.skills.scene import Scene, Skill
from assistant.skills.wishes.wanted import MOST_OF_A_KIND, product_meant, unknown_product
from assistant.store.goods.catalog import Product

EXAMPLES = {"USD": Money(1000, "USD"), "KRW": Money(10_000, "KRW")}
"""A price somebody may wait for."""
MOST_READ = 5
MOST_ASKED = 3


def watch(intent: Intent, scene: Scene) -> Step:
    """Keep an eye on a price, and say so once when it drops; of several offered, on each."""
    named = bool(intent.value("product"))
    if named or not scene.on_offer or scene.topic in scene.offered:
        product = product_meant(intent, scene)
        return unknown_product(intent) if product is None else _watched(product, intent, scene)
    steps = [_watched(product, intent, scene) for product in scene.on_offer]
    kept = [step for step in steps if isinstance(step, KeepWatch)]
    if not kept:
        return steps[0]
    data = {"names": [step.watch.names for step in kept], "below": kept[0].watch.below}
    then: Step = (
        Say("watches_kept", data) if intent.value("limit") else Say("watches_kept_all", data)
    )
    for step in reversed(kept):
        then = KeepWatch(step.watch, then)
    return then


def _watched(product: Product, intent: Intent, scene: Scene) -> Step:
    price = _cheapest(product, scene)
    said = said_limit(intent)
    below = said_price(said, scene.currency) if said else price
    if below is None:
        return _unclear_price(said, product, price)
    data = {"name": product.names, "below": below, "price": price, "topic": product.id}
    if price < below:
        return Say("watch_already", data)
    kept = PriceWatch(
        product_id=product.id, names=dict(product.names), below=below, made_at=scene.now
    )
    phrase = str(intent.value("product", "")) if said else ""
    found = _below_already(phrase, product, below, scene)
    other = {} if found is None else {"other": found[0].names, "other_price": found[1]}
    return KeepWatch(kept, Say("watch_kept", {**data, **other}))


def _below_already(
    phrase: str, watched: Product, below: Money, scene: Scene
) -> tuple[Product, Money] | None:
    """Another that goes by the name that was said and costs less already: "coffee below ten"."""
    others = [
        fit.product
        for fit in (scene.shelf.find(phrase, MOST_OF_A_KIND) if phrase else ())
        if fit.product.id != watched.id and fit.product.is_called(phrase)
    ]
    priced = [(each, _cheapest(each, scene)) for each in others]
    found = min(priced, key=lambda each: each[1].minor, default=None)
    return found if found is not None and found[1] < below else None


def _unclear_price(said: str, product: Product, price: Money) -> Say:
    """Whether no price was said, or one in money that is not paid with here."""
    foreign = any(said_price(said, currency) for currency in EXAMPLES.keys() - {price.currency})
    example = EXAMPLES.get(price.currency, price)
    data = {"name": product.names, "price": price, "foreign": foreign, "example": example}
    return Say("watch_price_unclear", data)


def _cheapest(product: Product, scene: Scene) -> Money:
    """What one costs at the seller who asks least."""
    prices = [each.unit_price for each in offers_by_price(product, scene)]
    return min(prices, key=lambda each: each.minor, default=product.price(scene.currency))


def show(_intent: Intent, scene: Scene) -> Step:
    """Which prices are waited for."""
    waiting = scene.home.watches()
    told = [{"name": each.names, "below": each.below} for each in waiting[:MOST_READ]]
    topic = {"topic": waiting[0].product_id} if len(waiting) == 1 else {}
    return Say("watches", {"watches": told, "more": len(waiting) - len(told), **topic})


def drop(intent: Intent, scene: Scene) -> Step:
    """Wait for a price no more: the one that is named or talked about, the only one, or all."""
    waiting = scene.home.watches()
    phrase = str(intent.value("product", "")).strip()
    meant = waiting
    if phrase:
        fitting = {fit.product.id for fit in scene.shelf.find(phrase)}
        meant = [each for each in waiting if each.product_id in fitting]
    elif len(waiting) > 1 and not intent.value("all"):
        meant = [each for each in waiting if each.product_id == scene.topic]
        if not meant:
            return _which(waiting)
    if not meant:
        return Say("watch_none", {"phrase": phrase})
    return _dropped(meant, all_of_them=len(meant) == len(waiting) > MOST_ASKED)


def _dropped(watches: Sequence[PriceWatch], *, all_of_them: bool = False) -> Step:
    said = Say("watch_dropped", {"names": [each.names for each in watches], "all": all_of_them})
    return DropWatches(tuple(each.number for each in watches), said)


def _which(waiting: Sequence[PriceWatch]) -> Step:
    few = waiting[:MOST_ASKED]
    say = Say("watch_which", {"names": [each.names for each in few]})
    by_id = {each.product_id: each for each in few}
    options = tuple(Option(each.product_id, tuple(each.names.values())) for each in few)
    question = Question(partial(_chosen, by_id), options, decline=Say("never_mind"), again=say)
    return Ask(say, question)


def _chosen(by_id: Mapping[str, PriceWatch], product_id: str) -> Step:
    return _dropped([by_id[product_id]])


SKILLS: Mapping[str, Skill] = {"PriceWatch": watch, "WatchShow": show, "WatchDrop": drop}
