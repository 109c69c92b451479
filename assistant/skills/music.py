"""Playing music and handling what plays."""

from collections.abc import Mapping, Sequence
from typing import Literal

from assistant.core.messages import PlayerCommand, PlayerState, Track
from assistant.dialog.steps import Quiet, Say, Step, TellPlayer
from assistant.language.intent import Intent
from assistant.skills.scene import Scene, Skill

NAMED_BY = ("track", "album", "artist", "composer", "genre", "playlist", "service")
VOLUME_STEP = 10
"""Percent; the loudspeaker changes by the same."""

Action = Literal["stop", "pause", "resume", "next", "louder", "quieter"]

AGAIN = "again"
"""Of a slot `which`: the piece that plays, from its beginning."""
BEFORE = "before"
"""Of the same: the piece before it."""
HEARD = "heard"
"""What was heard last, a piece or words."""
SAME, OTHER = "same", "other"
"""Something else by whose music plays, or by anybody else."""
THERE = "there"
"""What there is to play is asked."""
LATER = "later"
"""It is to stop by itself, which no loudspeaker here can."""
WORDS = "words"
"""A piece by its words, which may be its title."""
HALF = "half"
"""Of a slot `level`: half as loud as it is."""
MOST_OFFERED = 3
PLAYING, NOW_PLAYING = "playing", "now_playing"
"""Of a reply: that music was begun, and what plays."""


def play(intent: Intent, scene: Scene) -> Step:
    """Play what was named, or anything where nothing was."""
    which = intent.value("which")
    if which == LATER:
        return Say("music_not_later")
    if which in {AGAIN, HEARD, BEFORE}:
        return _back_to(which, scene)
    wanted = {slot: str(intent.value(slot)) for slot in NAMED_BY if intent.value(slot)}
    if which == THERE:
        return what_there_is(wanted, scene)
    if intent.value("year") is not None and not wanted:
        return Say("music_no_years")
    tracks = scene.records.find(wanted)
    if which in {SAME, OTHER}:
        tracks = _by_the_same(tracks, scene, same=which == SAME)
    most = intent.value("number")
    if isinstance(most, int) and most > 0:
        tracks = tracks[:most]
    if not tracks and which == WORDS:
        return Say("music_no_words")
    if not tracks:
        return _unknown(" ".join(dict.fromkeys(wanted.values())), scene)
    return _started(tracks, scene)


def _started(tracks: Sequence[Track], scene: Scene) -> Step:
    command = PlayerCommand(command_id=scene.utterance_id, action="play", tracks=tuple(tracks))
    first = tracks[0]
    return TellPlayer(command, Say(PLAYING, {"title": first.names, "by": first.artist}))


def what_there_is(wanted: Mapping[str, str], scene: Scene) -> Step:
    """What there is of somebody or of a kind; whose music there is where nothing is named."""
    tracks = scene.records.find(wanted) if wanted else ()
    if wanted and not tracks:
        return _unknown(" ".join(dict.fromkeys(wanted.values())), scene)
    titles = [
        track.names.get(scene.language) or next(iter(track.names.values())) for track in tracks
    ]
    there = titles or scene.records.people(scene.language)
    return Say("music_there", {"there": tuple(there[:MOST_OFFERED])})


def _by_the_same(tracks: Sequence[Track], scene: Scene, *, same: bool) -> Sequence[Track]:
    """The other pieces by whose music plays, or the pieces by others; that piece if there is no more."""
    now = _played_last(scene)
    if now is None:
        return tracks
    found = [track for track in tracks if track != now and (track.artist == now.artist) is same]
    return found or [now]


def _unknown(phrase: str, scene: Scene) -> Step:
    """Say what is not there, and whose music is."""
    there = tuple(scene.records.people(scene.language))[:MOST_OFFERED]
    return Say("music_unknown", {"phrase": phrase.removeprefix("for "), "there": there})


def _back_to(which: object, scene: Scene) -> Step:
    if which == BEFORE:
        return _the_one_before(scene)
    if which == HEARD and _played_last(scene) is None and scene.last_said is not None:
        return scene.last_said
    return once_more(scene)


def once_more(scene: Scene) -> Step:
    """The piece that plays, or played last, from its beginning."""
    track = _played_last(scene)
    return Say("nothing_playing") if track is None else _started((track,), scene)


def _the_one_before(scene: Scene) -> Step:
    """The piece that was stopped; what was before one that plays nobody kept."""
    track = _played_last(scene)
    if track is None or _state(scene) == "playing":
        return Say("music_no_back")
    return _started((track,), scene)


def _played_last(scene: Scene) -> Track | None:
    """The piece that plays, or the last that did."""
    return scene.player.track if scene.player is not None else None


def _command(action: Action, scene: Scene) -> PlayerCommand:
    return PlayerCommand(command_id=scene.utterance_id, action=action)


def _state(scene: Scene) -> str:
    return scene.player.state if scene.player else "stopped"


def stop(_intent: Intent, scene: Scene) -> Step:
    """Silence, at once and without a word."""
    return _silenced(scene)


def _silenced(scene: Scene) -> Step:
    return TellPlayer(_command("stop", scene), Quiet(), unheard=Quiet())


def taken_back(scene: Scene) -> Step | None:
    """What follows when the music just begun, or just asked about, is taken back; None: none was."""
    of_music = scene.last_said is not None and scene.last_said.key in {PLAYING, NOW_PLAYING}
    return _silenced(scene) if of_music and _state(scene) != "stopped" else None


def pause(_intent: Intent, scene: Scene) -> Step:
    """Pause the music."""
    if _state(scene) != "playing":
        return Say("nothing_playing")
    return TellPlayer(_command("pause", scene), Quiet())


def resume(_intent: Intent, scene: Scene) -> Step:
    """Go on with what was paused, or stopped; what plays goes on by itself."""
    if _state(scene) == "playing":
        return now_playing(_intent, scene)
    if _state(scene) != "paused":
        return once_more(scene)
    return TellPlayer(_command("resume", scene), Quiet())


def next_track(_intent: Intent, scene: Scene) -> Step:
    """Skip to the next piece."""
    if _state(scene) == "stopped":
        return Say("nothing_playing")
    return TellPlayer(_command("next", scene), Quiet())


def now_playing(_intent: Intent, scene: Scene) -> Step:
    """Say what is playing."""
    player: PlayerState | None = scene.player
    if player is None or player.track is None or player.state == "stopped":
        return Say("nothing_playing")
    return Say(NOW_PLAYING, {"title": player.track.names, "by": player.track.artist})


def louder(intent: Intent, scene: Scene) -> Step:
    """Turn the music up by one step, or by so many percent."""
    return _turned("louder", intent, scene)


def quieter(intent: Intent, scene: Scene) -> Step:
    """Turn the music down by one step, or by so many percent."""
    return _turned("quieter", intent, scene)


def _turned(action: Literal["louder", "quieter"], intent: Intent, scene: Scene) -> Step:
    number, level = intent.value("number"), intent.value("level")
    volume = scene.player.volume if scene.player else 0
    if level == HALF:
        number = volume / 2
    wanted = round(number / VOLUME_STEP) if isinstance(number, int | float) else 1
    if isinstance(level, int):
        wanted = (_percent(level) - volume) // VOLUME_STEP
        action, wanted = ("louder" if wanted >= 0 else "quieter"), abs(wanted)
    steps = max(0 if isinstance(level, int) else 1, min(100 // VOLUME_STEP, wanted))
    change = VOLUME_STEP * steps * (1 if action == "louder" else -1)
    step: Step = Say(action, {"percent": max(0, min(100, volume + change))})
    for place in range(steps):
        id_ = f"{scene.utterance_id}.{place}"
        step = TellPlayer(PlayerCommand(command_id=id_, action=action), step)
    return step


def _percent(level: int) -> int:
    """What a volume is in percent, in whole steps: "five" is one of ten."""
    percent = level * VOLUME_STEP if level <= VOLUME_STEP else level
    return min(100, VOLUME_STEP * round(percent / VOLUME_STEP))


SKILLS: Mapping[str, Skill] = {
    "PlayMusic": play,
    "Stop": stop,
    "Pause": pause,
    "Resume": resume,
    "Next": next_track,
    "NowPlaying": now_playing,
    "VolumeUp": louder,
    "VolumeDown": quieter,
}
