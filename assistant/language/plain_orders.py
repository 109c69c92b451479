"""An order said in other ways, as the sentence that says it plainly.

People say behind the name which one they want ("a box of Oreos, the large one"), name the thing in one
clause and order it in the next ("we're out of kimchi, get me two"), and tell whom it is for. No sentence
has its words in that order; what is meant is an order all the same. Each way is put as the plain
sentence, which has to be understood by itself.
"""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from assistant.language.each_thing import KNOWN_FROM, Understand, thing_of
from assistant.language.enumeration import Fits, cut, without_count
from assistant.language.intent import TELLING, WANTING
from assistant.language.korean_orders import in_order
from assistant.language.plain_words import (
    ANOTHERS_PLAN,
    BEHIND_THE_NAME,
    FROM_BEFORE,
    HOW_MANY_BEHIND,
    KIND_THEN_THINGS,
    NOISE,
    ORDERED,
    OUT_OF_FOOD,
    PURPOSE,
)

NAMING: Final = TELLING | WANTING
"""Intents that may name a thing before it is ordered: "what coffee do we usually get? Order one"."""
ABOUT: Final = ("product", "ordered", "kind")
_LONGEST_NAME: Final = 4
_SURELY: Final = 0.95
"""How well the last words before an order have to be a name, for it to be of that."""
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
    for said in dict.fromkeys((bare, least)):
        ways = [(of_kind, True)] if (of_kind := _of_the_kind(said, language)) else []
        if language == "en":
            ways += ((way, True) for way in _which_said_first(said, understand, fits))
            ways += ((way, False) for way in _of_what_was_named(said, understand, fits))
        else:
            ways += in_order(said, fits)
        for way, whole in (*ways, (said, True)):
            if way not in seen:
                seen.add(way)
                yield Plain(way, sure=whole and said == bare)


def _which_said_first(said: str, understand: Understand, fits: Fits) -> Iterator[str]:
    """The order with what is said behind the name before it: "a box of large Oreos"."""
    for gap in _GAP.finditer(said):
        behind = said[gap.end() :]
        ways = [found for each in BEHIND_THE_NAME if (found := each.fullmatch(behind))]
        counts = HOW_MANY_BEHIND.fullmatch(behind) if "," in gap[0] else None
        if not ways and not counts:
            continue
        before = said[: gap.start()]
        whole = understand(before)
        thing = thing_of(whole) if whole is not None and whole.name in WANTING else ""
        if not thing or whole is None:
            continue
        name = without_count(cut(thing, "en")[-1], "en")
        at = before.rfind(name)
        head, tail = before[:at], before[at:]
        for found in ways:
            yield from _with(found, head, name, tail, fits, counted="quantity" in whole.slots)
        if counts and "quantity" not in whole.slots:
            yield f"{head}{_amount(counts)} {tail}"


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
    packed = counts["packed"]
    if packed is None or packed.rstrip("s").casefold() in {"one", "thing"}:
        return counts["count"]
    return f"{counts['count'].removesuffix(' of')} {packed} of"


def _last_name(clause: str, fits: Fits) -> str:
    """The name of something sold that stands at the end of a clause; empty where none does."""
    words = clause.split()
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
