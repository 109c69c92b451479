"""What goes with a thing, what comes next, what else would do; and whether anything is suggested.

A suggestion is made for the customer: it rests on what people bought and on nothing else, is made
once, and not at all where somebody has said so.
"""

from collections import Counter
from collections.abc import Mapping, Sequence

import msgspec

from assistant.core.notes import Note
from assistant.dialog.steps import KeepNotes, Say, Step
from assistant.language.intent import Intent
from assistant.skills.scene import Scene, Skill
from assistant.store.choosing.purchase import MOST_CHOICES, Fit, closest
from assistant.store.discovery.discovery import Discovery
from assistant.store.discovery.findings import Found
from assistant.store.discovery.tastes import characteristic

SUGGESTED_SHARE = 0.4
"""Unasked, only what is in so many of the baskets with what was ordered is suggested."""
SUGGESTED_LIFT = 2.0
MOST_TASTES = 2
"""By ear, nobody has more than two tastes."""
LEAST_TASTE = 0.15
MOST_GROUPS = 5
"""So many groups of people are told by ear."""


def goes_with(intent: Intent, scene: Scene) -> Step:
    """What is bought with a thing, after it, or instead of it, and how that is known."""
    phrase = str(intent.value("product", "")).strip()
    relation = str(intent.value("relation", "with"))
    fits = scene.shelf.find(phrase) if phrase else ()
    if not fits and not phrase and scene.last_order is not None:
        asked: Sequence[str] = [line.product_id for line in scene.last_order.lines]
    elif not fits:
        return Say("product_unknown", {"phrase": phrase}) if phrase else Say("goes_with_what")
    else:
        asked = _meant(fits)
    discovery = scene.home.discover()
    found = [each for each in _found(relation, asked, discovery) if _wanted(each, scene)]
    names = discovery.kind_names(asked[0])
    if not found:
        return Say("goes_with_nothing", {"asked": names, "relation": relation})
    first = found[0]
    data = {
        "asked": names,
        "relation": relation,
        "found": [_spoken(each, scene) for each in found[:MOST_CHOICES]],
        "who": first.who,
        "together": first.together,
        "times": first.times,
        "reason": first,
    }
    return Say("goes_with", data)


def why_found(found: Found, scene: Scene) -> Say:
    """The counts behind something that was found, so that what was said of it can be traced."""
    asked = scene.home.discover().kind_names(found.asked[0])
    if found.relation == "instead":
        asked = scene.shelf.product(found.asked[0]).names
    data = {
        "asked": asked,
        "other": _spoken(found, scene),
        "relation": found.relation,
        "who": found.who,
        "together": found.together,
        "times": found.times,
        "other_times": found.other_times,
        "baskets": found.baskets,
        "likelier": round(found.lift),
        "reason": found,
        "found": () if scene.last_said is None else scene.last_said.data.get("found", ()),
    }
    return Say("why_found", data)


def _meant(fits: Sequence[Fit]) -> Sequence[str]:
    return [fit.product.id for fit in closest(fits)]


def _found(relation: str, asked: Sequence[str], discovery: Discovery) -> Sequence[Found]:
    kinds = tuple(dict.fromkeys(id_ for one in asked for id_ in discovery.same_kind(one)))
    if relation == "next":
        return discovery.next_after(kinds, 2 * MOST_CHOICES)
    if relation == "instead":
        return discovery.instead_of(asked[0], 2 * MOST_CHOICES)
    return discovery.goes_with(kinds, 2 * MOST_CHOICES)


def _wanted(found: Found, scene: Scene) -> bool:
    product = scene.sold(found.product_id)
    return product is not None and scene.notes.wanted(
        (*found.names.values(), *product.spoken, *product.brand.values())
    )


def _spoken(found: Found, scene: Scene) -> Mapping[str, str]:
    """In plain words; what stands in for a thing is another of its kind, and has its full name."""
    if found.relation == "instead":
        return scene.shelf.product(found.product_id).names
    return found.names


def suggestion(bought: Sequence[str], scene: Scene) -> Found | None:
    """What may be said, unasked and once, to somebody who has just ordered something.

    Only what is not known to the household, surely belongs to what was ordered, and was never
    suggested before. Nothing is waited for: where the baskets are not at hand, nothing is said.
    """
    discovery = scene.home.discovery_at_hand() if scene.notes.suggesting else None
    if discovery is None:
        return None
    for found in discovery.fits(bought):
        kind = discovery.same_kind(found.product_id)
        surely = found.share >= SUGGESTED_SHARE and found.lift >= SUGGESTED_LIFT
        known = any(id_ in scene.history or scene.notes.was_suggested(id_) for id_ in kind)
        if surely and not known and _wanted(found, scene):
            return found
    return None


def with_suggestion(said: Step, bought: Sequence[str], scene: Scene) -> Step:
    """The reply to an order, with a suggestion where one fits; then it is never made again."""
    found = suggestion(bought, scene) if isinstance(said, Say) else None
    if found is None or not isinstance(said, Say):
        return said
    because = msgspec.json.encode(found).decode()
    note = Note(topic="suggested", about=found.product_id, value=because, at=scene.now)
    data = {**said.data, "suggested": found.names, "reason": found}
    return KeepNotes((note,), Say(said.key, data))


def switch(intent: Intent, scene: Scene) -> Step:
    """Stop suggesting things, or begin again."""
    on = intent.value("on") == "yes"
    note = Note(topic="suggesting", value="on" if on else "off", at=scene.now)
    return KeepNotes((note,), Say("suggesting_on" if on else "suggesting_off"))


def suggests(intent: Intent, scene: Scene) -> Step:
    """Whether anything is suggested unasked; and that nobody can pay for it."""
    if intent.value("about") == "paid":
        return Say("suggesting_paid")
    return Say("suggesting_is", {"on": scene.notes.suggesting})


def taste(intent: Intent, scene: Scene) -> Step:
    """What the household likes, one of its members, or all people by groups, in words: things."""
    member = str(intent.value("member", "")).strip()
    discovery = scene.home.discover()
    shares = discovery.taste()
    if intent.value("which") == "all" and len(shares) > 1:
        told = [_character(number, discovery) for number in sorted(number for number, _ in shares)]
        return Say("tastes", {"tastes": told[:MOST_GROUPS]})
    if member:
        orders = scene.notes.orders_of(member)
        if not orders:
            return Say("taste_unknown_member", {"member": member})
        shares = discovery.taste_of(scene.home.orders_of(orders))
    found = [number for number, share in shares[:MOST_TASTES] if share >= LEAST_TASTE]
    if not found or not (scene.history or member):
        return Say("recommend_nothing")
    told = [_character(number, discovery) for number in found]
    return Say("taste", {"member": member, "tastes": told})


def _character(number: int, discovery: Discovery) -> Sequence[Mapping[str, str]]:
    """What the people of a taste buy more than others, by kind, in plain words."""
    people, everybody = discovery.people(number), discovery.everybody
    inside, outside = (
        dict(zip(counts.ids, counts.times.tolist(), strict=True)) for counts in (people, everybody)
    )
    by_kind: Counter[str] = Counter()
    all_kinds: Counter[str] = Counter()
    names: dict[str, Mapping[str, str]] = {}
    for told, counts in ((by_kind, inside), (all_kinds, outside)):
        for id_, times in counts.items():
            kind = discovery.kind_names(id_)
            names[kind["en"]] = kind
            told[kind["en"]] += times
    return [names[name] for name in characteristic(by_kind, all_kinds, MOST_CHOICES)]


SKILLS: Mapping[str, Skill] = {
    "GoesWith": goes_with,
    "SuggestSwitch": switch,
    "SuggestAsk": suggests,
    "TasteShow": taste,
}
