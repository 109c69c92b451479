"""What a recogniser expects of the household, kept up to date while it listens."""

import logging
from concurrent.futures import Future, ThreadPoolExecutor

from assistant.app.parts import App
from assistant.core.errors import AssistantError
from assistant.speech.both_languages import BothLanguages
from assistant.speech.recogniser import Recogniser
from assistant.speech.vosk_recogniser import VoskRecogniser
from assistant.speech.whisper_recogniser import WhisperRecogniser

log = logging.getLogger(__name__)


class Vocabulary:
    """Tells a recogniser the household's words again where they have changed.

    What was bought for the first time has to be heard from the next command on, without a restart.
    """

    def __init__(self, app: App, recogniser: Recogniser) -> None:
        self._app = app
        self._recogniser = recogniser
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="words")
        self._waiting: Future[bool] | None = None

    def refresh(self) -> bool:
        """Compare what the household has now with what is expected; whether it changed.

        Raises `AssistantError` where the household's orders or sentences cannot be read.
        """
        self._app.shelf.prefer(self._app.history())
        if isinstance(self._recogniser, BothLanguages):
            changed = [self._tell(each) for each in self._recogniser.recognisers]
            return any(changed)
        return self._tell(self._recogniser)

    def _tell(self, recogniser: Recogniser) -> bool:
        match recogniser:
            case WhisperRecogniser() as whisper:
                hotwords = tuple(self._app.hearing.expected.hotwords(whisper.language))
                if hotwords == whisper.hotwords:
                    return False
                whisper.expect(hotwords)
            case VoskRecogniser() as vosk:
                phrases = self._app.hearing.expected.phrases(vosk.language)
                if phrases == vosk.phrases:
                    return False
                vosk.expect(phrases)
            case _:
                return False
        log.info("the household's words in %s have changed", recogniser.language)
        return True

    def refresh_soon(self) -> None:
        """The same in a thread of its own; once for many changes that come together."""
        if self._waiting is None or self._waiting.running() or self._waiting.done():
            self._waiting = self._worker.submit(self._refresh_or_tell)

    def close(self) -> None:
        """Wait for what was begun."""
        self._worker.shutdown(wait=True, cancel_futures=True)

    def _refresh_or_tell(self) -> bool:
        try:
            return self.refresh()
        except AssistantError as error:
            log.warning("the words to listen for stay as they are: %s", error)
            return False
