"""What a risk of being switched off costs, and what an agent would give to be rid of it."""

from __future__ import annotations

from course_utils.decisions import inputs


def worth_under_risk(discount: float, risk: float, after: float = 0) -> float:
    """Worth of a stream of 1 per step that stops with some probability before each later step.

    The first step is certain: V = 1 + γ[(1-p)V + p·after/(1-γ)].

    Parameters
    ----------
    discount : float
        γ, from 0 to below 1.
    risk : float
        p, from 0 to 1.
    after : float
        What each step pays once the stream has stopped; nothing by default.

    Returns
    -------
    float
        1/(1-γ(1-p)) where nothing is paid afterwards.
    """
    discount = inputs.discount(discount, limit="a stream of 1 without end is worth more than any number there")
    if not 0 <= risk <= 1:
        raise ValueError(f"the risk is {risk!r}: a probability lies between 0 and 1")
    return (1 + discount * risk * after / (1 - discount)) / (1 - discount * (1 - risk))


def willingness_to_pay(discount: float, risk: float, after: float = 0) -> float:
    """Most that is worth giving, once and now, for the risk to be gone: 1/(1-γ) less the worth under risk.

    Parameters are those of `worth_under_risk`.

    Returns
    -------
    float
        In units of what one step pays: γp(1-after) / ((1-γ)(1-γ(1-p))). Below 0 where what comes afterwards pays more.
    """
    return worth_under_risk(discount, 0) - worth_under_risk(discount, risk, after)
