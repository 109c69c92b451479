"""Speech to text with Vosk: a grammar of what may be said, checked against a free decoding.

Both decodings run while the person speaks, in a thread of their own, and end in the first silence:
what was said is known then, before the silence has lasted long enough to be the end. Whoever goes on
is decoded anew from the beginning, which is quick, because all its paths are known by then.
"""

import copy
import threading
from collections.abc import Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from enum import Enum
from queue import Empty, Full, Queue

from assistant.core.settings import Language
from assistant.speech.frames import FRAME_BYTES, SAMPLE_RATE
from assistant.speech.free_decoder import FreeDecoder
from assistant.speech.grammar import Grammar, Phrases, build_grammar
from assistant.speech.recogniser import Decoding, Outlook, Transcript
from assistant.speech.vosk_model import Segments, SpeechModel
from assistant.speech.vosk_verdict import Judge, Meaning, Verdict
from assistant.speech.wake_text import SPOKEN

USUAL_TIMES = 5
"""How often a grammar counts the sentences that are said most."""
_PREROLL_BYTES = 3200
"""0.1 s: what is heard of the wake word is forced into commands. Of 44 Korean sentences after a wake
word, both recorded from people, 39 came out right with 0.1 s, 33 with 0.2 s, 19 with 0.3 s, 17 with
the whole word."""
_OUTLOOK_S = 1.0
"""A decoder that is further behind than this is not waited for: the ordinary silence decides."""
_PARTIAL_LAGS_S = 0.45
"""So much later a partial result shows what was said."""
_BACKLOG_FRAMES = 4
"""Frames that may wait for the decoder (an eighth of a second): a file is held back at its speed, and a
microphone keeps what comes meanwhile."""


class VoskRecogniser:
    """Hears commands with a Vosk model.

    `phrases` may be replaced between commands with `expect`. `meaning` tells what a sentence means,
    None where it is none; it knows those that are not among the phrases, such as with other
    numbers. `called` is how the wake word may come out, which is taken off; for a meaning that is
    `urgent` nothing is waited for that might follow, and of one that is `harmless` less is asked. One
    command is decoded at a time: a new one waits until the one before has finished or was cancelled.
    """

    engine = "vosk"

    def __init__(
        self,
        model: SpeechModel,
        phrases: Phrases,
        meaning: Meaning | None = None,
        called: Sequence[str] = SPOKEN,
        *,
        urgent: Collection[object] = (),
        harmless: Collection[object] = (),
    ) -> None:
        self._urgent = urgent
        self.harmless = harmless
        self.language: Language = model.language
        self._called = called
        self._meaning: Meaning = meaning or (lambda _: None)
        self.model = model
        self.listen_alone()
        self.free.prepare()
        self.expect(phrases)

    def listen_alone(self) -> None:
        """Have what one command at a time is decoded with."""
        self.busy = threading.Lock()
        self.free = FreeDecoder(self.model.free)
        self.beside = ThreadPoolExecutor(1, thread_name_prefix="vosk-grammar")

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
            self.judge = Judge(
                phrases,
                self._meaning,
                self._called,
                urgent=self._urgent,
                harmless=self.harmless,
            )
        return grammar

    def narrowed(self, phrases: Phrases, meaning: Meaning) -> "VoskRecogniser":
        """The same model, listening for these phrases only; both may listen at once.

        It may be listening to whatever is said in the room, so nothing is harmless to it.
        """
        other = copy.copy(self)
        other.harmless = ()
        other.listen_alone()
        other.expect(phrases, meaning)
        return other

    def start(self, preroll: bytes = b"") -> Decoding:
        """Begin a command; `preroll` is audio from before the decision to listen."""
        return _VoskDecoding(self, preroll[-_PREROLL_BYTES:])


class _Both:
    """The two decodings of one command, on two cores where there are: Vosk lets go of Python's lock."""

    def __init__(self, recogniser: VoskRecogniser) -> None:
        self._recogniser = recogniser
        self._audio = bytearray()
        self._verdict: Verdict | None = None
        self._heard = 0
        """Bytes of audio that the verdict is about."""
        self._begun: Outlook | None = None
        self._bound = Segments(recogniser.bound)
        self._free = Segments(recogniser.free.take())

    def feed(self, audio: bytes) -> None:
        """Take the next audio; after a verdict it is kept in case that more is said."""
        self._audio += audio
        if self._verdict is None:
            self._decode(audio)

    def _decode(self, audio: bytes) -> None:
        for start in range(0, len(audio), FRAME_BYTES):
            part = audio[start : start + FRAME_BYTES]
            fed = self._recogniser.beside.submit(self._bound.feed, part)
            self._free.feed(part)
            fed.result()

    def reopen(self) -> None:
        """More is said: decode again from the beginning."""
        if self._verdict is not None:
            self._verdict = self._begun = None
            self._bound.begin()
            self._free.begin()
            self._decode(bytes(self._audio))

    def verdict(self) -> Verdict:
        """What was said until now."""
        if self._verdict is None:
            bound = self._recogniser.beside.submit(self._bound.finish)
            free = self._free.finish()
            self._verdict = self._recogniser.judge.verdict(bound.result(), free.text)
            self._heard = len(self._audio)
        return self._verdict

    def outlook(self) -> Outlook:
        """Whether that seems to be all.

        A final result prefers words with which a sentence may end: 아쉽습니다, 고객님, … is heard as
        방식 습니다 at the comma. The partial result of what is no sentence is not bound to end there.
        """
        found = self.verdict()
        silence_s = (len(self._audio) - self._heard) / (2 * SAMPLE_RATE)
        if found.outlook is not Outlook.OPEN or found.transcript.accepted:
            return found.outlook
        if self._begun is None and silence_s >= _PARTIAL_LAGS_S:
            self._bound.begin()
            for start in range(0, len(self._audio), FRAME_BYTES):
                self._bound.feed(bytes(self._audio[start : start + FRAME_BYTES]))
            heard = self._bound.so_far
            self._begun = self._recogniser.judge.beginning(heard, found.transcript.free_text or "")
        return self._begun or found.outlook


class _Mark(Enum):
    """What the decoding thread is told between frames."""

    PAUSE = 1
    RESUME = 2
    END = 3


class _VoskDecoding:
    """Feeds both recognisers in a thread that lives as long as the command."""

    def __init__(self, recogniser: VoskRecogniser, preroll: bytes) -> None:
        self._recogniser = recogniser
        self._told: Queue[bytes | _Mark | _Question] = Queue(_BACKLOG_FRAMES)
        self._cancelled = threading.Event()
        self._result: Transcript | None = None
        self._problem: Exception | None = None
        if preroll:
            self._told.put(preroll)
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._run, name="vosk", daemon=True)
        self._thread.start()

    def feed(self, frame: bytes) -> None:
        self._tell(frame)

    def pause(self) -> None:
        self._tell(_Mark.PAUSE)

    def resume(self) -> None:
        self._tell(_Mark.RESUME)

    def outlook(self) -> Outlook:
        question = _Question()
        self._tell(question)
        question.answered.wait(_OUTLOOK_S)
        return question.outlook

    def finish(self) -> Transcript:
        self._tell(_Mark.END)
        self._done.wait()
        if self._problem is not None:
            raise self._problem
        assert self._result is not None  # noqa: S101  (the thread sets one of the two)
        return self._result

    def cancel(self) -> None:
        self._cancelled.set()
        self._tell(_Mark.END)

    def _tell(self, what: "bytes | _Mark | _Question") -> None:
        while not self._done.is_set():
            try:
                self._told.put(what, timeout=0.1)
            except Full:
                continue
            return

    def _run(self) -> None:
        try:
            with self._recogniser.busy:
                self._result = self._decode()
        except Exception as error:  # noqa: BLE001  (raised again where the text is asked for)
            self._problem = error
        finally:
            self._done.set()

    def _decode(self) -> Transcript:
        both = _Both(self._recogniser)
        while (told := self._next()) is not _Mark.END:
            match told:
                case bytes():
                    both.feed(told)
                case _Mark.PAUSE:
                    both.verdict()
                case _Mark.RESUME:
                    both.reopen()
                case _Question():
                    told.answer(both.outlook())
        return both.verdict().transcript

    def _next(self) -> "bytes | _Mark | _Question":
        """What waits longest."""
        while not self._cancelled.is_set():
            try:
                return self._told.get(timeout=1.0)
            except Empty:
                continue
        return _Mark.END


class _Question:
    """Asks the decoding thread for the outlook, behind all audio that was fed before."""

    def __init__(self) -> None:
        self.answered = threading.Event()
        self.outlook = Outlook.OPEN

    def answer(self, outlook: Outlook) -> None:
        """Give the answer to whoever waits for it."""
        self.outlook = outlook
        self.answered.set()
