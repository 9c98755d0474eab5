"""Documents made from the data for others: browsers, editors, readers of open data, reviewers.

- `open_data`: the open data and its records, whose fields are never renamed
- `decision_model`: the decision as one document for the browser
- `request_phrases`: the phrases of requests as one document for the browser
- `timeline`: the model of time as numbers, for the browser
- `form_target`: where the form goes on this site, by its provider's record
- `json_schema`: JSON Schemas of the data files, for editors
- `outcomes`: every complete set of answers and its result, the golden file

Views, publishing and the command line use one each. It gives plain data and text, and must not know
markup or where files are written, apart from the schemas.
"""
