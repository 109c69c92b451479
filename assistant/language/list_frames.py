"""Reads an English sentence about a list that no written sentence covers: by its frame.

People say what is to become of a list in more ways than anybody writes down: "void my last list",
"from now on no cheese on the grocery list", "initialize a list". What they share is a frame: the word
"list" with its name, a word of taking off, putting on, making, showing or asking, a word that joins
the thing to the list ("off", "onto", "in"), and the thing. Around these stand only words that mean
nothing by themselves, or one more clause. A sentence with any other word is talk, and means nothing.
"""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from assistant.language.bare_lists import in_two_words
from assistant.language.frame_words import (
    AROUND,
    ARTICLES,
    AUXILIARY,
    BEFORE,
    BEGINS_BESIDE,
    BESIDE_NEVER,
    DETAILS,
    NO_THING,
    NO_VERB,
    NOT_BEFORE_A_VERB,
    POINTING,
    QUESTION,
    SHOWING,
    THINGS,
)
from assistant.language.intent import Intent, Slot
from assistant.language.list_forms import (
    A_NEW_LIST_BESIDE,
    ASKED,
    BESIDE_OTHER_WORDS,
    BY_THEIR_JOINT,
    COMMANDS,
    OF_A_NEW_LIST,
    WITHOUT_A_VERB,
    Form,
)
from assistant.language.list_names import ListNoun, noun_at, of_others
from assistant.language.list_words import DETERMINERS, HEADS, OF_WHAT_KIND, TALK
from assistant.language.normalise import Token
from assistant.language.numbers import number

_BEFORE: Final = frozenset(word for phrase in BEFORE for word in phrase.split()) - SHOWING
SURE: Final = 0.9
"""How sure a meaning is that is known by its frame only."""
LONGEST: Final = 24
"""Words of a sentence at most: who says more tells a story."""
MOST_BESIDE: Final = 8
"""Words at most that are said beside a command."""
ORDINALS: Final = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7,
    "eighth": 8, "ninth": 9, "tenth": 10, "last": -1, "final": -1, "bottom": -1, "top": 1,
}  # fmt: skip
"""Where on a list a thing stands."""
ASKING_BEHIND: Final = QUESTION | AUXILIARY - {"is", "are", "was", "were", "has"}
"""What a question begins with behind its list: "my list what is on it"; a statement does not."""
SHORT: Final = frozenset({*BY_THEIR_JOINT, *WITHOUT_A_VERB})
"""Forms without a verb that is known."""
_NEW: Final = frozenset({"a", "an", "another", "new"})
_OWN: Final = frozenset({"my", "our"})
_OF_ANOTHER: Final = frozenset({"his", "her", "their", "your", "'s"})

Slots = dict[str, Slot]


class Frame(NamedTuple):
    """A sentence with `L` in the place of its list."""

    words: list[str]
    tokens: list[Token]
    """One for each word."""
    place: int
    """Of the list."""
    name: str
    new: bool
    """It is "a list"."""
    own: bool
    """It is "my list"."""
    many: bool


class Framed(NamedTuple):
    """What a sentence means by its frame."""

    intent: Intent
    sentence: str
    """Its frame: "take bread off <list>"."""


def by_frame(text: str, said: Sequence[Token], known: frozenset[tuple[str, ...]]) -> Framed | None:
    """The meaning of a sentence about a list by its frame; None where it is talk, or about none.

    Args:
        text: cleaned, as the tokens were cut from it.
        said: its tokens, without words at the ends that mean nothing.
        known: names that lists go by without the word.
    """
    if len(said) > LONGEST or HEADS.isdisjoint(token.key for token in said):
        return None
    tokens = in_two_words(said)
    for head in range(len(tokens) - 1, -1, -1):
        frame = _frame(text, tokens, head, known) if tokens[head].key in HEADS else None
        found = None if frame is None else _meaning(text, frame)
        if frame is not None and found is not None:
            name, slots = found
            if frame.name:
                slots["list"] = Slot(frame.name, frame.name)
            elif frame.many and name in {"ListShow", "ListDelete"}:
                slots["which"] = Slot("", "lists")
            intent = Intent(name=name, slots=slots, text=text, score=SURE)
            words = ["<list>" if at == frame.place else w for at, w in enumerate(frame.words)]
            return Framed(intent, " ".join(words))
    return None


def _frame(
    text: str, tokens: list[Token], head: int, known: frozenset[tuple[str, ...]]
) -> Frame | None:
    """The frame around the list whose word "list" stands at a place; None where it is not ours."""
    words = [token.key for token in tokens]
    noun = noun_at(words, head, known) or ListNoun(head, (head, head), (head, head), head + 1)
    begin = noun.begin
    while begin and (words[begin - 1] in DETERMINERS | OF_WHAT_KIND or _of_all(words, begin - 1)):
        if words[begin - 1] == "empty" and words[begin] in DETERMINERS:
            break  # "empty the list"
        begin -= 1
    first, stop = noun.name
    name = words[first:stop]
    which = {*words[begin : min(first, head)], *words[slice(*noun.kind)]}
    before = words[begin - 1] if begin else ""
    others = before in _OF_ANOTHER or "your" in which or of_others(" ".join(name))
    around = [*words[:begin], *words[noun.stop :]]
    if others or not TALK.isdisjoint(around) or not NO_THING.isdisjoint(name):
        return None
    return Frame(
        [*words[:begin], "L", *words[noun.stop :]],
        [*tokens[:begin], tokens[head], *tokens[noun.stop :]],
        begin,
        text[tokens[first].start : tokens[stop - 1].end] if name else "",
        new=not which.isdisjoint(_NEW) and which.isdisjoint(_OWN | {"the"}),
        own=not which.isdisjoint(_OWN),
        many=words[head] == "lists",
    )


def _of_all(words: Sequence[str], at: int) -> bool:
    return words[at] == "of" and at > 0 and words[at - 1] in {"all", "one", "any", "some"}


def _meaning(text: str, frame: Frame) -> tuple[str, Slots] | None:
    """The intent of a frame, with the thing that is named."""
    commands = (*OF_A_NEW_LIST, *COMMANDS) if frame.new else COMMANDS
    found = _of_forms(text, frame, (*ASKED, *commands, *BY_THEIR_JOINT))
    if found is None and _asks(frame):
        return "ListShow", _place_asked(frame)
    found = found or _of_forms(text, frame, WITHOUT_A_VERB)
    if found is not None and found[0] == "ListRemove" and _names_behind(frame):
        return "ListDelete", {"list": found[1]["item"]} if "item" in found[1] else {}
    if found is not None:
        return found
    beside = (*BESIDE_OTHER_WORDS, *A_NEW_LIST_BESIDE) if frame.new else BESIDE_OTHER_WORDS
    for inner in _without_a_clause(frame):
        found = _of_forms(text, inner, beside)
        if found is not None and not _is_forbidden(frame, inner, found[0]):
            return found
    return None


def _names_behind(frame: Frame) -> bool:
    """Whether what follows a list without a name is its name rather than a thing: "this list sunset"."""
    return not frame.name and len(frame.words) == frame.place + 2


def _of_forms(text: str, frame: Frame, forms: Sequence[Form]) -> tuple[str, Slots] | None:
    said = " ".join(frame.words)
    for form in forms:
        match = form.match(said)
        if match is None:
            continue
        groups = match.groupdict()
        if form in SHORT and _tells(groups["item"].split()):
            continue
        if groups.get("any") and not _may_be_verb(groups["any"].split()[0]):
            continue
        if groups.get("all"):
            return form.intent, {"empty": Slot("", "yes")}
        if groups.get("it"):
            return form.intent, {"which": Slot("", "it")}
        if not groups.get("item"):
            return form.intent, {}
        first = said[: match.start("item")].count(" ")
        slots = _thing(text, frame.tokens[first : first + groups["item"].count(" ") + 1])
        if slots is not None:
            return form.intent, slots
    return None


def _may_be_verb(word: str) -> bool:
    """Whether a command may begin so: with an unknown word that is no other part of speech."""
    return word not in NO_VERB and not (word.endswith("ed") and len(word) > len("feed"))


def _tells(words: Sequence[str]) -> bool:
    """Whether it is no thing but what happened: "dad crossed it off the list"."""
    told = "it" in words or any(word.endswith("ed") for word in words[1:])
    return told or not _BEFORE.isdisjoint(words)


def _thing(text: str, said: Sequence[Token]) -> Slots | None:
    """The thing in a frame; nothing where it is only "an item", None where it is no thing."""
    words = [token.key for token in said]
    if not NO_THING.isdisjoint(words):
        return None
    if len(words) == 1 and words[0] in {"it", "that", "them", "those"}:
        return {"which": Slot("", "it")}
    first = next((at for at, word in enumerate(words) if word not in ARTICLES), len(words))
    if (
        words[first : first + 1]
        and words[first] in THINGS
        and words[first + 1 : first + 2]
        in (
            ["called"],
            ["named"],
        )
    ):
        first += 2
    rest = words[first:]
    if not rest or (len(rest) == 1 and rest[0] in POINTING):
        return {}
    if rest[0] in THINGS or rest[-1] in THINGS:
        which = rest[1:] if rest[0] in THINGS else rest[:-1]
        which = which[1:] if which[:1] == ["number"] else which
        if not which or (len(which) == 1 and which[0] in OF_WHAT_KIND - ORDINALS.keys()):
            return {}
        if len(which) == 1 and which[0] in ORDINALS:
            return {"ordinal": Slot(which[0], ORDINALS[which[0]])}
        if rest[0] in THINGS and (counted := number(which, "en")) is not None:
            return {"number": Slot(" ".join(which), counted)}
        first += rest[0] in THINGS  # "item bread"
    words_said = text[said[first].start : said[-1].end]
    return {"item": Slot(words_said, words_said)}


def _asks(frame: Frame) -> bool:
    """Whether a list is asked for: by a word of asking or showing, among words that ask about lists."""
    words, place = frame.words, frame.place
    around = [*words[:place], *words[place + 1 :]]
    lead = next((at for at, word in enumerate(words[:place]) if word not in _BEFORE), place)
    strange = [word for word in around if word not in AROUND | SHOWING]
    begins = words[lead] if lead < place else ""
    asked = not QUESTION.isdisjoint(words[:place]) or words[0] in AUXILIARY
    follows = words[place + 1] if place + 1 < len(words) else ""
    asked = asked or follows in ASKING_BEHIND or (place == 0 and follows in DETAILS)
    shown = begins in SHOWING | DETAILS
    if frame.new and words[:place] == ["what"]:
        return False  # "what a list of complaints"
    if not strange:
        return bool(asked or shown or not around or (lead == place and frame.own))
    if len(strange) > 1 or not NO_VERB.isdisjoint(strange):
        return False
    if asked or shown:
        return frame.own or asked
    forbidden = not {"'t", "not", "never"}.isdisjoint(words[:place])
    leads = begins == strange[0] and words[lead + 1] not in {"on", "for"} and not forbidden
    return leads and frame.own and _may_be_verb(begins)


def _place_asked(frame: Frame) -> Slots:
    """Which thing is asked for: "the third item on my list", "number five on the list"."""
    words = frame.words[: frame.place]
    for at, word in enumerate(words[:-1]):
        follows = words[at + 1]
        if word in ORDINALS and follows in THINGS:
            return {"ordinal": Slot(word, ORDINALS[word])}
        if word in THINGS and (counted := number([follows], "en")) is not None:
            return {"number": Slot(follows, counted)}
    return {}


def _without_a_clause(frame: Frame) -> Iterator[Frame]:
    """The frame without words at its beginning, or at its end, that may be said beside a command."""
    words, place = frame.words, frame.place
    behind = words[place + 1 :]
    ends = [len(words)]
    if behind and behind[0] in BEGINS_BESIDE and BESIDE_NEVER.isdisjoint(behind):
        ends.append(place + 1)
        yield _part(frame, 0, place + 1)
    if words[0] in QUESTION | AUXILIARY:
        return
    for begin in range(1, min(MOST_BESIDE + 1, place)):
        if words[begin - 1] in NOT_BEFORE_A_VERB or words[begin] == "and":
            continue
        if BESIDE_NEVER.isdisjoint(words[:begin]):
            yield from (_part(frame, begin, end) for end in ends)


def _part(frame: Frame, begin: int, end: int) -> Frame:
    words, tokens = frame.words[begin:end], frame.tokens[begin:end]
    return frame._replace(words=words, tokens=tokens, place=frame.place - begin)


def _is_forbidden(frame: Frame, inner: Frame, intent: str) -> bool:
    """Whether what is thrown away or taken off is said not to be: "you must never clear my list"."""
    if inner.words[0] in {"so", "please", "then"}:
        return False
    beside = frame.words[: frame.place - inner.place]
    return intent in {"ListRemove", "ListDelete"} and not {"'t", "not"}.isdisjoint(beside)
