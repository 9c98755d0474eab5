"""One deployment: its data, its settings and the firms that it shows, loaded once and passed on."""

from collections.abc import Mapping
from dataclasses import dataclass

from backend.config.settings import Settings, from_environment
from backend.matching import Matcher, build_matcher
from model.dataset import Dataset, data_folder, load


@dataclass(frozen=True)
class Deployment:
    """What commands and the server are started with. `matcher`: None where no firm is shown."""

    dataset: Dataset
    settings: Settings
    matcher: Matcher | None


def load_deployment(environ: Mapping[str, str]) -> Deployment:
    """Return the deployment of an environment; raises SettingError or InvalidDataError."""
    dataset = load(data_folder(environ), environ=environ)
    settings = from_environment(environ, dataset)
    firms = build_matcher(dataset, demonstration=settings.demonstration)
    return Deployment(dataset, settings, firms)
