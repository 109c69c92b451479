"""Keeps what was heard, only where the owner has turned recording on."""

import logging
from datetime import datetime
from pathlib import Path

import numpy as np
import soundfile

from assistant.speech.frames import SAMPLE_RATE
from assistant.voice import Heard, VoiceEvent

log = logging.getLogger(__name__)


class Recorder:
    """An observer that writes each command as a FLAC file with its transcript as the title."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __call__(self, event: VoiceEvent) -> None:
        """Keep what was heard; a full disk is logged and stops nothing."""
        if not isinstance(event, Heard) or not event.utterance.audio:  # a code leaves nothing
            return
        name = datetime.now().astimezone().strftime("%Y%m%d-%H%M%S-%f.flac")
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with soundfile.SoundFile(self._folder / name, "w", SAMPLE_RATE, 1) as file:
                file.title = event.utterance.transcript.text
                file.write(np.frombuffer(event.utterance.audio, "<i2"))
        except (OSError, soundfile.LibsndfileError) as error:
            log.warning("cannot keep the recording in %s: %s", self._folder, error)
