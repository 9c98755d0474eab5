"""What docs/assets/js/quote-sheet/ counts and reads without a page, run under Node."""

import csv
import io
import random
from typing import Any

import pytest

from model.exports import compile_quote_sheet
from tests.data import load_data
from tests.model.node import run

DATA = load_data()
SHEET = compile_quote_sheet(DATA)
WORDS = SHEET["words"]
STATES = WORDS["states"]
ROWS = SHEET["rows"]
PAID = [row["id"] for row in ROWS if row["payee"] == "firm"]
MATCHING = [row for row in ROWS if row["must_match"]]
SETTLED = {  # a cell for each row that must match
    row["id"]: row["options"][0]["label"] if row["options"] else "Billing, API" for row in MATCHING
}


def call(module: str, name: str, *given: object) -> Any:
    """What a function of a module returns for the sheet and these arguments."""
    code = f"(given) => module.{name}(...given)"
    return run(f"quote-sheet/{module}.mjs", code, given)


def quote(firm: str = "", **cells: str) -> dict[str, Any]:
    return {"firm": firm, "cells": {name.replace("_", "-"): text for name, text in cells.items()}}


def complete(fee: str, **others: str) -> dict[str, Any]:
    """A quote for the settled job, with a fee and all else in it."""
    cells = {**SETTLED, **dict.fromkeys(PAID, STATES["included"]), PAID[0]: fee}
    return quote("", **{**cells, **others})


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("12000", (12000, 12000)),
        ("$12,000", (12000, 12000)),
        ("12,000.50", (12000.5, 12000.5)),
        ("12k", (12000, 12000)),
        ("0", (0, 0)),
        ("12000-15000", (12000, 15000)),
        ("$12,000 to $15,000", (12000, 15000)),
        ("12k–15k", (12000, 15000)),
    ],
)
def test_an_amount_or_a_range_is_read(text: str, span: tuple[float, float]) -> None:
    low, high = span
    assert call("cells", "parseAmount", text) == {"low": low, "high": high}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-500",
        "1.000",
        "1,5",
        "1,20,000",
        "15000-12000",
        "1-2-3",
        "10-12k",
        "1e5",
        "12 €",
        "ask",
    ],
)
def test_what_is_no_clear_amount_is_refused(text: str) -> None:
    assert call("cells", "parseAmount", text) is None


def states(row: dict[str, Any], *texts: str) -> list[str]:
    code = """([sheet, row, texts]) => texts.map(
        (text) => module.readCell(sheet, row, {cells: {[row.id]: text}}).state)"""
    found: list[str] = run("quote-sheet/cells.mjs", code, [SHEET, row, texts])
    return found


def test_a_cell_of_an_amount_has_four_states() -> None:
    [row] = [row for row in ROWS if row["id"] == PAID[0]]
    said = [STATES["included"].upper(), STATES["does_not_apply"], STATES["not_stated"], "", "7"]
    assert states(row, *said, "N/A") == [
        *("included", "does-not-apply", "not-stated", "not-stated", "stated"),
        "does-not-apply",
    ]


def test_what_nobody_can_read_is_no_amount_and_no_choice() -> None:
    for kind in ("amount", "choice"):
        row = next(row for row in ROWS if row["kind"] == kind)
        assert states(row, "perhaps") == ["unreadable"]


def test_an_empty_cell_is_open_and_never_zero() -> None:
    """Every subset of stated cells: open rows are counted, and the sum is of what is stated."""
    chance = random.Random(17)
    for _ in range(5):
        stated = {name: str(chance.randrange(50_000)) for name in PAID if chance.random() < 0.5}
        sum_ = call("comparing", "total", SHEET, quote(**stated), "firm")
        assert sum_["low"] == sum_["high"] == sum(map(int, stated.values()))
        assert sum_["open"] == len(PAID) - len(stated)
        assert sum_["stated"] == bool(stated)


def test_a_total_with_open_rows_is_never_a_plain_one() -> None:
    missing = complete("20000", retests="")
    text = call("comparing", "compare", SHEET, [missing])["sums"][0]["cells"][0]["text"]
    assert text == WORDS["at_least"].format(amount="$20,000", rows=WORDS["one_row"])
    whole = call("comparing", "compare", SHEET, [complete("20000")])
    assert whole["sums"][0]["cells"][0] == {"text": "$20,000", "open": False}


def test_an_amount_that_cannot_be_read_keeps_the_total_open() -> None:
    sum_ = call("comparing", "total", SHEET, complete("20000", retests="1.000"), "firm")
    assert (sum_["low"], sum_["open"]) == (20000, 1)


def test_ranges_stay_ranges_in_the_total() -> None:
    sum_ = call("comparing", "total", SHEET, complete("20000-25000", travel="500"), "firm")
    assert (sum_["low"], sum_["high"]) == (20500, 25500)


def test_what_others_are_paid_is_in_no_total_of_the_firm() -> None:
    [other] = [row["id"] for row in ROWS if row["payee"] == "other"]
    sums = [call("comparing", "total", SHEET, complete("9", **{other: "700"}), one)["low"]
            for one in ("firm", "other")]  # fmt: skip
    assert sums == [9, 700]


def test_a_fee_by_the_hour_without_a_limit_is_an_estimate() -> None:
    [(row, option)] = [
        (row, option) for row in ROWS for option in row["options"] if option["estimate"]
    ]
    given = complete("100", **{row["id"]: option["label"]})
    found = call("comparing", "compare", SHEET, [given, complete("100")])
    amount = WORDS["estimate"].format(amount="$100")
    assert found["sums"][0]["cells"][0]["text"] == amount
    assert found["sums"][1]["cells"][1]["text"] == WORDS["no_difference"]


def heads(found: dict[str, Any]) -> list[str]:
    return [line["label"] for line in found["sums"]]


def test_quotes_for_one_job_show_their_difference_in_money() -> None:
    found = call("comparing", "compare", SHEET, [complete("20000"), complete("23500")])
    assert found["says"] == "same"
    cells = [cell["text"] for cell in found["sums"][1]["cells"]]
    assert cells == [WORDS["first"], WORDS["more"].format(amount="$3,500")]


@pytest.mark.parametrize("row", MATCHING, ids=lambda row: row["id"])
def test_quotes_for_different_jobs_show_no_difference_in_money(row: dict[str, Any]) -> None:
    other = row["options"][1]["label"] if row["options"] else "Payroll"
    pair = [complete("20000"), complete("10000", **{row["id"]: other})]
    found = call("comparing", "compare", SHEET, pair)
    assert found["says"] == "other" and row["short"] in found["job"]
    assert heads(found) == [WORDS["total_row"], WORDS["others_row"]]
    assert "10,000" not in found["job"]


@pytest.mark.parametrize("row", MATCHING, ids=lambda row: row["id"])
def test_a_job_that_is_not_stated_is_not_taken_for_the_same(row: dict[str, Any]) -> None:
    pair = [complete("20000"), complete("10000", **{row["id"]: ""})]
    found = call("comparing", "compare", SHEET, pair)
    assert found["says"] == "unknown" and row["short"] in found["job"]
    assert WORDS["first"] not in [cell["text"] for line in found["sums"] for cell in line["cells"]]


def test_two_vague_answers_are_not_taken_for_the_same() -> None:
    for row in MATCHING:
        for option in row["options"]:
            if option["vague"]:
                pair = [complete("1", **{row["id"]: option["label"]}) for _ in range(2)]
                assert call("comparing", "compare", SHEET, pair)["says"] == "unknown"


def test_lists_match_in_any_order() -> None:
    name = next(row["id"] for row in MATCHING if row["kind"] == "list")
    pair = [
        complete("1", **{name: "Billing app, API"}),
        complete("1", **{name: "api and billing App"}),
    ]
    assert call("comparing", "compare", SHEET, pair)["says"] == "same"


def test_columns_stand_in_the_order_of_entry_whatever_they_cost() -> None:
    quotes = [{**complete(fee), "firm": firm} for fee, firm in (("9", "Z"), ("1", "A"), ("5", "M"))]
    assert call("comparing", "compare", SHEET, quotes)["names"] == ["Z", "A", "M"]


def test_a_quote_that_nobody_has_begun_is_left_out() -> None:
    found = call("comparing", "compare", SHEET, [quote(), complete("1")])
    assert found["names"] == [WORDS["quote"].format(number=2)]
    assert (found["says"], found["job"]) == ("", WORDS["begin"])


@pytest.mark.parametrize("sign", SHEET["signs"], ids=lambda sign: sign["id"])
def test_a_warning_sign_is_found_where_its_row_says_so_and_nowhere_else(
    sign: dict[str, Any],
) -> None:
    [row] = [row for row in ROWS if row["id"] == sign["row"]]
    labels = {option["id"]: option["label"] for option in row["options"]}
    said = {"not-stated": "", "does-not-apply": STATES["does_not_apply"], **labels}
    said |= {} if labels else {"stated": "Ann Lee"}
    for state, text in said.items():
        found = call("comparing", "findSigns", SHEET, quote(fee="1", **{row["id"]: text}))
        assert (sign["id"] in [one["id"] for one in found]) == (state in sign["when"]), state


def test_every_open_row_is_a_question_and_no_other_is() -> None:
    given = complete("20000", retests="")
    asked = call("comparing", "questions", SHEET, given).splitlines()[2:]
    stated = {name for name, text in given["cells"].items() if text}
    assert asked == [f"- {row['ask']}" for row in ROWS if row["ask"] and row["id"] not in stated]


def texts(row: dict[str, Any], chance: random.Random) -> str:
    """Something that a cell of this row may say, formulas and marks of files included."""
    if row["options"]:
        return str(chance.choice(row["options"])["label"])
    if row["kind"] == "amount":
        return chance.choice(["1200", "$1,200-1,300", STATES["included"]])
    start = chance.choice(["=", "+", "-", "@", "'=", "''+", "＝", '"', "", "'s "])
    return start + chance.choice(['HYPERLINK("https://x.example")', "a;b,c", "Ünï 株", "100% & #1"])


def cases() -> list[list[dict[str, Any]]]:
    chance = random.Random(6)
    return [
        [
            {
                "firm": chance.choice(["=Firm", "Müller & Söhne; CPA", "-A", 'B "C"']),
                "cells": {row["id"]: texts(row, chance) for row in ROWS if chance.random() < 0.6},
            }
            for _ in range(chance.randint(SHEET["fewest"], SHEET["most"]))
        ]
        for _ in range(30)
    ]


WAYS = {
    "a file": "fromCsv(sheet, module.toCsv(sheet, quotes)).quotes",
    "a file with its mark": r"fromCsv(sheet, '\ufeff' + module.toCsv(sheet, quotes)).quotes",
    "an address": "fromFragment(sheet, module.toFragment(sheet, quotes))",
}


@pytest.mark.parametrize("way", WAYS)
def test_quotes_are_read_back_as_they_were_kept(way: str) -> None:
    code = f"([sheet, all]) => all.map((quotes) => module.{WAYS[way]})"
    assert run("quote-sheet/files.mjs", code, [SHEET, cases()]) == cases()


def test_no_cell_of_a_file_begins_as_a_formula_does() -> None:
    code = "([sheet, all]) => all.map((quotes) => module.toCsv(sheet, quotes))"
    for text in run("quote-sheet/files.mjs", code, [SHEET, cases()]):
        for cells in csv.reader(io.StringIO(text, newline="")):
            assert not [cell for cell in cells if cell[:1] and cell[0] in "=+-@\t\r\n＝＋－＠"]


@pytest.mark.parametrize("separator", [";", "\t"])
def test_a_file_from_a_spreadsheet_of_another_country_is_read(separator: str) -> None:
    lines = [["key", "", "1"], ["firm", "", "A, B"], [PAID[0], "", "5000"], ["", "", ""]]
    text = "\n".join(separator.join(line) for line in lines)
    found = call("files", "fromCsv", SHEET, text)
    assert found == {"quotes": [{"firm": "A, B", "cells": {PAID[0]: "5000"}}], "ignored": []}


def test_what_a_file_has_beyond_the_sheet_is_named_and_not_read() -> None:
    names = ["key", "", *map(str, range(SHEET["most"] + 2))]
    rows = [names, [PAID[0], "", *["1"] * (SHEET["most"] + 2)], ["__proto__", "", "x"]]
    found = call("files", "fromCsv", SHEET, "\r\n".join(",".join(row) for row in rows))
    assert len(found["quotes"]) == SHEET["most"]
    assert found["ignored"] == ["__proto__", f"{SHEET['most'] + 1}-{SHEET['most'] + 2}"]


@pytest.mark.parametrize("text", ["", "key,row,1", "a,b\n1,2", '"', "\x00\ufeff,,,"])
def test_a_file_without_a_row_of_the_sheet_gives_nothing(text: str) -> None:
    assert call("files", "fromCsv", SHEET, text)["quotes"] == []


@pytest.mark.parametrize("end", ["", "#worksheet", "#quotes=", "#quotes=%E0%A4%A", "#quotes=%00"])
def test_an_address_without_quotes_gives_none(end: str) -> None:
    assert call("files", "fromFragment", SHEET, end) == []


def test_a_blank_file_asks_the_rows_of_the_firm_and_reads_as_an_empty_quote() -> None:
    text = call("files", "blankCsv", SHEET)
    keys = [cells[0] for cells in csv.reader(io.StringIO(text, newline=""))][2:]
    assert keys == [row["id"] for row in ROWS if row["ask"]]
    assert call("files", "fromCsv", SHEET, text)["quotes"] == [{"firm": "", "cells": {}}]


def test_markdown_has_sums_rows_signs_and_origin() -> None:
    pair = [{**complete("20000"), "firm": "A|B"}, complete("30000")]
    lines = call("files", "toMarkdown", SHEET, pair, "Origin").splitlines()
    assert lines[0].startswith(f"| {WORDS['row']} | A\\|B | ")
    table = [line for line in lines if line.startswith("|")]
    sums = call("comparing", "compare", SHEET, pair)["sums"]
    assert len(table) == 2 + len(sums) + len(ROWS)
    assert lines[-1] == "Origin"
