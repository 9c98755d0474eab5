"""Keep of a style sheet what a page can show: rules, animations and custom properties."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import tinycss2
from tinycss2.ast import AtRule, Declaration, Node, QualifiedRule

from publish.critical_css.selectors import Selector, parse_selectors
from publish.critical_css.usage import UsageIndex
from publish.site import PublishError

CONDITIONS = {"media", "supports", "container"}
DROPPED = {"charset"}  # says nothing inside a page
KEPT_WHOLE = {"page", "property", "font-face", "layer"}
VAR_USE = re.compile(r"var\(\s*(--[\w-]+)")
# Without another value to fall back on; what follows may need the space that the bracket saved.
VAR_ALONE = re.compile(r"var\((--[\w-]+)\)(?=([\w.#-]?))")
MAX_INLINED = 16  # letters of a value; what is longer is shorter by its name


@dataclass(frozen=True)
class Rule:
    """A rule: its selectors and declarations; or its head and the rules within it."""

    head: str
    selectors: tuple[Selector, ...] = ()
    declarations: tuple[tuple[str, str], ...] = ()
    rules: tuple["Rule", ...] | None = None

    def text(self) -> str:
        """The rule, small."""
        if self.selectors:
            head = ",".join(selector.text for selector in self.selectors)
            return f"{head}{{{';'.join(f'{name}:{value}' for name, value in self.declarations)}}}"
        if self.rules is None:
            return self.head
        return f"{self.head}{{{''.join(rule.text() for rule in self.rules)}}}"


def parse(name: str, text: str) -> list[Rule]:
    """Return the rules of a style sheet; raises PublishError for what is no CSS."""
    nodes = tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True)
    return list(_rules(name, nodes))


def drop_selectors(rules: Iterable[Rule], unwanted: re.Pattern[str]) -> Iterator[Rule]:
    """Yield the rules without the selectors that hold what is unwanted."""
    for rule in rules:
        if rule.rules is not None:
            yield replace(rule, rules=tuple(drop_selectors(rule.rules, unwanted)))
        elif kept := tuple(one for one in rule.selectors if not unwanted.search(one.text)):
            yield replace(rule, selectors=kept)
        elif not rule.selectors:
            yield rule


def purge(rules: Iterable[Rule], usage: UsageIndex) -> list[Rule]:
    """Return the rules that do for that usage what all of them do."""
    kept = _drop_overridden(list(_matching_rules(rules, usage)))
    return drop_unused(_inline_constants(kept, usage), usage)


def drop_unused(rules: list[Rule], usage: UsageIndex) -> list[Rule]:
    """Return the rules without custom properties and animations that none of them uses."""
    while True:
        text = write(rules)
        used = set(VAR_USE.findall(text)) | {word for word in usage.identifiers if word[:2] == "--"}
        needed = list(_drop_unused(rules, used, text))
        if needed == rules:
            return rules
        rules = needed


def write(rules: Iterable[Rule]) -> str:
    """Return rules as a style sheet, small."""
    return "".join(rule.text() for rule in rules)


def _rules(name: str, nodes: Iterable[Node]) -> Iterator[Rule]:
    for node in nodes:
        if isinstance(node, QualifiedRule):
            found = tuple(_declarations(name, node))
            yield Rule("", tuple(parse_selectors(node.prelude)), found)
        elif not isinstance(node, AtRule):
            raise PublishError([f"{name}:{node.source_line}: cannot be read as CSS"])
        elif node.lower_at_keyword in CONDITIONS:
            inner = tinycss2.parse_rule_list(
                node.content or [], skip_comments=True, skip_whitespace=True
            )
            yield Rule(_head(node), rules=tuple(_rules(name, inner)))
        elif node.lower_at_keyword.endswith("keyframes") or node.lower_at_keyword in KEPT_WHOLE:
            yield Rule(node.serialize())
        elif node.lower_at_keyword not in DROPPED:
            said = f"@{node.at_keyword}"
            raise PublishError([f"{name}: {said} is not known to the step that trims styles"])


def _head(node: AtRule) -> str:
    return f"@{node.at_keyword}{tinycss2.serialize(node.prelude).rstrip()}"


def _declarations(name: str, rule: QualifiedRule) -> Iterator[tuple[str, str]]:
    for node in tinycss2.parse_blocks_contents(
        rule.content, skip_comments=True, skip_whitespace=True
    ):
        if not isinstance(node, Declaration):
            raise PublishError([f"{name}: “{rule.serialize()[:80]}…” cannot be read"])
        value = tinycss2.serialize(node.value).strip()
        yield node.name, f"{value}!important" if node.important else value


def _matching_rules(rules: Iterable[Rule], usage: UsageIndex) -> Iterator[Rule]:
    for rule in rules:
        if rule.selectors:
            fitting = tuple(one for one in rule.selectors if usage.matches(one))
            if fitting:
                yield rule if fitting == rule.selectors else replace(rule, selectors=fitting)
        elif rule.rules is not None:
            inner = tuple(_matching_rules(rule.rules, usage))
            if inner:
                yield replace(rule, rules=inner)
        else:
            yield rule


def _drop_overridden(rules: list[Rule]) -> list[Rule]:
    """Leave out what a later rule sets again, for the same selectors, always.

    What is important stays, and what stands twice in one rule: the first is for older browsers.
    """
    later: set[tuple[str, str]] = set()

    def lasting(rule: Rule) -> Rule:
        if rule.rules is not None:
            return replace(rule, rules=tuple(map(lasting, rule.rules)))
        kept = tuple(
            (name, value)
            for name, value in rule.declarations
            if value.endswith("!important")
            or not {(one.text, name) for one in rule.selectors} <= later
        )
        return replace(rule, declarations=kept)

    found = []
    for rule in reversed(rules):
        found.append(lasting(rule))
        later |= {(one.text, name) for one in rule.selectors for name, _ in rule.declarations}
    return found[::-1]


def _inline_constants(rules: list[Rule], usage: UsageIndex) -> list[Rule]:
    """Write the value of a custom property in place of its name, where it has only that one.

    That is one which the root alone declares, once, without a condition, and no script knows. A
    value that reads another property stays, since that may have another value further down.
    """
    declared = Counter(name for rule in _walk(rules) for name, _ in rule.declarations)
    constants = {
        name: value
        for rule in rules
        if [selector.text for selector in rule.selectors] == [":root"]
        for name, value in rule.declarations
        if name[:2] == "--" and declared[name] == 1
        if "var(" not in value and len(value) <= MAX_INLINED and name not in usage.identifiers
    }

    def written(text: str) -> str:
        return VAR_ALONE.sub(
            lambda use: constants[use[1]] + " " * bool(use[2]) if use[1] in constants else use[0],
            text,
        )

    def inlined(rule: Rule) -> Rule:
        return replace(
            rule,
            head=written(rule.head),
            declarations=tuple((name, written(value)) for name, value in rule.declarations),
            rules=None if rule.rules is None else tuple(map(inlined, rule.rules)),
        )

    return list(map(inlined, rules))


def _walk(rules: Iterable[Rule]) -> Iterator[Rule]:
    for rule in rules:
        yield rule
        yield from _walk(rule.rules or ())


def _drop_unused(rules: Iterable[Rule], used: set[str], text: str) -> Iterator[Rule]:
    """Leave out custom properties and animations that nothing uses, and rules that are empty."""
    for rule in rules:
        if rule.selectors:
            kept = tuple(one for one in rule.declarations if one[0][:2] != "--" or one[0] in used)
            if kept:
                yield rule if kept == rule.declarations else replace(rule, declarations=kept)
        elif rule.rules is not None:
            inner = tuple(_drop_unused(rule.rules, used, text))
            if inner:
                yield replace(rule, rules=inner)
        elif "keyframes" not in rule.head.split("{")[0] or _is_animation_used(rule.head, text):
            yield rule


def _is_animation_used(keyframes: str, text: str) -> bool:
    head, _, _ = keyframes.partition("{")
    name = head.split()[-1]
    return bool(re.search(rf"animation(-name)?:[^;}}]*\b{re.escape(name)}\b", text))
