"""An order said in other ways, as the sentence that says it plainly.

People say behind the name which one they want ("a box of Oreos, the large one"), name the thing in one
clause and order it in the next ("we're out of kimchi, get me two"), and tell whom it is for. No sentence
has its words in that order; what is meant is an order all the same. Each way is put as the plain
sentence, which has to be understood by itself.
"""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from assistant.language.intent import TELLING, WANTING
from assistant.language.orders.each_thing import KNOWN_FROM, Understand, thing_of
from assistant.language.orders.korean import in_order
from assistant.language.orders.words import (
    ANOTHERS_PLAN,
    BARE_NUMBER,
    BEHIND_THE_NAME,
    FROM_BEFORE,
    HOW_MANY_BEHIND,
    KIND_THEN_THINGS,
    LEFT,
    NEEDED,
    NOISE,
    ORDERED,
    OUT_OF_FOOD,
    PURPOSE,
    WISHED,
)
from assistant.language.words.enumeration import Fits, cut, enumerated, without_count

NAMING: Final = TELLING | WANTING | {"StockGone"}
"""Intents that may name a thing before it is ordered: "what coffee do we usually get? Order one"."""
ABOUT: Final = ("product", "ordered", "kind")
_LONGEST_NAME: Final = 4
_SURELY: Final = 0.95
"""How well the last words before an order have to be a name, for it to be of that."""
_NAMED: Final = 0.75
"""The same of several words: chance makes no name of them."""
_SOME: Final = re.compile(
    r"\b(?:some|the|a|an|my|our)\s+(?:(?:usual|same|regular)\s+)?$", re.IGNORECASE
)
"""What gives way to a count."""
_GAP: Final = re.compile(r"[,;]?\s+")


class Plain(NamedTuple):
    """The plain sentence of an order."""

    text: str
    sure: bool
    """Whether nothing was left out that may mean something: else it is asked about."""


def said_plainly(text: str, language: str, understand: Understand, fits: Fits) -> Iterator[Plain]:
    """How else an order may be put, the likeliest first; nothing where the text is like none.

    Args:
        text: cleaned, without hesitation.
        language: `en` or `ko`.
        understand: the meaning of a text that says one thing.
        fits: tells the names of what is sold from other words.
    """
    if not ORDERED[language].search(text):
        return
    bare = text
    for noise, instead in NOISE[language]:
        bare = noise.sub(instead, bare).strip(" ,")
    least = bare
    for purpose in PURPOSE[language]:
        least = purpose.sub("", least).strip(" ,")
    seen = {text}
    wishes = [wish for said in (bare, least) if language == "en" for wish in _wished(said)]
    for said in dict.fromkeys((bare, least, *wishes)):
        ways = [(of_kind, True)] if (of_kind := _of_the_kind(said, language)) else []
        if language == "en":
            ways += ((way, True) for way in _how_many_said_first(said, understand, fits))
            ways += ((way, True) for way in _which_said_first(said, understand, fits))
            ways += ((way, False) for way in _number_said_first(said, fits))
            ways += ((way, False) for way in _of_what_was_named(said, understand, fits))
            ways += ((way, False) for way in _several_needed(said, fits))
        else:
            ways += in_order(said, fits)
        for way, whole in (*ways, (said, True)):
            if way not in seen:
                seen.add(way)
                yield Plain(way, sure=whole and said == bare)


def _wished(said: str) -> Iterator[str]:
    """The order that a wish in a frame of its own comes to: "what I need is honey"."""
    bare = said.rstrip(" .!?")
    return (found.expand(instead) for wish, instead in WISHED if (found := wish.fullmatch(bare)))


def _several_needed(said: str, fits: Fits) -> Iterator[str]:
    """The order of several things that are needed: "I need milk, eggs and bread"."""
    needed = NEEDED.fullmatch(said)
    names = enumerated(needed["things"], "en", fits) if needed is not None else []
    if needed is not None and len(names) > 1:
        bare = (without_count(name, "en") for name in names)
        if all(fits(name) >= _SURELY for name in bare):
            yield f"order {needed['things']}"


def _how_many_said_first(said: str, understand: Understand, fits: Fits) -> Iterator[str]:
    """The order with how many in front of each name: "eggs two dozen and one gallon of milk"."""
    if whole := _with_count_first(said, understand, fits, verb=True):
        yield whole
        return
    pieces = cut(said, "en")
    first = [
        _with_count_first(piece, understand, fits, verb=not at) for at, piece in enumerate(pieces)
    ]
    if any(first):
        yield " and ".join(instead or piece for instead, piece in zip(first, pieces, strict=True))


def _number_said_first(said: str, fits: Fits) -> Iterator[str]:
    """The order with the number behind each name in front: "order rice one, seaweed two"."""
    pieces = cut(said, "en")
    turned = [_number_first(piece, fits) for piece in pieces]
    if any(turned):
        yield " and ".join(new or piece for new, piece in zip(turned, pieces, strict=True))


def _number_first(piece: str, fits: Fits) -> str:
    """A thing with the bare number behind it before its name; empty where that is part of the name."""
    found = BARE_NUMBER.fullmatch(piece)
    if found is None:
        return ""
    verb, name = found["verb"] or "", found["name"]
    fit = fits(name)
    known = fit >= (_SURELY if " " not in name else _NAMED)
    return (
        f"{verb}{found['count']} {name}"
        if known and fit >= fits(f"{name} {found['count']}")
        else ""
    )


def _with_count_first(piece: str, understand: Understand, fits: Fits, *, verb: bool) -> str:
    """One thing with how many of it before its name; empty where that is not said behind."""
    found = HOW_MANY_BEHIND.fullmatch(piece)
    if found is None or not _counts_it(found):
        return ""
    before = found["before"]
    whole = understand(before) if verb else None
    counted = whole is not None and "quantity" in whole.slots
    thing = thing_of(whole) if whole is not None and whole.name in WANTING else ""
    name = without_count(thing if verb else before, "en")
    if counted or not name or fits(name) < KNOWN_FROM or (not verb and name != before):
        return ""
    at = before.rfind(name)
    head = _SOME.sub("", before[:at])
    return f"{head}{_amount(found)} {before[at:]}"


def says_more_behind(thing: str, fits: Fits) -> bool:
    """Whether a name fits better without its last words: "paper towels two rolls", "rice the big one"."""
    found = HOW_MANY_BEHIND.fullmatch(thing)
    names = [found["before"]] if found is not None and _counts_it(found) else []
    bare = BARE_NUMBER.fullmatch(thing)
    names += [bare["name"]] if bare is not None and fits(bare["name"]) >= _SURELY else []
    names += [thing[: why.start()] for each in PURPOSE["en"] if (why := each.search(thing))]
    names += [
        thing[: gap.start()]
        for gap in _GAP.finditer(thing)
        if any(
            found.groupdict().get("trait_3") is None  # "coke six pack" is a name
            for each in BEHIND_THE_NAME
            if (found := each.fullmatch(thing, gap.end()))
        )
    ]
    return any(fits(name) > fits(thing) for name in names)


def _counts_it(found: re.Match[str]) -> bool:
    """Whether a number behind a name says how many: "two rolls", "just two", not "two percent" or "six pack"."""
    if found["lead"] or found["tail"] or found["apart"] or found["twice"]:
        return True
    one = found["count"].casefold() in {"a", "an", "one", "another", "1"}
    packed = found["packed"]
    several = found["count"].casefold().endswith("dozen") or (packed and packed.endswith("s"))
    return bool(several) or bool(one and packed)


def _which_said_first(said: str, understand: Understand, fits: Fits) -> Iterator[str]:
    """The order with what is said behind the name before it: "a box of large Oreos"."""
    for gap in _GAP.finditer(said):
        behind = said[gap.end() :]
        ways = [found for each in BEHIND_THE_NAME if (found := each.fullmatch(behind))]
        if not ways:
            continue
        so_far = said[: gap.start()]
        for before in (*_how_many_said_first(so_far, understand, fits), so_far):
            whole = understand(before)
            thing = thing_of(whole) if whole is not None and whole.name in WANTING else ""
            if not thing or whole is None:
                continue
            name = without_count(cut(thing, "en")[-1], "en")
            at = before.rfind(name)
            head, tail = before[:at], before[at:]
            for found in ways:
                yield from _with(found, head, name, tail, fits, counted="quantity" in whole.slots)


def _with(
    found: re.Match[str], head: str, name: str, tail: str, fits: Fits, *, counted: bool
) -> Iterator[str]:
    """The order with one way to tell which in front of the name."""
    said = {key.partition("_")[0]: value for key, value in found.groupdict().items() if value}
    if "same" in said:
        yield f"{head}{'' if counted else 'the same '}{tail}"
    elif "trait" in said:
        trait = said["trait"]
        for wanted in (f"{trait} {name}", f"{name} {trait}"):
            if fits(wanted) >= KNOWN_FROM:
                yield f"{head}{wanted}{tail[len(name) :]}"
    else:
        yield f"{head}{said.get('by', 'cheap')} {tail}"


def _of_what_was_named(said: str, understand: Understand, fits: Fits) -> Iterator[str]:
    """The order of what the clause before it is about."""
    said = OUT_OF_FOOD.sub(r"we're out of \g<pet> food", said)
    then = FROM_BEFORE.search(said)
    if then is None:
        return
    before = said[: then.start()]
    if ANOTHERS_PLAN.search(before):
        return
    whole = understand(before)
    about = {} if whole is None or whole.name not in NAMING else whole.slots
    named = next((about[slot].text for slot in ABOUT if slot in about), "")
    named = named or _last_name(before, fits)
    if not named:
        return
    many = _amount(then) if then["count"] else "the same" if then["same"] else ""
    yield " ".join(f"order {many} {named}".split())


def _amount(counts: re.Match[str]) -> str:
    """A count in front of a name: "two bags of"."""
    said = counts.groupdict()
    if said.get("twice"):
        return "two"
    packed = counts["packed"]
    many = f"{counts['count']}{said.get('sized') or ''}"
    if packed is None or packed.rstrip("s").casefold() in {"one", "thing"}:
        return many
    return f"{many.removesuffix(' of')} {packed} of"


def _last_name(clause: str, fits: Fits) -> str:
    """The name of something sold that stands at the end of a clause; empty where none does."""
    words = LEFT.sub("", clause).split()
    for count in range(min(_LONGEST_NAME, len(words)), 0, -1):
        name = " ".join(words[-count:])
        if fits(name) >= _SURELY:
            return name
    return ""


def _of_the_kind(said: str, language: str) -> str:
    """The order of the things that are named behind their kind: "some fruit, apples and pears"."""
    found = KIND_THEN_THINGS[language].fullmatch(said)
    if found is None:
        return ""
    if language == "ko":
        return f"{found['things'].rstrip('.!?')} {found['order']}"
    return f"{found['before']}{found['things']}"
