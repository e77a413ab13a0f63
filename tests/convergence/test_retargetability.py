"""Retargetability by trying all permutations: against the definition, the theorem, and a direct search."""

import itertools
import math

import numpy as np
import pytest

from course_utils.convergence import count_copies, retargeting, vote_of_rule
from course_utils.convergence.retargetability import _involutions
from course_utils.decisions import orbit, rules


def table_rule(members, chosen):
    """A rule that is nothing but a table: from each member to probabilities."""
    table = dict(zip(map(tuple, members.tolist()), chosen, strict=True))
    return lambda u: np.array([table[tuple(row)] for row in u.tolist()])


def meets_the_definition(rule, utilities, first, permutations):
    """Def. 3.5, word by word, with dictionaries."""
    members = [tuple(m) for m in orbit(utilities).tolist()]
    worth = {m: rule(np.array([m]))[0] for m in members}
    to_first = {m: sum(worth[m][i] for i in first) for m in members}
    second = [i for i in range(len(utilities)) if i not in first]
    to_second = {m: sum(worth[m][i] for i in second) for m in members}
    preferring = [m for m in members if to_second[m] > to_first[m] + 1e-9]

    def moved(member, permutation):
        new = [None] * len(member)
        for i, j in enumerate(permutation):
            new[j] = member[i]
        return tuple(new)

    images = [[moved(m, permutation) for m in preferring] for permutation in permutations]
    turned = all(to_first[m] > to_second[m] + 1e-9 for image in images for m in image)
    apart = all(not set(one) & set(other) for one, other in itertools.combinations(images, 2))
    return turned and apart


@pytest.mark.parametrize("seed", range(40))
def test_what_is_found_meets_the_definition_and_the_theorem(seed):
    """Any table is a rule; where the second set wins few members, it can be turned often."""
    rng = np.random.default_rng(seed)
    size = int(rng.integers(2, 5))
    utilities = rng.integers(0, 5, size)
    first = list(range(int(rng.integers(1, size)), size))
    members = orbit(utilities)
    chosen = rng.dirichlet(np.full(size, 0.3), len(members))
    lean = rng.random(len(members)) < 0.8
    chosen[lean] = np.eye(size)[rng.choice(first, lean.sum())]
    rule = table_rule(members, chosen)
    found = retargeting(rule, utilities, first)
    assert found.votes == vote_of_rule(rule, utilities, first)
    assert meets_the_definition(rule, utilities, first, found.permutations)
    if found.votes.second:
        assert found.votes.first >= found.times * found.votes.second  # Thm. 3.6
        assert not any_more(rule, utilities, first, len(found.permutations) + 1)
    else:
        assert found.times == math.inf


def any_more(rule, utilities, first, count):
    """Whether some `count` permutations meet the definition, by trying all of them; only for three options or two."""
    if len(utilities) > 3:
        return False
    return any(
        meets_the_definition(rule, utilities, first, chosen)
        for chosen in itertools.combinations(itertools.permutations(range(len(utilities))), count)
    )


def keeps_what_is_good_enough(u):
    """Stay with option 0 as long as it is worth at least 3, else choose the best."""
    return np.where(u[:, :1] >= 3, np.eye(u.shape[1])[:1], rules.optimal(u))


def test_a_default_cannot_be_retargeted():
    found = retargeting(keeps_what_is_good_enough, [10, 5, 0], [1, 2])
    assert (found.votes, found.permutations, found.times) == ((2, 4, 0), (), 0)


def test_a_stubborn_rule_cannot_be_retargeted_and_one_that_never_wants_the_second_set_always():
    stubborn = retargeting(lambda u: np.eye(3)[np.zeros(len(u), int)], [10, 5, 0], [1, 2])
    assert (stubborn.votes, stubborn.times) == ((0, 6, 0), 0)
    assert retargeting(lambda u: np.eye(3)[np.ones(len(u), int)], [10, 5, 0], [1, 2]).times == math.inf


def test_parameters_that_may_not_occur_break_it():
    """Goals that like option 0 at least second best: no permutation turns both; the vote can be even all the same."""
    found = retargeting(rules.optimal, [10, 5, 0], [1, 2], allowed=lambda u: u[:, 0] >= 5)
    assert (found.votes, found.times) == ((2, 2, 0), 0)
    found = retargeting(rules.optimal, [10, 5, 0], [1, 2], allowed=lambda u: u[:, 0] == 10)
    assert (found.votes, found.times) == ((0, 2, 0), 0)


def test_bad_rules():
    with pytest.raises(ValueError, match="there are 6 options"):
        retargeting(rules.optimal, range(6), [1])
    with pytest.raises(ValueError, match="one of the two sets of options is empty"):
        retargeting(rules.optimal, [1, 2], [0, 1])
    with pytest.raises(ValueError, match="must return a probability for each option"):
        retargeting(lambda u: u[:, :1], [1, 2], [0])


@pytest.mark.parametrize(("size", "count"), [(1, 1), (2, 2), (3, 4), (4, 10), (5, 26), (7, 232)])
def test_involutions(size, count):
    found = list(_involutions(tuple(range(size))))
    assert len(set(found)) == count
    assert all(p[p[i]] == i for p in found for i in range(size))


@pytest.mark.parametrize(
    ("large", "small", "copies"), [(1, 1, 1), (2, 1, 2), (4, 1, 4), (3, 2, 1), (4, 2, 2), (2, 3, 0)]
)
def test_sure_outcomes_are_copied_as_often_as_they_go_into_the_set(large, small, copies):
    sure = np.eye(large + small)
    assert count_copies(sure[small:], sure[:small]) == large // small


def test_a_lottery_is_no_copy_of_a_sure_outcome():
    assert count_copies([[0, 0.5, 0.5]], [[1, 0, 0]]) == 0
    assert count_copies([[0, 1, 0], [0, 0.5, 0.5]], [[1, 0, 0]]) == 0  # the other option would leave the set
    assert count_copies([[0, 0, 0.5, 0.5]], [[0.5, 0.5, 0, 0]]) == 1


def direct_copies(large, small):
    """Def. A.7 by trying every family of involutions."""
    rows = lambda options: frozenset(map(tuple, np.asarray(options, float).tolist()))  # noqa: E731
    inside, outside = rows(large), rows(small)
    size = np.asarray(large).shape[1]
    every = [p for p in itertools.permutations(range(size)) if all(p[p[i]] == i for i in range(size))]

    def moved(options, permutation):
        return frozenset(tuple(option[permutation[i]] for i in range(size)) for option in options)

    every = [p for p in every if moved(outside, p) <= inside and moved(inside | outside, p) == inside | outside]
    for count in range(min(len(every), len(inside)), 0, -1):
        for family in itertools.combinations(every, count):
            copies = [moved(outside, p) for p in family]
            if all(moved(copies[j], family[i]) == copies[j] for i in range(count) for j in range(count) if i != j):
                return count
    return 0


@pytest.mark.parametrize("seed", range(25))
def test_copies_against_a_direct_search(seed):
    rng = np.random.default_rng(seed)
    lotteries = [row for row in itertools.product((0, 0.5, 1), repeat=4) if sum(row) == 1]
    chosen = rng.permutation(len(lotteries))[: rng.integers(2, 7)]
    cut = int(rng.integers(1, len(chosen)))
    large, small = ([lotteries[i] for i in part] for part in (chosen[cut:], chosen[:cut]))
    assert count_copies(large, small) == direct_copies(large, small)


def test_bad_copies():
    with pytest.raises(ValueError, match="share no option"):
        count_copies([[1, 0]], [[1, 0]])
    with pytest.raises(ValueError, match="over the same outcomes"):
        count_copies([[1, 0]], [[1, 0, 0]])
    with pytest.raises(ValueError, match="there are 8 outcomes"):
        count_copies(np.eye(8)[:1], np.eye(8)[1:])
