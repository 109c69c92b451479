"""What the loudspeaker of this machine plays, all programs together: the sound server's monitor.

PulseAudio, and PipeWire in its place, let everybody record what a loudspeaker is given. That is what
an echo canceller needs, and no process of ours could know it by itself: the music is played by
another one.
"""

import logging
import os
import shutil
import subprocess
import threading
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec

from assistant.core.settings import Audio
from assistant.speech.echo import EchoCancellerMissingError, speexdsp
from assistant.speech.frames import FRAME_BYTES, SAMPLE_RATE

log = logging.getLogger(__name__)

RECORD = (
    *("parec", "--device=@DEFAULT_MONITOR@", "--format=s16le", f"--rate={SAMPLE_RATE}"),
    *("--channels=1", "--latency-msec=20", "--client-name=assistant", "--raw"),
)
SERVED = frozenset({"", "default", "pulse", "pipewire"})
"""The names of loudspeakers that are the sound server's choice."""
RETRY_S = 5.0
KEPT_S = 0.2
"""Sound kept while nobody takes it: whoever is late gets what is played about now."""


class Prospect(msgspec.Struct, frozen=True):
    """Whether echo can be cancelled here."""

    possible: bool
    why: str
    """What it is done with, or what is in the way."""
    mend: str = ""


def prospect(audio: Audio, environ: Mapping[str, str] = os.environ) -> Prospect:
    """Whether the microphone's echo can be cancelled here, and what to do where it cannot."""
    if audio.echo_cancellation == "off":
        return Prospect(possible=False, why="switched off", mend="audio.echo_cancellation = auto")
    if audio.output not in SERVED:
        mend = "set audio.output to default, and choose the loudspeaker in the sound settings"
        return Prospect(
            possible=False, why=f"{audio.output} is used past the sound server", mend=mend
        )
    try:
        speexdsp()
    except EchoCancellerMissingError as error:
        return Prospect(possible=False, why="no SpeexDSP", mend=str(error).partition("; ")[2])
    if shutil.which(RECORD[0]) is None:
        mend = "apt-get install pulseaudio-utils"
        return Prospect(possible=False, why="parec is missing", mend=mend)
    if not has_server(environ):
        return Prospect(
            possible=False,
            why="no PulseAudio or PipeWire runs for this user",
            mend="apt-get install pulseaudio, and start it",
        )
    return Prospect(possible=True, why="SpeexDSP, with the sound server's monitor")


def has_server(environ: Mapping[str, str]) -> bool:
    """Whether a sound server is there already; asking it would start one where there is none."""
    if environ.get("PULSE_SERVER"):
        return True
    runtime = environ.get("PULSE_RUNTIME_PATH")
    if runtime is None:
        runtime = str(Path(environ.get("XDG_RUNTIME_DIR", f"/run/user/{os.getuid()}")) / "pulse")
    return (Path(runtime) / "native").exists()


class LoudspeakerMonitor:
    """Records what is played, from entering to leaving; a context manager.

    A server that goes away is waited for; until then nothing is played as far as we know. `command`
    is what records, for tests.
    """

    def __init__(self, command: tuple[str, ...] = RECORD) -> None:
        self._command = command
        self._lock = threading.Lock()
        self._sound = bytearray()
        self._closing = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._thread = threading.Thread(target=self._record, name="monitor", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._closing.set()
        process = self._process
        if process is not None:
            process.terminate()
        self._thread.join()

    def take(self) -> bytes:
        """The oldest frame that nobody has taken; silence where nothing has come."""
        with self._lock:
            frame = bytes(self._sound[:FRAME_BYTES])
            del self._sound[:FRAME_BYTES]
        return frame.ljust(FRAME_BYTES, b"\0")

    def _record(self) -> None:
        while not self._closing.is_set():
            try:
                with subprocess.Popen(
                    self._command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, bufsize=0
                ) as self._process:
                    self._follow(self._process)
            except OSError as error:
                log.warning("cannot hear what the loudspeaker plays: %s", error)
            self._closing.wait(RETRY_S)

    def _follow(self, process: "subprocess.Popen[bytes]") -> None:
        assert process.stdout is not None  # noqa: S101  (it is a pipe)
        while sound := process.stdout.read(FRAME_BYTES):
            with self._lock:
                self._sound += sound
                too_much = len(self._sound) - int(KEPT_S * SAMPLE_RATE) * 2
                if too_much > 0:
                    del self._sound[: too_much & ~1]
            if self._closing.is_set():
                process.terminate()
