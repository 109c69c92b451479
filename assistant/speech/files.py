"""Recordings as sources of sound: audio files of any rate, and raw samples on standard input."""

import sys
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self

import numpy as np

from assistant.core.errors import AudioFileError
from assistant.speech.frames import FRAME_BYTES, FRAME_S, FloatSamples, FrameCutter, MonoResampler
from assistant.speech.level import Level

_BLOCK_S = 0.5
"""Read this much at a time, so that a two-hour recording needs no more memory than a short one."""
_MAX_CHANNELS = 64
TAIL_S = 0.8
"""Silence after a file, so that one cut off right behind its last word ends as speech does."""


class FileSource:
    """A WAV, FLAC, Ogg or MP3 file, read block by block.

    Entering raises `AudioFileError` where the file is missing, empty or no audio. `level` tells
    after reading whether the recording was silent or clipped. `tail_s` seconds of silence follow
    the recording.
    """

    def __init__(self, path: str | Path, tail_s: float = TAIL_S) -> None:
        self.path = Path(path)
        self._tail_frames = round(tail_s / FRAME_S)
        self.level = Level()
        self._file: Any = None
        self._read_frames = 0
        self._other_reader: _DrFlac | None = None

    @property
    def name(self) -> str:
        """The path as it was given."""
        return str(self.path)

    def __enter__(self) -> Self:
        self._file = _open(self.path)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None

    def __iter__(self) -> Iterator[bytes]:
        """Yield frames; silence fills the last one up and follows it."""
        resampler = MonoResampler(self._file.samplerate, self._file.channels)
        cutter = FrameCutter()
        block_frames = max(1, int(self._file.samplerate * _BLOCK_S))
        last = False
        while not last:
            block = self._read(block_frames)
            last = len(block) < block_frames
            self._read_frames += len(block)
            yield from self._measured(cutter.feed(resampler.feed(block, last=last)))
        yield from self._measured(cutter.end())
        for _ in range(self._tail_frames):
            yield bytes(FRAME_BYTES)

    def _read(self, frames: int) -> Any:
        if self._other_reader is not None:
            return self._read_other(frames)
        try:
            return self._file.read(frames, dtype="float32", always_2d=True)
        except Exception as error:
            if self._other_reader is None and self._file.format == "FLAC":
                self._other_reader = _DrFlac(self.path, self._read_frames, self._file.channels)
            if self._other_reader is None:
                raise AudioFileError(self.path, f"it breaks off or is damaged ({error})") from error
        return self._read_other(frames)

    def _read_other(self, frames: int) -> Any:
        assert self._other_reader is not None  # noqa: S101  (both callers have seen to it)
        block = self._other_reader.read(frames)
        if len(block) < frames and self._read_frames + len(block) < self._file.frames:
            raise AudioFileError(self.path, "it breaks off or is damaged")
        return block

    def _measured(self, frames: Iterator[bytes]) -> Iterator[bytes]:
        for frame in frames:
            self.level = self.level.including(frame)
            yield frame


class _DrFlac:
    """A second FLAC decoder.

    The one in soundfile gives up in the middle of some files that others play (6 of 165 recordings
    of the wake word).
    """

    def __init__(self, path: Path, seek: int, channels: int) -> None:
        import miniaudio  # noqa: PLC0415  (rarely needed)

        self._channels = channels
        self._stream = miniaudio.flac_stream_file(str(path), 4096, seek)
        self._waiting = np.zeros((0, channels), np.float32)

    def read(self, frames: int) -> FloatSamples:
        """Up to `frames` samples of each channel, fewer only at the end."""
        while len(self._waiting) < frames:
            samples = next(self._stream, None)
            if samples is None:
                break
            block = np.asarray(samples, np.float32).reshape(-1, self._channels) / np.float32(32_768)
            self._waiting = np.concatenate([self._waiting, block])
        block, self._waiting = self._waiting[:frames], self._waiting[frames:]
        return block


def _open(path: Path) -> Any:
    """Open an audio file, or say in plain words why not."""
    import soundfile  # noqa: PLC0415  (loads libsndfile)

    if not path.exists():
        raise AudioFileError(path, "there is no such file")
    if path.is_dir():
        raise AudioFileError(path, "it is a folder; name the audio files in it")
    try:
        if path.is_file() and path.stat().st_size == 0:
            raise AudioFileError(path, "the file is empty")
        file = soundfile.SoundFile(path)
    except OSError as error:
        raise AudioFileError(path, error.strerror or str(error)) from error
    except (soundfile.SoundFileError, TypeError, ValueError) as error:
        raise AudioFileError(
            path, f"not an audio file, or cut off in its header ({error})"
        ) from error
    if file.frames == 0:
        file.close()
        raise AudioFileError(path, "it holds no sound, only a header")
    if not (1 <= file.channels <= _MAX_CHANNELS and file.samplerate > 0):
        file.close()
        raise AudioFileError(path, f"{file.channels} channels at {file.samplerate} Hz is no speech")
    return file


class RawSource:
    """Raw 16 kHz mono 16-bit little-endian samples, as `arecord -f S16_LE -r 16000 -t raw` gives.

    `level` tells after reading whether they were silent or clipped, where they are `measured`: that
    is not for a stream that is listened to day and night.
    """

    def __init__(
        self,
        stream: BinaryIO | None = None,
        name: str = "standard input",
        *,
        measured: bool = True,
    ) -> None:
        self._stream = sys.stdin.buffer if stream is None else stream
        self._name = name
        self._measured = measured
        self.level = Level()

    @property
    def name(self) -> str:
        """Where the samples come from."""
        return self._name

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Leave the stream open: it belongs to whoever handed it in."""

    def __iter__(self) -> Iterator[bytes]:
        """Yield frames as they come in; an odd last byte is dropped."""
        cutter = FrameCutter()
        read = getattr(self._stream, "read1", self._stream.read)
        while data := read(FRAME_BYTES):
            for frame in cutter.feed(data):
                if self._measured:
                    self.level = self.level.including(frame)
                yield frame
        yield from cutter.end()
