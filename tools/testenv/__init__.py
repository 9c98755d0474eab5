"""What the tests need on a machine: a browser, PostgreSQL, axe-core, the Nu checker."""
