"""Music files as a source of blocks: decoded ahead of time on a thread of their own."""

import queue
import threading
from collections.abc import Iterator
from pathlib import Path

import miniaudio
import numpy as np

from assistant.core.errors import AudioFileError
from assistant.media.mixing import CHANNELS, RATE, Block

_CHUNK_FRAMES = RATE // 10
_AHEAD_CHUNKS = 10
"""One second is decoded ahead, so that a slow disk is not heard."""


class TrackSource:
    """A music file (mp3, flac, ogg or wav) being read.

    Raises:
        AudioFileError: the file is missing, or is no music that can be decoded.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self.problem: str | None = None
        """Why it ended early, if it did."""
        self._chunks: queue.Queue[Block | None] = queue.Queue(_AHEAD_CHUNKS)
        self._rest: Block | None = np.empty((0, CHANNELS), dtype=np.int16)
        self._closed = threading.Event()
        decoded = _decode(path)
        self._chunks.put(_next_chunk(decoded, path))
        threading.Thread(
            target=self._read_ahead, args=(decoded,), name=f"decode {path.name}", daemon=True
        ).start()

    def read(self, frames: int) -> Block | None:
        """See `mixing.Source`."""
        if self._rest is None:
            return None
        while len(self._rest) < frames:
            try:
                chunk = self._chunks.get_nowait()
            except queue.Empty:
                break
            if chunk is None:
                block, self._rest = self._rest, None
                return block if len(block) else None
            self._rest = np.concatenate([self._rest, chunk])
        block, self._rest = self._rest[:frames], self._rest[frames:]
        return block

    def close(self) -> None:
        """See `mixing.Source`."""
        self._closed.set()

    def _read_ahead(self, decoded: Iterator[Block]) -> None:
        try:
            for chunk in decoded:
                if not self._hand_over(chunk):
                    return
        except miniaudio.MiniaudioError as error:
            self.problem = f"{self._path.name} ends early: {error}"
        self._hand_over(None)

    def _hand_over(self, chunk: Block | None) -> bool:
        while not self._closed.is_set():
            try:
                self._chunks.put(chunk, timeout=0.2)
            except queue.Full:
                continue
            return True
        return False


def _decode(path: Path) -> Iterator[Block]:
    if not path.is_file():
        raise AudioFileError(path, "there is no such file")
    try:
        stream = miniaudio.stream_file(
            str(path), nchannels=CHANNELS, sample_rate=RATE, frames_to_read=_CHUNK_FRAMES
        )
    except miniaudio.MiniaudioError as error:
        raise AudioFileError(path, "it is not music that can be decoded") from error
    return (np.frombuffer(chunk, dtype=np.int16).reshape(-1, CHANNELS) for chunk in stream)


def _next_chunk(decoded: Iterator[Block], path: Path) -> Block:
    try:
        return next(decoded)
    except StopIteration:
        raise AudioFileError(path, "there is no sound in it") from None
    except miniaudio.MiniaudioError as error:
        raise AudioFileError(path, str(error)) from error
