"""From a sentence to its meaning: by exact words first, then by words that sound like them.

Every template that matches is a candidate; the one with the most literal words and the fewest free
ones wins, then rules per free slot (`wildcards` in the sentence files) throw out what was not meant.
A text that no sentence covers is read again with one or two words taken for literals that they sound
like (`assistant.language.mishearing`): within a few milliseconds, with a lower score, and for what
costs money only with one such word. Everything else has no intent.
"""

import time
from collections.abc import Callable, Iterator
from typing import Final

import msgspec

from assistant.language.certainty import MISHEARD_AT_MOST, NEVER_MISHEARD, Certainty
from assistant.language.compiler import Compiled
from assistant.language.following import Following
from assistant.language.intent import ABOUT_LISTS, BUYING, LASTING, WANTING, Intent
from assistant.language.list_frames import ListFrames
from assistant.language.list_names import as_often, of_others, plainly, plainly_without
from assistant.language.list_parts import Parts
from assistant.language.meaning import Known, Meanings
from assistant.language.mishearing import Mishearing, Mishearings, Reread
from assistant.language.nearest import NearestSentences
from assistant.language.normalise import (
    MAX_CHARACTERS,
    QUOTED,
    Token,
    clean,
    sentences,
    tokens,
    without_hesitation,
)
from assistant.language.readings import Reading, Readings
from assistant.language.reasons import (
    BESIDE_A_REASON,
    Reasons,
    beside_a_reason,
    has_room_for_a_reason,
    says_more_plainly,
)
from assistant.language.sentences import Sentences
from assistant.language.skipping import Fillers, Skipping
from assistant.language.spacing import COUNTERS, counts_parted, unspaced

WITHOUT_THE_WORD: Final = ABOUT_LISTS - {"ListOrder"}
"""What may be done with chores or groceries that are not called a list: nothing that buys."""

_ASIDE: Final = frozenset({"SmallTalk", "Yes", "No"})
"""What may be said beside a command in another sentence of the same breath."""

TOLERANCE_MS: Final = 600.0
"""No further reading is begun after so many milliseconds of processor time: what else the computer does
changes no meaning. Their number is bounded as well: only a first text, or a slow computer, comes near."""
FRAMES: Final = "_lists.yaml"
"""Where the frames of lists stand, as the files of sentences are named."""
_MINUS: Final = "minus"


class Heard(msgspec.Struct, frozen=True):
    """Words of a text that were taken for a literal word of a sentence."""

    words: str
    meant: str
    cost: float
    """0 for the same sound, up to about 0.3."""


class Understanding(msgspec.Struct, frozen=True):
    """What became of a text."""

    intent: Intent | None
    ms: float
    """How long it took, in milliseconds."""
    sentence: str = ""
    """The template that fits, as it stands in its file."""
    file: str = ""
    heard: tuple[Heard, ...] = ()
    """What was taken for what; nothing where the words are exact."""


class _Found(msgspec.Struct, frozen=True):
    intent: Intent
    template: int
    """Which of the templates; -1 where it is none of them."""
    heard: tuple[Heard, ...] = ()
    sentence: str = ""
    """What fits where no template does."""


class Matcher:
    """Understands texts of one language. Safe to share between threads that take turns."""

    def __init__(
        self,
        sentences: Sentences | Compiled,
        knows: Callable[[str], bool] | None = None,
        names: Callable[[str], bool] | None = None,
        listed: Callable[[str], bool] = lambda _: False,
        *,
        brand: Callable[[str], bool] | None = None,
        seller: Callable[[str], bool] | None = None,
    ) -> None:
        """Make ready to match.

        Args:
            sentences: of one language; they are compiled here where they are not yet.
            knows: whether a product is called something like a phrase. Where an ordering word was
                misheard or there is none, only what is known is ordered; without `knows`, nothing is.
            names: whether every word of a phrase belongs to a product, for slots that are to be
                `known`; as `knows` where it is left out.
            listed: whether a list of the household is called that, for slots that are `listed`.
            brand: whether a brand is called that; as `knows` where it is left out.
            seller: whether a seller is, or a thing with the seller it is to be from; likewise.
        """
        compiled = sentences if isinstance(sentences, Compiled) else Compiled.of(sentences)
        self._sentences = sentences = compiled.sentences
        self._sold = knows or (lambda _: False)
        self._named = names
        self._asked: dict[str, bool] = {}
        self._asked_names: dict[str, bool] = {}
        """What was asked of the catalog for this text: the readings of one ask the same again."""
        self._language = sentences.language
        self._readings = Readings(compiled.commands, self._language)
        self._mishearings = Mishearings(sentences.literals(NEVER_MISHEARD), self._language)
        self._nearest = NearestSentences(
            sentences, self._readings.net, self._readings.starts, NEVER_MISHEARD | BUYING
        )
        self._skipping = Skipping.of(sentences)
        self._skipping_said = Skipping.of(sentences, said=True)
        """Of words that no sentence says itself."""
        self._fillers = Fillers.of(sentences)
        self._known_lists = sentences.said_as("known_list")
        parts = Parts.of(sentences)
        self._list_frames = ListFrames(parts, self._known_lists) if parts else None
        self._certainty = Certainty(self._language, self._knows)
        self._reasons = Reasons(compiled)
        self._counters = COUNTERS | frozenset(sentences.listed_as("unit"))
        known = Known(self._names, brand or self._knows, seller or self._knows, listed)
        self._meanings = Meanings(sentences, known)
        self._following = Following(compiled, self._skipping)

    def understand(self, text: str) -> Understanding:
        """The intent of a text, or None; never raises, whatever the text."""
        began = time.perf_counter()
        self._asked.clear()
        self._asked_names.clear()
        found = self._found(text)
        ms = 1000 * (time.perf_counter() - began)
        if found is None:
            return Understanding(None, ms)
        if found.sentence:
            return Understanding(found.intent, ms, found.sentence, FRAMES)
        template = self._sentences.templates[found.template]
        return Understanding(found.intent, ms, template.text, template.file, found.heard)

    def word_for_word(self, text: str) -> Intent | None:
        """The intent of a text whose words are those of a sentence: nothing is taken for misheard."""
        cleaned = clean(text)
        found = self._one(cleaned, tokens(cleaned, self._language))
        return None if found is None else found.intent

    def as_written(self, text: str) -> Intent | None:
        """The intent of a text by its own words, with a reason or fillers beside; quick where it has none."""
        cleaned = without_hesitation(clean(text), self._language)
        found = self._as_written(cleaned, tokens(cleaned, self._language))
        return None if found is None else found.intent

    def following(self, what: str, text: str) -> Iterator[Intent]:
        """What a text means behind something, the likeliest first: "leave out the milk" behind an `order`.

        That is beside what it means by itself, and only as likely as what it names is in there.
        """
        return self._following.meanings(what, text)

    def _knows(self, phrase: str) -> bool:
        if phrase not in self._asked:
            self._asked[phrase] = self._sold(phrase)
        return self._asked[phrase]

    def _names(self, phrase: str) -> bool:
        if self._named is None:
            return self._knows(phrase)
        if phrase not in self._asked_names:
            self._asked_names[phrase] = self._named(phrase)
        return self._asked_names[phrase]

    def _found(self, text: str) -> _Found | None:
        if len(text) > MAX_CHARACTERS:
            return None
        cleaned = without_hesitation(clean(text), self._language)
        said = tokens(cleaned, self._language)
        found = self._as_written(cleaned, said)
        if found is not None or len(sentences(cleaned)) > 1:
            return found
        self._sold("")  # the catalog's first answer reads it: that is no time of this text
        deadline = time.thread_time() + TOLERANCE_MS / 1000
        return self._misheard(cleaned, deadline) or self._near(cleaned, deadline)

    def _as_written(self, cleaned: str, said: list[Token]) -> _Found | None:
        """The meaning of a text by its own words, whatever is said beside a command."""
        found = self._one(cleaned, said)
        if found is None or has_room_for_a_reason(found.intent):
            command = self._beside_a_reason(cleaned, said)
            if command and (found is None or says_more_plainly(command.intent, found.intent)):
                return command
        if found is not None:
            return self._as_sold(found, cleaned, said)
        parts = sentences(cleaned)
        if len(parts) > 1:
            return self._among(parts)
        if (plain := self._without_fillers(cleaned, said)) is not None:
            return plain
        return self._framed(cleaned, said)

    def _beside_a_reason(self, text: str, whole: list[Token]) -> _Found | None:
        """A command with a reason at one of its ends; what is bought is asked about."""
        for rest in self._reasons.without(text, whole):
            for said in self._skipping.variants(rest):
                found = self._best(text, said)
                command = None if found is None else beside_a_reason(found.intent, self._knows)
                if found is not None and command is not None:
                    return msgspec.structs.replace(found, intent=command)
                if found is not None and found.intent.name in LASTING:
                    return None  # a longer reason would only swallow its verb
        return None

    def _as_sold(self, found: _Found, text: str, said: list[Token]) -> _Found:
        """The same wish without a word that says nothing in its name: "커피 진짜로" is 커피."""
        name = str(found.intent.value("product", ""))
        if found.intent.name not in BUYING or not name or self._knows(name):
            return found
        plain = self._without_fillers(text, said)
        return plain if plain is not None and plain.intent.name == found.intent.name else found

    def _without_fillers(self, text: str, said: list[Token]) -> _Found | None:
        """The meaning without the words that say nothing; what is bought is asked about."""
        bare = self._fillers.without(text, said)
        found = self._one(bare, tokens(bare, self._language)) if bare else None
        if found is None or found.intent.name in LASTING:
            return None
        intent = msgspec.structs.replace(found.intent, text=text)
        if intent.name in BUYING:
            if not self._knows(str(intent.value("product", ""))):
                return None
            intent = msgspec.structs.replace(intent, score=BESIDE_A_REASON)
        return msgspec.structs.replace(found, intent=intent)

    def _among(self, parts: list[str]) -> _Found | None:
        """The one command among several sentences; money is spent only if all are understood."""
        found = [self._one(part, tokens(part, self._language)) for part in parts]
        commands = [one for one in found if one and one.intent.name not in _ASIDE]
        if not commands:
            return next((one for one in found if one), None) if all(found) else None
        chosen = commands[-1]
        if chosen.intent.name in BUYING and (not all(found) or len(commands) > 1):
            return None
        return chosen

    def _one(self, text: str, whole: list[Token]) -> _Found | None:
        ways = [whole]
        if any(token.key == QUOTED for token in whole):
            ways.append(tokens(text, self._language, quotations=False))
        if self._language == "ko":
            ways = [counts_parted(said, self._counters) for said in ways]
            ways.extend(unspaced(ways[0]))
        for said in ways:
            found = self._with_unsaid(text, said)
            if found is not None and found.intent.name not in ABOUT_LISTS:
                return found
            for variant in self._skipping.variants(said):
                found = self._about_a_list(text, variant) or self._best(text, variant)
                if found is not None:
                    return found
        return None

    def _with_unsaid(self, text: str, whole: list[Token]) -> _Found | None:
        """The meaning of a sentence that says itself what else is left out at its ends.

        "How much did we spend today" is about today. What spends money is understood without.
        """
        first, stop = self._skipping_said.inner(whole)
        begin, end = self._skipping.inner(whole)
        if (first, stop) == (begin, end):
            return None
        must = frozenset(at - first for at in range(first, stop) if not begin <= at < end)
        found = self._best(text, whole[first:stop], must=must)
        return None if found is None or found.intent.name in WANTING else found

    def _about_a_list(self, text: str, said: list[Token]) -> _Found | None:
        """The meaning of an English sentence that names a list, however it does."""
        if self._language != "en":
            return None
        for plain in plainly(said, self._known_lists):
            found = self._best(text, plain)
            if found is not None and found.intent.name in ABOUT_LISTS:
                return None if _of_others(found.intent) else _as_often(found)
        for plain in plainly_without(said, self._known_lists):
            found = self._best(text, plain)
            if found is not None and found.intent.name in WITHOUT_THE_WORD:
                return found if found.intent.score == 1 else None  # no free words beside
        return None

    def _framed(self, text: str, whole: list[Token]) -> _Found | None:
        """The meaning of a sentence about a list by its frame."""
        if self._list_frames is None:
            return None
        for said in self._skipping.variants(whole):
            framed = self._list_frames.of(text, said)
            if framed is not None:
                return _Found(framed.intent, -1, sentence=framed.sentence)
        return None

    def _misheard(self, text: str, deadline: float) -> _Found | None:
        """The surest reading with one or two words taken for literals that sound alike."""
        whole = tokens(text, self._language)
        if any(token.key == _MINUS for token in whole):
            return None  # less than nothing is no slip: "order -5" is not "ordering 5"
        begin, end = self._skipping.inner(whole)
        best: _Found | None = None
        for reread in self._mishearings.rereadings(whole[begin:end]):
            if time.thread_time() > deadline:
                break
            found = self._best(text, reread.tokens, reread)
            if found and (best is None or found.intent.score > best.intent.score):
                best = found
        return best

    def _near(self, text: str, deadline: float) -> _Found | None:
        """The nearest sentence without free words; nothing is bought or answered by it."""
        if self._language == "ko":
            return None
        said = [token.key for token in tokens(text, self._language)]
        nearest = self._nearest.to(said, deadline)
        meant = " ".join(nearest.words) if nearest else ""
        found = self._one(meant, tokens(meant, self._language)) if meant else None
        if nearest is None or found is None or found.intent.name in NEVER_MISHEARD | BUYING:
            return None  # exact words of another intent
        score = min(1 - nearest.cost / len(nearest.words), MISHEARD_AT_MOST)
        intent = msgspec.structs.replace(found.intent, text=text, score=score)
        heard = Heard(text, meant, round(nearest.cost, 4))
        return _Found(intent, found.template, (heard,))

    def _best(
        self,
        text: str,
        said: list[Token],
        reread: Reread | None = None,
        must: frozenset[int] = frozenset(),
    ) -> _Found | None:
        """The best reading that means something; the words that `must` be said are no free ones."""
        literal = reread.places if reread is not None else must
        readings = sorted(self._readings.of(said, literal), key=self._rank)
        for reading in readings:
            if must & reading.free:
                continue
            if reread is not None and reread.places & reading.slotted:
                continue  # what was misheard is a name: that is for the catalog to mend
            intent = self._meanings.of(text, said, reading)
            if intent is None:
                continue
            if reread is None:
                return _Found(intent, reading.template)
            score = self._certainty.of(intent, said, reading, reread)
            if score is not None:
                surely = msgspec.structs.replace(intent, score=score)
                heard = tuple(self._heard(text, one) for one in reread.heard)
                return _Found(surely, reading.template, heard)
        return None

    def _heard(self, text: str, one: Mishearing) -> Heard:
        joint = "" if self._language == "ko" else " "
        return Heard(text[one.start : one.end], joint.join(one.literal), round(1 - one.likeness, 4))

    def _rank(self, reading: Reading) -> tuple[float, int]:
        template = self._sentences.templates[reading.template]
        return -(reading.weight + template.weight), reading.template


def _as_often(found: _Found) -> _Found:
    """The same with "weekly shopping" where that is said: it may be a list of its own."""
    name = found.intent.slots.get("list")
    if name is None:
        return found
    said = msgspec.structs.replace(name, text=as_often(found.intent.text, name.text))
    intent = msgspec.structs.replace(found.intent, slots={**found.intent.slots, "list": said})
    return msgspec.structs.replace(found, intent=intent)


def _of_others(intent: Intent) -> bool:
    name = intent.slots.get("list")
    return name is not None and of_others(name.text)
