"""Cleaning and checking, in Python and in the browser's script."""

import json
import subprocess
from pathlib import Path

import playwright
import pytest

from model.dataset import ROOT
from model.form.definition import QuoteForm
from model.form.validation import browser_rules, find_mistakes, normalise_answers

SCRIPTS = ROOT / "docs" / "assets" / "js" / "quotes"
NODE = Path(playwright.__file__).parent / "driver" / "node"  # comes with the test tools

GOOD_EMAILS = [
    "ada@example.com",
    "a.b+tag@sub.example.co.uk",
    "o'neil_x=y@ex-ample.org",
    "用户@例子.广告",
    "ä@bücher.example",
    "δοκιμή@παράδειγμα.ελ",
    "A@EXAMPLE.COM",
    "a@xn--bcher-kva.example",
    f"{'a' * 64}@example.com",
    f"a@{'b' * 63}.com",
    " ada@example.com ",
    "a\u200bda@example.com",
]
BAD_EMAILS = [
    "ada",
    "@example.com",
    "ada@",
    "ada@example",
    "ada@@example.com",
    "a@x.org, b@evil.org",
    "a@x.org\r\nBcc: b@evil.org",
    "a b@example.com",
    ".a@example.com",
    "a.@example.com",
    "a..b@example.com",
    "a@.example.com",
    "a@example.com.",
    "a@ex..com",
    "a@-ex.com",
    "a@ex-.com",
    "a@ex_ample.com",
    "a@1.2.3.4",
    "a@[1.2.3.4]",
    '"a b"@example.com',
    "Ada <ada@example.com>",
    "a@localhost",
    "a@machine.local",
    "a@example.test",
    "a@EXAMPLE.TEST",
    "a@ab--cd.com",
    f"a@{'b' * 64}.com",
    f"a@{'b.' * 126}com",
    "\u0301a@example.com",
    "a\u00a0b@example.com",
    "a@exa\u200dmple.com/x",
    "a@exam/ple.com",
    "a@exam:80.com",
    "a\u200d@example.com",
    "é" * 130 + "@example.com",
    "a＠example.com",
]
LINES = [
    "",
    " ",
    "\t\n",
    "x",
    "xy",
    "x" * 200,
    "x" * 201,
    "👩‍💻" * 66 + "xy",
    "👩‍💻" * 67,
    "e\u0301" * 200,
    "e\u0301" * 201,
    "山田太郎",
    "می\u200cخواهم",
    "\u200d\u200c",
    "\u202eevil\u202c",
    "\u2066a\u2069",
    "a\u2028b\u0085c\x0bd",
    "a\x00\x07\x1f\x7f\x9fb",
    "\ufeffa\ufeff",
    "  many \u3000 spaces\u00a0 ",
    "a\r\nBcc: b",
    "<script>alert(1)</script>",
    "=1+1",
    "\u200b",
]
NOTES = ["", "a\r\nb\rc\n", "\n\n", "x" * 2000, "x" * 2001, "é\n" * 1001, "a\tb\x00c\u202ed"]
DAYS = [
    "",
    " 2091-03-31 ",
    "2091-02-29",
    "2092-02-29",
    "2091-13-01",
    "2091-3-1",
    "31.03.2091",
    "20910331",
    "2091-W10-1",
    "2091-03-31T00:00",
    "٢٠٩١-03-31",
    "0000-01-01",
    "0001-01-01",
    "2020-01-01",
    "9999-12-31",
    "99999-01-01",
    "soon",
    "?",
]
TICKED = [
    "",
    ",",
    "security",
    "privacy, security,privacy",
    "sec\u200burity\n,",
    "x,security",
    "é,é",
]
CHOICES = ["", "soc-1", "SOC-1", " soc-1 ", "soc-3", "soc\u200b-1", "toString", "__proto__"]


def corpus(answers: dict[str, str]) -> list[dict[str, str]]:
    changes = [
        *({"email": text} for text in GOOD_EMAILS + BAD_EMAILS),
        *({"company": text} for text in LINES),
        *({"name": text} for text in LINES),
        *({"notes": text} for text in NOTES),
        *({"framework": text} for text in CHOICES),
        *({"company_size": text} for text in CHOICES),
        *({"region": text} for text in CHOICES),
        *({"criteria": text} for text in TICKED),
        *({"needed_by": text} for text in DAYS),
    ]
    return [{}, {"email": "x", "framework": "x"}, *(answers | change for change in changes)]


def in_the_browsers_script(calls: str, data: object) -> list[object]:
    program = (
        f"import * as form from {json.dumps((SCRIPTS / 'validation.mjs').as_uri())};"
        f"import * as backend from {json.dumps((SCRIPTS / 'own-backend.mjs').as_uri())};"
        f"console.log(JSON.stringify({calls}));"
    )
    return in_node(program, data)


def in_node(program: str, data: object) -> list[object]:
    """Return what the program prints, a list as JSON; it finds the data as `data`."""
    read = (
        "let text = ''; for await (const chunk of process.stdin) text += chunk;"
        "const data = JSON.parse(text);"
    )
    command = [str(NODE), "--input-type=module", "--eval", read + program]
    done = subprocess.run(
        command, input=json.dumps(data), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    result: list[object] = json.loads(done.stdout)
    return result


def test_python_and_the_browser_find_the_same_mistakes_in_the_same_order(
    form: QuoteForm, answers: dict[str, str]
) -> None:
    cases = corpus(answers)
    data = {"cases": cases, "rules": browser_rules(form)}
    calls = "data.cases.map((values) => Object.entries(form.validate(values, data.rules)))"
    found = in_the_browsers_script(calls, data)
    expected = [[[*pair] for pair in find_mistakes(form, values).items()] for values in cases]
    wrong = [c for c, f, e in zip(cases, found, expected, strict=True) if f != e]
    assert wrong == []


def test_python_and_the_browser_clean_answers_alike(
    form: QuoteForm, answers: dict[str, str]
) -> None:
    # a page has every field, also those that the answers leave out
    every = dict.fromkeys((field.name for field in form.fields), "")
    cases = [every | answers | case for case in corpus(answers)]
    data = {"cases": cases, "rules": browser_rules(form)}
    calls = (
        "data.cases.map((values) => Object.fromEntries("
        "data.rules.fields.map((f) => [f.name, form.normalise(values[f.name], f)])))"
    )
    assert in_the_browsers_script(calls, data) == [normalise_answers(form, case) for case in cases]


@pytest.mark.parametrize("email", GOOD_EMAILS)
def test_an_address_that_mail_can_reach_is_taken(
    form: QuoteForm, answers: dict[str, str], email: str
) -> None:
    assert find_mistakes(form, answers | {"email": email}) == {}


@pytest.mark.parametrize("email", BAD_EMAILS)
def test_an_address_that_mail_cannot_reach_is_refused(
    form: QuoteForm, answers: dict[str, str], email: str
) -> None:
    assert list(find_mistakes(form, answers | {"email": email})) == ["email"]


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        (" Ada \t Lovelace\n", "Ada Lovelace"),
        ("e\u0301", "é"),
        ("a\u202eb\u200bc\ufeff", "abc"),
        ("a\r\nBcc: b", "a Bcc: b"),
        ("a\u2028b", "a b"),
        ("می\u200cخواهم", "می\u200cخواهم"),
    ],
)
def test_a_line_is_cleaned(form: QuoteForm, text: str, clean: str) -> None:
    assert normalise_answers(form, {"name": text})["name"] == clean


def test_notes_keep_their_lines(form: QuoteForm) -> None:
    assert normalise_answers(form, {"notes": " a\r\nb\rc\td\x00 "})["notes"] == "a\nb\nc\td"


def test_lengths_count_code_points(form: QuoteForm, answers: dict[str, str]) -> None:
    assert find_mistakes(form, answers | {"company": "😀" * 200}) == {}
    assert list(find_mistakes(form, answers | {"company": "😀" * 201})) == ["company"]


def test_cleaning_twice_changes_nothing(form: QuoteForm, answers: dict[str, str]) -> None:
    for case in corpus(answers):
        once = normalise_answers(form, case)
        assert normalise_answers(form, once) == once


def test_every_mistake_has_the_message_of_the_definition(
    form: QuoteForm, answers: dict[str, str]
) -> None:
    for field in form.fields:
        for code, text in (
            ("required", ""),
            ("choice", "no-such-option"),
            ("too_short", "x"),
            ("too_long", "x" * 5000),
            ("email", "nobody"),
            ("date", "soon"),
            ("past", "2020-01-01"),
        ):
            if code in field.codes:
                message = find_mistakes(form, answers | {field.name: text})[field.name]
                assert message == field.messages.get(code)


def test_only_the_allowed_answers_are_taken_from_the_address(form: QuoteForm) -> None:
    queries = [
        "?framework=soc-1&report_type=type-2&timeline=unsure",
        "?framework=soc-9&stage=readi&email=a%40example.com&name=Ada&needed_by=2091-02-29",
        "?stage=ready&needed_by=2091-03-31",
        "",
    ]
    calls = "data.queries.map((query) => form.prefilled(query, data.rules))"
    found = in_the_browsers_script(calls, {"queries": queries, "rules": browser_rules(form)})
    whole = {"framework": "soc-1", "report_type": "type-2", "timeline": "unsure"}
    date = {"stage": "ready", "needed_by": "2091-03-31"}
    assert found == [whole, {}, date, {}]


def test_the_browser_takes_nothing_but_a_reference_for_success(form: QuoteForm) -> None:
    answers = [
        [201, {"reference": "Q-1"}],
        [201, {}],
        [200, {"reference": "Q-1"}],
        [201, None],
        [422, {"errors": {"name": "Enter"}}],
        [422, {"errors": {}}],
        [503, {"error": "later"}],
        [413, {"error": "long"}],
        [502, None],
    ]
    calls = "data.answers.map(([status, body]) => backend.readAnswer(status, body, data.rules))"
    rules = browser_rules(form)
    found = in_the_browsers_script(calls, {"answers": answers, "rules": rules})
    unknown = {"failure": form.failures.unknown, "again": True}
    assert found == [
        {"reference": "Q-1"},
        unknown,
        unknown,
        unknown,
        {"errors": {"name": "Enter"}},
        unknown,
        {"failure": "later", "again": True},
        {"failure": "long", "again": False},
        unknown,
    ]


def test_only_the_draft_is_kept_in_the_browser_and_only_for_the_session() -> None:
    scripts = {file.name: file.read_text(encoding="utf-8") for file in SCRIPTS.glob("*.mjs")}
    keeping = {name for name, script in scripts.items() if "sessionStorage" in script}
    assert keeping == {"draft.mjs"}
    lasting = ("localStorage", "indexedDB", "document.cookie", "cookieStore", "caches")
    assert not any(word in script for word in lasting for script in scripts.values())


def test_the_draft_has_every_answer_but_the_personal_ones(form: QuoteForm) -> None:
    answers = {field.name: f"answer to {field.name}" for field in form.fields}
    program = (
        "const kept = {};"
        "globalThis.sessionStorage = {setItem: (name, value) => { kept[name] = value; }};"
        "globalThis.location = {search: ''};"
        f"const draft = await import({json.dumps((SCRIPTS / 'draft.mjs').as_uri())});"
        "draft.writeDraft(data.rules.fields, data.answers);"
        "console.log(JSON.stringify(Object.values(kept).map((text) => JSON.parse(text))));"
    )
    kept = in_node(program, {"rules": browser_rules(form), "answers": answers})
    personal = {field.name for field in form.fields if field.personal}
    assert personal >= {"name", "email", "company", "notes"}
    asked = {name: answer for name, answer in answers.items() if name not in personal}
    assert kept == [{"search": "", "answers": asked}]
