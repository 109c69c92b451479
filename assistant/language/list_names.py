"""Finds the list that an English sentence speaks of, however it is named, and says it plainly.

"The list for my trip to Paris", "a list called movies", "my books to read list", "to-dos" and "mom's
list" all become "my ... list" with the name as one phrase, before any sentence is matched. So the
sentences say once what is done with a list, and no free word has to guess where its name begins. The
name runs to the left up to a word that cannot be part of one, or stands to the right behind "of",
"for" or "called".
"""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from assistant.language.normalise import QUOTED, Token

HEADS: Final = frozenset({"list", "lists"})
_DETERMINERS: Final = frozenset(
    {"my", "our", "the", "this", "that", "these", "those", "a", "an", "another", "your", "any"}
    | {"some", "every", "each", "all", "both"}
)
_OF_WHAT_KIND: Final = frozenset(
    {"new", "old", "current", "existing", "whole", "entire", "full", "complete", "latest", "other"}
    | {"previous", "recent", "main", "own", "last", "first", "second", "upcoming", "specific"}
    | {"available", "fresh", "blank", "empty", "separate", "following", "updated", "different"}
    | {"brand"}
)
"""Before a name, or instead of one: which of the lists, not what it is called."""
_TIMES: Final = frozenset(
    {"today", "tomorrow", "tonight", "yesterday", "week", "weekend", "month", "year"}
)
"""Whose list it is, if it is one of a time: "this week's shopping list"."""
_SO_OFTEN: Final = frozenset({"daily", "weekly", "monthly", "usual", "regular"})
"""Of a list that is known: the weekly shopping list is the shopping list."""
_DONE_WITH: Final = frozenset(
    {"do", "buy", "read", "watch", "see", "get", "visit", "try", "invite", "cook", "fix", "clean"}
    | {"call", "hear", "pack", "learn", "make", "eat", "bring", "take", "finish", "play", "order"}
    | {"write", "bake", "sell", "return", "remember", "paint", "plant", "mend", "repair", "go"}
)
"""What is to be done with the things on a list: "books to read", "things to do"."""
_CALLED: Final = (
    ("called",),
    ("named",),
    ("titled",),
    ("entitled",),
    ("labeled",),
    ("labelled",),
    ("with", "the", "name"),
    ("with", "the", "title"),
    ("by", "the", "name", "of"),
    ("that", "is", "called"),
    ("that", "'s", "called"),
    ("which", "is", "called"),
)
_OF: Final = (("of",), ("for",), ("about",))
_BEGUN: Final = frozenset(
    {"made", "created", "wrote", "started", "have", "had", "keep", "kept", "saved", "began"}
)
"""What somebody did with a list before its name follows: "the list I made for Costco"."""
_NO_NAME: Final = frozenset(
    {"me", "us", "him", "her", "them", "it", "you", "today", "tomorrow", "tonight", "now", "later"}
    | {
        "number",
        "one",
        "two",
        "three",
        "four",
        "five",
        "yesterday",
        "this",
        "next",
        "what",
        "which",
        "that",
        "who",
        "how",
        "please",
        "any",
        "lists",
    }
)
"""What "for" is followed by where no name follows: whom the list is for, or when."""
_MAKING: Final = frozenset({"make", "create", "start", "begin", "open", "compose"})
"""Before "a list" that a name follows at once: "create a list groceries"."""
_STEPS: Final = frozenset(
    {"from", "off", "on", "onto", "in", "into", "to", "out", "at", "under", "with", "of", "for"}
    | {"about", "inside", "through", "upon", "over", "up"}
)
_NEVER: Final = frozenset(
    {
        "many",
        "much",
        "i",
        "we",
        "you",
        "it",
        "me",
        "us",
        "them",
        "they",
        "he",
        "she",
        "him",
        "her",
        "is",
        "are",
    }
    | {"was", "were", "be", "been", "am", "do", "does", "did", "have", "has", "had", "will"}
    | {"would", "should", "shall", "can", "could", "may", "might", "must", "need", "needs", "want"}
    | {"wants", "'m", "'re", "'ve", "'ll", "'d", "'t", "don", "not", "what", "whats", "which"}
    | {"how", "who", "whose", "where", "when", "why", "if", "whether", "or", "so", "but", "then"}
    | {"please", "because", "there", "anything", "something", "everything", "add", "put", "remove"}
    | {"delete", "erase", "clear", "take", "create", "make", "start", "begin", "show", "read"}
    | {"tell", "give", "open", "display", "check", "cancel", "drop", "cross", "scratch", "strike"}
    | {"get", "let", "say", "see", "view", "hear", "pull", "bring", "play", "find", "update"}
    | {"edit", "modify", "change", "include", "insert", "write", "empty", "wipe", "trash"}
    | {"destroy", "discard", "clean", "reset", "scrap", "dump", "generate", "prepare", "set"}
    | {"build", "draft", "list", "lists", "send", "share", "recite", "review", "access", "print"}
    | {"name", "rid", "throw", "toss", "kill", "undo", "order", "buy", "complete", "look", "go"}
    | {"load", "repeat", "browse", "inspect", "examine", "describe", "know", "search", "append"}
    | {"stick", "jot", "enter", "save", "purge", "shred", "nuke", "ditch", "lose", "eliminate"}
    | {"removing", "deleting", "clearing", "erasing", "emptying", "crossing", "taking", "adding"}
    | {"putting", "writing", "including", "keep", "place", "compose", "sort", "fetch", "deduct"}
    | {"rename", "retitle", "relabel", "call", "swap", "replace", "exchange", "title"}
    | {"establish", "initiate", "produce", "compile", "form", "compose", "setup", "use", "mark"}
)
"""No name holds these, but behind "to": "books to read"."""
_STATES: Final = frozenset({"is", "are", "was", "were", "will", "has", "had", "calendar"})
"""Not even a name like "books I want to read" holds these."""
_ASKING: Final = frozenset({"show", "give", "tell", "get", "find", "see", "list", "read", "what"})
"""Before "a list of": somebody wants to know something that is on no list of the house."""
_OURS: Final = frozenset({"i", "we", "my", "our", "things", "items", "groceries", "tasks"})
_JOINS: Final = frozenset({"and", "for", "of", "with", "by", "at", "in", "on"})
"""A name that begins behind "my" or "the" may hold these."""
_LEADING: Final = frozenset({"trip", "visit", "move", "drive", "journey", "way", "guide"})
"""What goes to a place: "my trip to Paris list"."""
_FAR: Final = 6
"""Words of a name at most."""
_AFTERWARDS: Final = frozenset(
    {"today", "tomorrow", "tonight", "please", "now", "anymore", "yesterday", "yet", "already"}
    | {"thanks", "too", "again", "away", "over", "clean", "instead"}
)
"""What may follow a sentence and is no part of a name at its end."""
_NOT_BARE: Final = _STEPS | _NO_NAME | _NEVER | _AFTERWARDS
"""No name that follows the word "list" itself begins so."""


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
    words = [token.key for token in said]
    for head in range(len(words) - 1, -1, -1):
        noun = _noun(words, head, known) if words[head] in HEADS else None
        if noun is not None:
            name = said[slice(*noun.name)]
            if name and tuple(words[slice(*noun.name)]) not in known:
                name = [Token(QUOTED, name[0].start, name[-1].end, fresh=True)]
            kind = said[slice(*noun.kind)]
            yield [*said[: noun.begin], *kind, *name, said[head], *said[noun.stop :]]


def _noun(words: Sequence[str], head: int, known: frozenset[tuple[str, ...]]) -> ListNoun | None:
    """The list whose word "list" stands at a place; None where it is called nothing."""
    begin = kind = named = _leftwards(words, head)
    while named < head:
        if words[named] in _TIMES and words[named + 1] == "'s":
            kind = named = named + 2
        elif words[named] in _OF_WHAT_KIND and words[named + 1] != "foods":
            named += 1  # the list of Whole Foods is that of a shop
        elif words[named] in _SO_OFTEN and tuple(words[named + 1 : head]) in known:
            kind = named = named + 1
        else:
            break
    if named < head and not _called(words, head + 1, _CALLED):
        return ListNoun(begin, (kind, named), (named, head), head + 1)
    first, stop = _behind(words, head)
    if first < stop:
        return ListNoun(begin, (kind, named), (first, stop), stop)
    return ListNoun(begin, (kind, head), (head, head), head + 1) if kind > begin else None


def _called(words: Sequence[str], at: int, ways: Sequence[tuple[str, ...]]) -> int:
    """How many words at a place say that a name follows."""
    return max((len(way) for way in ways if tuple(words[at : at + len(way)]) == way), default=0)


def _behind(words: Sequence[str], head: int) -> tuple[int, int]:
    """Where a name begins and ends behind the word "list": after "of", "for", "called" or nothing."""
    first = _past_relative(words, head + 1)
    if called := _called(words, first, _CALLED):
        return first + called, _rightwards(words, first + called, relative=True)
    if of := _called(words, first, _OF):
        first += of
        while first < len(words) and words[first] in {"my", "our", "the", "all"}:
            first += 1
        asked = words[head - 1] in {"a", "an"} and not _ASKING.isdisjoint(words[:head])
        asked = asked and _OURS.isdisjoint(words[first : first + 2])
        if asked or first == len(words) or words[first] in _NO_NAME:
            return first, first
        return first, _rightwards(words, first, relative=True)
    stop = _rightwards(words, first)
    before = words[head - 1] if head else ""
    bare = before in _STEPS | _NEVER - {"'t"} | _OF_WHAT_KIND | {"the"}
    bare = bare or (before == "a" and words[head - 2] in _MAKING)
    whole = stop == len(words) and first < stop and words[first] not in _NOT_BARE
    return (first, stop) if bare and whole else (first, first)


def _past_relative(words: Sequence[str], first: int) -> int:
    """Past what says whose list it is: "that I" before "called", "I made" before "for"."""
    at = first + (words[first : first + 1] in (["that"], ["which"]))
    if words[at : at + 1] not in (["i"], ["we"]):
        return first
    at += 1
    while at < len(words) and words[at] in _BEGUN | {"'ve", "just"}:
        at += 1
    return at if _called(words, at, _CALLED + _OF) else first


def _leftwards(words: Sequence[str], head: int) -> int:
    """Where a name before the word "list" begins: at the word itself where there is none."""
    at = head
    while at > 0 and head - at < _FAR:
        word, before = words[at - 1], words[at - 2] if at > 1 else ""
        if word in _DETERMINERS:
            break
        if before == "to" and word in _DONE_WITH:
            if at > 2 and _wishes(words[at - 3], word):  # noqa: PLR2004 - the word before "to"
                break
            at -= 2
        elif word == "'s" and before and before not in _NEVER | {"that"}:
            at -= 2
        elif word in _NEVER or (word in _STEPS | _JOINS and not _joins(words, at - 1)):
            break
        else:
            at -= 1
    return at


def _wishes(before: str, doing: str) -> bool:
    """Whether "to read" belongs to a verb, not to a name: "want to read", but "add to to do"."""
    return before in _NEVER and doing not in {"do", "buy"}


def _joins(words: Sequence[str], at: int) -> bool:
    """Whether a word is inside a name, as "and" or "for" is in one begun by "my" or "our" a few words before."""
    if words[at] == "to" and at and words[at - 1] in _LEADING:
        return True
    if words[at] not in _JOINS:
        return False
    for word in reversed(words[max(0, at - _FAR) : at]):
        if word in {"my", "our"}:
            return True
        if word in _DETERMINERS | _NEVER | _STEPS:
            return False
    return False


def _rightwards(words: Sequence[str], first: int, *, relative: bool = False) -> int:
    """Where a name that stands behind the word "list" ends."""
    stop = first
    while stop < len(words):
        word = words[stop]
        if word in HEADS or word in {"please", "from", "off", "so"}:
            break
        follows = words[stop + 1] if stop + 1 < len(words) else ""
        if word == "and" and follows in _NEVER:
            break
        if word in (_STATES if relative else _NEVER):
            break
        stop += 1
    while stop > first and words[stop - 1] in _AFTERWARDS:
        stop -= 1
    return stop if stop - first <= _FAR else first
