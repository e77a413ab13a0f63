"""Set 2: the judge of an answer that can be right in many ways. It gives the first thing not as asked, or None."""

STATES = ["candy", "wait", "chocolate", "hug"]
IMPATIENT, PATIENT = 0.2, 0.8
CLOSE = 1e-9
NEAR = 1e-3  # of the discount at which the plan flips


def flipping_goal(answer):
    """Say why a goal and a discount are not as asked: to wait at γ = 0.2, the candy at 0.8, and a flip in between."""
    if not isinstance(answer, (tuple, list)) or len(answer) != 2:
        return "`flipping_goal` should be a pair: the goal, a dict, and the discount at which its plan flips."
    goal, flip = answer
    if not isinstance(goal, dict):
        return 'The first of the pair should be a dict from state to reward, as in `{"candy": 0.5, ...}`.'
    unknown = [name for name in goal if name not in [*STATES, "start"]]
    if unknown:
        return f"The world has no state {unknown[0]!r}. Its states are start, {', '.join(STATES)}."
    missing = [name for name in STATES if name not in goal]  # nothing depends on the start
    if missing:
        return f"There is no reward yet for {', '.join(missing)}. A goal is a number for every state."
    for name, reward in goal.items():
        if isinstance(reward, bool) or not isinstance(reward, (int, float)):
            return f"The reward of {name} is {reward!r}. It should be a number from 0 to 1."
        if not 0 <= reward <= 1:
            return f"The reward of {name} is {reward:g}. Rewards here go from 0 to 1."
    if isinstance(flip, bool) or not isinstance(flip, (int, float)) or not 0 <= flip < 1:
        return f"The second of the pair is {flip!r}. It should be a discount, a number from 0 to below 1."

    candy = goal["candy"]
    early, late = _waiting(goal, IMPATIENT), _waiting(goal, PATIENT)
    if abs(early - candy) <= CLOSE or abs(late - candy) <= CLOSE:
        discount = IMPATIENT if abs(early - candy) <= CLOSE else PATIENT
        return f"A tie at γ = {discount:g}: candy and waiting are worth {candy:g} per step. Let one give way a little."
    if early < candy:
        seen = (
            f"At γ = 0.2 the best first move is the candy: it is worth {candy:g} per step, and waiting "
            f"{_written(goal, IMPATIENT)}."
        )
        if late > candy:
            return (
                f"{seen} At γ = 0.8 it is to wait. So your plan flips, but the usual way round, where patience pays "
                "off. Here the impatient agent should wait. What would it have to like about the waiting?"
            )
        return (
            f"{seen} At γ = 0.8 it is the candy as well, so the plan never flips. What could make an agent wait that "
            "hardly looks beyond the next step?"
        )
    if late > candy:
        return (
            f"At γ = 0.8 waiting is worth {_written(goal, PATIENT)} per step, and the candy {candy:g}. So even the "
            "patient agent waits. It looks mostly at what is kept for ever: compare the candy with the better of the "
            "two things behind the wait."
        )

    best = max(goal["chocolate"], goal["hug"])
    right = (goal["wait"] - candy) / (goal["wait"] - best)
    if abs(flip - right) <= NEAR:
        return None
    shown = (
        f"The goal does what it should. But at γ = {flip:.4g} the candy is worth {candy:g} per step, and waiting "
        f"{_written(goal, flip)}: the plan flips where the two are equal."
    )
    if abs(flip - (1 - right)) <= NEAR:
        return f"{shown} Which of the weights is γ, that of the wait or that of what comes after it?"
    return f"{shown} Move the discount {'up' if flip < right else 'down'}, or solve for it."


def _waiting(goal, discount):
    """What waiting is worth, per step."""
    return (1 - discount) * goal["wait"] + discount * max(goal["chocolate"], goal["hug"])


def _written(goal, discount):
    """The same as a sum that can be followed."""
    return (
        f"{1 - discount:.4g} · {goal['wait']:g} (the wait) + {discount:.4g} · {max(goal['chocolate'], goal['hug']):g} "
        f"(the better of chocolate and hug) = {_waiting(goal, discount):.4g}"
    )
