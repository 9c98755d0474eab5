"""The tool without a script: a page for each question and for each outcome.

A page is made from the shell of its kind: a page of docs/which-report/ with places for what
differs.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import quote, urlencode

from macros.views.citations import source_marks, statement
from macros.views.render import Links, render
from model.dataset import Dataset
from model.decision import (
    DecisionModel,
    Option,
    OutcomePage,
    QuestionPage,
    Reply,
    Result,
    Rule,
    Vocabulary,
    Walk,
    walk,
    write_reply,
)
from model.exports import compile_fees
from model.timeline import BOTH_TYPES, TYPE_1, UNSURE, count_weeks

TOOL, RULES = "which-report/", "which-report/rules/"
DESCRIPTION = 160  # characters; search engines cut longer ones
SOC_2_WORK = ("soc-2", "both")
EVIDENCE, SOC_3, ACTION = "evidence", "add-soc-3", "primary-action"
# What the model of time and the reply are told where no day matters: nothing but ranges is given.
ANY_DAY = date(2000, 1, 1)


@dataclass(frozen=True)
class DecisionPage:
    """What differs between the pages of a kind; `lead` and `heading` are text, `body` is markup."""

    path: str
    is_outcome: bool
    title: str
    description: str
    heading: str
    lead: str
    body: str
    attributes: dict[str, str]


class DecisionPages:
    """The pages of one decision model; `walk` has the questions and outcomes that they show."""

    def __init__(self, dataset: Dataset, links: Links) -> None:
        self.dataset, self.links = dataset, links
        self.words = dataset.vocabulary
        self.model = DecisionModel(dataset.vocabulary, dataset.decisions, dataset.timeline)
        self.walk: Walk = walk(self.model)
        self.headings = {
            page.id: self._headline(self.model.compute_result(page.answers[0], ANY_DAY))
            for page in self.walk.outcomes.values()
        }

    def pages(self) -> Iterator[DecisionPage]:
        """Yield each page but the first question, which is a page of its own."""
        yield from (self.question(page) for page in list(self.walk.questions.values())[1:])
        fees = compile_fees(self.dataset)
        yield from (self.outcome(page, fees) for page in self.walk.outcomes.values())

    def href(self, page: str) -> str:
        """Return the address of a question or an outcome; the first question is the tool's page."""
        return self.links.page(f"{TOOL}{page}/" if page else TOOL)

    def with_script(self, answers: dict[str, str]) -> str:
        """Return where the tool goes on after these answers, in a browser with a script."""
        query = urlencode({**answers, "v": self.words.model_version})
        return f"{self.links.page(TOOL)}?{query}"

    def question(self, page: QuestionPage) -> DecisionPage:
        """Return the page of a question."""
        labels = [self._label(name, value) for name, value in page.known.items()]
        known = "; ".join(labels)
        return DecisionPage(
            path=f"{TOOL}{page.id}/",
            is_outcome=False,
            title=f"{page.question.ask} ({known})",
            description=_shorten(f"Which SOC report? Question {page.number}, after: {known}"),
            heading=page.question.ask,
            lead="",
            body=self.question_body(page),
            attributes={},
        )  # fmt: skip

    def question_body(self, page: QuestionPage) -> str:
        """Return what stands below a question: its options as links, and how to find out."""
        targets = {way.answer: way.question or way.outcome or "" for way in page.ways}
        options = [
            {"option": option, "href": self.href(targets[option.id])}
            for option in page.question.options
        ]
        further = [item for item, option in zip(options, page.question.options, strict=True)
                   if option.further]  # fmt: skip
        plain = [item for item in options if item not in further]
        context = {
            "progress": self.progress(page.number),
            "back": self.href(page.before) if page.before is not None else None,
            "again": self.links.page(TOOL) if page.known else None,
            # as the script has it: the further options before the last one
            "options": plain[:-1] if further else plain,
            "further": further,
            "last": plain[-1] if further else None,
            "question": page.question,
            "sources": source_marks(self.dataset, self.links, page.question.sources),
            "words": self.words.tool,
            "rules": self.links.page(RULES),
            "with_script": self.with_script(page.known) if page.known else None,
            "src": self.links.page("assets/js/decision/open.mjs"),
        }
        return render("decision_question.html.j2", context)

    def outcome(self, page: OutcomePage, fees: dict[str, Any]) -> DecisionPage:
        """Return the page of an outcome."""
        results = [self.model.compute_result(answers, ANY_DAY) for answers in page.answers]
        first = results[0]
        rule = next(
            rule for rule in self.model.tables["report"].rules if rule.id == page.report_rule
        )
        reason = rule.because.text.split(". ")[0].rstrip(".") + "."
        heading = self._headline(first)
        told, lead = f"{heading}: {rule.case or reason}", reason
        if first.likely_report:
            label = self.words.outcome("likely-report", first.likely_report).label
            likely = label[0].lower() + label[1:]
            told = f"{heading}: {likely}"
            lead = f"{reason} {_fill(self.words.tool.likely, likely=likely)}"
        return DecisionPage(
            path=f"{TOOL}{page.id}/",
            is_outcome=True,
            title=told,
            description=_shorten(f"{told}. {reason}"),
            heading=heading,
            lead=lead,
            body=self._outcome_body(page, results, lead, fees),
            attributes={
                "data-report": first.report,
                "data-type": first.type,
                "data-add-soc-3": str(first.add_soc_3).lower(),
                "data-fits": first.plan.fits if first.plan else "unknown",
                "data-primary-action": first.primary_action,
                "data-model-version": str(self.words.model_version),
            },
        )

    def _outcome_body(
        self, page: OutcomePage, results: list[Result], lead: str, fees: dict[str, Any]
    ) -> str:
        first = results[0]
        facts = list(self._facts(first, fees))
        boss = self._boss(page, first, lead, facts)
        action = self.words.outcome(ACTION, first.primary_action)
        reply = write_reply(self.words, replace(first, answers=page.common), results)
        words = self.words.tool
        examined = first.report in ("soc-1", "soc-2", "both")
        context = {
            "words": words,
            "kept": self.dataset.reply_words,
            "version": self.words.model_version,
            "result": first,
            "facts": facts,
            "action": action,
            "href": self.links.page(action.page) if action.page else None,
            "summary": statement(self.dataset, self.links, action.summary),
            "reply": list_lines(self.words, reply),
            "reply_heading": words.headings.reply_if_asked
            if first.report == "none"
            else words.headings.reply,
            "mailto": _mailto(reply.subject, reply.body),
            "boss": boss,
            "boss_mailto": _mailto(boss[0], "\n".join(boss)),
            "summaries": [
                statement(self.dataset, self.links, outcome.summary)
                for outcome in self._outcomes(first)
            ],
            "reasons": list(self._reasons(page, results)),
            "weeks": list(self._weeks(first.type)) if examined else [],
            "planner": self.links.page("can-i-make-the-date/"),
            "stage": self.words.question("stage"),
            "soc_3": self._soc_3(first)
            if first.report in SOC_2_WORK and not first.add_soc_3
            else None,
            "renewing": self._renewing(first) if examined else None,
            "steps": list(self._steps(page, results)),
            "changes": list(self._changes(page)),
            "again": self.links.page(TOOL),
            "refine": self.with_script(page.answers[0]) if self._asks_more(first) else None,
            "rules": f"{self.links.page(RULES)}#rule-{page.report_rule}",
            "src": self.links.page("assets/js/replies.mjs"),
        }
        return render("decision_result.html.j2", context)

    def progress(self, number: int) -> str:
        """Return where a question stands among those that are asked before a result."""
        most = sum(not question.on_result for question in self.words.questions)
        words = self.words.tool.actions.progress
        return words.replace("{number}", str(number)).replace("{most}", str(most))

    def _label(self, question: str, answer: str) -> str:
        return next(one.label for one in self.words.options(question) if one.id == answer)

    def _headline(self, result: Result) -> str:
        """Return one line for a report and its type, as docs/assets/js/decision/texts.mjs does."""
        parts = [self.words.outcome("report", result.report).label]
        if result.type != self.model.unsettled("type"):
            parts.append(self.words.outcome("type", result.type).label)
        if result.add_soc_3:
            later = self.words.tool.soc_3_later
            parts.append(later if result.type == TYPE_1 else self.words.outcome(SOC_3, "yes").label)
        return " – ".join(parts)

    def _facts(self, result: Result, fees: dict[str, Any]) -> Iterator[dict[str, str]]:
        """Yield cost, time and readers, as docs/assets/js/decision/texts.mjs does."""
        words = self.words.tool.facts
        readers = words.may_read.get(result.report)
        if readers is None or result.plan is None:
            return
        spread = fees["type-2" if result.type == "type-2" else "type-1"]
        note = _fill(
            words.fees_note,
            count=spread["count"],
            firms="" if spread["firms"] else words.fees_no_firm,
            more=_fill(words.fees_more, more=spread["more"]) if spread["more"] else "",
            **_ends(spread["high"]),
        )
        if result.report == "soc-1":
            yield {"name": words.fees, "value": words.fees_soc_1, "note": words.fees_soc_1_note}
        else:
            value = _fill(words.fees_value, **_ends(spread["low"]))
            said = _sentences(
                result.report == "both" and words.fees_both_note,
                result.type == BOTH_TYPES and words.fees_first_note,
                note,
            )
            yield {"name": words.fees, "value": value, "note": said}
        plan = result.plan
        value = _fill(words.weeks_value, quickest=plan.quickest_weeks, cautious=plan.cautious_weeks)
        said = _sentences(
            result.type == BOTH_TYPES and words.weeks_to_type_2,
            words.weeks_note,
            result.report != "soc-2" and result.type != TYPE_1 and words.weeks_soc_1,
            words.stage_open,
        )
        yield {"name": words.weeks, "value": value, "note": said}
        said = _sentences(readers.note, result.add_soc_3 and words.readers_soc_3)
        yield {"name": words.readers, "value": readers.value, "note": said}

    def _asks_more(self, result: Result) -> bool:
        """Tell whether the tool asks something on a result that would still change it."""
        return any(one.on_result and one.id in result.open for one in self.words.questions)

    def _boss(
        self, page: OutcomePage, result: Result, lead: str, facts: list[dict[str, str]]
    ) -> list[str]:
        """Return lines for somebody's superior, as docs/assets/js/decision/texts.mjs does."""
        words, said = self.words.tool.boss, self.words.tool.facts
        told = [fact for fact in facts[:2] if fact["value"] != said.fees_soc_1]
        lines = [_fill(words.fact, **fact).replace(f" {said.stage_open}", "") for fact in told]
        return [
            self._headline(result),
            _fill(words.why, reason=lead),
            *([""] if lines else []),
            *lines,
            "",
            _fill(words.next, action=self.words.outcome(ACTION, result.primary_action).heading),
            (self.links.address or self.links.base) + f"{TOOL}{page.id}/",
        ]

    def _outcomes(self, result: Result) -> Iterator[Any]:
        yield self.words.outcome("report", result.report)
        if result.likely_report:
            yield self.words.outcome("likely-report", result.likely_report)
        if result.type != self.model.unsettled("type"):
            yield self.words.outcome("type", result.type)
        if result.add_soc_3:
            yield self.words.outcome(SOC_3, "yes")

    def _rules(self, results: Iterable[Result]) -> Iterator[tuple[str, Rule]]:
        """Yield (table, rule) for each rule that is told with an outcome, in their order."""
        results = list(results)
        fired = {name for result in results for name in result.rules}
        told = {outcome for result in results for outcome in self._told(result)}
        for name, table in self.model.tables.items():
            if name in told:
                yield from ((name, rule) for rule in table.rules if rule.id in fired)

    def _told(self, result: Result) -> Iterator[str]:
        yield from ("report", ACTION)
        if result.likely_report:
            yield "likely-report"
        if result.type != self.model.unsettled("type"):
            yield "type"
        if result.add_soc_3:
            yield SOC_3

    def _reasons(self, page: OutcomePage, results: list[Result]) -> Iterator[dict[str, object]]:
        """Yield each reason; one that not every way has, with the answers that call for it."""
        for _, rule in self._rules(results):
            labels = []
            if not all(rule.id in result.rules for result in results):
                labels = [
                    self._label(name, value)
                    for name in self.model.tables["type"].inputs
                    if name not in page.common
                    for value in rule.when.get(name, [])
                    if name == EVIDENCE
                ]
            yield {
                "only": " / ".join(labels),
                **statement(self.dataset, self.links, rule.because),
            }

    def _steps(self, page: OutcomePage, results: list[Result]) -> Iterator[dict[str, str]]:
        """Yield each next step; one that not every way has, with the answers that call for it."""
        for step in self.words.steps:
            having = [step.id in [item["id"] for item in result.next_steps] for result in results]
            if not any(having):
                continue
            only = ""
            if not all(having):
                calling = (option for option in self._options(page) if step.id in option.steps)
                only = " / ".join(option.label for option in calling)
            href = self.links.page(step.page) if step.page else ""
            yield {"text": step.text, "href": href, "only": only}

    def _options(self, page: OutcomePage) -> Iterator[Option]:
        given = {pair for answers in page.answers for pair in answers.items()}
        for question in self.words.questions:
            for option in question.options:
                if (question.id, option.id) in given:
                    yield option

    def _weeks(self, kind: str) -> Iterator[dict[str, object]]:
        """Yield the weeks from each stage to the report."""
        for option in self.words.question("stage").options:
            if option.id != UNSURE:
                yield {
                    "label": option.label,
                    "weeks": count_weeks(self.dataset.timeline, kind, option.id),
                }

    def _soc_3(self, result: Result) -> dict[str, object]:
        """Return what a SOC 3 would need: the rule for somebody who wants one."""
        known = {"report": result.report, "type": result.type, "public_summary": "yes"}
        named = result.answers.get("named", "soc-2")
        rule = self.model.tables[SOC_3].rule_for({**known, "named": named})
        return {
            "ask": self.words.question("public_summary").ask,
            "said": statement(self.dataset, self.links, rule.because),
            "more": self.words.outcome(SOC_3, "yes").label,
            "href": self.links.page("soc-2-vs-soc-3/"),
        }

    def _renewing(self, result: Result) -> dict[str, object]:
        """Return what to do first where there is a report already."""
        known = {"report": result.report, "stage": "renewing", "fits": "unknown"}
        rule = self.model.tables[ACTION].rule_for(known)
        outcome = self.words.outcome(ACTION, rule.then)
        return {
            "label": self._label("stage", "renewing"),
            "said": statement(self.dataset, self.links, rule.because),
            "action": outcome.label,
            "href": self.links.page(outcome.page or TOOL),
        }

    def _changes(self, page: OutcomePage) -> Iterator[dict[str, object]]:
        """Yield {ask, ways} for each answer that all ways share and that leads elsewhere.

        A way is told where all lead to the same page.
        """
        for name, value in page.common.items():
            ways = []
            for option in self.words.question(name).options:
                ends = {self._end({**answers, name: option.id}) for answers in page.answers}
                if option.id != value and len(ends) == 1 and (end := ends.pop()) != page.id:
                    said = self.headings.get(end, "")
                    ways.append({"label": option.label, "href": self.href(end), "said": said})
            if ways:
                yield {"ask": self.words.ask(name), "ways": ways}

    def _end(self, answers: dict[str, str]) -> str:
        """Return the outcome, or the first question without an answer, on the way of answers."""
        at = self.walk.question_at(answers)
        way = next((way for way in at.ways if way.answer == answers.get(at.question.id)), None)
        return (way.outcome if way else None) or at.id


def _sentences(*said: str | bool) -> str:
    """Return those that are said, as docs/assets/js/decision/texts.mjs does."""
    return " ".join(one for one in said if isinstance(one, str))


def _fill(text: str, **values: object) -> str:
    for name, value in values.items():
        text = text.replace(f"{{{name}}}", str(value))
    return text


def _ends(dollars: list[int]) -> dict[str, str]:
    low, high = dollars
    return {"low": f"${low:,}", "high": f"${high:,}"}


def _mailto(subject: str, body: str) -> str:
    """Return the address that opens a mail program with a mail, its lines as RFC 6068 asks for."""
    lines = body.replace("\n", "\r\n")
    return f"mailto:?subject={quote(subject, safe='')}&body={quote(lines, safe='')}"


def _shorten(text: str) -> str:
    if len(text) <= DESCRIPTION:
        return text
    return text[: DESCRIPTION - 1].rpartition(" ")[0].rstrip(" ,;:.") + "…"


def render_attributes(attributes: dict[str, str]) -> str:
    """Return attributes as a tag has them."""
    return render("attributes.html.j2", {"attributes": attributes}).strip()


def render_json_text(text: str) -> str:
    """Return a text as it stands between the quotation marks of JSON in a page."""
    return render("json_text.html.j2", {"text": text})[1:-1]


def list_lines(words: Vocabulary, reply: Reply) -> list[str]:
    """Return a reply as it is shown: its subject, an empty line, its text line by line."""
    subject = words.tool.reply.subject_line.replace("{subject}", reply.subject)
    return [subject, "", *reply.body.split("\n")]
