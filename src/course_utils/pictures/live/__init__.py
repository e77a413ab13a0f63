"""Figures that follow the hand: numbers from the package, drawn in the browser."""

from course_utils.pictures.live.battery import live_battery
from course_utils.pictures.live.explore import explore
from course_utils.pictures.live.rewards import live_rewards
from course_utils.pictures.live.world_editor import world_editor

__all__ = ["explore", "live_battery", "live_rewards", "world_editor"]
