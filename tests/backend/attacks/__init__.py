"""Attacks and faults on the real processes: what must hold whatever the world does to them."""
