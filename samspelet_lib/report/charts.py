"""The kinds of charts there are, each from plain data: a drawing with its finding, its alt text and its table.

matplotlib and seaborn are imported with this module and by no other that a command needs. All kinds share one
width, one font and one set of roles for colours, `chart_canvas`; none carries its message by colour alone.
"""

from samspelet_lib.report.chart_bars import Bar, Bullet, bars_against_ceiling, bullet_bars, share_bars
from samspelet_lib.report.chart_canvas import Value, Words
from samspelet_lib.report.chart_matrix import HeatRow, matrix_heat
from samspelet_lib.report.chart_money import MoneyRow, budget_outcome_forecast
from samspelet_lib.report.chart_stacks import Stack, better_same_worse, stacked_bars, stacked_scale
from samspelet_lib.report.chart_time import FlowMonth, Median, lead_time_curve, stock_and_flow
from samspelet_lib.report.spark import sparkline

__all__ = [
    "Bar", "Bullet", "FlowMonth", "HeatRow", "Median", "MoneyRow", "Stack", "Value", "Words", "bars_against_ceiling",
    "better_same_worse", "budget_outcome_forecast", "bullet_bars", "lead_time_curve", "matrix_heat", "share_bars",
    "sparkline", "stacked_bars", "stacked_scale", "stock_and_flow",
]  # fmt: skip
