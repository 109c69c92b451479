"""The speech models of a process, each loaded once.

A model takes a second or two to load, most of it without Python's lock: meanwhile the rest of the
program can be read. So whoever is going to listen begins to load before anything else.
"""

import threading
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from assistant.core.errors import ModelMissingError
from assistant.core.settings import Language, Settings
from assistant.speech.models import Engine, ModelPlace, choose_model, find_models
from assistant.speech.vosk_model import VoskModel
from assistant.speech.whisper_recogniser import WhisperRecogniser

Model = VoskModel | WhisperRecogniser


class LoadedModels:
    """Loads models in threads of its own, when they are first asked for."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._loading: dict[Path, Future[Model]] = {}
        self._beginning = threading.Lock()

    def begin(self, languages: Iterable[Language]) -> None:
        """Begin to load what recognises some languages; what is missing is told who asks for it."""
        places = find_models(self._settings)
        for language in languages:
            place = choose_model(places, language, self._settings.recognition.engine)
            if place is not None and place.path is not None:
                self._load(place, place.path)

    def engine(self, language: Language) -> Engine:
        """What recognises a language; `ModelMissingError` where there is nothing."""
        return self._place(language, self._settings.recognition.engine)[0].engine

    def vosk(self, language: Language) -> VoskModel:
        """The Vosk model of a language; likewise."""
        model = self._load(*self._place(language, "vosk")).result()
        assert isinstance(model, VoskModel)  # noqa: S101  (it was asked for)
        return model

    def whisper(self, language: Language) -> WhisperRecogniser:
        """Whisper for a language, expecting nothing yet; likewise."""
        model = self._load(*self._place(language, "whisper")).result()
        assert isinstance(model, WhisperRecogniser)  # noqa: S101  (it was asked for)
        return model

    def _place(self, language: Language, engine: str) -> tuple[ModelPlace, Path]:
        places = find_models(self._settings)
        chosen = choose_model(places, language, engine)
        if chosen is None or chosen.path is None:
            wanted = [p for p in places if p.language == language and engine in {p.engine, "auto"}]
            looked = [looked for place in wanted for looked in place.looked_in]
            mend = "; ".join(place.note for place in wanted)
            raise ModelMissingError(f"speech model for {language}", looked, mend)
        return chosen, chosen.path

    def _load(self, place: ModelPlace, path: Path) -> Future[Model]:
        with self._beginning:
            if path not in self._loading:
                pool = ThreadPoolExecutor(1, thread_name_prefix=f"load-{place.language}")
                self._loading[path] = pool.submit(self._read, place, path)
                pool.shutdown(wait=False)
            return self._loading[path]

    def _read(self, place: ModelPlace, path: Path) -> Model:
        if place.engine == "vosk":
            return VoskModel(path, place.language)
        return WhisperRecogniser(path, threads=self._settings.recognition.threads)
