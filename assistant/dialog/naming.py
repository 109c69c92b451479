"""Which of a few offered things is named: by a name, a size, a price, or what it is best in.

What is open is mostly a purchase, so that a word that is left over counts for more than a name.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

from assistant.core.money import Money
from assistant.dialog.steps import Option
from assistant.language.names.alignment import Vocabulary
from assistant.language.names.resolve import Entry, Resolver
from assistant.language.names.sounds import letters
from assistant.language.words.answer_words import bare_answer, bare_price, says_money
from assistant.language.words.facets import said_price
from assistant.language.words.sizes import SAME_SIZE, size_said
from assistant.language.words.spelling import without_frills, words

ABOUT_THE_PRICE: Final = 0.12
"""How far a round price may be from the real one, as a share of it: $2.99 is "three dollars"."""
SURE_ENOUGH: Final = 0.6
"""A name among two or three offered ones needs less certainty than one among a whole catalog, but
noise must still choose nothing."""
LONG_ENOUGH: Final = 4
"""Letters or jamo of a name that may be misheard: all of "던" but a vowel is in "돈"."""
TOO_CLOSE: Final = 0.05
"""Names whose scores differ by less are both meant: "vinegar" is no answer to "which vinegar"."""


class Unclear(NamedTuple):
    """What was said names something, but not one thing."""

    options: tuple[Option, ...]
    """Those that may be meant."""


def named(options: Sequence[Option], phrase: str) -> Option | Unclear | None:
    """The one whose name or size is said, and nothing beside it: "not Tide" names none."""
    resolver = Resolver([Entry(option.id, option.names) for option in options])
    said = bare_answer(phrase)
    found = resolver.candidates(said, limit=len(options))
    if not found or found[0].score < SURE_ENOUGH:
        return _of_size(options, said)
    close = {each.id for each in found if each.score > found[0].score - TOO_CLOSE}
    if len(close) > 1:
        return Unclear(tuple(option for option in options if option.id in close))
    chosen = next(option for option in options if option.id == found[0].id)
    misheard = found[0].score < 1
    if misheard and (len(letters(found[0].name)) < LONG_ENOUGH or _says_more(said, chosen)):
        return None
    return chosen


def _of_size(options: Sequence[Option], phrase: str) -> Option | None:
    """The one of the size that was said, in whatever measure: 900 ml is the 32 ounces one."""
    said = size_said(phrase)
    if said is None:
        return None
    fitting = [option for option in options if said.fits_unit(option.size_unit)]
    near = [one for one in fitting if said.distance(one.size, one.size_unit) <= SAME_SIZE]
    return near[0] if len(near) == 1 and not _says_more(said.rest, near[0]) else None


def _says_more(phrase: str, option: Option) -> bool:
    """Whether some word of a phrase is of no name of an option, even misheard."""
    names = [spelled for name in option.names if (spelled := words(name))]
    return bool(Vocabulary(names).strangers(without_frills(words(phrase))))


def priced(options: Sequence[Option], phrase: str) -> Option | None:
    """The one of the price that is said, and nothing but that: "the one for two ninety nine".

    A round price may be about so much; with cents it is the exact one. "Two" alone is no price.
    """
    bare = bare_answer(phrase)
    plain = bare_price(bare)
    prices = [option.price for option in options if option.price is not None]
    price = said_price(plain, prices[0].currency) if prices else None
    if price is None or (plain == bare and not _is_money(price, plain)):
        return None
    return at_price(options, price)


def _is_money(price: Money, said: str) -> bool:
    """Whether it is said to be money, or has cents: no number of anything else."""
    return _has_cents(price) or says_money(said)


def _has_cents(price: Money) -> bool:
    """Whether it is no round sum; of a number of any length."""
    return price.decimal != price.decimal.to_integral_value()


def at_price(options: Sequence[Option], price: Money) -> Option | None:
    """The only one that costs so much; about so much, where that is a round sum."""
    alike = [option for option in options if option.price == price]
    if alike or _has_cents(price) or not price.minor:
        return alike[0] if len(alike) == 1 else None
    costs = [(option.price.minor, option) for option in options if option.price is not None]
    near = sorted((abs(minor - price.minor) / price.minor, each.id, each) for minor, each in costs)
    clear = len(near) == 1 or near[1][0] - near[0][0] >= ABOUT_THE_PRICE / 2
    return near[0][2] if near and clear and near[0][0] <= ABOUT_THE_PRICE else None


def best(options: Sequence[Option], by: object) -> Option | None:
    """The only one that is biggest, cheapest, best rated and so on; None where that is not known."""
    ranked = [(rank, option) for option in options if (rank := _rank(option, by)) is not None]
    sized = by in {"biggest", "smallest", "cheapest_per_unit"}
    units = {option.size_unit for option in options}
    if len(ranked) < len(options) or not ranked or (sized and len(units) > 1):
        return None
    first = min(rank for rank, _ in ranked)
    firsts = [option for rank, option in ranked if rank == first]
    return firsts[0] if len(firsts) == 1 else None


def _rank(option: Option, by: object) -> float | None:
    """Its place in some order, the best first; None where nothing is known of it."""
    price = None if option.price is None else option.price.minor
    match by:
        case "biggest":
            return -option.size
        case "smallest":
            return option.size
        case "cheapest":
            return price
        case "dearest":
            return None if price is None else -price
        case "cheapest_per_unit":
            return price / option.size if price is not None and option.size else None
        case "best_rated":
            return None if option.rating is None else -option.rating
        case "fastest":
            return option.days
        case "usual":
            return -option.times
    return None
