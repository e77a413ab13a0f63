"""Set 4: judges of answers that can be right in many ways. Each gives the first thing that is not as asked, or None."""

import numpy as np

PLACES = ["off", "A", "B", "C", "D"]
ROOMS = PLACES[1:]
LEVELS = [0, 1, 2, 10]
LEAST = 0.001
CLOSE = 1e-9


def accepting_prior(prior):
    """Say why a prior is not one under which most goals like off best though each room pays more on average.

    A prior is a dict from each of the five places to a list, or an array, of the probabilities of 0, 1, 2 and 10.
    """
    if isinstance(prior, dict):
        prior = {name: law.tolist() if isinstance(law, np.ndarray) else law for name, law in prior.items()}
    return _misshapen(prior) or _off_the_point(prior)


def _misshapen(prior):
    if not isinstance(prior, dict):
        return '`accepting_prior` should be a dict from each place to four probabilities, as in `{"off": [...], ...}`.'
    for name in prior:
        if name not in PLACES:
            return f"There is no place {name!r}. The places are {', '.join(PLACES)}."
    for name in PLACES:
        if name not in prior:
            return f"There is no law yet for {name}: four probabilities, for the levels 0, 1, 2 and 10."
        law = prior[name]
        if not isinstance(law, (list, tuple)) or len(law) != len(LEVELS):
            return f"The law of {name} is {law!r}. It should be a list of four probabilities, for 0, 1, 2 and 10."
        for level, probability in zip(LEVELS, law, strict=True):
            if isinstance(probability, bool) or not isinstance(probability, (int, float)):
                return f"The probability that {name} pays {level} is {probability!r}. It should be a number."
            if not probability >= LEAST - CLOSE:
                return (
                    f"Under your prior `{name}` pays {level} with probability {probability:g}. Every goal has to stay "
                    f"possible: each level of each place needs a probability of at least {LEAST:g}. Most is not all, "
                    "so nothing has to be forbidden."
                )
        if not abs(sum(law) - 1) <= 1e-6:
            return f"The probabilities of {name} add up to {sum(law):g}. They should add up to 1."
    return None


def _off_the_point(prior):
    laws = {name: list(prior[name]) for name in PLACES}
    if all(laws[name] == laws["off"] for name in ROOMS):
        return (
            "All five places have the same law. Then nothing tells `off` from a room, and none of the five can be "
            "strictly best for more than one goal in five. Give `off` a law of its own."
        )
    means = {name: sum(level * p for level, p in zip(LEVELS, law, strict=True)) for name, law in laws.items()}
    poorest = min(ROOMS, key=means.get)
    strictly, as_good = _share(laws, strict=True), _share(laws, strict=False)
    if means[poorest] <= means["off"] + CLOSE:
        return (
            f"On average `off` pays {means['off']:.2f} and {poorest} pays {means[poorest]:.2f}. That most goals like "
            "best what pays more on average is the easy case. Can most goals like `off` best although every room pays "
            "more on average? Think of a reward that is large and rare."
        )
    if strictly > 0.5:
        return None
    if as_good > 0.5:
        return (
            f"For {as_good:.2f} of the goals no room pays more than `off`, but only for {strictly:.2f} is `off` "
            "strictly best: mostly both pay the same, and those goals are indifferent. Which level lies above what a "
            "room mostly pays?"
        )
    alone = {name: _share({"off": laws["off"], name: laws[name]}, strict=True) for name in ROOMS}
    worst = min(ROOMS, key=alone.get)
    return (
        f"`off` is strictly best for {strictly:.2f} of the goals. {worst} alone leaves it standing for "
        f"{alone[worst]:.2f} of them, but there are four rooms, and each has its own chance to pay more. How rare may "
        "a large reward be in one room and still lift its mean above that of `off`?"
    )


def _share(laws, strict):
    """Probability that off pays more than each of the others, or at least as much."""
    share = 0.0
    for i, p in enumerate(laws["off"]):
        for name, law in laws.items():
            if name != "off":
                p *= sum(law[: i if strict else i + 1])
        share += p
    return share
