"""Chromium's accessibility tree: what a screen reader is given of a page."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page


@dataclass(frozen=True)
class Node:
    """One thing that is read out."""

    role: str
    name: str
    properties: dict[str, Any]
    parents: tuple[str, ...]

    def within(self, role: str) -> bool:
        """Whether it is part of something of this role."""
        return role in self.parents


def tree(page: Page) -> list[Node]:
    """Return the nodes in the order in which they are read."""
    session = page.context.new_cdp_session(page)
    given = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    nodes = {node["nodeId"]: node for node in given}
    return list(_walk(given[0], nodes, ()))


def _walk(node: Any, nodes: dict[str, Any], parents: tuple[str, ...]) -> Iterator[Node]:
    role = str(node.get("role", {}).get("value", ""))
    if not node["ignored"]:
        properties = {item["name"]: item["value"].get("value") for item in node["properties"]}
        yield Node(role, str(node.get("name", {}).get("value", "")), properties, parents)
        parents = (*parents, role)
    for child in node.get("childIds", []):
        if child in nodes:
            yield from _walk(nodes[child], nodes, parents)
