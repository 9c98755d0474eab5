"""Generated files: open data, embedded page, social images, sitemap, redirects, source lists.

- `open_data`: the open data, its schemas, and the feed of changes
- `embed`: the comparison as a page that other sites may frame
- `pictures`: pictures of pages made small, upright and modern, with width and height
- `favicon`: the icon of the tab in the colours of the site
- `social_images`: one image a page for link previews
- `sitemap`: sitemap and robots.txt
- `security_contact`: where to report a weakness
- `redirects`: addresses ever published exist or lead on
- `source_lists`: each page lists its sources; the page of sources says where each is used
- `scripted_parts`: what only scripts show, in files that they fetch
- `source_notes`: one mark a paragraph, and the note that it opens
- `typography`: quotation marks and apostrophes in what visitors read

The order of the steps calls each once. They must not know policies or compression, which come
later.
"""

from publish.pages.embed import write_embed
from publish.pages.favicon import write_favicon
from publish.pages.open_data import write_open_data
from publish.pages.pictures import write_pictures
from publish.pages.redirects import check_published_addresses, find_unlisted_pages, write_redirects
from publish.pages.scripted_parts import write_scripted_parts
from publish.pages.security_contact import write_security_contact
from publish.pages.sitemap import write_sitemap
from publish.pages.social_images import write_social_images
from publish.pages.source_lists import write_source_lists
from publish.pages.source_notes import write_source_notes
from publish.pages.typography import write_typography

__all__ = [
    "check_published_addresses",
    "find_unlisted_pages",
    "write_embed",
    "write_favicon",
    "write_open_data",
    "write_pictures",
    "write_redirects",
    "write_scripted_parts",
    "write_security_contact",
    "write_sitemap",
    "write_social_images",
    "write_source_lists",
    "write_source_notes",
    "write_typography",
]
