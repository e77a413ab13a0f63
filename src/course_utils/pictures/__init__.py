"""Pictures with a text alternative composed from what they show: still ones, and live ones that follow the hand."""

from typing import Any

from course_utils.pictures.still.bars import draw_bars
from course_utils.pictures.still.curves import draw_curves
from course_utils.pictures.still.distribution import draw_distribution
from course_utils.pictures.still.graph import draw_graph
from course_utils.pictures.still.grid import draw_grid
from course_utils.pictures.still.influence import draw_influence_diagram
from course_utils.pictures.still.picture import Picture

# These need anywidget, so they are imported only when they are asked for.
LIVE = ("explore", "live_battery", "live_rewards", "world_editor")

__all__ = [
    "Picture",
    "draw_bars",
    "draw_curves",
    "draw_distribution",
    "draw_graph",
    "draw_grid",
    "draw_influence_diagram",
    "explore",
    "live_battery",
    "live_rewards",
    "world_editor",
]


def __getattr__(name: str) -> Any:
    if name in LIVE:
        from course_utils.pictures import live

        return getattr(live, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
