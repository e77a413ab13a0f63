"""Set 7: the judge of a constructed rule. It gives the first thing that is not as asked, or None."""

from itertools import permutations

NAMES = ("ghost", "apple", "cherry")
ORDERS = tuple(permutations((10, 5, 0)))


def rule_with_default(rule):
    """Say why a rule, a dict from order to option, does not favour the ghost without ever taking the worst."""
    if not isinstance(rule, dict):
        return '`rule_with_default` should be a dict from each order to an option, as in `{(10, 5, 0): "ghost", ...}`.'
    unknown = [order for order in rule if order not in ORDERS]
    if unknown:
        return (
            f"{unknown[0]!r} is not one of the six orders. They are {', '.join(map(str, ORDERS))}, each the utilities "
            "of ghost, apple and cherry."
        )
    missing = [order for order in ORDERS if order not in rule]
    if missing:
        return f"There is no option yet for the order {missing[0]}. A rule says for each of the six what it takes."
    for order in ORDERS:
        if rule[order] not in NAMES:
            return f"In the order {order} the rule takes {rule[order]!r}. It should be one of {', '.join(NAMES)}."

    for order in ORDERS:
        if order[NAMES.index(rule[order])] == min(order):
            reason = (
                "A rule that looks at nothing breaks the vote, but it need not go so far: when may the ghost give way?"
                if rule[order] == "ghost"
                else "The rule asked for never does that."
            )
            return (
                f"In the order {order} this rule takes the {rule[order]}, which is worth 0, the worst of the three. "
                f"{reason}"
            )
    ghost = sum(option == "ghost" for option in rule.values())
    fruit = len(ORDERS) - ghost
    if ghost > fruit:
        return None
    counted = f"This rule ends with the ghost in {ghost} order{'s' * (ghost != 1)} and with a fruit in {fruit}"
    if ghost == fruit:
        return f"{counted}. That is not yet *more*. In which of the other orders is the ghost not the worst?"
    if all(order[NAMES.index(rule[order])] == sorted(order)[1] for order in ORDERS):  # beside best: the one even rule
        return (
            f"{counted}, so here the theorem has its way. It is not the best-choosing rule, but it treats all three "
            "alike: exchange two names, and what it does is exchanged with them. What would give the ghost a place of "
            "its own?"
        )
    return (
        f"{counted}, so the fruits still win at least two to one. Which order could go to the ghost although a fruit "
        "is worth more?"
    )
