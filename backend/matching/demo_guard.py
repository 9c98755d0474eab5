"""The guard of demonstrations: sample firms never meet real requests.

The mails of a demonstration reach nobody, and count as sent, so it needs a database of its own.
"""

from sqlalchemy import Engine, inspect, select

from backend.config.errors import SettingError
from backend.storage.connections import read_transaction, translate_errors
from backend.storage.tables import offers, submissions


def refuse_real_requests(engine: Engine) -> None:
    """Raise SettingError where a database holds requests that no sample firm was offered to.

    Raises UnavailableError as well. An older database, or an empty one, is left as it is.
    """
    with translate_errors(), read_transaction(engine) as connection:
        tables = set(inspect(connection).get_table_names())
        if submissions.name not in tables:
            return
        real = select(submissions.c.id)
        if offers.name in tables:
            samples = select(offers.c.submission_id).where(offers.c.sample)
            real = real.where(submissions.c.id.not_in(samples))
        found = connection.execute(real.limit(1)).first()
    if found is not None:
        raise SettingError(
            "QUOTES_DATABASE_URL holds requests without sample firms: a demonstration would take"
            " their mails, and send them to nobody. Give it an empty database"
        )
