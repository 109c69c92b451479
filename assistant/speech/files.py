"""Recordings as sources of sound: audio files of any rate, and raw samples on standard input."""

import sys
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self

from assistant.core.errors import AudioFileError
from assistant.speech.frames import FRAME_BYTES, FRAME_S, FrameCutter, MonoResampler
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
            yield from self._measured(cutter.feed(resampler.feed(block, last=last)))
        yield from self._measured(cutter.end())
        for _ in range(self._tail_frames):
            yield bytes(FRAME_BYTES)

    def _read(self, frames: int) -> Any:
        try:
            return self._file.read(frames, dtype="float32", always_2d=True)
        except Exception as error:
            raise AudioFileError(self.path, f"it breaks off or is damaged ({error})") from error

    def _measured(self, frames: Iterator[bytes]) -> Iterator[bytes]:
        for frame in frames:
            self.level = self.level.including(frame)
            yield frame


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
    """Raw 16 kHz mono 16-bit little-endian samples, as `arecord -f S16_LE -r 16000 -t raw` gives."""

    def __init__(self, stream: BinaryIO | None = None, name: str = "standard input") -> None:
        self._stream = sys.stdin.buffer if stream is None else stream
        self._name = name
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
                self.level = self.level.including(frame)
                yield frame
        yield from cutter.end()
