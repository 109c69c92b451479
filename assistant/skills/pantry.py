"""What is at home: asked about, and told."""

from collections.abc import Mapping
from typing import Literal

from assistant.core.notes import Note, Topic
from assistant.dialog.steps import Ask, KeepNotes, Option, Question, Say, Step
from assistant.language.intent import Intent
from assistant.skills.basket import Basket, Wish
from assistant.skills.scene import Scene, Skill
from assistant.skills.shopping import fill
from assistant.store.at_home import Left, left
from assistant.store.catalog import Product
from assistant.store.purchase import TIE

Known = Literal["yes", "no", "perhaps", "unknown"]


def ask(intent: Intent, scene: Scene) -> Step:
    """Whether there is something left of a thing at home, and for how long."""
    phrase = str(intent.value("product", "")).strip()
    products = _products(phrase, scene)
    if not products:
        return Say("product_unknown", {"phrase": phrase})
    found = [left(scene.home.supply(product.id), scene.notes, scene.now) for product in products]
    order: Mapping[Known, int] = {"yes": 0, "no": 1, "perhaps": 2, "unknown": 3}
    best = min(found, key=lambda each: order[each.there])
    product = scene.shelf.product(best.supply.product_id)
    named = {"name": product.names, "phrase": phrase, "topic": product.id}
    gone = {"asked_gone": intent.value("asked") == "gone"}
    return Say("stock", {**_told(best, scene), **named, **gone})


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
    """There is nothing left of a thing: noted, and it may be ordered with a yes."""
    phrase = str(intent.value("product", "")).strip()
    products = _products(phrase, scene)
    if not products:
        return Say("product_unknown", {"phrase": phrase})
    notes = _notes("gone", products, scene)
    if any(scene.home.supply(product.id).coming for product in products):
        return KeepNotes(notes, Say("stock_gone_coming", {"phrase": phrase}))
    wish = Wish(phrase, None, usual=True, sure=1.0)
    question = Question(
        lambda _: fill((wish,), Basket(), scene),
        (Option("order", products[0].spoken),),
        decline=Say("never_mind"),
        again=Say("stock_gone", {"phrase": phrase}),
    )
    return KeepNotes(notes, Ask(Say("stock_gone", {"phrase": phrase}), question))


def there(intent: Intent, scene: Scene) -> Step:
    """There is enough of a thing."""
    phrase = str(intent.value("product", "")).strip()
    products = _products(phrase, scene)
    if not products:
        return Say("product_unknown", {"phrase": phrase})
    return KeepNotes(_notes("there", products, scene), Say("stock_there", {"phrase": phrase}))


def _notes(topic: Topic, products: tuple[Product, ...], scene: Scene) -> tuple[Note, ...]:
    """What was said; the opposite, said before, no longer counts."""
    other: Topic = "there" if topic == "gone" else "gone"
    return tuple(
        note
        for product in products
        for note in (
            Note(topic=topic, about=product.id, at=scene.now),
            Note(topic=other, about=product.id, value=None, at=scene.now),
        )
    )


def _products(phrase: str, scene: Scene) -> tuple[Product, ...]:
    """What is meant: those that fit the words and that the household buys, else the best one."""
    fits = scene.shelf.find(phrase) if phrase else ()
    close = [fit.product for fit in fits if fit.score >= fits[0].score - TIE]
    return tuple(p for p in close if p.id in scene.history) or tuple(close[:1])


SKILLS: Mapping[str, Skill] = {"StockAsk": ask, "StockGone": gone, "StockThere": there}
