"""A local page that edits data and pages without YAML: `make edit`.

- `app`: the addresses below `_edit/`; who may ask; saving, checking, taking back
- `files`: the files that may be edited, their differences and the check
- `fields`: the values of a data file with the words of its schema
- `yaml_edit`: a value written in the byte range of its node, and proved to be the only change
- `page_edit`: the paragraphs of a page, and one of them replaced

The preview mounts `mount_editor` where EDITING is set. It changes files of the project only, and
never a file that another editor has damaged.
"""

from macros.editing.app import EDITING, LOOPBACK, mount_editor

__all__ = ["EDITING", "LOOPBACK", "mount_editor"]
