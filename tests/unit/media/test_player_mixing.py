"""Sounds are added, stopped and paused without clicks, and quickly."""

import numpy as np

from assistant.media.mixing import Mixer, PcmSource, Playing, mono_block

FRAMES = 600


def tone(frames: int, level: int = 10_000) -> PcmSource:
    """A constant: whatever differs from it was done by the mixer."""
    return PcmSource(np.full((frames, 2), level, dtype=np.int16))


def add(mixer: Mixer, source: PcmSource, gain: float = 1.0) -> Playing:
    """Let it sound."""
    return mixer.add(source, gain, lambda: None, lambda: None)


def test_sounds_are_added() -> None:
    mixer = Mixer()
    add(mixer, tone(FRAMES))
    add(mixer, tone(FRAMES, 5_000))
    assert np.all(mixer.pull(FRAMES) == 15_000)


def test_too_loud_is_clipped_not_wrapped() -> None:
    mixer = Mixer()
    add(mixer, tone(FRAMES, 30_000))
    add(mixer, tone(FRAMES, 30_000))
    assert np.all(mixer.pull(FRAMES) == 32_767)


def test_a_sound_ends_by_itself() -> None:
    mixer = Mixer()
    playing = add(mixer, tone(FRAMES + 100))
    mixer.pull(FRAMES)
    assert not playing.done
    last = mixer.pull(FRAMES)
    assert np.count_nonzero(last[:, 0]) == 100
    mixer.pull(FRAMES)
    assert playing.done
    assert mixer.idle


def test_a_stop_is_silent_after_one_block_and_does_not_click() -> None:
    mixer = Mixer()
    playing = add(mixer, tone(10 * FRAMES))
    before = mixer.pull(FRAMES)
    playing.stop()
    fading = mixer.pull(FRAMES)
    whole = np.concatenate([before, fading])[:, 0].astype(int)
    assert np.max(np.abs(np.diff(whole))) < 100
    assert not mixer.pull(FRAMES).any()
    assert playing.wait(0)


def test_a_pause_keeps_the_place() -> None:
    mixer = Mixer()
    ramp = np.repeat(np.arange(3 * FRAMES, dtype=np.int16)[:, np.newaxis], 2, axis=1)
    playing = add(mixer, PcmSource(ramp))
    mixer.pull(FRAMES)
    playing.hold()
    mixer.pull(FRAMES)
    assert not mixer.pull(FRAMES).any()
    assert mixer.idle
    playing.go_on()
    assert mixer.pull(FRAMES)[-1, 0] == 3 * FRAMES - 1


def test_a_paused_sound_can_be_stopped() -> None:
    mixer = Mixer()
    playing = add(mixer, tone(10 * FRAMES))
    playing.hold()
    mixer.pull(FRAMES)
    playing.stop()
    mixer.pull(FRAMES)
    assert playing.done


def test_a_failing_sound_ends_alone() -> None:
    class Broken(PcmSource):
        def read(self, frames: int) -> None:
            raise OSError(frames)

    mixer = Mixer()
    broken = add(mixer, Broken(np.zeros((1, 2), dtype=np.int16)))
    add(mixer, tone(FRAMES))
    assert mixer.pull(FRAMES).any()
    assert broken.done


def test_any_rate_becomes_the_mixers() -> None:
    assert mono_block(np.zeros(16_000, dtype=np.int16), 16_000).shape == (44_100, 2)
