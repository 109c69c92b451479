"""The house's own authority and what it vouches for; and the folder they lie in."""

import stat
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509

from assistant.app import App
from assistant.app.examination import _network
from assistant.bus import access, passwords
from assistant.bus.certificates import Authority, unique
from assistant.bus.network_preparing import certificate_ends, prepare
from assistant.core.errors import BadInputError, StorageError
from assistant.core.settings import load

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


def test_a_server_is_vouched_for_under_all_its_names() -> None:
    authority = Authority.make(NOW)
    certificate = x509.load_pem_x509_certificate(authority.vouch(["hub.local", "10.0.0.2"], NOW)[0])
    certificate.verify_directly_issued_by(authority.certificate)
    found = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert found.get_values_for_type(x509.DNSName) == ["hub.local", "localhost"]
    assert ip_address("10.0.0.2") in found.get_values_for_type(x509.IPAddress)
    assert ip_address("127.0.0.1") in found.get_values_for_type(x509.IPAddress)
    assert certificate.not_valid_before_utc < NOW < certificate.not_valid_after_utc


def test_a_server_may_vouch_for_nobody() -> None:
    certificate = x509.load_pem_x509_certificate(Authority.make(NOW).vouch(["hub"], NOW)[0])
    basic = certificate.extensions.get_extension_for_class(x509.BasicConstraints)
    assert basic.critical
    assert not basic.value.ca


def test_nobody_vouches_for_longer_than_the_authority_lives() -> None:
    authority = Authority.make(NOW - timedelta(days=3600))
    certificate = x509.load_pem_x509_certificate(authority.vouch(["hub"], NOW)[0])
    assert certificate.not_valid_after_utc == authority.certificate.not_valid_after_utc


def test_an_authority_is_read_as_it_was_written() -> None:
    authority = Authority.make(NOW)
    again = Authority.read(*authority.pem)
    assert again.certificate == authority.certificate


def test_a_damaged_authority_is_named() -> None:
    one, other = Authority.make(NOW).pem, Authority.make(NOW).pem
    with pytest.raises(BadInputError, match="do not belong together"):
        Authority.read(one[0], other[1])
    with pytest.raises(BadInputError, match="cannot be read"):
        Authority.read(one[0], b"nothing")


@pytest.mark.parametrize("host", ["", "a b", "hub/../x", "*", "x" * 254, "hub\n"])
def test_a_host_that_is_none_is_refused(host: str, tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match="neither the name nor the address"):
        prepare(tmp_path / "n", [host], (), port=8883, now=NOW)
    assert not (tmp_path / "n").exists()


def test_each_name_once() -> None:
    assert unique(["localhost", "hub", "hub"]) == ("localhost", "hub", "127.0.0.1", "::1")


def test_what_is_secret_is_for_its_owner_alone(tmp_path: Path) -> None:
    made = prepare(tmp_path / "n", ["hub"], ["washer"], port=8883, now=NOW)
    for name in ("ca.key", "server.key", "accounts.toml", "passwords", "acl"):
        assert stat.S_IMODE((made.folder / name).stat().st_mode) == 0o600, name
    assert stat.S_IMODE(made.authority.stat().st_mode) == 0o644
    hashed = made.password_file.read_text("utf-8")
    assert not any(secret in hashed for secret in made.accounts().values())
    assert set(passwords.names(hashed)) == set(made.accounts()) >= {"washer", "owner"}


def test_again_it_keeps_every_secret_and_renews_the_certificate(tmp_path: Path) -> None:
    made = prepare(tmp_path / "n", ["hub"], ["washer"], port=8883, now=NOW)
    made.admit("kettle")
    made.admit("kitchen", access.of_an_assistant())
    before = made.accounts(), made.authority.read_bytes()
    server = (made.folder / "server.crt").read_bytes()
    again = prepare(tmp_path / "n", ["hub", "10.0.0.2"], ["washer", "dash"], port=8884, now=NOW)
    assert again.authority.read_bytes() == before[1]
    assert before[0].items() <= again.accounts().items()
    assert "dash" in again.accounts()
    assert {"kettle", "kitchen"} <= set(passwords.names(again.password_file.read_text("utf-8")))
    assert "user kitchen" in again.access_file.read_text("utf-8")
    assert (made.folder / "server.crt").read_bytes() != server
    assert again.made == (("hub", "10.0.0.2", "localhost", "127.0.0.1", "::1"), 8884)


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError, match="cannot write"):
        prepare(tmp_path / "file" / "n", ["hub"], (), port=8883, now=NOW)


def test_when_the_certificate_ends(tmp_path: Path) -> None:
    made = prepare(tmp_path / "n", ["hub"], (), port=8883, now=NOW)
    assert certificate_ends(made) == NOW + timedelta(days=825)
    (made.folder / "server.crt").write_text("nothing")
    with pytest.raises(BadInputError, match="prepare the folder again"):
        certificate_ends(made)


@pytest.mark.parametrize(("ago", "state"), [(0, "works"), (800, "degraded"), (900, "broken")])
def test_the_doctor_says_when_to_renew(ago: int, state: str, tmp_path: Path) -> None:
    began = datetime.now(UTC) - timedelta(days=ago)
    made = prepare(tmp_path / "n", ["hub", "10.0.0.2"], (), port=8883, now=began)
    settings = load({}, [f"broker.network={made.folder}", "limits.known_devices_only=true"])
    found = _network(App(settings))
    assert found.state == state
    if state != "works":
        assert "network prepare --port 8883 --host hub --host 10.0.0.2" in found.mend


def test_the_doctor_warns_of_a_network_on_which_anybody_may_order(tmp_path: Path) -> None:
    made = prepare(tmp_path / "n", ["hub"], (), port=8883, now=datetime.now(UTC))
    found = _network(App(load({}, [f"broker.network={made.folder}"])))
    assert found.state == "degraded"
    assert "known_devices_only" in found.mend
    assert _network(App(load({}))).says == "this machine only"
