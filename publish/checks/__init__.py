"""What must hold before a site is published: links, the theme's markup, the page of firms."""
