"""The measures that deliveries give: what a policy may name, and what has to have a rule of disclosure."""

from samspelet_lib.figure import POOLED

MEASURES = frozenset(
    {
        "answer_option", "case_persons", "cases_closed", "cases_in", "cases_open", "cases_recommended",
        "deviations", "deviations_answered_in_time", "deviations_between", "deviations_between_kind",
        "deviations_closed", "deviations_kind", "deviations_late", "deviations_open", "deviations_open_old",
        "exit", "exit_goal", "experience",
        "matpunkt", "matpunkt_ended", "matpunkt_interrupted", "matpunkt_most", "matpunkt_open_after",
        "matpunkt_previous", "matpunkt_proxy", "matpunkt_resource", "matpunkt_started", "matpunkt_stock_in",
        "matpunkt_wave",
        "month_ended", "month_started", "month_stock", "month_stock_in",
        "national", "participants", "participants_unsplit", "places", "places_used",
        "rating_change", "rating_in_time", "rating_once", "violence_form",
        "year_ended", "year_started", "year_stock", "year_stock_in",
    }
)  # fmt: skip
RETENTION = "matpunkt_retention_"  # followed by the months


def is_measure(name: str) -> bool:
    """Whether the rules make figures of this name from deliveries."""
    own = name.removesuffix(POOLED)
    return own in MEASURES or own.removeprefix(RETENTION).isdecimal()
