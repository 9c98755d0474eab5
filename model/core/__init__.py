"""The base of every record: strict YAML, base classes, validation, problems with file and line.

- `yaml_loader`: YAML with the line of each value, strict on keys, without the surprises of YAML 1.1
- `yaml_errors`: the words for broken YAML: where the slip began and how to mend it
- `record`: base classes and types: records, statements with sources, ids, dates
- `validation`: from a document to a record or all its problems, in words for editors
- `problems`: one problem, how it is said at a terminal and in GitHub; the nearest name suggested
- `command_line`: what our command lines share: running one, exit codes, `-h`
- `unpublishable`: texts not to be published: words of a draft, addresses of no use to readers
- `hyphenation`: where a long word may part in a narrow column
- `hosts`: which host of an address is this machine

Everything uses it. It must not know any data file.
"""
