"""Speech to text with Vosk: a grammar of what may be said, checked against a free decoding.

Both decodings run while the person speaks, in a thread of their own.
"""

import copy
import re
import threading
from collections.abc import Callable, Sequence
from queue import Empty, Full, Queue
from typing import Any

from assistant.core.settings import Language
from assistant.language.spoken import sino
from assistant.speech.frames import FRAME_BYTES
from assistant.speech.grammar import (
    BEGUN_FROM,
    UNKNOWN,
    Grammar,
    Phrases,
    agreement,
    build_grammar,
    letters,
    similarity,
)
from assistant.speech.recogniser import Decoding, Outlook, Transcript
from assistant.speech.vosk_model import Heard, Segments, VoskModel, give_memory_back
from assistant.speech.wake_text import SPOKEN, strip_wake_word

Meaning = Callable[[str], object | None]
"""What a sentence means, to be compared; None where it is no sentence."""

ACCEPT_FROM = 0.68
"""`agreement` from which a result counts as said: of 60 Korean commands by 4 speakers 57 pass, of
60 other sentences in the same manner 1."""
MEANT_FROM = 0.62
"""How near both decodings must come to a sentence that the grammar did not hear as a whole, or to one
of `LONG` letters at least. Of 45 Korean sentences in a grammar 44 pass and of 40 others none; of 85
others in the shop's grammar one, which asks the time of something else."""
CARRIER_FROM = 0.4
"""How near the words around a name have to be heard where the name itself is heard by both."""
LONG = 14
"""Letters, Hangul syllables as jamo: a shorter sentence may be near by chance."""
USUAL_TIMES = 5
"""How often a grammar counts the sentences that are said most."""
_PREROLL_BYTES = 3200
"""0.1 s: what is heard of the wake word is forced into commands. Of 44 Korean sentences after a wake
word, both recorded from people, 39 came out right with 0.1 s, 33 with 0.2 s, 19 with 0.3 s, 17 with
the whole word."""
_OUTLOOK_S = 1.0
"""A decoder that is further behind than this is not waited for: the ordinary silence decides."""
AHEAD = 0.75
"""A free decoding shorter than this share of a sentence shows that the grammar has run ahead."""
WHOLE_FROM = 0.8
"""Nearer to a known sentence, a command is that sentence, not the beginning of another."""
MOST_LONGER = 8
"""Sentences that begin like a whole one, of which it is asked whether they mean the same."""
_BACKLOG_FRAMES = 4
"""Frames that may wait for the decoder (an eighth of a second): a file is held back at its speed, and a
microphone keeps what comes meanwhile."""
_NUMBER_MARK = re.compile(r"\[(\d{1,9})\]")
"""How the Korean model writes numbers: 칠 년 is `[7] 년`."""
_NOISE_MARK = re.compile(r"\[\S*\]|<\S*>")
"""What models write for sounds that are no words, such as `[laughter]`."""


def _in_words(free_text: str) -> str:
    """A free decoding without marks."""
    numbers = _NUMBER_MARK.sub(lambda mark: f" {sino(int(mark[1]))} ", free_text)
    return " ".join(_NOISE_MARK.sub(" ", numbers).split())


class VoskRecogniser:
    """Hears commands with a Vosk model.

    `phrases` may be replaced between commands with `expect`. `meaning` tells what a sentence means,
    None where it is none; it knows those that are not among the phrases, such as with other
    numbers. `called` is how the wake word may come out, which is taken off. One command is decoded at a time: a
    new one waits until the one before has finished or was cancelled.
    """

    engine = "vosk"

    def __init__(
        self,
        model: VoskModel,
        phrases: Phrases,
        meaning: Meaning | None = None,
        called: Sequence[str] = SPOKEN,
    ) -> None:
        self.language: Language = model.language
        self._called = called
        self._meaning: Meaning = meaning or (lambda _: None)
        self.busy = threading.Lock()
        self.model = model
        self.renew()
        self.expect(phrases)

    def expect(self, phrases: Phrases, meaning: Meaning | None = None) -> Grammar:
        """Replace what may be said, and what it means; returns it in the model's words."""
        spoken = (*self._called, *phrases.sentences, *phrases.names)
        grammar = build_grammar(spoken, self.model.find_word)
        usual = build_grammar(phrases.usual, self.model.find_word).phrases * USUAL_TIMES
        bound = self.model.bound((*grammar.phrases, *usual))
        phrases.make_ready()
        with self.busy:
            self.phrases, self.grammar, self.bound = phrases, grammar, bound
            self._meaning = meaning or self._meaning
        return grammar

    def narrowed(self, phrases: Phrases, meaning: Meaning) -> "VoskRecogniser":
        """The same model, listening for these phrases only; both may listen at once."""
        other = copy.copy(self)
        other.busy = threading.Lock()
        other.renew()
        other.expect(phrases, meaning)
        return other

    def renew(self) -> None:
        """Make a new free recogniser, which takes 0.1 s.

        An old one keeps every path of the language model that it ever took: 5 MB a command, 800 MB
        resident after 40 of them instead of 570.
        """
        self.free: Any = None
        self.free = self.model.free()
        give_memory_back()

    def start(self, preroll: bytes = b"") -> Decoding:
        """Begin a command; `preroll` is audio from before the decision to listen."""
        return _VoskDecoding(self, preroll[-_PREROLL_BYTES:])

    def outlook(self, bound_text: str, free_text: str) -> Outlook:
        """What a command looks like that has paused after this, with the grammar and without."""
        text = strip_wake_word(bound_text.replace(UNKNOWN, " "), self._called)
        free = strip_wake_word(_in_words(free_text), self._called)
        if not text:
            return Outlook.OPEN
        meaning, nearest = self._meaning(text), self.phrases.nearest(text)
        if meaning is None and nearest < 1.0:
            starts = (text, text.rpartition(" ")[0])
            begun = nearest < WHOLE_FROM and any(self.phrases.begun(start) for start in starts)
            return Outlook.UNFINISHED if begun else Outlook.OPEN
        said, whole = letters(free), letters(text)
        start = whole[: len(said)]
        if len(said) <= AHEAD * len(whole) and similarity(said, start) >= BEGUN_FROM:
            return Outlook.UNFINISHED
        if not self._weigh(text, free, 1.0)[2]:
            return Outlook.OPEN
        longer = self.phrases.beginning_with(text, MOST_LONGER)
        same = all(self._meaning(each) == meaning for each in longer)
        return Outlook.COMPLETE if same else Outlook.OPEN

    def judge(self, bound: Heard, free_text: str) -> Transcript:
        """Decide whether the grammar's result was really said."""
        text = strip_wake_word(bound.text.replace(UNKNOWN, " "), self._called)
        free = strip_wake_word(_in_words(free_text), self._called)
        score, accepted = 0.0, False
        if text:
            text, score, accepted = self._weigh(text, free, bound.confidence)
        return Transcript(
            text=text or free,
            score=round(score, 3),
            accepted=accepted,
            engine=self.engine,
            free_text=free,
        )

    def _weigh(self, text: str, free: str, confidence: float) -> tuple[str, float, bool]:
        """What was said in place of the grammar's result, how sure that is, and whether enough."""
        score = agreement(text, free, self.phrases, confidence)
        nearest = self.phrases.nearest(text)
        if nearest < 1.0 and self._meaning(text) is None:
            meant, near = self.phrases.meant(text, free)
            long = len(letters(meant)) >= LONG
            alike = self._around_names(meant, free)
            accepted = alike >= CARRIER_FROM and near >= (MEANT_FROM if long else ACCEPT_FROM)
            return (meant if accepted else text), near if accepted else min(near, alike), accepted
        alike = self._around_names(text, free)
        if alike < CARRIER_FROM:
            return text, min(score, alike), False
        near = (nearest + similarity(letters(text), letters(free))) / 2
        return (
            text,
            score,
            score >= ACCEPT_FROM or (len(letters(text)) >= LONG and near >= MEANT_FROM),
        )

    def _around_names(self, text: str, free: str) -> float:
        """How alike the words are around the names that both decodings hear; 1 where there is none."""
        said, heard = self.phrases.without_shared_names(text, free)
        return similarity(said, heard) if len(said) < len(letters(text)) else 1.0


class _VoskDecoding:
    """Feeds both recognisers in a thread that lives as long as the command."""

    def __init__(self, recogniser: VoskRecogniser, preroll: bytes) -> None:
        self._recogniser = recogniser
        self._audio: Queue[bytes | _Question | None] = Queue(_BACKLOG_FRAMES)
        self._paused_at: tuple[str, Outlook] = ("", Outlook.OPEN)
        self._cancelled = threading.Event()
        self._result: Transcript | None = None
        self._problem: Exception | None = None
        if preroll:
            self._audio.put(preroll)
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._run, name="vosk", daemon=True)
        self._thread.start()

    def feed(self, frame: bytes) -> None:
        self._put(frame)

    def pause(self) -> None:
        """Nothing to do: everything said so far is decoded already."""

    def resume(self) -> None:
        """Nothing to do either."""

    def outlook(self) -> Outlook:
        question = _Question()
        self._put(question)
        question.answered.wait(_OUTLOOK_S)
        return question.outlook

    def finish(self) -> Transcript:
        self._put(None)
        self._done.wait()
        if self._problem is not None:
            raise self._problem
        assert self._result is not None  # noqa: S101  (the thread sets one of the two)
        return self._result

    def cancel(self) -> None:
        self._cancelled.set()
        self._put(None)

    def _put(self, what: "bytes | _Question | None") -> None:
        while not self._done.is_set():
            try:
                self._audio.put(what, timeout=0.1)
            except Full:
                continue
            return

    def _run(self) -> None:
        try:
            with self._recogniser.busy:
                self._result = self._decode()
                self._done.set()
                self._recogniser.renew()
        except Exception as error:  # noqa: BLE001  (raised again where the text is asked for)
            self._problem = error
        finally:
            self._done.set()

    def _decode(self) -> Transcript:
        bound = Segments(self._recogniser.bound)
        free = Segments(self._recogniser.free)
        while (audio := self._next()) is not None:
            if isinstance(audio, _Question):
                audio.answer(self._look(bound.so_far, free))
                continue
            for start in range(0, len(audio), FRAME_BYTES):
                part = audio[start : start + FRAME_BYTES]
                bound.feed(part)
                free.feed(part)
        heard = bound.finish()
        return self._recogniser.judge(heard, free.finish().text)

    def _look(self, text: str, free: "Segments") -> Outlook:
        """The outlook of what was heard so far; asked again, it may have caught up."""
        known, outlook = self._paused_at
        if text != known or outlook is not Outlook.COMPLETE:
            outlook = self._recogniser.outlook(text, free.so_far)
            self._paused_at = text, outlook
        return outlook

    def _next(self) -> "bytes | _Question | None":
        """What waits longest; None when the command is over."""
        while not self._cancelled.is_set():
            try:
                return self._audio.get(timeout=1.0)
            except Empty:
                continue
        return None


class _Question:
    """Asks the decoding thread for the outlook, behind all audio that was fed before."""

    def __init__(self) -> None:
        self.answered = threading.Event()
        self.outlook = Outlook.OPEN

    def answer(self, outlook: Outlook) -> None:
        """Give the answer to whoever waits for it."""
        self.outlook = outlook
        self.answered.set()
