"""Post-processing of a built site: checks, fingerprints, headers, compression.

Plain Python after the renderer, which can be replaced. The result depends on the built site and the
data alone: no date, no host, no network.

- `__main__`: `python -m publish`: the steps in their order; `python -m publish switch`
- `releases`: a build aside that is switched in at once; the last three, and the way back
- `site`: the built site: pages parsed once, and the error that stops the step
- `assets`: scripts and styles made small and named by their content
- `precompress`: compressed copies beside the files
- `render`: templates of the files that are added
- `pages/`: files that are added
- `security/`: what pages may load, and headers
- `critical_css/`: the styles that each page carries
- `checks/`: what must hold before a site is published

Nothing of ours uses it. It imports `model/`, and of `macros/` the views for the embedded page, and
must not know MkDocs.
"""
