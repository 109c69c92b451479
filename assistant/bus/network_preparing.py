"""Makes the folder that opens a house to its network, and tells how long its certificate is good.

Only who prepares or examines the folder needs certificates: their library takes 8 MB in each process of
the house.
"""

import os
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import msgspec

from assistant.bus import access, broker_config, passwords
from assistant.bus.certificates import Authority, general_name, good_until, unique
from assistant.bus.network import OPEN, Made, NetworkFolder, read, write, writing
from assistant.core.errors import BadInputError


def certificate_ends(network: NetworkFolder) -> datetime:
    """When the broker's certificate ends (UTC); `BadInputError` where it cannot be read."""
    file = network.folder / "server.crt"
    try:
        return good_until(file.read_bytes())
    except (OSError, ValueError) as error:
        raise BadInputError(f"{file} cannot be read: {error}; prepare the folder again") from error


def prepare(
    folder: Path, hosts: Sequence[str], devices: Sequence[str], *, port: int, now: datetime
) -> NetworkFolder:
    """Make the folder, or renew it: the authority and every secret that is there are kept.

    Args:
        folder: made where there is none.
        hosts: names and addresses by which devices reach this machine.
        devices: simulated devices that get accounts too.
        port: of TLS.
        now: when the certificates begin.

    Raises:
        BadInputError: a host or device cannot be called so, or the folder's authority is damaged.
        StorageError: a file cannot be written.
    """
    for host in hosts:
        general_name(host)
    network = NetworkFolder(folder.expanduser().absolute())
    with writing(folder):
        network.folder.mkdir(parents=True, exist_ok=True)
        (network.folder / "state").mkdir(mode=0o700, exist_ok=True)
    _make_certificates(network, hosts, now)
    _make_accounts(network, (*access.PROGRAMS, *devices))
    added = access.added_in(read(network.access_file))
    write(network.access_file, access.access_list(added))
    as_root = os.geteuid() == 0
    write(
        network.broker_config,
        broker_config.network(port, str(network.folder), as_root=as_root),
        mode=OPEN,
    )
    made = msgspec.json.encode(Made(unique(hosts), port)).decode()
    write(network.folder / "network.json", made, mode=OPEN)
    network.reload()
    return network


def _make_certificates(network: NetworkFolder, hosts: Sequence[str], now: datetime) -> None:
    key_file = network.folder / "ca.key"
    if key_file.exists() and network.authority.exists():
        with writing(key_file):
            authority = Authority.read(network.authority.read_bytes(), key_file.read_bytes())
    else:
        authority = Authority.make(now)
        certificate, key = authority.pem
        write(key_file, key)
        write(network.authority, certificate, mode=OPEN)
    certificate, key = authority.vouch(hosts, now)
    write(network.folder / "server.key", key)
    write(network.folder / "server.crt", certificate, mode=OPEN)


def _make_accounts(network: NetworkFolder, names: Sequence[str]) -> None:
    kept = network.accounts()
    secrets = {**{name: passwords.new_secret() for name in names}, **kept}
    lines = ["# Secrets of the house's own programs; keep them to yourself."]
    lines += [f'"{name}" = "{secret}"' for name, secret in secrets.items()]
    write(network.accounts_file, "\n".join(lines) + "\n")
    known = read(network.password_file)
    for name, secret in secrets.items():
        known = passwords.with_account(known, name, secret)
    write(network.password_file, known)
