"""What a recogniser expects of the household, kept up to date while it listens."""

import logging
from concurrent.futures import Future, ThreadPoolExecutor

from assistant.app.parts import App
from assistant.core.errors import AssistantError
from assistant.core.settings import Language
from assistant.speech.recogniser import Recogniser
from assistant.speech.vosk_recogniser import VoskRecogniser
from assistant.speech.whisper_recogniser import WhisperRecogniser

log = logging.getLogger(__name__)


class Vocabulary:
    """Tells a recogniser the household's words again where they have changed.

    What was bought for the first time has to be heard from the next command on, without a restart.
    """

    def __init__(self, app: App, recogniser: Recogniser, language: Language) -> None:
        self._app = app
        self._recogniser = recogniser
        self._language = language
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="words")
        self._waiting: Future[bool] | None = None

    def refresh(self) -> bool:
        """Compare what the household has now with what is expected; whether it changed.

        Raises `AssistantError` where the household's orders or sentences cannot be read.
        """
        self._app.shelf.prefer(self._app.history())
        match self._recogniser:
            case WhisperRecogniser() as whisper:
                hotwords = tuple(self._app.hotwords(self._language))
                if hotwords == whisper.hotwords:
                    return False
                whisper.expect(hotwords)
            case VoskRecogniser() as vosk:
                phrases = self._app.phrases(self._language)
                if phrases == vosk.phrases:
                    return False
                vosk.expect(phrases)
            case _:
                return False
        log.info("the household's words in %s have changed", self._language)
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
