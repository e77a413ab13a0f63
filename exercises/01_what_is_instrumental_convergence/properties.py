"""Set 1: judges of answers that can be right in many ways. Each gives the first thing that is not as asked, or None."""

STATES = ["start", "off", "battery", "A1", "A2", "A3", "B1", "B2", "B3", "B4", "B5", "B6", "B7"]
DISCOUNT = 0.5
CLOSE = 1e-9


def goal_for_off(goal):
    """Say why a goal, a dict from state to reward, does not make `off` strictly best although each B room pays more."""
    if not isinstance(goal, dict):
        return '`goal_for_off` should be a dict from the name of each state to its reward, as in `{"off": 0.5, ...}`.'
    unknown = [name for name in goal if name not in STATES]
    if unknown:
        return f"The world has no state {unknown[0]!r}. Its states are {', '.join(STATES)}."
    missing = [name for name in STATES if name not in goal and name != "start"]  # nothing depends on the start
    if missing:
        return f"There is no reward yet for {', '.join(missing)}. A goal is a number for every state."
    for name, reward in goal.items():
        if isinstance(reward, bool) or not isinstance(reward, (int, float)):
            return f"The reward of {name} is {reward!r}. It should be a number from 0 to 1."
        if not 0 <= reward <= 1:
            return f"The reward of {name} is {reward:g}. Rewards here go from 0 to 1."

    off = goal["off"]
    behind = {name: goal[name] for name in STATES if name.startswith("B")}
    near = {name: goal[name] for name in STATES if name.startswith("A")}
    low, high = min(behind, key=behind.get), max(near, key=near.get)
    if behind[low] <= off:
        return _room_too_low(off, low, behind | near, goal["battery"])

    battery = (1 - DISCOUNT) * goal["battery"] + DISCOUNT * max(behind.values())
    halves = f"0.5 · {goal['battery']:g} (the battery) + 0.5 · {max(behind.values()):g} (the best B room)"
    rivals = {high: near[high], "the plan over the battery": battery}
    rivals = {name: worth for name, worth in rivals.items() if worth > off - CLOSE}
    if not rivals:
        return None
    if max(rivals.values()) <= off + CLOSE:
        return (
            f"A tie: {' and '.join(rivals)} {'are' if len(rivals) > 1 else 'is'} worth {off:g} per step, as much as "
            "`off`. Being as good is not being strictly best, so let one side give way a little."
        )
    if len(rivals) > 1:
        return (
            f"Two plans are in the way of `off`, which is worth {off:g}: {high} pays {near[high]:g} in every step, and "
            f"the plan over the battery is worth {halves} = {battery:g} per step. `off` should be worth more than "
            "both; take one after the other."
        )
    if high in rivals:
        return (
            f"The best plan goes to {high}, which pays {near[high]:g} in every step; `off` pays {off:g}. It is not "
            "enough that `off` beats the battery: a best plan beats every other one, and the A rooms are at hand too."
        )
    return (
        f"The best plan fetches the battery. Per step it is worth {halves} = {battery:g}, and `off` is worth {off:g}. "
        "The B rooms may pay more than `off`, if the way to them costs enough: look at each of the two halves."
    )


def _room_too_low(off, low, rooms, battery):
    """Say what to change where a B room, `low`, does not pay more than `off`."""
    if all(abs(reward - off) <= CLOSE for reward in [*rooms.values(), battery]):
        return (
            f"Everything pays {off:g}, so all five first moves are worth the same: `off` is among the best, but a tie "
            "is not *strictly* best. Every B room should pay more than `off`, and `off` should still win. What can the "
            "step before a room cost?"
        )
    rule = f"{low} pays {rooms[low]:g}, and `off` pays {off:g}: every B room should pay more than `off`."
    if off > max(rooms.values()):
        return (
            f"{rule} A goal that likes `off` more than any room is the easy case. Which other reason is there not to "
            "go to a room that pays more? Think of the step before it."
        )
    return f"{rule} So raise what the B rooms pay, or lower `off`, and then compare what the plans are worth."
