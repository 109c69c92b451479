"""Takes what the loudspeaker plays out of what the microphone hears, by a linear adaptive filter.

The filter is SpeexDSP's (Valin, "On Adjusting the Learning Rate in Frequency Domain Echo Cancellation
With Double-Talk", 2007; https://www.speex.org/docs/), a library that PulseAudio and ALSA's plugins
bring. It subtracts and does not suppress. WebRTC's canceller is quieter, but where it hears both it
takes the speaker away with the echo: of 38 wake words as loud as a reply it left 6, and of those 10 dB
below it 5, and this filter all of them.
"""

import contextlib
import ctypes
import ctypes.util
from collections import deque
from functools import cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from assistant.core.errors import AssistantError
from assistant.speech.frames import FRAME_BYTES, FRAME_SAMPLES, SAMPLE_RATE

BLOCK = 256
"""Samples that the filter takes at once."""
FILTER = BLOCK * 10
"""Length of the room's answer: 160 ms."""
EARLY = 160
"""Samples, 10 ms, by which the filter begins before the loudest echo."""
EARLIEST, LATEST = -SAMPLE_RATE // 4, SAMPLE_RATE
"""How much later than the sound itself its echo may be noticed, in samples: both streams are buffered."""
WINDOW = 5 * SAMPLE_RATE // 4
"""Samples in which the echo is looked for."""
LOOK_EVERY = SAMPLE_RATE // 4
CLEAR = 10.0
"""How far the peak of the correlation stands out of its noise where there is an echo."""
MOVED = 2
"""An echo that moved by more samples is followed. Sound servers lose a few milliseconds now and then,
and shift them where another program begins to play; the room stays as it was learned."""
STAYS = 0.5
"""An echo that stands out this much of a stronger one is still where it was."""
AUDIBLE = 30
"""The amplitude, of 32,768, above which a loudspeaker plays something."""
AFTERGLOW = SAMPLE_RATE // 2
"""Samples for which a room answers after the loudspeaker has fallen silent."""
_SET_RATE = 24
"""SPEEX_ECHO_SET_SAMPLING_RATE."""

_Samples = npt.NDArray[np.int16]


class EchoCancellerMissingError(AssistantError):
    """SpeexDSP is not installed."""


@cache
def speexdsp() -> Any:
    """The library. Raises `EchoCancellerMissingError`."""
    for name in ("libspeexdsp.so.1", ctypes.util.find_library("speexdsp")):
        with contextlib.suppress(OSError):
            library = ctypes.CDLL(name) if name else None
            if library is not None:
                library.speex_echo_state_init.restype = ctypes.c_void_p
                return library
    raise EchoCancellerMissingError("SpeexDSP is missing; apt-get install libspeexdsp1")


class AdaptiveFilter:
    """SpeexDSP's echo canceller for one microphone and one loudspeaker at 16 kHz."""

    def __init__(self) -> None:
        self._speex = speexdsp()
        self._state: ctypes.c_void_p | None = ctypes.c_void_p(
            self._speex.speex_echo_state_init(BLOCK, FILTER)
        )
        rate = ctypes.c_int(SAMPLE_RATE)
        self._speex.speex_echo_ctl(self._state, _SET_RATE, ctypes.byref(rate))

    def __del__(self) -> None:
        state, self._state = getattr(self, "_state", None), None
        if state is not None:
            self._speex.speex_echo_state_destroy(state)

    def forget(self) -> None:
        """Learn the room anew."""
        self._speex.speex_echo_state_reset(self._state)

    def subtract(self, heard: _Samples, played: _Samples) -> _Samples:
        """`heard` without the echo of `played`; whole blocks of both."""
        rest = np.empty(len(heard), np.int16)
        for start in range(0, len(heard), BLOCK):
            near, far = heard[start:][:BLOCK], played[start:][:BLOCK]
            self._speex.speex_echo_cancellation(
                self._state, _pointer(near), _pointer(far), _pointer(rest[start:])
            )
        return rest


def _pointer(samples: _Samples) -> ctypes.c_void_p:
    return ctypes.c_void_p(np.ascontiguousarray(samples).ctypes.data)


class Echo(NamedTuple):
    """Where an echo was found."""

    lag: int
    """How many samples after the sound itself."""
    stands_out: float
    """How far its peak stands out of the correlation's noise."""


def find_echo(heard: _Samples, played: _Samples, known: int | None = None) -> tuple[Echo, float]:
    """Where the echo of `played` is in `heard`, and how far the `known` lag stands out beside it.

    `played` begins `LATEST` samples before `heard` and ends `-EARLIEST` after it. Generalised
    cross-correlation with phase transform (Knapp and Carter, 1976).
    """
    size = 1 << (len(played) + len(heard)).bit_length()
    # Without soft edges the beginning of one window is found in the beginning of the other.
    heard_softly, played_softly = heard * _edges(len(heard)), played * np.hanning(len(played))
    cross = np.fft.rfft(played_softly, size) * np.conj(np.fft.rfft(heard_softly, size))
    strength = np.abs(cross)
    cross /= strength + 1e-3 * strength.max() + 1e-9
    correlation = np.abs(np.fft.irfft(cross, size)[: LATEST - EARLIEST + 1])
    noise = float(np.sqrt(np.mean(correlation**2))) + 1e-12
    peak = int(correlation.argmax())
    near_known = 0.0
    if known is not None:
        around = correlation[max(0, LATEST - known - MOVED) : LATEST - known + MOVED + 1]
        near_known = float(around.max(initial=0.0)) / noise
    return Echo(LATEST - peak, float(correlation[peak]) / noise), near_known


@cache
def _edges(samples: int) -> npt.NDArray[np.float64]:
    """A window that begins softly, and ends soon after the latest sound has counted fully."""
    fall = samples // 16
    rise = np.sin(np.linspace(0, np.pi / 2, samples - fall)) ** 2
    return np.concatenate([rise, np.cos(np.linspace(0, np.pi / 2, fall)) ** 2])


class EchoCanceller:
    """Subtracts the echo of what is played, frame by frame, and finds by itself how late it comes.

    `feed` takes what was heard and what was played in about the same 32 ms; the echo may lag by a
    second. Until it was found, and where nothing is played, what was heard comes out as it went in.
    """

    def __init__(self) -> None:
        self._filter = AdaptiveFilter()
        self._heard = np.zeros(WINDOW, np.int16)
        self._played = np.zeros(LATEST + WINDOW - EARLIEST + FRAME_SAMPLES, np.int16)
        self._lag: int | None = None
        self._found: deque[int] = deque(maxlen=2)
        self._since_look = 0
        self._silent = AFTERGLOW + LATEST

    @property
    def lag_s(self) -> float | None:
        """How late the echo comes, in seconds; None until it was found."""
        return None if self._lag is None else self._lag / SAMPLE_RATE

    @property
    def early(self) -> int:
        """By how many samples the echo comes too early to be subtracted: what is heard must wait."""
        return 0 if self._lag is None else max(0, EARLY - self._lag)

    def later(self, samples: int) -> None:
        """From now on what is heard is fed this much later than before."""
        if self._lag is not None:
            self._lag += samples
        self._heard[:] = 0
        self._found.clear()
        self._filter.forget()

    @property
    def playing(self) -> bool:
        """Whether anything is played, or was a moment ago."""
        return self._silent < AFTERGLOW + LATEST

    def feed(self, heard: bytes, played: bytes) -> bytes:
        """One frame without its echo."""
        near, far = np.frombuffer(heard, "<i2"), np.frombuffer(played, "<i2")
        self._heard = np.concatenate([self._heard[len(near) :], near])
        self._played = np.concatenate([self._played[len(far) :], far])
        loud = bool(np.abs(far.astype(np.int32)).max(initial=0) > AUDIBLE)
        self._silent = 0 if loud else self._silent + len(far)
        if not self.playing:
            return heard
        self._look(len(near))
        return heard if self._lag is None else self._subtracted(near, self._lag)

    def _subtracted(self, near: _Samples, lag: int) -> bytes:
        """Both streams end now; what is heard now was played `lag` samples ago."""
        end = len(self._played) - max(0, lag - EARLY)
        far = self._played[end - len(near) : end]
        return self._filter.subtract(near, far).tobytes()

    def _look(self, samples: int) -> None:
        """Look for the echo from time to time, and follow it where it moved."""
        self._since_look += samples
        if self._since_look < LOOK_EVERY:
            return
        self._since_look = 0
        ahead = np.zeros(-EARLIEST, np.int16)
        played = np.concatenate([self._played[-(LATEST + WINDOW) :], ahead])
        found, known = find_echo(self._heard, played, self._lag)
        if found.stands_out < CLEAR:
            return
        self._found.append(found.lag)
        if self._lag is None or self._has_moved(found, known):
            self._lag = found.lag

    def _has_moved(self, found: Echo, known: float) -> bool:
        """Music repeats itself: an echo moves where it was found twice and is not where it was."""
        assert self._lag is not None  # noqa: S101
        twice = len(self._found) > 1 and max(self._found) - min(self._found) <= MOVED
        gone = known < STAYS * found.stands_out
        return twice and gone and abs(found.lag - self._lag) > MOVED


assert FRAME_SAMPLES % BLOCK == 0  # noqa: S101
assert FRAME_BYTES == 2 * FRAME_SAMPLES  # noqa: S101
