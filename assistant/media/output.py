"""Loudspeakers: a sound device, or, where there is none, silence that keeps time.

The device runs only while something sounds, so that an idle house costs nothing. Its buffer is
short: what is told to stop is silent within `BLOCK_S` and what the device has buffered.
"""

import logging
import threading
import time
from collections.abc import Callable, Generator
from types import TracebackType
from typing import Any, Protocol, Self

import miniaudio

from assistant.media.alsa import quiet_alsa
from assistant.media.mixing import CHANNELS, RATE, Block, Mixer, Playing, Samples, Source
from assistant.media.mixing import PcmSource as _PcmSource
from assistant.media.mixing import mono_block as _mono_block

_LOG = logging.getLogger(__name__)

BLOCK_S = 0.015
"""Seconds a device asks for at a time; it holds two or three of them."""
IDLE_S = 1.0
"""After so long without a sound the device is stopped."""
STALLED_S = 2.0
"""A device that asks for nothing for so long, though something should sound, is gone."""
SILENT = "none (silent, keeps time)"
"""The name of the output without a sound card."""

Pull = Callable[[int], Block]

_REAL_BACKENDS = [
    backend
    for backend in miniaudio.Backend
    if backend not in {miniaudio.Backend.NULL, miniaudio.Backend.CUSTOM}
]


class Driver(Protocol):
    """What asks for blocks at the pace of time."""

    @property
    def name(self) -> str:
        """What a person calls it."""

    def start(self, pull: Pull) -> None:
        """Begin to ask `pull` for blocks, on a thread of its own."""

    def stop(self) -> None:
        """Ask no more."""

    def close(self) -> None:
        """Give the device back."""


class SoundDevice:
    """A real loudspeaker through miniaudio."""

    def __init__(self, name: str, device_id: Any = None) -> None:
        quiet_alsa()
        self._device = miniaudio.PlaybackDevice(
            output_format=miniaudio.SampleFormat.SIGNED16,
            nchannels=CHANNELS,
            sample_rate=RATE,
            buffersize_msec=round(BLOCK_S * 1000),
            device_id=device_id,
            callback_periods=2,
            backends=_REAL_BACKENDS,
            app_name="assistant",
        )
        self.name = f"{name} ({self._device.backend})"

    def start(self, pull: Pull) -> None:
        """See `Driver`."""
        blocks = _blocks(pull)
        next(blocks)
        self._device.start(blocks)

    def stop(self) -> None:
        """See `Driver`."""
        try:
            self._device.stop()
        except miniaudio.MiniaudioError as error:  # a device that was pulled out
            _LOG.warning("the loudspeaker %s: %s", self.name, error)

    def close(self) -> None:
        """See `Driver`."""
        self._device.close()


def _blocks(pull: Pull) -> Generator[bytes, int, None]:
    frames = yield b""
    while True:
        frames = yield pull(frames).tobytes()


class SilentDevice:
    """No loudspeaker, but music still takes as long as it takes.

    Args:
        hear: told each block and when (`time.monotonic`) it would have sounded.
    """

    name = SILENT

    def __init__(self, hear: Callable[[float, Block], None] | None = None) -> None:
        self._hear = hear
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self, pull: Pull) -> None:
        """See `Driver`."""
        self._ended = ended = threading.Event()
        self._thread = threading.Thread(
            target=self._keep_time, args=(pull, ended), name="silent output", daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        """See `Driver`."""
        self._ended.set()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join()

    def close(self) -> None:
        """See `Driver`."""
        self.stop()

    def _keep_time(self, pull: Pull, ended: threading.Event) -> None:
        due = time.monotonic()
        while not ended.wait(max(0.0, due - time.monotonic())):
            block = pull(round(BLOCK_S * RATE))
            if self._hear is not None:
                self._hear(time.monotonic(), block)
            due += BLOCK_S


class Output:
    """A loudspeaker that several sounds share. A context manager.

    Args:
        driver: the device.
        problem: why it is not the one that was asked for.
    """

    def __init__(self, driver: Driver, problem: str | None = None) -> None:
        self.problem = problem
        self._driver = driver
        self._mixer = Mixer()
        self._changing = threading.Lock()
        self._running = False
        self._closed = threading.Event()
        self._pulled = time.monotonic()

    @property
    def name(self) -> str:
        """What is really used: a device, or `SILENT`."""
        return self._driver.name

    @property
    def silent(self) -> bool:
        """Whether nobody can hear it."""
        return isinstance(self._driver, SilentDevice)

    def play(self, samples: Samples, rate: int) -> Playing:
        """Let 16-bit samples of one channel sound at once, beside whatever sounds already."""
        return self.add(_PcmSource(_mono_block(samples, rate)))

    def add(
        self, source: Source, gain: float = 1.0, on_done: Callable[[], None] = lambda: None
    ) -> Playing:
        """Let a source sound; `on_done` is called on the audio thread and must be quick."""
        playing = self._mixer.add(source, gain, on_done, self._wake)
        self._wake()
        return playing

    def close(self) -> None:
        """Silence, and give the device back."""
        self._closed.set()
        with self._changing:
            if self._running:
                self._driver.stop()
                self._running = False
            self._driver.close()
        self._mixer.end_all()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _wake(self) -> None:
        with self._changing:
            if self._closed.is_set():
                self._mixer.end_all()
            elif not self._running:
                self._start()

    def _start(self) -> None:
        self._pulled = time.monotonic()
        try:
            self._driver.start(self._pull)
        except miniaudio.MiniaudioError as error:
            self._go_silent(str(error))
        self._running = True
        threading.Thread(target=self._watch, name="output watch", daemon=True).start()

    def _pull(self, frames: int) -> Block:
        self._pulled = time.monotonic()
        return self._mixer.pull(frames)

    def _watch(self) -> None:
        """Stops the device when there is nothing to play, replaces it when it is gone."""
        busy = time.monotonic()
        while not self._closed.wait(0.25):
            now = time.monotonic()
            if not self._mixer.idle:
                busy = now
            with self._changing:
                if self._closed.is_set():
                    return
                if now - busy > IDLE_S and self._mixer.idle:
                    self._driver.stop()
                    self._running = False
                    return
                if now - self._pulled > STALLED_S and not self.silent:
                    self._driver.stop()
                    self._go_silent("it stopped taking sound")

    def _go_silent(self, why: str) -> None:
        self.problem = f"the loudspeaker {self._driver.name} cannot be used: {why}"
        _LOG.warning("%s; going on silently", self.problem)
        self._driver.close()
        self._driver = SilentDevice()
        self._pulled = time.monotonic()
        self._driver.start(self._pull)


def list_outputs() -> tuple[str, ...]:
    """The names of the loudspeakers of this machine."""
    return tuple(device["name"] for device in _devices())


def open_output(name: str = "default") -> Output:
    """Open a loudspeaker by part of its name.

    `default` is the system's own; `null` is silence. Where the named one is not there, the default
    is used, and where there is none, silence; `Output.problem` and `Output.name` say so.
    """
    if name.casefold() in {"null", "none"}:
        return Output(SilentDevice())
    problem, device_id, called = None, None, "default"
    if name.casefold() != "default":
        found = [d for d in _devices() if name.casefold() in d["name"].casefold()]
        if found:
            device_id, called = found[0]["id"], found[0]["name"]
        else:
            there = ", ".join(list_outputs()) or "none"
            problem = f"no loudspeaker is named like {name!r} (there are: {there})"
    try:
        return Output(SoundDevice(called, device_id), problem)
    except miniaudio.MiniaudioError as error:
        why = problem or f"no loudspeaker can be opened ({error.args[0]})"
        return Output(SilentDevice(), f"{why}; playing silently")


def _devices() -> list[dict[str, Any]]:
    quiet_alsa()
    try:
        found: list[dict[str, Any]] = miniaudio.Devices(_REAL_BACKENDS).get_playbacks()
    except miniaudio.MiniaudioError:
        return []
    return found
