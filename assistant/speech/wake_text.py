"""Takes the wake word off a transcript.

The recogniser hears the wake word too, because a command that follows without a pause begins
before the detector is sure; cutting the sound would cut the command's first word.
"""

import unicodedata
from collections.abc import Sequence

import msgspec
from rapidfuzz import fuzz

from assistant.speech.recogniser import Transcript

SPOKEN = ("alexa", "hey jarvis", "okay nabu", "hey mycroft", "알렉사", "헤이 자비스")
"""How wake words come out of a recogniser."""
_SIMILAR = 75.0
_LATEST_WORD = 4
"""What comes before the wake word is the end of other talk, and at most this many words."""


def strip_wake_word(text: str, called: Sequence[str] = SPOKEN) -> str:
    """The text after the wake word, the whole text where there is none."""
    words = text.split()
    best, cut = _SIMILAR, 0
    for spoken in called:
        length = len(spoken.split())
        for start in range(min(len(words) - length + 1, _LATEST_WORD)):
            heard = _plain(" ".join(words[start : start + length]))
            score = fuzz.ratio(heard, _plain(spoken))
            if score > best:
                best, cut = score, start + length
    return " ".join(words[cut:]).lstrip(" ,.!?-")


def without_wake_word(transcript: Transcript, called: Sequence[str] = SPOKEN) -> Transcript:
    """The transcript with the wake word taken off its texts."""
    free = transcript.free_text
    return msgspec.structs.replace(
        transcript,
        text=strip_wake_word(transcript.text, called),
        free_text=None if free is None else strip_wake_word(free, called),
    )


def _plain(text: str) -> str:
    """Lower-case letters only, Hangul as jamo, so that near sounds look near."""
    return "".join(c for c in unicodedata.normalize("NFD", text.lower()) if c.isalnum())
