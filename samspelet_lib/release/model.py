"""The release: every figure of a period, with all that a page needs to print it."""

import hashlib
import json
from enum import StrEnum

from pydantic import Field

from samspelet_lib.figure import Figure, Finding, Model, Question
from samspelet_lib.release.entries import (
    ChangeEntry,
    CommentEntry,
    DeliveryEntry,
    InsatsEntry,
    MatpunktEntry,
    RowEntry,
    SourceEntry,
    TableCountEntry,
    TextEntry,
)

SCHEMA_VERSION = 1
_SHORT = 16
_NOT_CONTENT = {"earlier", "number", "previous", "sequence", "follows", "compared_with", "basis", "changes"}


class Edition(StrEnum):
    """Who a release is for."""

    PUBLIC = "publik"
    INTERNAL = "intern"


class Release(Model):
    """Everything about one period, in one edition.

    Attributes:
        number: 1, 2, 3 … within the period; 0 in a draft.
        previous: the number of the release it follows; None for the first.
        sequence: its place among all releases that were ever kept, of any period; 0 in a draft.
        follows: the release that was kept before it, of any period, as `name`; None for the first.
        compared_with: the release that changes are told against, as `2026-09@2`; None for the first.
        earlier: the newest release of each earlier period of the year, oldest first, for what has developed.
        changes: the figures that differ from that release, and why.
        basis: checksums of what it rests on: params, deliveries and program.
        data_until: the last day the figures speak of, as text; None where no delivery has come.
        is_synthetic: true when any delivery is made up, which every page says.
    """

    schema_version: int = SCHEMA_VERSION
    edition: Edition
    forbund: str
    forbund_name: str
    forbund_short: str
    period: str
    year: int
    number: int = 0
    previous: int | None = None
    sequence: int = 0
    follows: str | None = None
    compared_with: str | None = None
    earlier: tuple[str, ...] = ()
    basis: dict[str, str] = Field(default_factory=dict)
    data_until: str | None = None
    is_synthetic: bool = False
    plan_name: str
    plan_status: str
    years: tuple[int, ...]
    figures: tuple[Figure, ...] = ()
    findings: tuple[Finding, ...] = ()
    questions: tuple[Question, ...] = ()
    matpunkter: tuple[MatpunktEntry, ...] = ()
    insatser: tuple[InsatsEntry, ...] = ()
    rows: tuple[RowEntry, ...] = ()
    texts: tuple[TextEntry, ...] = ()
    comments: tuple[CommentEntry, ...] = ()
    deliveries: tuple[DeliveryEntry, ...] = ()
    table_counts: tuple[TableCountEntry, ...] = ()
    sources: tuple[SourceEntry, ...] = ()
    changes: tuple[ChangeEntry, ...] = ()

    @property
    def digest(self) -> str:
        """Checksum of the content, whatever its number."""
        content = self.model_dump_json(exclude=_NOT_CONTENT)
        return hashlib.sha256(content.encode()).hexdigest()

    @property
    def name(self) -> str:
        """What another release calls it: period, number and the beginning of its digest."""
        return f"{self.period}@{self.number}:{self.digest[:_SHORT]}"


def json_schema() -> str:
    """The published JSON Schema of `release.json`."""
    return json.dumps(Release.model_json_schema(mode="serialization"), ensure_ascii=False, indent=1, sort_keys=True)


def to_json(release: Release) -> str:
    """The release as the text that is kept and published: one form, so same content is same bytes."""
    return json.dumps(release.model_dump(mode="json", by_alias=True), ensure_ascii=False, indent=1) + "\n"
