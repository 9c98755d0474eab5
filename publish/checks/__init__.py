"""What must hold before a site is published: links, the theme's markup, the page of firms."""

from publish.checks.firms import check_firms_page, is_permanent
from publish.checks.links import check_links
from publish.checks.theme_contract import check_theme

__all__ = ["check_firms_page", "check_links", "check_theme", "is_permanent"]
