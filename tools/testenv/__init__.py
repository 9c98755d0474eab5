"""Test environment: browser, PostgreSQL and checkers, found or installed at pinned versions.

- `browser`: a Chromium
- `postgres`: PostgreSQL's server, run and ended
- `servers`: Caddy, nginx and systemd-analyze, for the files in deploy/
- `axe`: axe-core, for the checks of access
- `nu`: the Nu checker for HTML and CSS, and a Java for it
- `biome`: lint and format of scripts and styles
- `typescript`: the type check of scripts
- `npm`: a file of an npm package, with its checksum
- `apt`: the machine's own package manager

Make and the tests use them. They must not change anything outside of `.venv`, but for packages of
apt.
"""
