"""What a change of data changes in facts and outcomes, from plain YAML."""
