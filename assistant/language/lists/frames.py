"""Reads an English sentence about a list that no written sentence covers: by its frame.

People say what is to become of a list in more ways than anybody writes down: "void my last list",
"from now on no cheese on the grocery list", "initialize a list". What they share is a frame: the word
"list" with its name, a word of taking off, putting on, making, showing or asking, a word that joins
the thing to the list ("off", "onto", "in"), and the thing. Around these stand only words that mean
nothing by themselves, or one more clause. A sentence with any other word is talk, and means nothing.
"""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from assistant.language.intent import Intent, Slot
from assistant.language.lists.antecedents import Antecedents
from assistant.language.lists.bare import BareLists
from assistant.language.lists.commands import Around, Command, Commands, Cut, cut
from assistant.language.lists.frame import Frame, Framing
from assistant.language.lists.gist import Gist
from assistant.language.lists.nouns import ListNouns
from assistant.language.lists.parts import NOT, PERSON, Parts
from assistant.language.lists.questions import Questions
from assistant.language.lists.statements import Statements
from assistant.language.lists.things import Slots, Things
from assistant.language.lists.words import HEADS, ListWords
from assistant.language.words.normalise import Token

SURE: Final = 0.9
"""How sure a meaning is that is known by its frame only."""
ROUGHLY: Final = 0.75
"""How sure it is that is only the gist of a sentence."""
LONGEST: Final = 24
"""Words of a sentence at most: who says more tells a story."""
MOST_BESIDE: Final = 8
"""Words at most that are said beside a command."""
_REMOVING: Final = frozenset({"ListRemove", "ListDelete"})
_CHANGING: Final = _REMOVING | {"ListAdd", "ListCreate"}
_ASKS_WHETHER: Final = frozenset({"should", "must"})
"""What begins a question, and no command: "should bread come off the list"."""


class Framed(NamedTuple):
    """What a sentence means by its frame."""

    intent: Intent
    sentence: str
    """Its frame: "take bread off <list>"."""


class ListFrames:
    """Reads sentences about lists by their frames."""

    def __init__(self, parts: Parts, known: frozenset[tuple[str, ...]]) -> None:
        """Take the parts of a language, and the names that lists go by without the word."""
        self._parts = parts
        self._words = ListWords.of_parts(parts)
        self._framing = Framing(parts, self._words, ListNouns(self._words, known))
        self._bare = BareLists(self._words)
        self._commands = Commands(parts)
        self._statements = Statements(parts)
        self._questions = Questions(parts)
        self._antecedents = Antecedents(parts)
        self._things = Things(parts)
        self._gist = Gist(parts, self._antecedents, self._things)

    def of(self, text: str, said: Sequence[Token]) -> Framed | None:
        """The meaning of a sentence about a list; None where it is talk, or about none.

        Args:
            text: cleaned, as the tokens were cut from it.
            said: its tokens, without words at the ends that mean nothing.
        """
        for frame in self._frames(text, said):
            found = None if frame is None else self._meaning(text, frame)
            if frame is not None and found is not None:
                return self._framed(text, frame, *found, SURE)
        return self._concluded(text, said)

    def _concluded(self, text: str, said: Sequence[Token]) -> Framed | None:
        """What is concluded from anything that is told before: "she has given up wine so take it off L"."""
        so = next((at for at in range(len(said) - 1, 1, -1) if said[at].key == "so"), None)
        if so is None or said[0].key in self._parts.words("question", "auxiliary"):
            return None
        found = self.of(text, said[so + 1 :])
        return found if found is not None and found.intent.name in _CHANGING else None

    def gist(self, text: str, said: Sequence[Token]) -> Framed | None:
        """What a sentence about a list comes to that has no frame; None where it may be talk."""
        if said[0].key in _ASKS_WHETHER:
            return None
        last = next(self._frames(text, said), None)
        found = None if last is None else self._gist.of(text, last)
        return self._framed(text, last, *found, ROUGHLY) if last and found else None

    def _frames(self, text: str, said: Sequence[Token]) -> Iterator[Frame | None]:
        """The sentence around each list that it speaks of, the last first; None where that is not ours."""
        if len(said) > LONGEST or HEADS.isdisjoint(token.key for token in said):
            return
        tokens = self._bare.in_two_words(said)
        for head in range(len(tokens) - 1, -1, -1):
            if tokens[head].key in HEADS:
                yield self._framing.of(text, tokens, head)

    def _framed(
        self, text: str, frame: Frame, name: str, slots: Slots, score: float
    ) -> Framed | None:
        """What is meant, with the list that is named; None where it is only told."""
        if self._only_tells(frame.around, name):
            return None
        if frame.name:
            slots["list"] = Slot(frame.name, frame.name)
        elif frame.around.many and name in {"ListShow", "ListDelete"}:
            slots["which"] = Slot("", "lists")
        intent = Intent(name=name, slots=slots, text=text, score=score)
        shown = ["<list>" if word == "L" else word for word in frame.around.words]
        return Framed(intent, " ".join(shown))

    def _only_tells(self, around: Around, name: str) -> bool:
        """Whether what would be done is only told, asked or imagined: "what if I clear my list"."""
        words = around.words
        parts = ("no_command", "told") if name == "ListAdd" else ("no_command",)
        talk = self._parts.begins_as_talk(words)
        told = (
            talk
            or self._is_relayed(words, around.place)
            or any(
                (length := self._parts.at(part, words, at, len(words)))
                and not _is_obliged(words, at + length)
                for part in parts
                for at in range(len(words))
            )
        )
        return name in _CHANGING and (told or words[0] in _ASKS_WHETHER)

    def _is_relayed(self, words: Sequence[str], place: int) -> bool:
        """Whether it is told what somebody asked for: "mom asked me to put milk on the list"."""
        requests = self._parts.words("requests")
        return any(
            (length := self._parts.at("relayed", words, at, place))
            and requests.isdisjoint(words[at + length : place])
            for at in range(place)
        )

    def _meaning(self, text: str, frame: Frame) -> tuple[str, Slots] | None:
        """The intent of a frame, with the thing that is named."""
        said = cut(self._parts, frame.around)
        if self._commands.is_other(said):
            return None
        if self._commands.joint_alone(said):
            frame = frame.list_last(said.begin)
            said = cut(self._parts, frame.around)
        whether = self._questions.whether(frame.around)
        found = self._with_thing(text, frame, whether or self._command(said))
        if found is None and said.denied and "so" in said.words[: said.place]:
            found = self._beside(text, frame)  # "I don't want to do anything so clear L"
        if found is None and self._questions.asks(frame.around, own=frame.own):
            return "ListShow", self._things.asked(frame.around)
        if found is None:
            found = self._with_thing(text, frame, self._commands.without_a_verb(said))
        return found or self._beside(text, frame) or self._of_what_is_on_it(text, frame, said)

    def _command(self, said: Cut) -> Command | None:
        """What is to be done with a list, whatever stands first."""
        commands, statements = self._commands, self._statements
        return (
            commands.with_verb(said)
            or statements.of_the_list(said)
            or statements.afterthought(said)
            or statements.of_a_thing(said)
            or commands.with_any_verb(said)
        )

    def _beside(self, text: str, frame: Frame) -> tuple[str, Slots] | None:
        """The meaning of a command that something else is said beside, in the same breath."""
        for begin, end in self._without_a_clause(frame.around):
            inner = frame.part(begin, end)
            said = cut(self._parts, inner.around)
            command = self._commands.with_verb(said) or self._statements.of_the_list(said)
            found = self._with_thing(text, inner, command)
            forbidden = found is not None and found[0] in _REMOVING
            if found is None or (forbidden and self._is_forbidden(frame, begin, found[1])):
                continue
            if found[0] in {"ListRemove", "ListAdd"} and not found[1].keys() - {"which"}:
                about = self._spoken_of(text, frame, begin)
                return found[0], about or {"which": Slot("", "it")}
            return found
        return None

    def _of_what_is_on_it(self, text: str, frame: Frame, said: Cut) -> tuple[str, Slots] | None:
        """What is to become of a thing that is on a list: "the bread on my list isn't needed"."""
        joint, begin = self._parts.joint(said.words, said.begin, said.place)
        if joint != "on_it" or said.verb is not None or said.ends or begin == said.begin:
            return None
        moved = frame.list_last(begin)
        command = self._statements.of_a_thing(cut(self._parts, moved.around))
        if command is not None and command.intent == "ListAdd":  # "the bread on L can go"
            command = command._replace(intent="ListRemove") if said.words[-1] == "go" else None
        return self._with_thing(text, moved, command)

    def _with_thing(
        self, text: str, frame: Frame, command: Command | None
    ) -> tuple[str, Slots] | None:
        if command is None:
            return None
        if command.intent == "ListDelete" and command.first < command.stop:
            said = text[frame.tokens[command.first].start : frame.tokens[command.stop - 1].end]
            return "ListDelete", {"list": Slot(said, said)}
        if command.all:
            return "ListDelete", {"empty": Slot("", "yes")}
        slots = self._things.of(text, frame.tokens[command.first : command.stop])
        return None if slots is None else (command.intent, slots)

    def _spoken_of(self, text: str, frame: Frame, begin: int) -> Slots:
        """The thing that is spoken of before "take it off": "since I bought bread"."""
        words = frame.around.words
        person = not PERSON.isdisjoint(words[begin:])
        first, stop = self._antecedents.of(words[:begin], person=person)
        return (self._things.of(text, frame.tokens[first:stop]) or {}) if first < stop else {}

    def _without_a_clause(self, around: Around) -> Iterator[tuple[int, int]]:
        """The words without some at the beginning, or at the end, that may be said beside a command."""
        words, place = around.words, around.place
        behind = words[place + 1 :]
        never = self._parts.words("never_beside") | self._words.talk
        ends = [len(words)]
        if behind and behind[0] in self._parts.words("begins_beside") and never.isdisjoint(behind):
            ends.append(place + 1)
            yield 0, place + 1
        if words[0] in self._parts.words("question", "auxiliary"):
            return
        for begin in range(1, min(MOST_BESIDE + 1, place)):
            before = words[begin - 1]
            if before in self._parts.words("not_before_a_verb") or words[begin] == "and":
                continue
            told = {"to"} | NOT
            beside = {word for at, word in enumerate(words[:begin]) if words[at - 1] not in told}
            if never.isdisjoint(beside):  # "to buy stamps" orders nothing
                yield from ((begin, end) for end in ends)

    def _is_forbidden(self, frame: Frame, begin: int, of: Slots) -> bool:
        """Whether what is thrown away or taken off is said not to be: "you must never clear my list".

        "I don't need milk take it off the list" says why.
        """
        words = frame.around.words
        if begin and words[begin] in {"so", "please", "then"}:
            return False
        denied = next((at for at in range(begin) if words[at] in NOT), begin)
        wanted = (self._parts.at(part, words, denied + 1, begin) for part in ("want", "fetching"))
        if "which" in of and words[begin - 1] != "to" and any(wanted):
            return False
        return not (NOT - {"never"}).isdisjoint(words[:begin])


def _is_obliged(words: Sequence[str], at: int) -> bool:
    """Whether words that end at a place go on as what has to be done: "I have to", "I had better"."""
    return words[at - 1] in {"have", "had"} and words[at : at + 1] in (["to"], ["got"], ["better"])
