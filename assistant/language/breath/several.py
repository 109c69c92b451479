"""Several things in one breath: "milk, two dozen eggs and bread", "stop the music and buy coffee".

The sentences know one thing each. A phrase that names several is cut, and each piece is understood by
itself (`language.each_thing`), as are commands that follow each other. Names that hold a conjunction
themselves ("salt and vinegar chips") are recognised by the catalog and stay whole.
"""

import itertools
import re
from collections.abc import Mapping, Sequence
from typing import Final

import msgspec

from assistant.language.breath.afterthought import with_afterthought
from assistant.language.breath.corrected import changed, corrected
from assistant.language.breath.list_changes import (
    ON_LISTS,
    as_one,
    changes_twice,
    with_its_list,
    without_please,
)
from assistant.language.intent import BUYING, WANTING, Intent
from assistant.language.matching.korean_verbs import one_verb_for_all
from assistant.language.matching.reasons import BESIDE_A_REASON
from assistant.language.orders.demands_apart import (
    demanding,
    demands_apart,
    is_loose,
    rules_a_seller_out,
)
from assistant.language.orders.each_thing import (
    KNOWN_FROM,
    LISTING,
    Understand,
    each_of,
    places_of,
    thing_of,
    things_of,
)
from assistant.language.orders.plain import said_plainly, says_more_behind
from assistant.language.words.enumeration import Fits, cut
from assistant.language.words.normalise import clean, without_hesitation
from assistant.language.words.units import count_words

COMMANDS: Final = frozenset(
    {"Order", "Reorder", "OrderStatus", "CancelOrder", "PlayMusic", "Stop", "Pause", "Resume"}
    | {"Want", "Next", "VolumeUp", "VolumeDown", "ListAdd", "ListRemove", "ListShow"}
    | {"AddToOrder", "TakeOut"}
)
"""Intents of which several may be asked for in one breath."""

_ENDINGS: Final[Mapping[str, str]] = {
    "끄": "꺼 줘",
    "멈추": "멈춰 줘",
    "시키": "시켜 줘",
    "줄이": "줄여 줘",
    "키우": "키워 줘",
    "틀": "틀어 줘",
    "켜": "켜 줘",
    "빼": "빼 줘",
    "사": "사 줘",
    "넣": "넣어 줘",
    "담": "담아 줘",
    "해 주": "해 줘",
    "어 주": "어 줘",
    "여 주": "여 줘",
    "켜 주": "켜 줘",
    "꺼 주": "꺼 줘",
    "주문하": "주문해 줘",
    "취소하": "취소해 줘",
    "재생하": "재생해 줘",
    "추가하": "추가해 줘",
    "정지하": "정지해 줘",
    "중지하": "중지해 줘",
    "삭제하": "삭제해 줘",
    "구매하": "구매해 줘",
}
"""A Korean verb that goes on with -고 ("음악 끄고 커피 주문해 줘"), and how it ends by itself."""
_GOING_ON: Final = re.compile(
    "(" + "|".join(sorted(_ENDINGS, key=len, reverse=True)) + r")\s?고\s+(?:나서\s+)?"
)

_SET_APART: Final = re.compile(r"(?<=[가-힣])[은는](?=\s(?:주문|구매|시켜|사 줘))")
"""The particle that sets one command apart from the next: "우유는 주문하고 빵은 적어 줘"."""

_ALL_OF_THEM: Final = re.compile(r"\s(?:둘|셋|넷)\s?다\s")
"""No number of the thing that was said last."""
MAY_BE_ONE: Final = 0.8
"""How well two names in a row have to fit something together, for the two to be asked about."""
TAKING_BACK: Final = frozenset({"TakeOut", "CancelOrder"})
"""Intents that call off an order, or a part of it."""


def in_one_breath(
    text: str,
    language: str,
    understand: Understand,
    fits: Fits,
    *,
    as_written: Understand | None = None,
) -> tuple[Intent, ...]:
    """What a text asks for, in the order in which it is said; nothing where it is not understood.

    Args:
        text: as typed or recognised.
        language: `en` or `ko`.
        understand: the meaning of a text that says one thing.
        fits: tells names with a conjunction inside from several names.
        as_written: the meaning of a text by its own words only: an order that is put otherwise than it
            was said is no guess as well; `understand` where it is left out.
    """
    as_written = as_written or understand
    text = corrected(without_hesitation(clean(text), language), language)
    text = _ALL_OF_THEM.sub(" 다 ", one_verb_for_all(text) if language == "ko" else text)
    found = _as_said(text, language, understand, fits)
    if not _is_settled(found, fits) or is_loose(found, fits):
        rest, demanded = demands_apart(text, language, as_written)
        if demanded and _orders(orders := _put_plainly(rest, language, as_written, fits), fits):
            return demanding(orders, demanded)
    if _is_settled(found, fits):
        return _asked_where_one_is_meant(found, text, fits)
    commands = _commands(text, language, understand, fits) if len(found) > 1 else ()
    if _orders(commands, fits):
        return commands  # "cancel the bread" is no name of a second thing
    instead, unknown = _otherwise(text, language, as_written, fits, found)
    return instead or (unknown if _names_less(unknown, found) else found or unknown)


def _otherwise(
    text: str,
    language: str,
    as_written: Understand,
    fits: Fits,
    found: tuple[Intent, ...] = (),
) -> tuple[tuple[Intent, ...], tuple[Intent, ...]]:
    """What an order that is put otherwise asks for, and an order of what is not sold; else nothing.

    Of what is not sold, the order counts that leaves nothing out, or that has a shorter name for the thing
    than what was found by the words as they stand.
    """
    unknown: tuple[Intent, ...] = ()
    for plain in said_plainly(text, language, as_written, fits):
        instead = _as_said(plain.text, language, as_written, fits)
        if _orders(instead, fits):
            return instead if plain.sure else tuple(map(_to_be_asked, instead)), ()
        if _names_less(instead, unknown or found) or (
            plain.sure and len(instead) == 1 and instead[0].name == "Order"
        ):
            unknown = instead
    return (), unknown


def _names_less(order: tuple[Intent, ...], found: tuple[Intent, ...]) -> bool:
    """Whether one order names the end of what another names: the thing without what is said before it."""
    if len(order) != 1 or len(found) != 1:
        return False
    return thing_of(found[0]).endswith(f" {thing_of(order[0])}")


def _put_plainly(
    text: str, language: str, as_written: Understand, fits: Fits
) -> tuple[Intent, ...]:
    """What an order asks for, as it is said or put otherwise."""
    found = _as_said(text, language, as_written, fits)
    return found if _is_settled(found, fits) else _otherwise(text, language, as_written, fits)[0]


def _asked_where_one_is_meant(
    found: tuple[Intent, ...], text: str, fits: Fits
) -> tuple[Intent, ...]:
    """The orders, asked about where two names in a row may be one: "milk bread and eggs"."""
    bought = [thing_of(each) for each in found if each.name in BUYING]
    names = (f"{first} {second}" for first, second in itertools.pairwise(bought))
    if any(name in text and fits(name) >= MAY_BE_ONE for name in names):
        return tuple(map(_to_be_asked, found))
    return found


def _is_settled(found: Sequence[Intent], fits: Fits) -> bool:
    """Whether what was understood leaves nothing to be put otherwise: all that is ordered is sold.

    "Another bag" is no order of trash bags, but of what was spoken of before.
    """
    named = BUYING | {"RunOut"}
    bought = [thing for each in found if each.name in named and (thing := thing_of(each))]
    counting = count_words(found[0].language) if found else frozenset()
    return bool(found) and all(
        thing.casefold() not in counting
        and not thing.casefold().startswith("not ")
        and fits(thing) >= KNOWN_FROM
        and not says_more_behind(thing, fits)
        for thing in bought
    )


def _orders(found: Sequence[Intent], fits: Fits) -> bool:
    """Whether an order of things that are sold was understood, and nothing taken for misheard."""
    return any(each.name in WANTING for each in found) and all(
        each.name in COMMANDS and (each.name not in WANTING or fits(thing_of(each)) >= KNOWN_FROM)
        for each in found
    )


def _to_be_asked(intent: Intent) -> Intent:
    """The intent no surer than what is asked about before it is bought."""
    if intent.name not in BUYING:
        return intent
    return msgspec.structs.replace(intent, score=min(intent.score, BESIDE_A_REASON))


def _as_said(text: str, language: str, understand: Understand, fits: Fits) -> tuple[Intent, ...]:
    """What a text asks for in the order of its words."""
    if language == "ko" and _GOING_ON.search(text) and not rules_a_seller_out(understand(text)):
        several = _commands(text, language, understand, fits)
        if several:
            return several
    text = changed(text, language, understand, fits)
    follow = _verbs_follow(text, language) or changes_twice(cut(text, language))
    apart = _commands(text, language, understand, fits) if follow else ()
    kinds = {each.name for each in apart}
    if len(kinds) > 1 and (_orders(apart, fits) or kinds == ON_LISTS):
        return apart  # "add eggs to the list and order bread"
    added = with_afterthought(text, language, understand, fits)
    if added:
        return added
    whole = understand(text)
    if whole is not None and whole.name in LISTING and whole.score == 1:
        return things_of(text, whole, language, understand, fits) or (whole,)
    unsure = whole is None or min((whole.score, *(s.score for s in whole.slots.values()))) < 1
    if unsure or _verbs_follow(text, language):
        several = _commands(text, language, understand, fits)
        if whole is not None and all(intent.name == whole.name for intent in several):
            several = ()  # "open it and play Bach" is one wish
        if not several and whole is not None and whole.name in LISTING:
            return things_of(text, whole, language, understand, fits) or (whole,)
        several = several or (_long_list(text, language, understand, fits) if unsure else ())
        if several:
            return several
    return () if whole is None else (whole,)


def _long_list(text: str, language: str, understand: Understand, fits: Fits) -> tuple[Intent, ...]:
    """A list too long for one slot: the verb stands at one end, in Korean the last."""
    pieces = cut(text, language)
    if len(pieces) <= 1:
        return ()
    at = -1 if language == "ko" else 0
    head = understand(pieces[at])
    if head is None or head.name not in LISTING:
        return ()
    thing = thing_of(head)
    places = places_of(pieces[at], head, thing, language)
    if not places or any(place < 0 for place, _ in places):
        return ()
    begin = min(place for place, _ in places)
    end = max(place + len(said) for place, said in places)
    before, after = pieces[at][:begin], pieces[at][end:]
    pieces[at] = pieces[at][begin:end]
    whole_pieces = [f"{before}{piece}{after}" for piece in pieces]
    return each_of(whole_pieces, head.name, understand, fits)


def _commands(text: str, language: str, understand: Understand, fits: Fits) -> tuple[Intent, ...]:
    """Commands one after the other: as few as possible, and each understood as it stands."""
    pieces = _clauses(text) if language == "ko" else without_please(cut(text, language))
    if len(pieces) <= 1:
        return ()
    found: list[Intent] = []
    rest = list(pieces)
    while rest:
        for count in as_one(rest):
            if count == len(pieces):
                continue
            joined = (" " if language == "ko" else " and ").join(rest[:count])
            joined = with_its_list(joined, found[-1], understand) if found else joined
            intent = understand(joined)
            if intent is not None and intent.name in COMMANDS and intent.score == 1:
                things = things_of(joined, intent, language, understand, fits)
                found.extend(things or (intent,))
                rest = rest[count:]
                break
        else:
            return ()
    return tuple(
        each for at, each in enumerate(found) if not at or not _says_again(found[at - 1], each)
    )


def _says_again(before: Intent, then: Intent) -> bool:
    """Whether "don't send it" only tells what is to become of the order that was named before it."""
    return before.name in TAKING_BACK and then.name == "CancelOrder" and not then.slots


def _verbs_follow(text: str, language: str) -> bool:
    """Whether all that follows has more than one word: "Stop and Pause" may be a song.

    A name may be any words, so that a whole command may pass for a part of one.
    """
    following = cut(text, language)[1:]
    return bool(following) and all(" " in piece for piece in following)


def _clauses(text: str) -> list[str]:
    """Korean commands in a row, each with the ending it would have by itself."""
    found: list[str] = []
    place = 0
    for end in _GOING_ON.finditer(text):
        clause = f"{text[place : end.start()]}{_ENDINGS[end[1]]}"
        found.append(_SET_APART.sub("", clause))
        place = end.end()
    found.append(text[place:])
    return [piece for clause in found for piece in re.split(r"\s*(?:;|그리고)\s*", clause) if piece]
