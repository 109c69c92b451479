"""The few good ones of a kind that is named: coffee, something to drink, rice in five kilos, organic eggs."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from assistant.dialog.steps import Ask, Say, Step
from assistant.language.words.facets import facets
from assistant.language.words.sizes import size_said
from assistant.skills.ordering.checkout import check_out
from assistant.skills.products.choosing import Choosing
from assistant.skills.scene import Scene
from assistant.skills.wishes.basket import Basket, Wish
from assistant.skills.wishes.wanted import aisle_of, kind_name, of_kind
from assistant.skills.wishes.which_product import ProductQuestion
from assistant.store.goods.catalog import Product


def few_of_kind(kind: str, scene: Scene) -> Choosing | Say | None:
    """The few good ones of a kind or a category; what to say of a single one; None: there is none.

    Where there is the kind, but none that is organic, that small or that cheap, those that there are
    are offered, and that is said.
    """
    parts = [liked for part in aisle_of(kind, scene) if (liked := _liked(part, kind, scene))]
    products = tuple(each for part in parts for each in part) or of_kind(kind, scene)
    if products:
        products = _liked(products, kind, scene) or products
        return few_of(products, kind, scene, parts) or only_one(products[0], scene)
    plain = _plain(kind, scene)
    found = few_of_kind(plain, scene) if plain != kind else None
    if isinstance(found, Choosing):
        return replace(found, ask=partial(_ask_of_others, ask=found.ask, wanted=kind))
    return found and Say("none_such_but_one", {**found.data, "wanted": kind})


def _liked(products: Sequence[Product], kind: str, scene: Scene) -> tuple[Product, ...]:
    """Those that may be suggested; what is asked for by its name may be."""
    named = not scene.notes.wanted((kind,))
    return tuple(each for each in products if named or scene.notes.wants(each))


def only_one(product: Product, scene: Scene) -> Say:
    """What to say where there is no choice."""
    data = {"name": product.names, "price": product.price(scene.currency), "topic": product.id}
    return Say("only_choice", data)


def _ask_of_others(now: Choosing, ask: Callable[[Choosing], Step], wanted: str) -> Step:
    """Ask which, having said that there is none like what was asked for."""
    asked = ask(now)
    if not isinstance(asked, Ask):
        return asked
    return replace(asked, say=Say("none_so_wanted", {**asked.say.data, "wanted": wanted}))


def _plain(kind: str, scene: Scene) -> str:
    """The name of a kind without a size, a price or what it is to be."""
    said = size_said(kind)
    return facets(kind if said is None else said.rest, scene.currency).phrase


def few_of(
    products: tuple[Product, ...],
    kind: str,
    scene: Scene,
    parts: Sequence[Sequence[Product]] = (),
) -> Choosing | None:
    """The few of some products that are worth offering; None where there is no choice."""
    wish = Wish(kind, None, usual=True, sure=1.0)
    question = ProductQuestion(
        products,
        wish,
        Basket(),
        scene,
        lambda chosen, _: check_out(chosen, scene),
        parts=parts,
        browsing=True,
    )
    asked = question.ask()
    found = asked.say.data.get("choosing") if isinstance(asked, Ask) else None
    return found if isinstance(found, Choosing) else None


def kind_at_hand(scene: Scene) -> Choosing | None:
    """Of what was just ordered, or is about to be, that and the others of its kind."""
    said = scene.last_said
    if scene.last_order is not None and len(scene.last_order.lines) == 1:
        product_id = scene.last_order.lines[0].product_id
    elif said is not None and said.key == "confirm_purchase":
        product_id = said.data["topic"]
    else:
        return None
    called = kind_name(scene.sold(product_id), scene.language)
    return few_of(of_kind(called, scene), called, scene) if called else None
