"""Hears two languages at once: both recognisers decode, the surer one is believed.

A recogniser's score means something within its own engine only. So each is measured by how far it
lies above the least that its engine accepts, and only what the assistant understands counts: English
chatter decodes to Korean that no free decoding shares, and Korean to English words that no sentence
holds.
"""

from collections.abc import Callable

import msgspec

from assistant.core.settings import Language
from assistant.speech.recogniser import Decoding, Outlook, Recogniser, Transcript

SETTLED_FROM = 0.25
"""How sure a whole command in one language has to be, that the slower recogniser is not waited for."""
LEAST = {"vosk": 0.62, "whisper": 0.5}
"""The scores from which the engines begin to be believed."""

Understood = Callable[[str, Language], float]
"""How sure the meaning of a text is, 0 where it has none."""


class BothLanguages:
    """Two recognisers that hear every command together."""

    engine = "both"

    def __init__(self, one: Recogniser, other: Recogniser, understood: Understood) -> None:
        self.recognisers = (one, other)
        self._understood = understood

    @property
    def language(self) -> Language:
        """The first one's: what is spoken where nothing was understood."""
        return self.recognisers[0].language

    def start(self, preroll: bytes = b"") -> Decoding:
        """Begin a command with both."""
        decodings = [(each, each.start(preroll)) for each in self.recognisers]
        return _BothDecoding(decodings, self._sureness)

    def _sureness(self, transcript: Transcript, language: Language) -> float:
        """How much a transcript is believed, 0 to 1; 0 where it is refused or means nothing."""
        if not transcript.accepted:
            return 0.0
        least = LEAST[transcript.engine]
        above = max(0.01, (transcript.score - least) / (1 - least))
        return above * self._understood(transcript.text, language)


class _BothDecoding:
    def __init__(
        self,
        decodings: list[tuple[Recogniser, Decoding]],
        sureness: Callable[[Transcript, Language], float],
    ) -> None:
        self._decodings = [(each.language, decoding) for each, decoding in decodings]
        slow = [decoding for each, decoding in decodings if each.engine == "whisper"]
        self._slow_last = sorted(self._decodings, key=lambda each: each[1] in slow)
        self._sureness = sureness
        self._complete: tuple[Language, Decoding] | None = None

    def feed(self, frame: bytes) -> None:
        for _, decoding in self._decodings:
            decoding.feed(frame)

    def pause(self) -> None:
        for _, decoding in self._decodings:
            decoding.pause()

    def resume(self) -> None:
        self._complete = None
        for _, decoding in self._decodings:
            decoding.resume()

    def outlook(self) -> Outlook:
        """What is complete in one language is complete.

        Each recogniser says so only of what it believes and understands, which the other's speech is
        not. Otherwise, who has begun a known sentence in either language is waited for.
        """
        looks = set()
        for language, decoding in self._slow_last:
            looks.add(decoding.outlook())
            if Outlook.COMPLETE in looks:
                self._complete = language, decoding
                return Outlook.COMPLETE
        return Outlook.UNFINISHED if Outlook.UNFINISHED in looks else Outlook.OPEN

    def finish(self) -> Transcript:
        return self._settled() or self._surest()

    def _settled(self) -> Transcript | None:
        """What the quicker one has heard, where that is whole and sure; None otherwise."""
        if self._complete is None or self._complete == self._slow_last[-1]:
            return None
        language, decoding = self._complete
        heard = decoding.finish()
        if self._sureness(heard, language) < SETTLED_FROM:
            return None
        for _, other in self._decodings:
            if other is not decoding:
                other.cancel()
        return msgspec.structs.replace(heard, language=language)

    def _surest(self) -> Transcript:
        heard = [(decoding.finish(), language) for language, decoding in self._decodings]
        best, spoken = max(heard, key=lambda each: self._sureness(*each))
        if self._sureness(best, spoken) == 0.0:
            best, spoken = heard[0]
            best = msgspec.structs.replace(best, accepted=False)
        return msgspec.structs.replace(best, language=spoken)

    def cancel(self) -> None:
        for _, decoding in self._decodings:
            decoding.cancel()
