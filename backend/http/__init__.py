"""HTTP basics: bodies, responses, CORS, client IP, security headers, static files.

- `form_body`: the fields of a posted form, within limits of size and number
- `responses`: JSON for scripts and pages for people, also where a request is refused
- `site_pages`: the built pages as templates: values, errors, references and private content filled
  in
- `page_template`: a built page cut into pieces once, and filled as text
- `static_files`: the built site as files, with its compressed copies
- `security_headers`: the headers that publishing wrote, on every response
- `cors`: which origins may send the form and read the answer
- `client_ip`: the client's address behind trusted proxies, and the network that a limit counts
- `header_timeout`: closes connections that do not finish their request headers
- `connection_guard`: closes connections that nobody reads from, and a cap on all of them

`intake/`, `portal/` and `backend/app.py` use each of these. It must not know the database, nor what
a request means.
"""
