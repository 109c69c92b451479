"""The one stream behind every source of sound: 16 kHz, mono, 16-bit, in frames of 32 ms.

512 samples is the window of the voice activity detector (Silero version 5 and later takes no
other), so that nothing after this module has to cut audio again.
"""

from collections.abc import Iterator
from types import TracebackType
from typing import Any, Protocol, Self

import numpy as np
import numpy.typing as npt

SAMPLE_RATE = 16_000
"""Samples a second."""
FRAME_SAMPLES = 512
FRAME_BYTES = FRAME_SAMPLES * 2
FRAME_S = FRAME_SAMPLES / SAMPLE_RATE
"""Seconds a frame lasts: 0.032."""

Samples = npt.NDArray[np.int16]
FloatSamples = npt.NDArray[np.float32]


class AudioSource(Protocol):
    """Something that can be listened to: a context manager that yields frames.

    Each frame is `FRAME_BYTES` bytes of little-endian 16-bit mono at `SAMPLE_RATE`.
    """

    @property
    def name(self) -> str:
        """What a person calls it: a file name or a device."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...

    def __iter__(self) -> Iterator[bytes]: ...


class FrameCutter:
    """Cuts bytes that come in pieces of any length into frames."""

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Yield the frames that are complete; the rest waits for the next call."""
        data = self._rest + data
        whole = len(data) - len(data) % FRAME_BYTES
        self._rest = data[whole:]
        for start in range(0, whole, FRAME_BYTES):
            yield data[start : start + FRAME_BYTES]

    def end(self) -> Iterator[bytes]:
        """Yield what is left, padded with silence; an odd last byte is half a sample and dropped."""
        rest, self._rest = self._rest[: len(self._rest) & ~1], b""
        if rest:
            yield rest.ljust(FRAME_BYTES, b"\0")


class MonoResampler:
    """Turns float audio of any rate and channel count into the 16 kHz mono bytes of the stream."""

    def __init__(self, rate: int, channels: int) -> None:
        self._channels = channels
        self._stream: Any = None
        if rate != SAMPLE_RATE:
            import soxr  # noqa: PLC0415  (most sources are at 16 kHz already)

            self._stream = soxr.ResampleStream(rate, SAMPLE_RATE, 1, dtype="float32")

    @property
    def passes_through(self) -> bool:
        """Whether the sound is at 16 kHz and mono already."""
        return self._stream is None and self._channels == 1

    def feed(self, samples: FloatSamples, *, last: bool = False) -> bytes:
        """Convert samples of shape (n, channels) in -1 to 1; `last` flushes the filter."""
        mono = samples.reshape(-1, self._channels)
        mixed = mono[:, 0] if self._channels == 1 else mono.mean(axis=1, dtype=np.float32)
        if self._stream is not None:
            mixed = self._stream.resample_chunk(np.ascontiguousarray(mixed), last=last)
        return to_int16(mixed).tobytes()


def to_int16(samples: FloatSamples) -> Samples:
    """Float samples in -1 to 1 as 16-bit integers; what is louder is clipped, not wrapped."""
    scaled = np.nan_to_num(samples, posinf=1.0, neginf=-1.0) * 32_768.0
    clipped: Samples = np.clip(np.rint(scaled), -32_768, 32_767).astype(np.int16)
    return clipped


def to_float(audio: bytes) -> FloatSamples:
    """Bytes of the stream as float samples in -1 to 1."""
    return np.frombuffer(audio, dtype="<i2").astype(np.float32) / np.float32(32_768.0)
