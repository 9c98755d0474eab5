"""Print the file of the database that the settings name; nothing for PostgreSQL. For `upgrade`."""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from backend.config.environment import applied_to_process, read_environment
from backend.config.settings import database_url
from backend.storage.connections import sqlite_file

with applied_to_process(read_environment(os.environ)):
    sys.stdout.write(str(sqlite_file(database_url(os.environ)) or ""))
