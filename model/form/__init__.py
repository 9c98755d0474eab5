"""The quote form: its definition, the validation of what is sent, and hosted providers.

- `definition`: fields, options, limits, messages, honeypot, consent
- `validation`: answers cleaned and checked; the same rules for the browser
- `timing`: what its answers ask of the model of time
- `providers`: hosted providers: how each takes a form and answers, and the pages' words for it

The backend validates by `validation`, views show the form by `definition`. It must not know
requests or pages.
"""
