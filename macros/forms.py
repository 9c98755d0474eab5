"""The quote form as macros: where it posts to, its markup, and what pages say about that."""

from markupsafe import escape

from macros.evidence import known
from macros.quote_form import quote_form_context
from macros.render import Links, render
from model.dataset import Site
from model.exports.form_target import FormTarget, form_target
from model.form.providers import Provider, ProviderWords, fill


def quote_form(site: Site, links: Links) -> str:
    """Return the form as data/quote_form.yml defines it, for the provider of data/site.yml."""
    target = form_target(site, links.base, links.address)
    context = quote_form_context(
        site.quote_form, target.action, links.base, target, site.provider_words
    )
    return render("quote_form.html.j2", {**context, "contact": site.site.operator_email})


def quote_words(site: Site, links: Links, name: object) -> str:
    """Return a text that depends on who takes the form, from data/providers.yml."""
    texts = site.provider_words.pages
    text = texts[known("text", name, texts)]
    target = form_target(site, links.base, links.address)
    if target.provider.gives_reference:
        return str(escape(text.own))
    return str(escape(fill(text.hosted, page_values(target, site.provider_words))))


def page_values(target: FormTarget, words: ProviderWords) -> dict[str, str]:
    """Return what stands for the braces in the texts of pages."""
    return {"provider": target.label, "copy": _copy(target.provider, words)}


def _copy(provider: Provider, words: ProviderWords) -> str:
    return words.copies.kept if provider.keeps_copy else words.copies.not_kept
