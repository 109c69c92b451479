"""What is at home: asked about, and told."""

from collections.abc import Mapping, Sequence
from typing import Literal

from assistant.core.notes import Note, Topic
from assistant.dialog.steps import Ask, KeepNotes, Option, Question, Say, Step
from assistant.language.intent import Intent
from assistant.skills.lists.which_list import about
from assistant.skills.ordering.few_of_kind import few_of_kind
from assistant.skills.ordering.shopping import fill
from assistant.skills.products.choosing import Choosing
from assistant.skills.scene import Scene, Skill
from assistant.skills.wishes.basket import Basket, Wish
from assistant.skills.wishes.stock_said import stock_notes
from assistant.store.choosing.purchase import closest
from assistant.store.goods.catalog import Product
from assistant.store.household.at_home import Left, left
from assistant.store.household.lists import SHOPPING, same

MOST_TOLD = 8
LITTLE = 0.25
"""What a device has measured less of runs low."""
SOON_DAYS = 3.0

Known = Literal["yes", "no", "perhaps", "unknown"]


def ask(intent: Intent, scene: Scene) -> Step:
    """Whether there is something left of a thing at home, and for how long."""
    phrase, products = _meant(intent, scene)
    if not phrase:
        return Say("not_understood", {"text": intent.text})
    if not products:
        return Say("product_unknown", {"phrase": phrase})
    noted = tuple(each for each in scene.lists.get(SHOPPING, ()) if same(each.name, phrase))
    if noted and intent.value("asked") == "gone":
        return about("list_has", SHOPPING, {"items": noted})
    found = [left(scene.home.supply(product.id), scene.notes, scene.now) for product in products]
    order: Mapping[Known, int] = {"yes": 0, "no": 1, "perhaps": 2, "unknown": 3}
    best = min(found, key=lambda each: order[each.there])
    if intent.value("or") == "sold" and best.there == "unknown":
        sold = few_of_kind(phrase, scene)
        if sold is not None:
            return sold.ask(sold) if isinstance(sold, Choosing) else sold
    product = scene.shelf.product(best.supply.product_id)
    named = {"name": product.names, "phrase": phrase, "topic": product.id}
    asked = "how_much" if intent.name == "RunOut" else intent.value("asked")
    known = {"asked": asked, "said": scene.notes.said_there(product.id)}
    return Say("stock", {**_told(best, scene), **named, **known})


def _told(found: Left, scene: Scene) -> Mapping[str, object]:
    supply = found.supply
    since = scene.now - supply.bought_at if supply.bought_at else None
    return {
        "there": found.there,
        "by": found.by,
        "percent": None if supply.fraction is None else round(100 * supply.fraction),
        "part": _part(supply.fraction),
        "bought_days": None if since is None else since.days,
        "days": None if supply.lasts is None else round(supply.lasts.days),
        "coming": supply.coming,
    }


def _part(fraction: float | None) -> str | None:
    """How full something is, as people say it."""
    if fraction is None:
        return None
    parts = ((0.05, "little"), (0.29, "quarter"), (0.42, "third"), (0.58, "half"), (0.85, "most"))
    return next((part for upto, part in parts if fraction <= upto), "full")


def gone(intent: Intent, scene: Scene) -> Step:
    """There is nothing left of a thing, or only the last one: noted, and a yes orders it."""
    phrase = str(intent.value("product", "")).strip()
    products = _products(phrase, scene)
    if not products:
        return Say("product_unknown", {"phrase": phrase})
    if intent.value("state") == "noted":
        return KeepNotes(
            _notes("gone", products, scene), Say("stock_gone_noted", {"phrase": phrase})
        )
    return _used_up(phrase, products, scene, last=intent.value("state") == "last")


def _used_up(
    phrase: str, products: tuple[Product, ...], scene: Scene, *, last: bool = False
) -> Step:
    """Note that it is, and offer to order it where none is on its way."""
    notes = _notes("there", products, scene, "1") if last else _notes("gone", products, scene)
    told = {"phrase": phrase, "last": last}
    if any(scene.home.supply(product.id).coming for product in products):
        return KeepNotes(notes, Say("stock_gone_coming", told))
    wish = Wish(phrase, None, usual=True, sure=1.0)
    question = Question(
        lambda _: fill((wish,), Basket(), scene),
        (Option("order", products[0].spoken),),
        decline=Say("never_mind"),
        again=Say("stock_gone", told),
    )
    return KeepNotes(notes, Ask(Say("stock_gone", told), question))


def there(intent: Intent, scene: Scene) -> Step:
    """There is enough of a thing, or so many of it: of what is named, or was talked about."""
    phrase, products = _meant(intent, scene)
    if not phrase:
        return Say("goes_with_what")
    if not products:
        return Say("product_unknown", {"phrase": phrase})
    count = intent.value("quantity")
    number = count if isinstance(count, int) else None
    if number == 0:
        return _used_up(phrase, products, scene)
    return _so_many(phrase, products, scene, number)


def used(intent: Intent, scene: Scene) -> Step:
    """Some of a thing is used up: so many fewer are left, where it was said how many there were.

    Of several that go by its name each with a number has its own; told is a number that all have.
    """
    phrase, products = _meant(intent, scene)
    if not products:
        return Say("product_unknown", {"phrase": phrase}) if phrase else Say("goes_with_what")
    count = intent.value("quantity", 1)
    said = [(product, scene.notes.said_there(product.id)) for product in products]
    counted = [(product, number) for product, number in said if number]
    if not counted or not isinstance(count, int):
        return Say("stock_not_counted", {"phrase": phrase, "topic": products[0].id})
    left_of = [(product, max(0, number - count)) for product, number in counted]
    over = tuple(product for product, number in left_of if not number)
    if len(over) == len(counted):
        return _used_up(phrase, over, scene)
    fewer = [
        note
        for product, number in left_of
        if number
        for note in _notes("there", (product,), scene, str(number))
    ]
    numbers = {number for _, number in left_of}
    topic = {"topic": counted[0][0].id} if len(counted) == 1 else {}
    told = {"phrase": phrase, "count": numbers.pop() if len(numbers) == 1 else None, **topic}
    return KeepNotes((*fewer, *_notes("gone", over, scene)), Say("stock_there", told))


def _so_many(
    phrase: str, products: tuple[Product, ...], scene: Scene, number: int | None
) -> KeepNotes:
    """Note how many there are, or that there is enough."""
    topic = {"topic": products[0].id} if len(products) == 1 else {}
    said = Say("stock_there", {"phrase": phrase, "count": number, **topic})
    return KeepNotes(_notes("there", products, scene, str(number or "")), said)


def at_home(_intent: Intent, scene: Scene) -> Step:
    """What there is at home of what was bought, the latest first."""
    found = (each.supply.product_id for each in _stock(scene) if each.there == "yes")
    few = scene.home.discover().kinds_named(found)
    return Say("stock_list", {"names": few[:MOST_TOLD], "more": max(0, len(few) - MOST_TOLD)})


def low(_intent: Intent, scene: Scene) -> Step:
    """What is used up or soon will be, as far as it is known, and is not on its way."""
    stock = [each for each in _stock(scene) if not each.supply.coming]
    found = [each for each in stock if _is_low(each)]
    told = [_ending(each, scene) for each in found[:MOST_TOLD]]
    lasting = [
        (each.supply.lasts.days, each)
        for each in stock
        if each.there == "yes" and each.supply.lasts is not None
    ]
    _, soonest = min(lasting, key=lambda each: each[0], default=(0.0, None))
    following = None if found or soonest is None else _ending(soonest, scene)
    more = max(0, len(found) - MOST_TOLD)
    return Say("stock_low", {"found": told, "more": more, "next": following})


def _ending(found: Left, scene: Scene) -> Mapping[str, object]:
    """How something is spoken of that is at its end, or will be."""
    name = _plainly(scene.shelf.product(found.supply.product_id), scene)
    lasts = found.supply.lasts
    days = None if lasts is None else max(0, round(lasts.days))
    return {"name": name, "there": found.there, "days": days}


def _stock(scene: Scene) -> Sequence[Left]:
    """What is known of each thing that is bought here, the latest bought first."""
    bought = sorted(scene.usual.values(), key=lambda each: each.last_at, reverse=True)
    sold = (each.product_id for each in bought if scene.sold(each.product_id) is not None)
    return [left(scene.home.supply(id_), scene.notes, scene.now) for id_ in sold]


def _is_low(found: Left) -> bool:
    """Whether something is surely or likely at its end; of what only was bought once, nobody knows."""
    if found.there == "no" or (found.there == "perhaps" and found.by == "estimate"):
        return True
    if found.by == "level":
        return (found.supply.fraction or 0.0) <= LITTLE
    lasts = found.supply.lasts
    return found.by == "estimate" and lasts is not None and lasts.days <= SOON_DAYS


def _plainly(product: Product, scene: Scene) -> Mapping[str, str]:
    """What a thing is called in plain words."""
    return scene.home.discover().kind_names(product.id)


def _notes(
    topic: Topic, products: tuple[Product, ...], scene: Scene, value: str = ""
) -> tuple[Note, ...]:
    return stock_notes(topic, [product.id for product in products], scene, value)


def _meant(intent: Intent, scene: Scene) -> tuple[str, tuple[Product, ...]]:
    """What is named and the products it may be; else what was talked about, in plain words."""
    phrase = str(intent.value("product", "")).strip()
    topic = None if phrase else scene.sold(scene.topic or "")
    if topic is None:
        return phrase, _products(phrase, scene)
    return _plainly(topic, scene).get(scene.language, topic.names["en"]), (topic,)


def _products(phrase: str, scene: Scene) -> tuple[Product, ...]:
    """What is meant: those that fit the words and that the household buys, else the best one."""
    fits = scene.shelf.find(phrase) if phrase else ()
    close = [fit.product for fit in closest(fits)]
    return tuple(p for p in close if p.id in scene.history) or tuple(close[:1])


SKILLS: Mapping[str, Skill] = {
    "StockAsk": ask,
    "StockGone": gone,
    "StockThere": there,
    "StockUsed": used,
    "StockList": at_home,
    "StockLow": low,
}
