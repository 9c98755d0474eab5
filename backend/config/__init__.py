"""Configuration of one deployment, read once from its settings and the site's data.

- `settings`: all settings as one object, for mail, webhook, retention, limits and addresses
- `desk`: who may sign in to the desk, and by which ways
- `environment`: reads the environment, an env file and files of secrets; tells names that are typed
  wrong
- `logs`: the log as lines for people or as JSON
- `process_metrics`: what this process counts of itself, for the metrics
- `errors`: the error of a setting that cannot be used, in one line for the operator
- `urls`: the service's own addresses: which paths it answers, and the private page of a request
- `origins`: origins as browsers write them, for CORS and the spam guard
- `networks`: lists of IP networks, for trusted proxies
- `templates`: the environment for templates: pages are escaped, no name may be missing

Every package of the backend uses it. It knows neither HTTP requests nor the database.
"""
