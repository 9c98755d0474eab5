"""Plain hashes become keyed ones, and keys in clear are sealed; what is so already stays.

For the upgrade to version 11, and for rows of a damaged file, whose version may be unknown.
"""

from collections.abc import Iterable

from sqlalchemy import (
    Connection,
    TableClause,
    bindparam,
    column,
    inspect,
    select,
    table,
    update,
)

from backend.storage.service_key import KeyFileError, ServiceKey

# A table with a hash, the column that tells its rows apart, and that of the hash.
HASHES = (
    ("consents", "id", "email_hash"),
    ("agreements", "id", "email_hash"),
    ("erasures", "id", "email_hash"),
    ("applications", "id", "email_hash"),
    ("imports", "key_hash", "key_hash"),
)
LINK_KEYS = ("private_key", "read_key")

requests = table("submissions", column("id"), column("reference"))
matches = table("matches", column("submission_id"), *map(column, LINK_KEYS))
guard_secrets = table("guard_secrets", column("name"), column("value"))

# What tells a row apart, and the value that it gets.
Change = tuple[object, str]


def convert_values(connection: Connection, service_key: ServiceKey) -> None:
    """Bring every row to the form of version 11.

    A table that is not there is left to those who look for it. Raises KeyFileError where another
    key has sealed something: what has no key must stay.
    """
    there = inspect(connection).get_table_names()
    for name, row, hashed in HASHES:
        if name not in there:
            continue
        found = table(name, *map(column, {row, hashed}))
        rows = connection.execute(select(found.c[row].label("row"), found.c[hashed])).all()
        keyed = [(at, service_key.keyed(old)) for at, old in rows]
        changed = [new for new, old in zip(keyed, rows, strict=True) if new[1] != old[1]]
        _write(connection, found, row, hashed, changed)
    for key in LINK_KEYS:
        query = select(matches.c.submission_id, matches.c[key], requests.c.reference)
        query = query.join(requests, requests.c.id == matches.c.submission_id)
        links = connection.execute(query.where(matches.c[key].is_not(None))).all()
        sealed = [(at, _seal(service_key, value, key, name)) for at, value, name in links]
        _write(connection, matches, "submission_id", key, sealed)
    secrets = connection.execute(select(guard_secrets.c.name, guard_secrets.c.value)).all()
    sealed = [(name, _seal(service_key, value, "guard_secrets", name)) for name, value in secrets]
    _write(connection, guard_secrets, "name", "value", sealed)


def _seal(service_key: ServiceKey, value: str, *about: str) -> str:
    if not service_key.is_sealed(value):
        return service_key.seal(value, *about)
    if service_key.is_foreign(value):
        raise KeyFileError(f"another key than that of {service_key.file} has sealed what is stored")
    return value


def _write(
    connection: Connection, of: TableClause, row: str, name: str, changes: Iterable[Change]
) -> None:
    given = [{"at": at, "new": value} for at, value in changes]
    if given:
        mine = update(of).where(of.c[row] == bindparam("at"))
        connection.execute(mine.values({name: bindparam("new")}), given)
