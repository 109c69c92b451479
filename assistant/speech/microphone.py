"""The microphone, through PortAudio."""

import queue
from collections.abc import Iterator
from types import TracebackType
from typing import Any, Self

import msgspec

from assistant.core.errors import AudioDeviceError
from assistant.speech.frames import FRAME_S, SAMPLE_RATE, FrameCutter, MonoResampler, to_float

_QUEUE_S = 10.0
"""Sound kept while nobody takes frames (a decoding takes a second at most)."""
_STALLED_S = 3.0
"""A device that gives no sound for so long is gone: PortAudio often does not say so."""


class Microphone(msgspec.Struct, frozen=True):
    """A device that records."""

    index: int
    name: str
    rate: int
    """Samples a second that it gives by itself."""
    default: bool


def _portaudio() -> Any:
    """The sounddevice module, imported late: it opens every sound system of the machine."""
    try:
        import sounddevice  # noqa: PLC0415
    except (OSError, ImportError) as error:
        raise AudioDeviceError(
            f"the microphone needs PortAudio ({error}); apt-get install libportaudio2"
        ) from error
    return sounddevice


def microphones() -> list[Microphone]:
    """Every device that records. Raises `AudioDeviceError` where PortAudio is missing."""
    sd = _portaudio()
    try:
        devices, chosen = sd.query_devices(), sd.default.device[0]
    except sd.PortAudioError as error:
        raise AudioDeviceError(f"the sound system does not answer ({error})") from error
    return [
        Microphone(i, device["name"], int(device["default_samplerate"]), i == chosen)
        for i, device in enumerate(devices)
        if device["max_input_channels"] > 0
    ]


def choose_microphone(name: str, found: list[Microphone]) -> Microphone:
    """The one whose name holds `name`; `default` is the system's. Raises `AudioDeviceError`."""
    if not found:
        raise AudioDeviceError(
            "no microphone found; plug one in, or type instead with `assistant chat`"
        )
    if name in ("", "default"):
        named = [each for each in found if each.name == "default"]
        return next((each for each in found if each.default), (named or found)[0])
    wanted = name.casefold()
    exact = [each for each in found if each.name.casefold() == wanted]
    partly = [each for each in found if wanted in each.name.casefold()]
    if not (exact or partly):
        names = ", ".join(each.name for each in found)
        raise AudioDeviceError(f"no microphone called {name!r}; there are: {names}")
    return (exact or partly)[0]


def look_again() -> None:
    """Forget the list of devices: PortAudio makes it once and knows nothing of what comes later."""
    try:
        sd = _portaudio()
    except AudioDeviceError:
        return
    sd._terminate()  # noqa: SLF001 - sounddevice offers no other way
    sd._initialize()  # noqa: SLF001


class MicrophoneSource:
    """Records from entering to leaving. Raises `AudioDeviceError` where that is not possible.

    Sound that nobody takes is kept for ten seconds, then the oldest is dropped and counted in
    `dropped` (blocks of 32 ms).
    """

    def __init__(self, name: str = "default") -> None:
        self._wanted = name
        self._name = name
        self._blocks: queue.Queue[bytes] = queue.Queue(round(_QUEUE_S / FRAME_S))
        self._stream: Any = None
        self._resampler = MonoResampler(SAMPLE_RATE, 1)
        self.dropped = 0

    @property
    def name(self) -> str:
        """The device's own name once it is open."""
        return self._name

    def __enter__(self) -> Self:
        sd = _portaudio()
        device = choose_microphone(self._wanted, microphones())
        self._name = device.name
        rate = SAMPLE_RATE
        try:
            sd.check_input_settings(device.index, 1, "int16", None, rate)
        except sd.PortAudioError:
            rate = device.rate
        self._resampler = MonoResampler(rate, 1)
        try:
            self._stream = sd.RawInputStream(
                samplerate=rate,
                blocksize=round(rate * FRAME_S),
                device=device.index,
                channels=1,
                dtype="int16",
                callback=self._record,
            )
            self._stream.start()
        except sd.PortAudioError as error:
            self._stream = None
            raise AudioDeviceError(
                f"cannot record from {device.name} ({error}); is another program using it?"
            ) from error
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        stream, self._stream = self._stream, None
        if stream is not None:
            stream.close(ignore_errors=True)

    def _record(self, data: Any, _frames: int, _time: Any, _status: Any) -> None:
        """Called by PortAudio's own thread: it may not wait."""
        self._keep(bytes(data))

    def _keep(self, block: bytes) -> None:
        while True:
            try:
                self._blocks.put_nowait(block)
            except queue.Full:
                try:
                    self._blocks.get_nowait()
                    self.dropped += 1
                except queue.Empty:
                    pass
            else:
                return

    def __iter__(self) -> Iterator[bytes]:
        """Yield frames for as long as the device records."""
        cutter = FrameCutter()
        while self._stream is not None:
            yield from cutter.feed(self._converted(self._next()))

    def _next(self) -> bytes:
        try:
            return self._blocks.get(timeout=_STALLED_S)
        except queue.Empty:
            raise AudioDeviceError(
                f"the microphone {self._name} gives no sound any more; was it unplugged?"
            ) from None

    def _converted(self, block: bytes) -> bytes:
        if self._resampler.passes_through:
            return block
        return self._resampler.feed(to_float(block))
