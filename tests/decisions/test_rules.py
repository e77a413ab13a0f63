"""Decision rules against what their definitions say when carried out step by step."""

import itertools
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_utils.decisions import rules

utilities = st.lists(st.integers(-3, 3), min_size=1, max_size=5)


@given(utilities)
def test_every_rule_returns_probabilities_for_one_or_many(u):
    for rule in (
        rules.optimal,
        rules.anti_optimal,
        rules.boltzmann,
        lambda v: rules.satisficing(v, -3),
        lambda v: rules.best_of(v, 3),
        lambda v: rules.quantilising(v, 0.3),
    ):
        one, many = rule(u), rule([u, u])
        assert one.shape == (len(u),)
        assert (one >= 0).all()
        assert one.sum() == pytest.approx(1)
        np.testing.assert_allclose(many, [one, one])
        for a, b in itertools.combinations(range(len(u)), 2):
            assert u[a] != u[b] or one[a] == pytest.approx(one[b])  # ties are broken evenly


@given(utilities, st.integers(1, 4))
def test_best_of_k_is_the_best_of_all_draws(u, k):
    chosen = [Fraction(0)] * len(u)
    for drawn in itertools.product(range(len(u)), repeat=k):
        best = [i for i in range(len(u)) if u[i] == max(u[j] for j in drawn)]
        for i in best:
            chosen[i] += Fraction(1, len(best) * len(u) ** k)
    np.testing.assert_allclose(rules.best_of(u, k), [float(p) for p in chosen], atol=1e-12)


@given(utilities, st.sampled_from([0.1, 0.25, 0.5, 0.8, 1.0]))
def test_quantiliser_fills_its_fraction_from_the_top(u, fraction):
    left, chosen = fraction, dict.fromkeys(set(u), 0.0)
    for level in sorted(set(u), reverse=True):
        chosen[level] = min(left, u.count(level) / len(u))
        left -= chosen[level]
    expected = [chosen[v] / u.count(v) / fraction for v in u]
    np.testing.assert_allclose(rules.quantilising(u, fraction), expected, atol=1e-12)


def test_rules_by_hand():
    assert rules.quantilising([3, 2, 1], 1e-17).tolist() == [1, 0, 0]
    assert rules.optimal([1, 3, 3]).tolist() == [0, 0.5, 0.5]
    assert rules.anti_optimal([1, 3, 3]).tolist() == [1, 0, 0]
    assert rules.satisficing([1, 3, 3, 0], 1).tolist() == [1 / 3, 1 / 3, 1 / 3, 0]
    assert rules.satisficing([1, 3], 9).tolist() == [0, 0]
    np.testing.assert_allclose(rules.boltzmann([np.log(2), 0], 1), [2 / 3, 1 / 3])
    np.testing.assert_allclose(rules.boltzmann([2000, 0], 0.5), [1, 0])  # no overflow


BAD = {
    "temperature": (lambda: rules.boltzmann([1, 2], 0), "above 0"),
    "draws": (lambda: rules.best_of([1, 2], 0), "at least 1"),
    "half a draw": (lambda: rules.best_of([1, 2], 1.5), "whole number"),
    "fraction": (lambda: rules.quantilising([1, 2], 1.5), "at most 1"),
    "NaN": (lambda: rules.optimal([1, float("nan")]), "NaN"),
    "infinite": (lambda: rules.boltzmann([1, float("inf")]), "infinite"),
    "threshold": (lambda: rules.satisficing([1, 2], float("nan")), "the threshold is nan"),
    "shape": (lambda: rules.optimal(3), r"\(K,\) for one decision"),
    "empty": (lambda: rules.optimal([]), r"\(K,\) for one decision"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_input(case):
    call, message = BAD[case]
    with pytest.raises(ValueError, match=message):
        call()
