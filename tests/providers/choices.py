"""Every provider that can take the form, with settings that make it one of the site's."""

from dataclasses import replace

from model.content.site import FormSettings
from model.dataset import Dataset

HOSTED = [
    "formspree",
    "formspark",
    "web3forms",
    "staticforms",
    "formcarry",
    "basin",
    "netlify",
    "custom",
]
SETTINGS: dict[str, dict[str, str | bool]] = {
    "formspree": {"id": "abcdwxyz"},
    "formspark": {"id": "Sp4rk"},
    "web3forms": {"key": "11111111-2222", "accept_email_only": True},
    "staticforms": {"key": "sf_key"},
    "formcarry": {"id": "C4rry"},
    "basin": {"id": "b4s1n"},
    "netlify": {},
    "custom": {"address": "https://forms.example.com/quotes", "name": "Example Forms"},
}


def choose(dataset: Dataset, provider: str) -> Dataset:
    """The site as if data/site.yml chose this provider."""
    form = FormSettings.model_validate(SETTINGS[provider])
    settings = dataset.settings.model_copy(update={"form_backend": provider, "form": form})
    return replace(dataset, settings=settings)
