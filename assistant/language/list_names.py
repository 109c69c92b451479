"""Finds the list that an English sentence speaks of, however it is named, and says it plainly.

"The list for my trip to Paris", "a list called movies", "my books to read list", "to-dos" and "mom's
list" all become "my ... list" with the name as one phrase, before any sentence is matched. So the
sentences say once what is done with a list, and no free word has to guess where its name begins. The
name runs to the left up to a word that cannot be part of one, or stands to the right behind "of",
"for" or "called".
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from assistant.language.bare_lists import in_two_words, with_the_word
from assistant.language.list_words import (
    AFTERWARDS,
    ASKING,
    AT_ONCE,
    BE,
    BECOME,
    BEGINNINGS,
    BEGUN,
    BEHIND_A_NAME,
    CALLED,
    DETERMINERS,
    DONE_WITH,
    FAR,
    FOR_THE,
    FOR_WHOM,
    HEADS,
    HOLDING,
    HOW_IT_IS,
    JOINS,
    LEADING,
    LISTS_OF_OTHERS,
    MAKING,
    MODALS,
    NEVER,
    NO_NAME,
    NOT_BARE,
    OF,
    OF_WHAT_KIND,
    OURS,
    OWNING,
    PUTTING,
    SO_OFTEN,
    SPANS,
    STATES,
    STEPS,
    TALK,
    TIMES,
    TO_WHOM,
    WANTING,
    WEEKDAYS,
    WHAT_IS_TO_BE_DONE,
    WHICH_TIME,
)
from assistant.language.normalise import QUOTED, Token


class ListNoun(NamedTuple):
    """Where a list is spoken of: tokens `begin` up to `stop`, and which of them say what."""

    begin: int
    kind: tuple[int, int]
    """Which of the lists: "new", "first"."""
    name: tuple[int, int]
    """What it is called; empty where it is not."""
    stop: int


def plainly(said: Sequence[Token], known: frozenset[tuple[str, ...]]) -> Iterator[list[Token]]:
    """The sentence with a list's name as one phrase before the word "list"; the likeliest first.

    Args:
        said: tokens of a sentence.
        known: names that lists go by without the word: they stay words, for what they mean.
    """
    said = in_two_words(said)
    for head in range(len(said) - 1, -1, -1):
        if said[head].key in HEADS:
            yield from _plainly(said, head, known)


def plainly_without(
    said: Sequence[Token], known: frozenset[tuple[str, ...]]
) -> Iterator[list[Token]]:
    """The same of what is a list without that word: "my movies to watch" is "my ... list"."""
    for way, head in with_the_word(said):
        yield from _plainly(way, head, known)


def as_often(text: str, name: str) -> str:
    """A list's name with how often it is kept, where that is said: "weekly shopping"."""
    words, named = text.casefold().split(), name.casefold().split()
    for at in range(1, len(words) - len(named) + 1):
        if named and words[at : at + len(named)] == named and words[at - 1] in SO_OFTEN:
            return f"{words[at - 1]} {name}"
    return name


def of_others(name: str) -> bool:
    """Whether a list's name tells that it is none of the household: the waiting list."""
    words = name.casefold().split()
    return (
        " ".join(words) in LISTS_OF_OTHERS
        or not (TALK - {"tv"}).isdisjoint(words)
        or words[-1:] == ["tv"]
    )


def _plainly(
    said: list[Token], head: int, known: frozenset[tuple[str, ...]]
) -> Iterator[list[Token]]:
    words = [token.key for token in said]
    noun = noun_at(words, head, known)
    if noun is not None:
        name = said[slice(*noun.name)]
        if name and tuple(words[slice(*noun.name)]) not in known:
            name = [Token(QUOTED, name[0].start, name[-1].end, fresh=True)]
        kind = said[slice(*noun.kind)]
        yield [*said[: noun.begin], *kind, *name, said[head], *said[noun.stop :]]


def noun_at(words: Sequence[str], head: int, known: frozenset[tuple[str, ...]]) -> ListNoun | None:
    """The list whose word "list" stands at a place; None where it is called nothing."""
    if words[head] == "lists" and (one := _one_among(words, head)):
        first = _leftwards(words, one, known)
        if first < one:
            return ListNoun(first, (first, first), (first, one), head + 1)
    begin = kind = named = _leftwards(words, head, known)
    while named < head and (words[named], words[named + 1]) not in BEGINNINGS:
        if words[named] in TIMES and words[named + 1] == "'s":
            kind = named = named + 2
        elif words[named] in OF_WHAT_KIND and words[named + 1] != "foods":
            named += 1  # the list of Whole Foods is that of a shop
        elif words[named] in SO_OFTEN and tuple(words[named + 1 : head]) in known:
            kind = named = named + 1
        else:
            break
    if named < head and not _called(words, head + 1, CALLED):
        return ListNoun(begin, (kind, named), (named, head), head + 1)
    first, stop = _behind(words, head, known)
    if first < stop:
        return ListNoun(begin, (kind, named), (first, stop), stop)
    return ListNoun(begin, (kind, head), (head, head), head + 1) if kind > begin else None


def _one_among(words: Sequence[str], head: int) -> int:
    """Where "one" stands in "the camping one of my lists"; 0 where no such words do."""
    whose = [at for at in range(max(1, head - 3), head) if words[at] in {"my", "our", "the", "all"}]
    at = (whose[0] if whose else head) - 2
    among = at > 0 and words[at] == "one" and words[at + 1] in {"of", "from", "in", "on", "among"}
    return at if among else 0


def _called(words: Sequence[str], at: int, ways: Sequence[tuple[str, ...]]) -> int:
    """How many words at a place say that a name follows."""
    return max((len(way) for way in ways if tuple(words[at : at + len(way)]) == way), default=0)


def _behind(words: Sequence[str], head: int, known: frozenset[tuple[str, ...]]) -> tuple[int, int]:
    """Where a name begins and ends behind the word "list": after "of", "for", "called" or nothing."""
    first = _past_relative(words, head + 1)
    if called := _called(words, first, CALLED):
        return first + called, _rightwards(words, first + called, relative=True)
    if of := _called(words, first, OF):
        first += of
        whose = first
        while first < len(words) and words[first] in {"my", "our", "the", "all"}:
            first += 1
        asked = words[head - 1] in {"a", "an"} and not ASKING.isdisjoint(words[:head])
        asked = asked and OURS.isdisjoint(words[whose : first + 2])
        if asked or _nameless(words, first):
            return first, first
        if _puts_on(words, head - 1 - (words[head - 1] in DETERMINERS)):
            return first, _before_the_thing(words, first, known)
        return first, _rightwards(words, first, relative=words[0] not in STEPS)
    stop = _rightwards(words, first)
    before = words[head - 1] if head else ""
    bare = before in STEPS | NEVER - {"'t"} | OF_WHAT_KIND | {"the"}
    asked = words[0] in BE
    bare = bare or (before in {"my", "our"} and not asked)
    bare = bare or (head == 0 and stop < len(words) and words[stop] in AT_ONCE | MODALS)
    bare = bare or (before == "a" and words[head - 2] in MAKING)
    ends = stop == len(words) or words[stop] in BEHIND_A_NAME | MODALS or (head == 0 and bare)
    whole = ends and first < stop and words[first] not in NOT_BARE | DETERMINERS
    bare = bare and not _puts_on(words, head - 1 - (before in DETERMINERS))
    return (first, stop) if bare and whole else (first, first)


def _puts_on(words: Sequence[str], at: int) -> bool:
    """Whether the thing itself is still to come: "add to my list bananas"."""
    if at < 1 or words[at] not in STEPS:
        return False
    before = words[at - 1 - (words[at - 1] == "down" and at > 1)]
    return before in PUTTING or before in {"item", "thing", "entry"}


def _before_the_thing(words: Sequence[str], first: int, known: frozenset[tuple[str, ...]]) -> int:
    """Where a name ends that the thing follows: "add to my list of chores mow the lawn"."""
    stop = _rightwards(words, first, relative=True)
    ends = (at for at in range(first + 1, stop) if tuple(words[first:at]) in known)
    articles = (at for at in range(first + 1, stop) if words[at] in {"a", "an", "the", "some"})
    return next(ends, next(articles, stop))


def _nameless(words: Sequence[str], first: int) -> bool:
    """Whether no name can begin at a place: "me", "tomorrow", but not "tomorrow's party"."""
    follows = words[first + 1] if first + 1 < len(words) else ""
    if first < len(words) and (words[first], follows) in WHAT_IS_TO_BE_DONE:
        return False
    if words[first:] and words[first] in SPANS and words[first - 1] == "the" and not follows:
        return True
    if words[first:] and words[first] in WEEKDAYS and follows:
        return follows in SPANS | AFTERWARDS | BEHIND_A_NAME | STEPS
    return first == len(words) or (words[first] in NO_NAME and follows != "'s")


def _past_relative(words: Sequence[str], first: int) -> int:
    """Past what says whose list it is: "that I" or "for me" before "called", "I made" before "for"."""
    at = first
    while words[at : at + 1] == ["please"] or tuple(words[at : at + 2]) in FOR_WHOM:
        at += 1 if words[at] == "please" else 2
    if at > first:
        return at if _called(words, at, CALLED) else first
    at = first + (words[first : first + 1] in (["that"], ["which"]))
    if words[at : at + 1] not in (["i"], ["we"]):
        return first
    at += 1
    while at < len(words) and words[at] in BEGUN | {"'ve", "just"}:
        at += 1
    return at if _called(words, at, CALLED + OF) else first


def _leftwards(words: Sequence[str], head: int, known: frozenset[tuple[str, ...]]) -> int:
    """Where a name before the word "list" begins: at the word itself where there is none."""
    at = head
    while at > 0 and head - at < FAR:
        word, before = words[at - 1], words[at - 2] if at > 1 else ""
        if word in DETERMINERS:
            break
        if before == "to" and word in DONE_WITH:
            whose = _wanted(words, at - 2)
            if whose == at - 2 and at > 2 and _wishes(words[at - 3], word):  # noqa: PLR2004 - the word before "to"
                break
            at = whose
        elif word == "'s" and before and before not in NEVER | {"that"}:
            at -= 2
        elif word == "'s":
            break  # "milk that's shopping list"
        elif word in NEVER and not (at == head and (before in OWNING or _honey_do(before, word))):
            break  # "the trash list" trashes nothing
        elif word in STEPS | JOINS and not (_joins(words, at - 1) or _is_of(words, at - 1, known)):
            break
        else:
            at -= 1
    return at


def _honey_do(before: str, word: str) -> bool:
    """Whether "do" is a noun's, right before the word "list": "the honey do list"."""
    return word == "do" and before not in NEVER | STEPS | DETERMINERS | {""}


def _wishes(before: str, doing: str) -> bool:
    """Whether "to read" belongs to a verb, not to a name: "want to read", but "add to to do"."""
    return before in NEVER and doing not in {"do", "buy"}


def _wanted(words: Sequence[str], to: int) -> int:
    """Where "I want to" begins that stands behind a noun: "books I want to read"."""
    wanted = words[max(0, to - 3) : to]
    noun = wanted[0] if len(wanted) == 3 else ""  # noqa: PLR2004 - a noun, who, wants
    told = noun and noun not in NEVER | STEPS | DETERMINERS | {"and"}
    return to - 2 if told and wanted[1] in {"i", "we"} and wanted[2] in WANTING else to


def _before_the_time(words: Sequence[str], first: int, stop: int) -> int:
    """Where a name ends that is followed by a time, or by a word that ends a sentence."""
    while stop > first:
        ends = BECOME | HOW_IT_IS if words[0] in BE else BECOME
        if words[stop - 1] in AFTERWARDS or (stop - 1 > first and words[stop - 1] in ends):
            stop -= 1
        elif _says_when(words[max(first, stop - 3) : stop]):
            stop -= 2
        else:
            break
        if stop - 1 > first and words[stop - 1] == "for":
            stop -= 1
    return stop


def _says_when(words: Sequence[str]) -> bool:
    """Whether words end in two that say when, or to whom a list is read."""
    if tuple(words[-2:]) in TO_WHOM:
        return True
    return words[-1] in SPANS and (tuple(words[:2]) in FOR_THE or words[-2:][0] in WHICH_TIME)


def _joins(words: Sequence[str], at: int) -> bool:
    """Whether a word is inside a name, as "and" or "for" is in one begun by "my" or "our" a few words before."""
    if words[at] == "to" and at and words[at - 1] in LEADING:
        return True
    if words[at] not in JOINS:
        return False
    for word in reversed(words[max(0, at - FAR) : at]):
        if word in {"my", "our"}:
            return True
        if word in DETERMINERS | NEVER | STEPS:
            return False
    return False


def _is_of(words: Sequence[str], at: int, known: frozenset[tuple[str, ...]]) -> bool:
    """Whether a known name stands before "for", which so goes on: "shopping for christmas"."""
    return words[at] == "for" and any(
        tuple(words[at - length : at]) in known and words[at - length - 1] in DETERMINERS
        for length in (1, 2)
        if at > length
    )


def _rightwards(words: Sequence[str], first: int, *, relative: bool = False) -> int:
    """Where a name that stands behind the word "list" ends."""
    stop = first
    asked = relative and not {"does", "do", "did"}.isdisjoint(words[:first])
    if first + 1 < len(words) and (words[first], words[first + 1]) in WHAT_IS_TO_BE_DONE:
        stop += 2
    while stop < len(words):
        word = words[stop]
        if word in HEADS or word in {"please", "from", "off", "so"}:
            break
        follows = words[stop + 1] if stop + 1 < len(words) else ""
        if (word == "and" and follows in NEVER) or (word in MODALS and follows == "be"):
            break
        if word in (STATES if relative else NEVER):
            break
        if asked and word in HOLDING and words[stop - 1] not in {"i", "we"}:
            break
        if stop > first and word in AT_ONCE and words[stop - 1] != "to":
            break
        stop += 1
    stop = _before_the_time(words, first, stop)
    long = stop - first - words[first:stop].count("'s")
    return stop if long <= FAR else first
