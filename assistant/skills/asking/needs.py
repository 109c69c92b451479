"""What is good for something: for stains, for a headache, as a gift for somebody who likes coffee.

Which kinds of things serve a need is said in the sentence files, as what a word means; which of them
are offered comes out of the catalog, by price, ratings and what was bought.
"""

from collections.abc import Mapping, Sequence

from assistant.dialog.steps import Say, Step
from assistant.language.intent import Intent
from assistant.skills.ordering.few_of_kind import few_of, few_of_kind, only_one
from assistant.skills.products.choosing import Choosing
from assistant.skills.products.facets import has
from assistant.skills.scene import Scene, Skill
from assistant.skills.wishes.wanted import aisle_of, of_kind
from assistant.skills.wishes.which import best_of
from assistant.store.goods.catalog import Product

SEVERAL = "|"
"""Between the kinds that serve one need."""


def good_for(intent: Intent, scene: Scene) -> Step:
    """The few good ones of what serves a need; of several kinds, some of each."""
    kinds, trait = str(intent.value("kind", "")).split(SEVERAL), intent.value("trait")
    if trait is not None:
        return _with_trait(kinds, str(trait), scene)
    if len(kinds) == 1:
        found = few_of_kind(kinds[0], scene)
    else:
        parts = [part for kind in kinds for part in _of(kind, scene)]
        products = tuple(product for part in parts for product in part)
        found = few_of(products, "", scene, parts) if products else None
    if isinstance(found, Choosing):
        return found.ask(found)
    return found or Say("product_unknown", {"phrase": kinds[0]})


def _with_trait(kinds: Sequence[str], trait: str, scene: Scene) -> Step:
    """The few good ones of what serves a need that are without perfume, organic and so on."""
    every = {p.id: p for kind in kinds for part in _of(kind, scene) for p in part}
    such = tuple(product for product in every.values() if has(product, trait))
    found = few_of(such, "", scene) if such else None
    if found is not None:
        return found.ask(found)
    told = {"trait": trait, "names": [], "others": [], "instead": [], "nothing": True}
    return only_one(such[0], scene) if such else Say("has_trait", told)


def _of(kind: str, scene: Scene) -> Sequence[Sequence[Product]]:
    parts = aisle_of(kind, scene)
    own = of_kind(kind, scene)
    return parts or ([own] if own else [])


def better_than(intent: Intent, scene: Scene) -> Step:
    """Others of its kind that are cheaper, bigger or better rated than a thing that is named."""
    by = intent.value("by")
    than = str(intent.value("than", "")).strip()
    known = of_kind(than, scene) or tuple(fit.product for fit in scene.shelf.find(than)[:1])
    if not known:
        return Say("product_unknown", {"phrase": than})
    one = next((product for product in known if product.id in scene.history), known[0])
    kind = str(intent.value("kind", "")).strip()
    others = _of_its_kind(one, kind, scene)
    better = tuple(other for other in others if best_of(by, (one, other), scene.currency) is other)
    if not better:
        return Say("nothing_better", {"name": one.names, "by": by, "topic": one.id})
    found = few_of(better, kind or than, scene)
    if found is not None:
        return found.ask(found)
    data = {"name": better[0].names, "price": better[0].price(scene.currency)}
    return Say("only_one_better", {**data, "than": one.names, "by": by, "topic": better[0].id})


def _of_its_kind(one: Product, kind: str, scene: Scene) -> Sequence[Product]:
    """What is called as it is, in the plainest words that others share."""
    if kind:
        found = of_kind(kind, scene)
    else:
        called = reversed(one.aliases.get(scene.language, ()))
        found = next((all_ for name in called if len(all_ := of_kind(name, scene)) > 1), ())
    return [each for each in found if each.id != one.id and each.category_id == one.category_id]


SKILLS: Mapping[str, Skill] = {"GoodFor": good_for, "BetterThan": better_than}
