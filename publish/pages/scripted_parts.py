"""Parts of pages that nothing but a script shows get files of their own, which it fetches.

A template with `data-apart="NAME"` is such a part. In the preview it holds its content; published
it is empty and `data-apart` has the address of the file (`fillIn` in docs/assets/js/dom.mjs).
"""

import re

from publish.assets import PARTS
from publish.site import BuiltSite

PART = re.compile(r'<template data-apart="([\w-]+)">(.*?)</template>', re.DOTALL)


def write_scripted_parts(site: BuiltSite) -> None:
    """Take each such part out of its page; parts that are the same share a file."""

    def take_out(part: re.Match[str]) -> str:
        # No page, so no .html: nobody is to come upon it.
        name = site.write_named(f"{PARTS}/{part[1]}.txt", f"{part[2].strip()}\n")
        return f'<template data-apart="{site.base}{name}"></template>'

    for page in site.pages.values():
        html = PART.sub(take_out, page.html)
        if html != page.html:
            page.write(html)
