"""Files that publishing adds: feed and open data, embed, images, sitemap, redirects."""

from publish.pages.embed import write_embed
from publish.pages.open_data import write_open_data
from publish.pages.redirects import check_published_addresses, unlisted_pages, write_redirects
from publish.pages.sitemap import write_sitemap
from publish.pages.social_images import write_social_images
from publish.pages.source_lists import write_source_lists

__all__ = [
    "check_published_addresses",
    "unlisted_pages",
    "write_embed",
    "write_open_data",
    "write_redirects",
    "write_sitemap",
    "write_social_images",
    "write_source_lists",
]
