"""The service's secret key, in a file of its own beside database and backups.

Who has a database or a backup alone can try no address, open no private page and sign no link. Two
keys are derived from that of the file. With one, hashes become keyed hashes (HMAC-SHA256); with the
other, keys of private links are sealed: authenticated encryption (AES-256-GCM) with the row as
associated data.

Both write first which key it was: `3f2a9c0d1b4e5f60.`, and then base64. What begins otherwise is
from before version 11 of the database: a plain hash, or a key in clear.

A database notes which key it was written with, and works with no other. The file is made where a
database has none yet: at the first start, or by the upgrade.
"""

import hmac
import logging
import os
import re
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand
from sqlalchemy import Connection, Engine

from backend.storage.errors import UnavailableError
from backend.storage.service_state import read_state
from model.dataset import ROOT

log = logging.getLogger(__name__)

# Names the file; without it the file lies beside the SQLite database, or in `var/`.
VARIABLE = "QUOTES_KEY_FILE"
FILE_NAME = "quotes.key"
# By this name a database notes with which key it was written.
KEY_NOTE = "key"
# The option by which an engine and its connections carry the service's key.
KEY_OPTION = "service_key"

KEY_BYTES = 32
NONCE_BYTES = 12
KEY_TEXT = re.compile(rf"[0-9a-fA-F]{{{2 * KEY_BYTES}}}", re.ASCII)
KEYED = re.compile(r"([0-9a-f]{16})\.[A-Za-z0-9_-]{43}", re.ASCII)
SEALED = re.compile(r"([0-9a-f]{16})\.([A-Za-z0-9_-]{38,})", re.ASCII)
IF_LOST = "if it is lost for good, `python -m backend new-key`"


class KeyFileError(UnavailableError):
    """There is no key, or it is not the one of this database; the message says what to do."""


@dataclass(frozen=True)
class _DerivedKeys:
    """What is derived from the key of the file. `id` tells keys apart and tells nothing of them."""

    id: str
    hashing: bytes
    sealing: AESGCM


class ServiceKey:
    """The key of one file. It is read at the first use, and once."""

    def __init__(self, file: Path) -> None:
        """Keep where it lies; nothing is opened."""
        self.file = file
        self._keys: _DerivedKeys | None = None

    @property
    def id(self) -> str:
        """Which key it is. Raises KeyFileError."""
        return self._read().id

    def keyed(self, hashed: str) -> str:
        """Return the HMAC-SHA256 of a plain hash; what is keyed already stays as it is."""
        if KEYED.fullmatch(hashed):
            return hashed
        keys = self._read()
        return f"{keys.id}.{_encode(hmac.digest(keys.hashing, hashed.encode(), 'sha256'))}"

    @staticmethod
    def is_sealed(value: str) -> bool:
        """Tell whether a key is sealed, by whichever key."""
        return SEALED.fullmatch(value) is not None

    def is_foreign(self, value: str) -> bool:
        """Tell whether another key made a keyed hash or a sealed key."""
        found = KEYED.fullmatch(value) or SEALED.fullmatch(value)
        return found is not None and found[1] != self.id

    def seal(self, text: str, *about: str) -> str:
        """Return a text encrypted with AES-256-GCM; `about` names its row, the associated data."""
        keys, nonce = self._read(), os.urandom(NONCE_BYTES)
        sealed = keys.sealing.encrypt(nonce, text.encode(), _row(about))
        return f"{keys.id}.{_encode(nonce + sealed)}"

    def unseal(self, sealed: str, *about: str) -> str:
        """Decrypt what `seal` returned for this row; raises KeyFileError for all else."""
        found = SEALED.fullmatch(sealed)
        text = found[2] if found else ""
        content = urlsafe_b64decode(text + "=" * (-len(text) % 4))
        nonce, rest = content[:NONCE_BYTES], content[NONCE_BYTES:]
        try:
            return self._read().sealing.decrypt(nonce, rest, _row(about)).decode()
        except (InvalidTag, ValueError):  # no nonce at all is a ValueError
            raise KeyFileError(f"{about[0]} of {about[-1]} was not sealed with its key") from None

    def make_where_missing(self) -> None:
        """Make a key where there is no file; of two processes that do, one makes it for both.

        Raises KeyFileError.
        """
        if not self.file.exists():
            try:
                _make(self.file)
            except OSError as error:
                raise KeyFileError(
                    f"the key {self.file} cannot be made: {error.strerror}; name another place in"
                    f" {VARIABLE}"
                ) from None
        self._read()

    def require(self, wanted: str) -> None:
        """Raise KeyFileError, unless the file holds the key of this id."""
        try:
            if self.id != wanted:
                self._keys = None  # the file may be another one by now
            found = self.id
        except KeyFileError as error:
            raise KeyFileError(f"{error} ({wanted} is the key of the database)") from None
        if found != wanted:
            raise KeyFileError(
                f"{self.file} holds the key {found}, and the database was written with {wanted}:"
                f" put that one there, or name its place in {VARIABLE}; {IF_LOST}"
            )

    def _read(self) -> _DerivedKeys:
        if self._keys is None:
            self._keys = _derive(_load(self.file))
        return self._keys


def key_file(database: Path | None, environ: Mapping[str, str]) -> Path:
    """Return where the key of a database lies, by default beside its file; None is a server's."""
    if named := environ.get(VARIABLE):
        return ROOT / named
    return database.with_name(FILE_NAME) if database else ROOT / "var" / FILE_NAME


def service_key_of(of: Connection | Engine) -> ServiceKey:
    """Return the service's key that an engine was made with; its connections have the same."""
    found: ServiceKey = of.get_execution_options()[KEY_OPTION]
    return found


def recall_key(connection: Connection) -> str | None:
    """Return the id of the key that a database was written with, None where it does not say."""
    note = read_state(connection, KEY_NOTE)
    return note.value if note else None


def require_key(connection: Connection) -> None:
    """Raise KeyFileError, unless there is the key that this database was written with."""
    noted = recall_key(connection)
    if noted is None:
        raise KeyFileError(f"the database does not say with which key it was written; {IF_LOST}")
    service_key_of(connection).require(noted)


def _load(file: Path) -> bytes:
    try:
        text = file.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        raise KeyFileError(
            f"the key {file} is not there: put it back from where you keep a copy, or name its"
            f" place in {VARIABLE}; {IF_LOST}"
        ) from None
    except OSError as error:
        raise KeyFileError(f"the key {file} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        text = ""
    if not KEY_TEXT.fullmatch(text):
        raise KeyFileError(f"{file} holds no key, which is {2 * KEY_BYTES} hexadecimal digits")
    return bytes.fromhex(text)


def _make(file: Path) -> None:
    """Write a new key, whole or not at all; a file that is there by then stays."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with NamedTemporaryFile("w", dir=file.parent, prefix=".key-", encoding="ascii") as made:  # 0600
        made.write(f"{secrets.token_hex(KEY_BYTES)}\n")
        made.flush()
        os.fsync(made.fileno())
        try:
            os.link(made.name, file)
        except FileExistsError:
            return  # another process was here first
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    log.warning("%s is made: keep a copy of it apart from the backups", file)


def _derive(key: bytes) -> _DerivedKeys:
    def derived(purpose: bytes) -> bytes:
        return HKDFExpand(SHA256(), KEY_BYTES, b"soc-quotes " + purpose).derive(key)

    return _DerivedKeys(derived(b"id")[:8].hex(), derived(b"hashing"), AESGCM(derived(b"sealing")))


def _row(about: tuple[str, ...]) -> bytes:
    return "\0".join(about).encode()


def _encode(content: bytes) -> str:
    return urlsafe_b64encode(content).rstrip(b"=").decode()
