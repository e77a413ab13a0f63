"""Set 7, judged by the package's own counts too, which its checks do without."""

from itertools import combinations, permutations, product
from math import comb

import numpy as np
import pytest

from course_utils.convergence import retargeting, vote_of_rule
from course_utils.decisions import orbit, rules
from tests.exercises.sets import TASKS, verdict_on

ORDERS = list(permutations((10, 5, 0)))


def votes_by_the_package(utilities, threshold, first):
    return list(vote_of_rule(lambda u: rules.satisficing(u, threshold), utilities, first))


def votes_order_by_order(utilities, threshold, first):
    """By probabilities, with every order as a row once."""
    seen = np.unique(np.array(list(permutations(utilities))), axis=0)
    good = seen >= threshold
    chance = good / np.maximum(good.sum(1, keepdims=True), 1)
    lead = chance[:, list(first)].sum(1) - (chance.sum(1) - chance[:, list(first)].sum(1))
    return (int((lead > 1e-9).sum()), int((lead < -1e-9).sum()), int((abs(lead) <= 1e-9).sum()))


def ways_by_twice_the_inside(options, good, size):
    """Twice as many inside as good are more than half; the rest is subtraction."""
    ways = [comb(size, k) * comb(options - size, good - k) for k in range(good + 1)]
    first = sum(ways[k] for k in range(good + 1) if 2 * k > good)
    neither = ways[good // 2] if good % 2 == 0 else 0
    return first, sum(ways) - first - neither, neither


def ways_by_both_sides(options, good, size):
    def wins(mine):
        return sum(
            comb(mine, k) * comb(options - mine, good - k) for k in range(max(0, good - options + mine), good + 1)
            if k > good - k
        )  # fmt: skip

    first, second = wins(size), wins(options - size)
    return np.array([first, second, comb(options, good) - first - second])


def favours_ghost(top, low):
    """Ghost unless it is the worst; then `top` or `low`, by whether the apple is the better fruit."""
    return {o: "ghost" if o[0] > 0 else top if o[1] > o[2] else low for o in ORDERS}


# Two right answers to each task, written in other ways than the reference.
RIGHT = {
    "07.satisficer_votes": [votes_by_the_package, votes_order_by_order],
    "07.votes_without_listing": [
        ways_by_twice_the_inside,
        lambda o, g, s: tuple(map(float, ways_by_both_sides(o, g, s))),
    ],
    "07.rule_with_default": [
        favours_ghost("apple", "cherry"),
        {(float(a), float(b), float(c)): "ghost" if a else "cherry" if c > b else "apple" for a, b, c in ORDERS},
    ],
    "07.read_critically": [["a", "b", "d", "f", "h"], frozenset("hfdba")],
}
# Mutants that no case can tell from the reference: id of the task, change, and why.
EQUIVALENT: dict[tuple[str, str], str] = {}


@pytest.mark.parametrize("seed", range(3))
def test_the_references_agree_with_the_package_and_with_each_other(seed):
    rng = np.random.default_rng(seed)
    listing, counting = (TASKS[f"07.{name}"].reference for name in ("satisficer_votes", "votes_without_listing"))
    for _ in range(30):
        utilities, threshold, first = TASKS["07.satisficer_votes"].random(rng)
        assert listing(utilities, threshold, first) == tuple(votes_by_the_package(utilities, threshold, first))
        options, good, size = (int(n) for n in (rng.integers(2, 7), rng.integers(0, 3), 1))
        pattern = [1] * min(good, options) + [0] * (options - min(good, options))
        assert counting(options, min(good, options), size) == listing(pattern, 1, list(range(size)))


def test_patterns_are_counted_as_if_they_were_listed():
    for options in range(2, 8):
        for good in range(options + 1):
            for size in range(1, options):
                votes = [0, 0, 0]
                for chosen in combinations(range(options), good):
                    inside = sum(place < size for place in chosen)
                    votes[0 if 2 * inside > good else 1 if 2 * inside < good else 2] += 1
                assert TASKS["07.votes_without_listing"].reference(options, good, size) == tuple(votes)


def test_a_right_rule_cannot_be_retargeted():
    rule = TASKS["07.rule_with_default"].reference
    chosen = {order: np.eye(3)[("ghost", "apple", "cherry").index(option)] for order, option in rule.items()}
    found = retargeting(lambda u: np.array([chosen[tuple(row)] for row in u.tolist()]), [10, 5, 0], [1, 2])
    assert (found.votes, found.times) == ((2, 4, 0), 0)


def test_what_is_said_of_all_729_rules_is_true():
    """Right, worst taken, a draw, alike, two to one: each is said of a rule exactly where it is so."""
    names = ("ghost", "apple", "cherry")
    places = list(permutations(range(3)))
    for options in product(range(3), repeat=6):
        takes = dict(zip(ORDERS, options, strict=True))
        ghost = options.count(0)
        # Even-handed: exchange names in any of the six ways, and what is taken is exchanged with them.
        even = all(
            takes[tuple(order[i] for i in place)] == place.index(takes[order]) for place in places for order in ORDERS
        )
        best = all(order[option] == 10 for order, option in takes.items())
        verdict = verdict_on(TASKS["07.rule_with_default"], {order: names[option] for order, option in takes.items()})
        worst = any(order[option] == 0 for order, option in takes.items())
        assert verdict.is_right == (ghost > 3 and not worst)
        if verdict.is_right:
            continue
        said = verdict.message
        assert ("the worst of the three" in said) == worst
        if not worst:
            assert f"with the ghost in {ghost} order" in said
            assert ("not yet *more*" in said) == (ghost == 3)
            assert ("treats all three alike" in said) == (even and not best)
            assert ("win at least two to one" in said) == (6 - ghost >= 2 * ghost and not (even and not best))


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        (["ghost"] * 6, "should be a dict"),
        ({(10, 5, 0): "ghost"}, r"no option yet for the order (10, 0, 5)"),
        ({**favours_ghost("apple", "cherry"), (9, 5, 0): "ghost"}, "(9, 5, 0) is not one of the six orders"),
        ({**favours_ghost("apple", "cherry"), (0, 5, 10): "banana"}, "takes 'banana'"),
        (favours_ghost("cherry", "apple"), None),
        ({**favours_ghost("apple", "cherry"), (5, 10, 0): "cherry"}, "takes the cherry, which is worth 0"),
    ],
)
def test_what_is_said_of_a_rule(rule, said):
    verdict = verdict_on(TASKS["07.rule_with_default"], rule)
    assert verdict.is_right is (said is None)
    if said:
        assert said in verdict.message


def test_the_statements_about_the_paper():
    """Each statement of task 4 is recomputed."""
    votes = {
        name: vote_of_rule(rule, [10, 5, 0], [1, 2])
        for name, rule in {
            "best": rules.optimal, "worst": rules.anti_optimal, "Boltzmann": rules.boltzmann,
            "satisficing": lambda u: rules.satisficing(u, 3),
        }.items()
    }  # fmt: skip
    assert [vote.first for vote in votes.values()] == [4, 4, 4, 2]  # a, b
    assert votes["satisficing"] == (2, 0, 4)  # c is wrong, d is right
    assert rules.satisficing(orbit([10, 5, 0]), 3)[:, 0].mean() == pytest.approx(1 / 3)  # e is wrong
    assert vote_of_rule(lambda u: rules.satisficing(u, 7), [10, 5, 0], [1, 2]) == (4, 2, 0)  # f
    for threshold in np.arange(-2, 13, 0.5):  # h
        vote = vote_of_rule(lambda u, t=threshold: rules.satisficing(u, t), [10, 5, 0], [1, 2])
        assert vote.first >= 2 * vote.second
        assert (vote.first + vote.second == 0) == (threshold > 10)
