"""Measurements that a developer runs by hand; no test depends on them."""
