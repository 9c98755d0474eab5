"""The ground floor: YAML records, the rules that check them, and the decision model.

Knows nothing of HTML, MkDocs or HTTP.
"""
