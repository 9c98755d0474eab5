"""Files that publishing adds: feed and open data, embed, images, sitemap, redirects."""
