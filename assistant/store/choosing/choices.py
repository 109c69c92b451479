"""Few and good choices: the usual first, else at most three that differ in a way that matters.

What another option is at least as good as in every way is left out. Of the rest those are offered
that are likeliest the best for this household (`taste`), each with what it is best in. Options that
differ by less than anybody would notice are one choice, and that is said.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, Protocol

from assistant.store.choosing.taste import Likeness, Taste

MOST = 3
"""By ear, three options are already many."""
MIDDLING, MIDDLING_RATERS = 4.0, 8
"""What is not rated counts as rated so by so many."""
UNNOTICED_PRICE, UNNOTICED_STARS = 0.02, 0.15
"""A difference below that matters to nobody."""
CLEAR = 0.55
"""Of two, the one that is better with this probability would be taken; below, either is fine."""
LIKED = 0.5
"""A brand that is worth so much more than others to this household, in utility, is one it knows."""

Reason = Literal[
    "usual",
    "cheapest_per_unit",
    "cheapest",
    "fastest",
    "best_rated",
    "kept",
    "known_brand",
    "all_round",
]
REASONS: tuple[Reason, ...] = (
    "usual",
    "cheapest_per_unit",
    "cheapest",
    "fastest",
    "best_rated",
    "kept",
)
"""In the order in which they are told."""
TOLD_PRICES: frozenset[Reason] = frozenset({"cheapest_per_unit", "cheapest"})


@dataclass(frozen=True, slots=True)
class Option:
    """Something that may be meant, as it can be bought now."""

    id: str
    price: int
    """Of all that is wanted, sending included, in minor units."""
    size: float
    """Of all that is wanted."""
    size_unit: str
    days: int
    """Until it comes."""
    rating: float | None = None
    raters: int = 0
    brand: str = ""
    kept: float = 0.0
    """How often people who bought it buy it again, 0 to 1."""
    times: int = 0
    """How often this household has bought it."""
    goods: int | None = None
    """The price as it is told, without sending; None: the same. What is called the cheapest has to be
    so in both."""


@dataclass(frozen=True, slots=True)
class Offered:
    """An option with why it is offered."""

    option: Option
    reasons: tuple[Reason, ...]
    best: float
    """How likely it is the best of all for this household."""
    alike: tuple[str, ...] = ()
    """Options that differ from it by nothing that matters."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What is offered, and what is not."""

    offered: tuple[Offered, ...]
    left: tuple[Offered, ...] = ()
    """Not offered for want of room: what there is besides."""
    dominated: Mapping[str, str] = field(default_factory=dict)
    """Left out, by which other option it is never better than."""


def choose(options: Sequence[Option], taste: Taste | None = None, most: int = MOST) -> Choices:
    """The few to offer, the likeliest first, what is usually bought before all.

    Raises:
        ValueError: there is nothing to choose from.
    """
    if not options:
        raise ValueError("there is nothing to choose from")
    taste = taste or Taste()
    dominated = _dominated(options)
    good = [each for each in options if each.id not in dominated]
    chances = taste.best([likeness(each, good) for each in good])
    ranked = sorted(
        zip(good, chances, strict=True), key=lambda pair: (-pair[0].times, -pair[1], pair[0].id)
    )
    groups: list[Offered] = []
    for option, chance in ranked:
        twin = next((n for n, each in enumerate(groups) if _alike(each.option, option)), None)
        if twin is None:
            groups.append(Offered(option, _reasons(option, good, taste), chance))
        else:
            same = groups[twin]
            both = same.best + chance
            groups[twin] = replace(same, best=both, alike=(*same.alike, option.id))
    return Choices(tuple(groups[:most]), tuple(groups[most:]), dominated)


def others(choices: Choices, most: int = MOST) -> Choices:
    """What else there is, after what was offered; empty where that was all."""
    return Choices(choices.left[:most], choices.left[most:], choices.dominated)


def likeness(option: Option, among: Sequence[Option]) -> Likeness:
    """What an option is like beside the others."""
    return Likeness(
        price=float(option.price),
        per_unit=_per_unit(option, among),
        days=float(option.days),
        rating=stars(option),
        kept=option.kept,
        brand=option.brand,
    )


class Rated(Protocol):
    """What people have given stars."""

    @property
    def rating(self) -> float | None:
        """The mean; None where there is none."""

    @property
    def raters(self) -> int:
        """How many did."""


def stars(rated: Rated) -> float:
    """Its rating; that of few raters is drawn to the middle."""
    if rated.rating is None:
        return MIDDLING
    both = rated.rating * rated.raters + MIDDLING * MIDDLING_RATERS
    return both / (rated.raters + MIDDLING_RATERS)


def preferred(choices: Choices) -> tuple[Offered, bool]:
    """Which of the offered one would take, and whether that is clear."""
    ranked = sorted(choices.offered, key=lambda each: -each.best)
    if len(ranked) == 1:
        return ranked[0], True
    both = ranked[0].best + ranked[1].best
    return ranked[0], both > 0 and ranked[0].best >= CLEAR * both


@dataclass(frozen=True, slots=True)
class Compared:
    """How one option differs from another: negative is less than the other."""

    price: int
    per_unit: float | None
    """By which part one unit costs more; None where they are measured otherwise."""
    days: int
    stars: float
    """0 where nobody would notice."""
    kept: float


def compare(one: Option, other: Option) -> Compared:
    """What is different about `one` beside `other`."""
    measured = one.size_unit == other.size_unit and other.size > 0 and one.size > 0
    each = (one.price / one.size) / (other.price / other.size) - 1 if measured else None
    better = stars(one) - stars(other)
    return Compared(
        one.price - other.price,
        each if each is not None and abs(each) >= UNNOTICED_PRICE else None,
        one.days - other.days,
        round(better, 1) if abs(better) >= UNNOTICED_STARS else 0.0,
        one.kept - other.kept,
    )


def _per_unit(option: Option, among: Sequence[Option]) -> float:
    same = len({each.size_unit for each in among}) == 1
    return option.price / option.size if same and option.size > 0 else float(option.price)


def _sides(option: Option, among: Sequence[Option]) -> tuple[float, ...]:
    """All that an option can be better in; more is better."""
    return (
        -_per_unit(option, among),
        -float(option.price),
        -float(option.days),
        stars(option),
        option.kept,
        float(option.times),
    )


def _dominated(options: Sequence[Option]) -> dict[str, str]:
    """Options that another is never worse than, and better in something."""
    sides = {each.id: _sides(each, options) for each in options}
    found: dict[str, str] = {}
    for each in options:
        mine = sides[each.id]
        for other in options:
            theirs = sides[other.id]
            never_worse = all(a >= b for a, b in zip(theirs, mine, strict=True))
            if other.id != each.id and never_worse and theirs != mine:
                found[each.id] = other.id
                break
    return found


def _alike(one: Option, other: Option) -> bool:
    """Whether nobody would notice the difference."""
    near = abs(one.price - other.price) <= UNNOTICED_PRICE * max(one.price, other.price)
    same = one.brand == other.brand and one.days == other.days and one.times == other.times
    size = one.size == other.size and one.size_unit == other.size_unit
    return near and same and size and abs(stars(one) - stars(other)) < UNNOTICED_STARS


def _reasons(option: Option, among: Sequence[Option], taste: Taste) -> tuple[Reason, ...]:
    """What it is the best in; nothing that all of them share."""
    found: list[Reason] = []
    measures = dict(
        zip(REASONS[1:], zip(*(_sides(each, among) for each in among), strict=True), strict=False)
    )
    mine = dict(zip(REASONS[1:], _sides(option, among), strict=False))
    if option.times and option.times == max(each.times for each in among):
        found.append("usual")
    for reason, values in measures.items():
        if reason in TOLD_PRICES and not _told_cheapest(option, among, reason):
            continue
        if mine[reason] == max(values) > min(values) and values.count(mine[reason]) == 1:
            found.append(reason)
    if "cheapest_per_unit" in found and "cheapest" in found:
        found.remove("cheapest_per_unit")
    if option.brand in taste.brands and _liked(option.brand, taste):
        found.append("known_brand")
    return tuple(found) or ("all_round",)


def _told_cheapest(option: Option, among: Sequence[Option], reason: Reason) -> bool:
    """Whether the price that is told is the lowest, too."""
    told = [replace(each, price=each.price if each.goods is None else each.goods) for each in among]
    side = REASONS.index(reason) - 1
    sides = {each.id: _sides(each, told)[side] for each in told}
    return sides[option.id] == max(sides.values())


def _liked(brand: str, taste: Taste) -> bool:
    weights: list[float] = taste.mean[-len(taste.brands) :].tolist()
    return dict(zip(taste.brands, weights, strict=True))[brand] > LIKED
