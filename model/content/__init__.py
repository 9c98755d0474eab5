"""What pages show: one module a kind of record, each with the rules that tie it together."""
