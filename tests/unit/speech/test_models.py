import functools
import hashlib
import io
import threading
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import msgspec
import pytest

from assistant.core.settings import Paths, Recognition, Settings
from assistant.speech.model_fetch import Download, FetchError, fetch
from assistant.speech.models import ModelPlace, choose_model, find_models

NAME = "vosk-model-small-en-us-0.15"
FILES = ("am/final.mdl", "conf/mfcc.conf", "graph/HCLr.fst", "graph/Gr.fst")


def zipped(entries: dict[str, bytes]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return data.getvalue()


MODEL_ZIP = zipped({f"{NAME}/{name}": bytes(range(256)) * 100 for name in FILES})


class Site(BaseHTTPRequestHandler):
    """Serves one file, with ranges; `cut` breaks the first answer off."""

    content = MODEL_ZIP
    cut = 0
    ranges: list[str]

    def do_GET(self) -> None:
        asked = self.headers.get("Range", "")
        self.ranges.append(asked)
        start = int(asked.removeprefix("bytes=").rstrip("-") or 0)
        if start >= len(self.content):
            self.send_error(416)
            return
        body = self.content[start:]
        self.send_response(206 if asked else 200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[: self.cut] if self.cut and not asked else body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


@pytest.fixture
def site() -> Iterator[tuple[type[Site], Download]]:
    handler = type("OneSite", (Site,), {"ranges": []})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=functools.partial(server.serve_forever, poll_interval=0.01))
    thread.start()
    url = f"http://127.0.0.1:{server.server_port}/{NAME}.zip"
    digest = hashlib.sha256(MODEL_ZIP).hexdigest()
    yield handler, Download(name=NAME, url=url, sha256=digest)
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_model_is_downloaded_checked_and_unpacked(
    tmp_path: Path, site: tuple[type[Site], Download]
) -> None:
    target = fetch(tmp_path / "models", site[1], progress=False)
    assert (target / "graph/Gr.fst").read_bytes() == bytes(range(256)) * 100
    assert [path.name for path in (tmp_path / "models").iterdir()] == [NAME]
    fetch(tmp_path / "models", site[1], progress=False)
    assert len(site[0].ranges) == 1


def test_a_broken_download_is_gone_on_with(
    tmp_path: Path, site: tuple[type[Site], Download]
) -> None:
    site[0].cut = 1000
    with pytest.raises(FetchError, match="run the command again to go on"):
        fetch(tmp_path, site[1], progress=False)
    fetch(tmp_path, site[1], progress=False)
    assert site[0].ranges == ["", "bytes=1000-"]


def test_a_complete_part_needs_no_more_download(
    tmp_path: Path, site: tuple[type[Site], Download]
) -> None:
    (tmp_path / f"{NAME}.zip.part").write_bytes(MODEL_ZIP)
    assert fetch(tmp_path, site[1], progress=False).is_dir()


def test_another_content_is_thrown_away(tmp_path: Path, site: tuple[type[Site], Download]) -> None:
    site[0].content = b"something else"
    with pytest.raises(FetchError, match="damaged"):
        fetch(tmp_path, site[1], progress=False)
    assert list(tmp_path.iterdir()) == []


def test_a_zip_may_not_write_outside(tmp_path: Path, site: tuple[type[Site], Download]) -> None:
    evil = zipped({"../evil": b""})
    site[0].content = evil
    wanted = msgspec.structs.replace(site[1], sha256=hashlib.sha256(evil).hexdigest())
    with pytest.raises(FetchError, match="outside"):
        fetch(tmp_path / "models", wanted, progress=False)
    assert not (tmp_path / "evil").exists()


def test_a_folder_that_cannot_be_written_says_so(
    tmp_path: Path, site: tuple[type[Site], Download]
) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(FetchError, match="cannot write"):
        fetch(tmp_path / "file" / "models", site[1], progress=False)


def test_no_network_says_so(tmp_path: Path) -> None:
    nowhere = Download(name=NAME, url="http://127.0.0.1:9/x.zip", sha256="")
    with pytest.raises(FetchError, match="cannot download"):
        fetch(tmp_path, nowhere, progress=False)


def make_model(directory: Path) -> Path:
    for name in FILES:
        (directory / name).parent.mkdir(parents=True, exist_ok=True)
        (directory / name).touch()
    return directory


def english_vosk(places: list[ModelPlace]) -> ModelPlace:
    return next(each for each in places if each.language == "en" and each.engine == "vosk")


def test_a_vosk_model_is_found_wherever_it_may_be(tmp_path: Path) -> None:
    data = Settings(paths=Paths(data=str(tmp_path / "data")))
    assert english_vosk(find_models(data, {}, tmp_path)).path is None
    assert choose_model(find_models(data, {}, tmp_path), "en", "auto") is not None
    cached = make_model(tmp_path / ".cache/vosk" / NAME)
    assert english_vosk(find_models(data, {}, tmp_path)).path == cached
    fetched = make_model(tmp_path / "data/models" / NAME)
    assert english_vosk(find_models(data, {}, tmp_path)).path == fetched
    by_variable = make_model(tmp_path / "mine")
    places = find_models(data, {"VOSK_MODEL_PATH": str(by_variable)}, tmp_path)
    assert english_vosk(places).path == by_variable
    named = make_model(tmp_path / "named")
    settings = Settings(recognition=Recognition(vosk_model_en=str(named)), paths=data.paths)
    assert english_vosk(find_models(settings, {}, tmp_path)).path == named


def test_half_a_model_is_none_and_its_lack_is_named(tmp_path: Path) -> None:
    half = make_model(tmp_path / ".cache/vosk" / NAME)
    (half / "graph/Gr.fst").unlink()
    settings = Settings(paths=Paths(data=str(tmp_path / "data")))
    place = english_vosk(find_models(settings, {}, tmp_path))
    assert place.path is None
    assert "graph/Gr.fst" in place.note


def test_a_korean_model_is_not_taken_for_english(tmp_path: Path) -> None:
    settings = Settings(paths=Paths(data=str(tmp_path / "data")))
    korean = make_model(tmp_path / "vosk-model-small-ko-0.22")
    places = find_models(settings, {"VOSK_MODEL_PATH": str(korean)}, tmp_path)
    assert english_vosk(places).path is None
    found = choose_model(places, "ko", "vosk")
    assert found is not None
    assert found.path == korean
