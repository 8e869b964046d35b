"""What a release holds beside figures: the plan's words, mätpunkter, insatser, comments and deliveries."""

from samspelet_lib.figure import Model, NotStated, Pinpoint, Target


class TextEntry(Model):
    """A sentence of the plan under our heading, with its pinpoint."""

    id: str
    section: str
    name: str
    text: str
    source: Pinpoint


class MatpunktEntry(Model):
    """A mätpunkt in the plan's words, and in ours: how it is counted.

    Attributes:
        insats: the insats it belongs to; None for the förbund's own.
        area: finance, insats or structure.
        definition: how it is counted, in one or two sentences.
        base: what a share is a share of.
        target_text: the target in words, or that there is none.
        lacks: what is missing before it can be judged.
        questions: ids of the open questions about it.
    """

    id: str
    insats: str | None
    area: str
    name: str
    text: str
    source: Pinpoint
    is_indicator: bool
    kind: str
    definition: str
    base: str | None
    period: str
    target: Target | None
    target_text: str
    disclosure: str
    nature: str
    note: str | None = None
    lacks: str | None = None
    questions: tuple[str, ...] = ()


class InsatsEntry(Model):
    """An insats: what the plan says of it."""

    id: str
    name: str
    group: str | None
    orientation: tuple[str, ...]
    objective: str
    owner: str
    parts: tuple[str, ...] | NotStated
    start: str
    end: str
    end_source: Pinpoint
    budget_rows: tuple[str, ...] | NotStated
    source: Pinpoint
    purpose: tuple[TextEntry, ...]
    methods: tuple[TextEntry, ...]
    instruments: tuple[str, ...]


class RowEntry(Model):
    """A row of the plan's table, in its printed order; `role` is income, buffer, cost or total."""

    id: str
    name: str
    role: str
    is_insats: bool = False


class SourceEntry(Model):
    """A document that figures and texts point into; `short` is its name beside a heading."""

    id: str
    short: str
    title: str
    issued_by: str
    dated: str
    decided: str
    url: str | None = None


class CommentEntry(Model):
    """An owner's words about a mätpunkt, or about the whole insats where `matpunkt` is None."""

    insats: str | None
    matpunkt: str | None
    comment: str
    obstacle: str
    action: str


class DeliveryEntry(Model):
    """A delivery that had fallen due: what it was to cover, and whether it came.

    Attributes:
        matpunkter: ids of the mätpunkter of the insats (or the förbund) that count in it.
        instruments: names of the instruments of follow-up that come with it.
        is_ledger: whether it is the bookkeeping, on which the money of every insats rests.
    """

    name: str
    who: str
    insats: str | None
    covers: str
    due: str
    status: str
    came: str
    matpunkter: tuple[str, ...] = ()
    instruments: tuple[str, ...] = ()
    is_ledger: bool = False


class ChangeEntry(Model):
    """A figure that differs from the release that changes are told against; both values as they are printed.

    Attributes:
        figure: id without its period, so that two months can be compared.
        before: `visades` where the value is hidden now.
        why: new figure, gone, changed suppression, parameter, rule or data.
    """

    figure: str
    insats: str | None
    label: str
    before: str
    after: str
    why: str


class TableCountEntry(Model):
    """Rows of one table: read is counted plus refused; `replaced` came again in a later delivery."""

    table: str
    read: int
    counted: int
    refused: int
    replaced: int


class RefusalEntry(Model):
    """What was refused of an insats's deliveries; the tables and rows stand in arbetsmaterial alone.

    Attributes:
        insats: None where a file does not tell whose it is, or it is the förbund's own.
    """

    insats: str | None
    tables: tuple[str, ...] = ()
