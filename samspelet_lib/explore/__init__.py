"""The plan, raw deliveries and exact figures, for an analyst at work. What is seen here may not be published."""

from samspelet_lib.explore.behind import behind, moved
from samspelet_lib.explore.frame import private
from samspelet_lib.explore.kinds import kinds
from samspelet_lib.explore.open import open_plan, open_raw
from samspelet_lib.explore.releases import changes, figures, open_release

__all__ = ["behind", "changes", "figures", "kinds", "moved", "open_plan", "open_raw", "open_release", "private"]
