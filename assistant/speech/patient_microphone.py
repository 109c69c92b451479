"""A microphone that may be missing, be pulled out and come back; until then there is silence."""

import logging
import threading
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Self

from assistant.core.errors import AudioDeviceError
from assistant.speech.frames import FRAME_BYTES, FRAME_S, AudioSource
from assistant.speech.microphone import (
    MicrophoneSource,
    choose_microphone,
    look_again,
    microphones,
)

log = logging.getLogger(__name__)

RETRY_S = 5.0
SILENCE = bytes(FRAME_BYTES)


class PatientMicrophone:
    """Frames without end: of the microphone while it is there, else of silence at their pace.

    Losing it and finding it again are logged once each. `open_microphone` and `retry_s` are seams
    for tests.
    """

    def __init__(
        self,
        name: str,
        *,
        open_microphone: Callable[[str], AudioSource] = MicrophoneSource,
        retry_s: float = RETRY_S,
    ) -> None:
        self._wanted = name
        self._open = open_microphone
        self._retry_s = retry_s
        self._closed = threading.Event()
        self._missing = False

    @property
    def name(self) -> str:
        """What was asked for, and whether it is there."""
        try:
            choose_microphone(self._wanted, microphones())
        except AudioDeviceError:
            return "a microphone as soon as there is one"
        return f"the microphone “{self._wanted}”"

    def __enter__(self) -> Self:
        self._closed.clear()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._closed.set()

    def __iter__(self) -> Iterator[bytes]:
        """Yield frames until closed."""
        while not self._closed.is_set():
            try:
                with self._open(self._wanted) as microphone:
                    self._found(microphone.name)
                    yield from microphone
            except AudioDeviceError as error:
                self._lost(error)
            yield from self._silence()
            look_again()

    def _silence(self) -> Iterator[bytes]:
        for _ in range(max(1, round(self._retry_s / FRAME_S))):
            if self._closed.wait(FRAME_S):
                return
            yield SILENCE

    def _found(self, name: str) -> None:
        if self._missing:
            log.warning("hearing again, through %s", name)
        self._missing = False

    def _lost(self, error: AudioDeviceError) -> None:
        if not self._missing:
            log.warning(
                "%s; the devices are served meanwhile, and it is looked for every %.0f s",
                error,
                self._retry_s,
            )
        self._missing = True
