"""What hears and speaks, made out of what the assistant knows: the models and what they expect."""

import contextlib
import logging
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from assistant.app.expected_words import ExpectedWords, Mind
from assistant.core.errors import AudioDeviceError
from assistant.core.settings import Language, Settings
from assistant.language.intent import Intent
from assistant.language.names.resolve import CERTAIN
from assistant.language.words import digits
from assistant.media.output import open_output
from assistant.speech.both_languages import BothLanguages
from assistant.speech.endpoint import SileroVoiceActivity
from assistant.speech.grammar import Phrases
from assistant.speech.interruption import StopSpotter
from assistant.speech.listener import Listener
from assistant.speech.loaded_models import LoadedModels
from assistant.speech.own_voice import DeafToItself, OwnVoice
from assistant.speech.recogniser import Recogniser, Transcript
from assistant.speech.speak import SpeechSynthesiser, VoiceError, make_synthesiser
from assistant.speech.vosk_recogniser import VoskRecogniser
from assistant.speech.wake import MicroWakeWord, WakeWord
from assistant.speech.wake_phrase import WakePhrase, language_of
from assistant.speech.wake_text import SPOKEN
from assistant.speech.whisper_recogniser import WhisperRecogniser

log = logging.getLogger(__name__)

FIRST_SAID: Mapping[Language, tuple[str, str]] = {
    "en": ("play Chopin and reorder detergent", "the cat is on the roof"),
    "ko": ("쇼팽 틀고 세제 주문해 줘", "고양이가 지붕 위에 있어"),
}
"""Understood once before anybody speaks: commands, and talk at whose meaning it is only guessed."""
ANYTHING = "sunset"
"""A word that could be the name of anything."""
URGENT: tuple[object, ...] = (("Stop", {}),)
"""The meaning of who wants quiet now, though “stop listening” begins with it, too."""
HARMLESS: tuple[tuple[str, Mapping[str, object]], ...] = tuple(
    (name, {}) for name in ("Stop", "Pause", "Resume", "Next", "VolumeUp", "VolumeDown")
)
"""Meanings that cost nothing where they were not meant, and that a word undoes."""
STOPPING = frozenset({"Stop"})
"""What is heard without a wake word while the assistant talks or plays."""
STOPS_FROM = 0.9
"""How sure the meaning has to be then."""
WHISPERED_STOP = 0.28
"""What Whisper is sure of at least where its words are exactly such a sentence."""
MOST_STOP_SENTENCES = 4500
MOST_STOPS = 24
"""Sentences that Whisper is told to expect then."""
REMINDED_FROM = 0.05
"""The probability from which its own voice is taken for its wake word; the word itself counts from 0.9."""


def _meaning(intent: Intent | None) -> object | None:
    """What two sentences have in common that mean the same."""
    if intent is None:
        return None
    return intent.name, {name: slot.value for name, slot in intent.slots.items()}


class Hearing:
    """Recognisers, listeners and the voice."""

    def __init__(self, settings: Settings, mind: Mind, models: LoadedModels) -> None:
        self._settings = settings
        self._mind = mind
        self._models = models
        self.expected = ExpectedWords(mind)

    def recogniser(self, language: Language) -> Recogniser:
        """The speech recogniser of a language, loaded; `ModelMissingError` where there is none."""
        self._models.begin([language])
        # What is expected is worked out while the model loads.
        for text in FIRST_SAID[language]:
            self._mind.understand(text, language)
        if self._models.engine(language) == "vosk":
            phrases = self.expected.phrases(language)
            phrases.make_ready()
            understand = self._mind.matcher(language).understand
            return VoskRecogniser(
                self._models.vosk(language),
                phrases,
                meaning=lambda text: _meaning(understand(text).intent),
                called=self._called,
                urgent=URGENT,
                harmless=HARMLESS,
            )
        hotwords = self.expected.hotwords(language)
        return self._models.whisper(language).narrowed(
            hotwords, lambda text: self._is_complete(text, language)
        )

    def ears(self) -> Recogniser:
        """The recogniser of the household's language, or of both with `language = "auto"`."""
        main = self._settings.household.main_language
        if self._settings.household.language != "auto":
            return self.recogniser(main)
        other: Language = "ko" if main == "en" else "en"
        with ThreadPoolExecutor(2) as pool:
            one, two = pool.map(self.recogniser, (main, other))
        return BothLanguages(one, two, self._sureness)

    def _sureness(self, text: str, language: Language) -> float:
        """How sure the meaning of a text is, 0 where it has none."""
        found = self._mind.understand(text, language).intent
        return 0.0 if found is None else min(1.0, found.score)

    def _is_complete(self, text: str, language: Language) -> bool:
        """Whether a text is a command that leaves nothing open, so that it need not be waited for."""
        intent = self._mind.understand(text, language).intent
        if intent is None:
            return False
        if intent.name == "SayCode":  # a longer one goes on
            return False
        if not intent.slots:  # "play" is complete, and the beginning of something else
            longer = self._mind.matcher(language).understand(f"{text} {ANYTHING}").intent
            return longer is None or longer.name == intent.name
        if intent.name == "PlayMusic":
            return bool(
                self._mind.records.find({k: str(slot.value) for k, slot in intent.slots.items()})
            )
        named = intent.slots.get("product")
        return named is None or (named.value is not None and named.score >= CERTAIN)

    def listener(
        self, recogniser: Recogniser, *, wake: bool, own_voice: OwnVoice | None = None
    ) -> Listener:
        """From frames to commands; without `wake` only when told to listen.

        `own_voice` is what the assistant says itself, and is not listened to.
        """
        settings = self._settings
        word = self.wake_word() if wake else None
        return Listener(
            wake=word if word is None or own_voice is None else DeafToItself(word, own_voice),
            voice_activity=SileroVoiceActivity(),
            recogniser=recogniser,
            endpoint=settings.endpoint,
            preroll_s=settings.wake.preroll_s,
            called=self._called,
        )

    @property
    def _called(self) -> tuple[str, ...]:
        """How what wakes it may come out of a recogniser."""
        phrase = self._settings.wake.phrase
        return (*SPOKEN, phrase) if phrase else SPOKEN

    def wake_word(self) -> WakeWord:
        """What wakes it.

        Raises `BadInputError` where it is a phrase that cannot be heard, `ModelMissingError` where
        there is no model to hear it with.
        """
        wake = self._settings.wake
        if wake.phrase:
            return self._wake_phrase(wake.refractory_s, checked=True)
        return MicroWakeWord(wake.word, wake.refractory_s)

    def _wake_phrase(self, refractory_s: float, *, checked: bool) -> WakeWord:
        phrase = self._settings.wake.phrase
        model = self._models.vosk(language_of(phrase))
        return WakePhrase(phrase, model, SileroVoiceActivity(), refractory_s, checked=checked)

    def own_voice(self) -> OwnVoice:
        """What knows when the assistant itself says something like its wake word."""
        return OwnVoice(self.reminder())

    def reminder(self) -> WakeWord:
        """A wake word that is easily reminded, for what the assistant is going to say."""
        if self._settings.wake.phrase:
            return self._wake_phrase(0.0, checked=False)
        return MicroWakeWord(self._settings.wake.word, 0.0, batch=1, cutoff=REMINDED_FROM)

    def code_recogniser(self, recogniser: Recogniser) -> Recogniser:
        """The same models, expecting digits: what a spoken code is heard by.

        Of 12 codes in a synthetic voice Whisper heard 8 without and 11 with the digits expected.
        Espeak's Korean digits are not to be understood, with a grammar of digits neither.
        """
        match recogniser:
            case BothLanguages(recognisers=(one, other)):
                both = self.code_recogniser(one), self.code_recogniser(other)
                return BothLanguages(*both, self._sureness)
            case WhisperRecogniser():
                return recogniser.narrowed((f"The code is {digits.counted(recogniser.language)}.",))
            case VoskRecogniser():
                return recogniser.narrowed(
                    Phrases.of(digits.rows(recogniser.language)), digits.code
                )
        return recogniser

    def interruption(self, recogniser: Recogniser) -> StopSpotter:
        """What hears "stop" while the assistant talks or plays."""
        return StopSpotter(SileroVoiceActivity(), self._expecting_stops(recogniser), self._stops)

    def _expecting_stops(self, recogniser: Recogniser) -> Recogniser:
        """The same models, listening for the sentences that mean to stop and nothing else."""
        match recogniser:
            case BothLanguages(recognisers=(one, other)):
                both = self._expecting_stops(one), self._expecting_stops(other)
                return BothLanguages(*both, self._sureness)
            case WhisperRecogniser():
                return recogniser.narrowed(self._stop_sentences(recogniser.language)[:MOST_STOPS])
            case VoskRecogniser():
                understand = self._mind.matcher(recogniser.language).understand
                return recogniser.narrowed(
                    Phrases.of(self._stop_sentences(recogniser.language)),
                    lambda text: _meaning(understand(text).intent),
                )
            case _:
                return recogniser

    def _stop_sentences(self, language: Language) -> list[str]:
        return self._mind.sentences(language).sample(MOST_STOP_SENTENCES, STOPPING)

    def _stops(self, transcript: Transcript) -> bool:
        """Whether a transcript is a sentence that means to stop, not just one that sounds like it."""
        whisper = transcript.engine == "whisper"
        if not transcript.accepted and not (whisper and transcript.score >= WHISPERED_STOP):
            return False
        language = transcript.language or self._settings.household.main_language
        pieces = [piece for piece in transcript.text.split(",") if piece.strip()]  # "stop, stop"
        intents = [self._mind.understand(piece, language).intent for piece in pieces]
        return bool(intents) and all(
            intent is not None and intent.name in STOPPING and intent.score >= STOPS_FROM
            for intent in intents
        )

    def synthesiser(self) -> SpeechSynthesiser | None:
        """The voice, started; None where there is none, which is logged with the mend."""
        try:
            synthesiser = make_synthesiser(self._settings.voice)
            if synthesiser is not None:
                synthesiser.synthesise("ready", "en")
        except VoiceError as error:
            log.warning("replies are shown, not spoken: %s", error)
            return None
        return synthesiser

    def say(self, text: str, language: Language, wav: Path | None = None) -> None:
        """Speak a text through the loudspeaker, or into a WAV file; raises `VoiceError`."""
        synthesiser = make_synthesiser(self._settings.voice)
        if synthesiser is None:
            raise VoiceError("voice.engine is none; set it to auto")
        with contextlib.closing(synthesiser):
            speech = synthesiser.synthesise(text, language)
        if wav is not None:
            speech.save(wav)
            return
        with open_output(self._settings.audio.output) as output:
            if output.silent:
                raise AudioDeviceError("no loudspeaker here; --wav FILE writes the speech instead")
            output.play(speech.samples, speech.rate).wait(speech.seconds + 2)
