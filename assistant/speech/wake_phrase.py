"""A wake phrase of the household's own, by a small Vosk grammar and a check of what it hears.

The grammar holds the phrase and `FILLERS`, one-syllable or short words that stand for all other
speech. It is cheap and hears the phrase in much that only resembles it; so what is said is then
decoded freely, once, and the phrase has to sound in that, too. Nothing is decoded while nobody
speaks, nor after the first `LONGEST_S` of anybody's speech: who calls, begins with the name.
"""

import unicodedata
from collections import deque
from typing import Final

from rapidfuzz import fuzz

from assistant.core.errors import BadInputError
from assistant.core.settings import Language
from assistant.speech.endpoint import VoiceActivity
from assistant.speech.frames import FRAME_S
from assistant.speech.free_decoder import FreeDecoder
from assistant.speech.grammar import UNKNOWN, letters, pieces, spoken_words
from assistant.speech.level import QuietRoom
from assistant.speech.vosk_model import Segments, SpeechModel

FILLERS: Final[dict[Language, str]] = {
    "ko": "가 고 그 기 나 너 네 는 니 다 대 더 도 두 라 러 로 리 마 만 면 모 무 바 보 부 비 사 서 수 시"
    " 아 야 어 에 여 오 요 우 으 은 이 일 자 저 정 제 조 주 지 차 하 한 해",
    "en": "a and are as at be but do down for from get go had have he her him how i if in is it"
    " just know like me my no not now of oh on one or out right say see she so some that the then"
    " there they think this time to up was we well what when will with would yeah yes you",
}
"""Words that stand for all that is not the phrase."""
FEWEST_SYLLABLES = 3
"""Of a Korean phrase: 사야 is a part of too much that people say."""
FEWEST_LETTERS = 7
"""Of an English phrase."""
PHRASE_TIMES = 20
"""How often the grammar counts the phrase: it has to be reminded of it easily."""
SURE_FROM = 62.0
"""How much the phrase has to sound in the free decoding, 0 to 100: of 12 Korean phrases by 4 speakers
11 reach 71 to 95, two more 63 and 67; of 71 other sentences 12 remind the grammar of one, and reach 48."""
SPEECH_FROM, SPEECH_TO = 0.5, 0.35
"""The probability of speech that begins it, and that ends it."""
PREROLL_FRAMES = 12
PAUSE_FRAMES = 10
"""0.3 s of silence end a piece of speech."""
LONGEST_S = 3.0
LOOK_EVERY = 3
"""Frames: 0.1 s."""
CHECK_S = 0.5
"""How long after the grammar has heard the phrase the free decoding may come to it."""


def language_of(phrase: str) -> Language:
    """Whose words a phrase is in: Hangul is Korean."""
    hangul = any("가" <= c <= "힣" for c in unicodedata.normalize("NFC", phrase))
    return "ko" if hangul else "en"


def hearable(phrase: str, model: SpeechModel) -> str:
    """The phrase in words that the model knows.

    Raises `BadInputError` for a phrase that is too short to be safe, or cannot be heard.
    """
    words = spoken_words(phrase)
    size = len("".join(words))
    fewest = FEWEST_SYLLABLES if model.language == "ko" else FEWEST_LETTERS
    if size < fewest:
        unit = "syllables" if model.language == "ko" else "letters"
        raise BadInputError(
            f"the wake phrase {phrase!r} would be heard in other talk; "
            f"set wake.phrase to one of at least {fewest} {unit}"
        )
    known = {word: pieces(word, model.find_word) for word in words}
    lost = [word for word, found in known.items() if not found]
    if lost:
        raise BadInputError(
            f"the {model.language} speech model does not know {', '.join(lost)} of the wake phrase "
            f"{phrase!r}; set wake.phrase to other words"
        )
    return " ".join(piece for word in words for piece in known[word])


class WakePhrase:
    """Hears one phrase in a stream; see `WakeWord`. Raises `BadInputError` for an unfit phrase.

    Without `checked` what the grammar hears is enough: it is easily reminded then.
    """

    def __init__(
        self,
        phrase: str,
        model: SpeechModel,
        voice_activity: VoiceActivity,
        refractory_s: float = 1.0,
        *,
        checked: bool = True,
    ) -> None:
        self.phrase = hearable(phrase, model)
        said = set(self.phrase.split()) | set("".join(spoken_words(phrase)))
        fillers = [word for word in FILLERS[model.language].split() if word not in said]
        other = [UNKNOWN] if model.find_word(UNKNOWN) >= 0 else []
        self._bound = model.bound([*[self.phrase] * PHRASE_TIMES, *fillers, *other])
        self._free = FreeDecoder(model.free) if checked else None
        if self._free is not None:
            self._free.prepare()
        self._letters = letters(phrase)
        self._voice_activity = voice_activity
        self._refractory = round(refractory_s / FRAME_S)
        self._recent: deque[bytes] = deque(maxlen=PREROLL_FRAMES)
        self._room = QuietRoom()
        self._looking = False
        self._piece: _Piece | None = None
        self._quiet = 0
        self._deaf = 0

    def reset(self) -> None:
        """Forget everything heard: a new stream begins."""
        self._voice_activity.reset()
        self._recent.clear()
        self._piece = None
        self._quiet = self._deaf = 0

    def feed(self, frame: bytes) -> int | None:
        """Take the next frame; see `WakeWord`."""
        self._deaf = max(0, self._deaf - 1)
        if self._piece is None:
            self._wait(frame)
            return None
        speaks = self._voice_activity(frame) >= SPEECH_TO
        self._quiet = 0 if speaks else self._quiet + 1
        piece, over = self._piece, self._quiet >= PAUSE_FRAMES
        ago = piece.feed(frame, over=over)
        if over:
            self._piece = None
        if ago is None or self._deaf:
            return None
        self._deaf = self._refractory
        return ago

    def _wait(self, frame: bytes) -> None:
        self._recent.append(frame)
        if not self._room.is_left_by(frame):
            self._looking = False
            return
        heard = (
            [frame] if self._looking else list(self._recent)
        )  # it knows speech by what was before
        self._looking = True
        if max(self._voice_activity(each) for each in heard) < SPEECH_FROM:
            return
        self._piece = _Piece(self.phrase, self._letters, Segments(self._bound), self._free)
        for each in self._recent:
            self._piece.feed(each)
        self._recent.clear()
        self._quiet = 0


class _Piece:
    """One piece of speech between two silences."""

    def __init__(self, phrase: str, plain: str, bound: Segments, free: FreeDecoder | None) -> None:
        self._phrase, self._plain = phrase, plain
        self._bound = bound
        self._free = free
        self._audio: list[bytes] = []
        self._freely: Segments | None = None
        self._reminded_at = 0
        self._over = False

    def feed(self, frame: bytes, *, over: bool = False) -> int | None:
        """Take a frame; how many frames ago the phrase was complete, where it was said."""
        if self._over:
            return None
        self._audio.append(frame)
        passed = len(self._audio)
        if self._freely is None:
            self._bound.feed(frame)
            if passed % LOOK_EVERY and not over:
                return None
            if self._phrase in self._bound.so_far:
                return self._reminded(over=over)
            self._over = over or passed * FRAME_S >= LONGEST_S
            return None
        self._freely.feed(frame)
        return self._check(over=over) if over or not passed % LOOK_EVERY else None

    def _reminded(self, *, over: bool) -> int | None:
        """The grammar has heard it: decode all of it freely."""
        self._reminded_at = len(self._audio)
        if self._free is None:
            self._over = True
            return 0
        self._freely = Segments(self._free.take())
        for each in self._audio:
            self._freely.feed(each)
        return self._check(over=over)

    def _check(self, *, over: bool) -> int | None:
        assert self._freely is not None  # noqa: S101  (the grammar has heard it)
        since = len(self._audio) - self._reminded_at
        last = over or since * FRAME_S >= CHECK_S
        text = self._freely.finish().text if last else self._freely.so_far
        said = sounds(self._plain, text) >= SURE_FROM
        if said or last:
            self._over = True
        return since if said else None


def sounds(plain: str, text: str) -> float:
    """How much some letters sound in a text, 0 to 100: its part that is most similar counts."""
    heard = letters(text)
    if len(heard) < len(plain):
        return float(fuzz.ratio(plain, heard))
    return float(fuzz.partial_ratio(plain, heard))
