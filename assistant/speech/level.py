"""How loud a recording is, to tell its owner when it is silent or clipped."""

import msgspec
import numpy as np

SILENT_PEAK = 0.003
"""Below this share of full scale (-50 dBFS) no speech was ever recorded."""
QUIETEST = 20.0
"""The level (root mean square, of 32,768) of a room that counts as quiet: -64 dBFS."""
LOUDER = 1.5
FLOOR_RISE = 1.004
"""With each frame at most."""
CLIPPED_SHARE = 0.002
"""More full-scale samples than this and consonants suffer."""
_FULL_SCALE = 32_700


class QuietRoom:
    """Knows how loud a room is in which nobody speaks; it follows steady noise in half a minute."""

    def __init__(self) -> None:
        self._floor = QUIETEST

    def is_left_by(self, frame: bytes) -> bool:
        """Whether a frame is louder than the room, so that somebody may be speaking."""
        samples = np.frombuffer(frame, dtype="<i2").astype(np.float32)
        level = float(np.sqrt(np.mean(samples * samples))) if len(samples) else 0.0
        self._floor = max(QUIETEST, min(level, self._floor * FLOOR_RISE))
        return level > LOUDER * self._floor


class Level(msgspec.Struct, frozen=True):
    """The level of some audio."""

    samples: int = 0
    peak: float = 0.0
    """Largest sample, as a share of full scale, 0 to 1."""
    clipped: int = 0
    """Samples at full scale."""

    @property
    def warning(self) -> str | None:
        """What is wrong with the recording and what to do, or None."""
        if not self.samples:
            return None
        if self.peak < SILENT_PEAK:
            return "the recording is silent; check that the microphone is not muted"
        if self.clipped > CLIPPED_SHARE * self.samples:
            return "the recording is clipped; turn the microphone's gain down"
        return None

    def including(self, frame: bytes) -> "Level":
        """This level with one more frame taken into account."""
        samples = np.frombuffer(frame, dtype="<i2").astype(np.int32)
        if not len(samples):
            return self
        loud = np.abs(samples)
        return Level(
            self.samples + len(samples),
            max(self.peak, float(loud.max()) / 32_768),
            self.clipped + int((loud >= _FULL_SCALE).sum()),
        )
