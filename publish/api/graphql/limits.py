"""What one query may cost: counted from its text, before anything is read.

A field costs 1, a list its `first` times what is asked of each thing in it, a list without `first`
SMALL times. Fields of the schema itself (introspection) cost nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableNode,
    parse,
)

LONGEST = 10_000
"""Characters of a query."""
TOKENS = 1_500
DEPTH = 8
ROOTS = 10
"""Fields of the query itself, each under its own alias or not."""
COST = 10_000
PAGE = 25
"""Things that a list gives when nothing else is said."""
MOST = 100
"""Things that a list gives at most."""
ASKED = 50
"""What a root field costs beside its fields: it asks the edition."""
_UNFOLDED = 10 * TOKENS
SMALL = 10
"""Pictures, files, tags ... of one article, as they are counted."""

_LISTS = frozenset(
    {
        "images", "attachments", "people", "history", "tags", "corrections", "collections",
        "renditions", "citedDocuments",
    }
)  # fmt: skip


def check(query: str, variables: Mapping[str, Any]) -> DocumentNode:
    """The query, if it may be asked.

    Raises:
        GraphQLError: it cannot be read, or it is too much; the message says what and how much.
    """
    if len(query) > LONGEST:
        raise GraphQLError(f"a query has at most {LONGEST:,} characters")
    document = parse(query, max_tokens=TOKENS)
    fragments = {
        one.name.value: one
        for one in document.definitions
        if isinstance(one, FragmentDefinitionNode)
    }
    count = _Count(fragments, variables)
    for one in document.definitions:
        if isinstance(one, OperationDefinitionNode):
            count.operation(one)
    return document


class _Count:
    def __init__(
        self, fragments: Mapping[str, FragmentDefinitionNode], variables: Mapping[str, Any]
    ) -> None:
        self.fragments, self.variables = fragments, variables
        self.looked_at = 0

    def operation(self, operation: OperationDefinitionNode) -> None:
        roots = self._fields(operation.selection_set, ())
        if len(roots) > ROOTS:
            raise GraphQLError(f"a query asks at most {ROOTS} things, not {len(roots)}")
        cost = sum(ASKED + self._cost(one, trail, 1) for one, trail in roots)
        if cost > COST:
            raise GraphQLError(
                f"this query costs {cost:,}, at most {COST:,} are allowed: ask for fewer things "
                "(`first`) or fewer fields of each"
            )

    def _fields(
        self, selected: SelectionSetNode | None, trail: tuple[str, ...]
    ) -> list[tuple[FieldNode, tuple[str, ...]]]:
        """The fields that are selected, through fragments; `trail`: those that we are inside of."""
        found: list[tuple[FieldNode, tuple[str, ...]]] = []
        for one in selected.selections if selected else ():
            self.looked_at += 1
            if self.looked_at > _UNFOLDED:
                raise GraphQLError("its fragments unfold into too many fields")
            if isinstance(one, FieldNode):
                if not one.name.value.startswith("__"):
                    found.append((one, trail))
            elif isinstance(one, InlineFragmentNode):
                found += self._fields(one.selection_set, trail)
            elif isinstance(one, FragmentSpreadNode):
                name = one.name.value
                if name in trail:
                    raise GraphQLError(f"the fragment {name} leads back to itself")
                if name in self.fragments:
                    found += self._fields(self.fragments[name].selection_set, (*trail, name))
        return found

    def _cost(self, field: FieldNode, trail: tuple[str, ...], depth: int) -> int:
        if depth > DEPTH:
            raise GraphQLError(f"a query is at most {DEPTH} levels deep")
        inside = 0
        for one, way in self._fields(field.selection_set, trail):
            inside += self._cost(one, way, depth + 1)
            if inside > COST:
                break
        return 1 + self._times(field) * inside

    def _times(self, field: FieldNode) -> int:
        name = field.name.value
        for argument in field.arguments or ():
            if argument.name.value == "first":
                value = argument.value
                if isinstance(value, IntValueNode):
                    return min(int(value.value), MOST) if len(value.value) < 9 else MOST
                if isinstance(value, VariableNode):
                    given = self.variables.get(value.name.value)
                    return min(given, MOST) if type(given) is int and given > 0 else MOST
        if name in _LISTS:
            return SMALL
        return PAGE if field.selection_set and name in PAGED else 1


PAGED: set[str] = set()
"""Fields with `first`; filled by the schema."""
