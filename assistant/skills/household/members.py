"""The household itself: its members and its favourites."""

from collections.abc import Mapping

from assistant.core.notes import Note
from assistant.dialog.steps import Ask, KeepNotes, Option, Question, Say, Step
from assistant.language.intent import Intent
from assistant.skills.products.usually import usual_kinds
from assistant.skills.scene import Scene, Skill
from assistant.store.choosing.purchase import pick
from assistant.store.household.lists import same

MOST_READ = 8


def introduce(intent: Intent, scene: Scene) -> Step:
    """Who talks here from now on; what they order is theirs."""
    member = str(intent.value("member", "")).strip()
    if not member:
        return Say("not_heard")
    note = Note(topic="member", about=scene.device_id, value=member, at=scene.now)
    greeted = KeepNotes((note,), Say("member_here", {"member": member}))
    if intent.value("only") != "name" or _is_name(member, scene):
        return greeted
    sure = Say("member_sure", {"member": member})
    options = (Option(member, (member,)),)
    return Ask(sure, Question(lambda _: greeted, options, decline=Say("all_right"), again=sure))


def _is_name(word: str, scene: Scene) -> bool:
    """Whether "this is ..." names a person: one who is known, or written as a name is."""
    return word.casefold() in map(str.casefold, scene.notes.members) or word[:1].isupper()


def show_members(_intent: Intent, scene: Scene) -> Step:
    """Who talks here, and who else is known."""
    here = scene.notes.member(scene.device_id)
    others = [each for each in scene.notes.members if each != here]
    return Say("members", {"member": here, "others": others})


def set_favourite(intent: Intent, scene: Scene) -> Step:
    """A product is the favourite of its kind: named, or what was ordered last."""
    phrase = str(intent.value("product", "")).strip()
    if phrase:
        fits = scene.shelf.find(phrase)
        if not fits:
            return Say("product_unknown", {"phrase": phrase})
        picked = pick(fits, scene.history)
        product = getattr(picked, "product", fits[0].product)
    else:
        ordered = scene.last_order and scene.sold(scene.last_order.lines[0].product_id)
        if ordered is None:
            return Say("goes_with_what")
        product = ordered
    kind = str(intent.value("kind", "")).strip()
    others = [
        id_
        for id_, of in scene.notes.favourites.items()
        if id_ != product.id
        and (_alike(id_, product.id, scene) or (kind and of and same(of, kind)))
    ]
    notes = (
        Note(topic="favourite", about=product.id, value=kind, at=scene.now),
        *(Note(topic="favourite", about=id_, value=None, at=scene.now) for id_ in others),
    )
    return KeepNotes(notes, Say("favourite_set", {"name": product.names, "kind": kind}))


def always(intent: Intent, scene: Scene) -> Step:
    """Of all that go by its name, take this one from now on: named, or talked about."""
    phrase = str(intent.value("product", "")).strip()
    kind = str(intent.value("kind", "")).strip()
    said = f"{phrase} {kind}".strip()
    fits = (scene.shelf.find(said) or scene.shelf.find(phrase)) if phrase else ()
    if phrase and not fits:
        return Say("product_unknown", {"phrase": phrase})
    own = [fit for fit in fits if fit.product.id in scene.history]
    named = next(iter(own or fits), None)
    product = named.product if named else scene.sold(scene.topic or "")
    if product is None:
        return Say("which_product")
    others = [
        id_ for id_ in scene.notes.always if id_ != product.id and _alike(id_, product.id, scene)
    ]
    notes = (
        Note(topic="usual", about=product.id, at=scene.now),
        *(Note(topic="usual", about=id_, value=None, at=scene.now) for id_ in others),
    )
    called = {"en": kind, "ko": kind} if kind else scene.home.discover().kind_names(product.id)
    return KeepNotes(notes, Say("always_taken", {"name": product.names, "kind": called}))


def drop_favourite(intent: Intent, scene: Scene) -> Step:
    """A product is no favourite any more."""
    phrase = str(intent.value("product", "")).strip()
    fits = scene.shelf.find(phrase) if phrase else ()
    named = [fit.product for fit in fits if fit.product.id in scene.notes.favourites]
    if not named:
        return Say("favourite_none", {"phrase": phrase})
    note = Note(topic="favourite", about=named[0].id, value=None, at=scene.now)
    return KeepNotes((note,), Say("favourite_dropped", {"name": named[0].names}))


def show_favourites(intent: Intent, scene: Scene) -> Step:
    """Read the favourites, or the one of a kind that is named."""
    kind = str(intent.value("kind", "")).strip()
    meant = {fit.product.id for fit in scene.shelf.find(kind)} if kind else set()
    names = [
        product.names
        for id_ in scene.notes.favourites
        if (product := scene.sold(id_)) and (not kind or id_ in meant)
    ]
    more = max(0, len(names) - MOST_READ)
    return Say("favourites", {"names": names[:MOST_READ], "more": more, "kind": kind})


def show_known(_intent: Intent, scene: Scene) -> Step:
    """What is known of the household: what it said of itself, and what it mostly buys."""
    notes = scene.notes
    favourites = [product.names for id_ in notes.favourites if (product := scene.sold(id_))]
    data = {
        "usual": usual_kinds(scene),
        "favourites": favourites[:MOST_READ],
        "unwanted": notes.unwanted[:MOST_READ],
        "budget": notes.budget,
        "members": notes.members[:MOST_READ],
        "lists": len(scene.lists),
    }
    return Say("known", data)


def _alike(one: str, other: str, scene: Scene) -> bool:
    """Whether two products are of one kind: they share plain words that they are called by."""
    return not set(_aliases(one, scene)).isdisjoint(_aliases(other, scene))


def _aliases(product_id: str, scene: Scene) -> tuple[str, ...]:
    """What a product is called in plain words."""
    product = scene.sold(product_id)
    if product is None:
        return ()
    return product.aliases.get("en", ()) or product.aliases.get(scene.language, ())


SKILLS: Mapping[str, Skill] = {
    "MemberIs": introduce,
    "MembersShow": show_members,
    "KnownShow": show_known,
    "FavouriteSet": set_favourite,
    "AlwaysTake": always,
    "FavouriteDrop": drop_favourite,
    "FavouriteShow": show_favourites,
}
