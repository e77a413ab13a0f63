# ruff: noqa: D103 - what the wrong turns do is said by their messages
"""Set 7: what is right, which wrong turns are taken, and the cases that tell them apart.

Votes are whole numbers, as (first, second, neither). The six orders of task 3 are those of (10, 5, 0) over ghost,
apple and cherry.
"""

from itertools import permutations
from math import comb, factorial

from course_utils.grading.tasks import Task, Written, WrongTurn

FIRST, SECOND, NEITHER = 0, 1, 2


# 07.satisficer_votes


def satisficer_votes(utilities, threshold, first):
    votes = [0, 0, 0]
    for order in set(permutations(utilities)):
        good = [option for option, utility in enumerate(order) if utility >= threshold]
        inside = sum(option in first for option in good)
        outside = len(good) - inside
        votes[0 if inside > outside else 1 if outside > inside else 2] += 1
    return tuple(votes)


def tally(orders, threshold, first, lean):
    """Count orders by `lean(inside, outside, options in first, options in second)`."""
    votes = [0, 0, 0]
    for order in orders:
        inside = sum(order[option] >= threshold for option in first)
        outside = sum(utility >= threshold for utility in order) - inside
        votes[lean(inside, outside, len(first), len(order) - len(first))] += 1
    return tuple(votes)


def more(inside, outside, size=None, rest=None):
    return FIRST if inside > outside else SECOND if outside > inside else NEITHER


def by_average(inside, outside, size, rest):
    return more(inside * rest, outside * size)


def unmixed(inside, outside, size=None, rest=None):
    return FIRST if inside and not outside else SECOND if outside and not inside else NEITHER


def every_exchange(utilities, threshold, first):
    return tally(permutations(utilities), threshold, first, more)


def ties_are_against(utilities, threshold, first):
    return tally(set(permutations(utilities)), threshold, first, lambda a, b, m, n: FIRST if a > b else SECOND)


def set_averages(utilities, threshold, first):
    return tally(set(permutations(utilities)), threshold, first, by_average)


def mixed_is_a_tie(utilities, threshold, first):
    return tally(set(permutations(utilities)), threshold, first, unmixed)


def takes_the_best(utilities, threshold, first):
    votes = [0, 0, 0]
    for order in set(permutations(utilities)):
        best = [option for option, utility in enumerate(order) if utility == max(order) and utility >= threshold]
        inside = sum(option in first for option in best)
        votes[more(inside, len(best) - inside)] += 1
    return tuple(votes)


def draw_orders(rng):
    size = int(rng.integers(3, 6))
    utilities = rng.integers(0, 5, size).tolist()
    first = sorted(rng.permutation(size)[: rng.integers(1, size)].tolist())
    return utilities, int(rng.integers(0, 6)), first


SATISFICER_VOTES = Task(
    id="07.satisficer_votes",
    kind="function",
    reference=satisficer_votes,
    points={"worked examples": 2, "edge cases": 1, "random cases": 1},
    worked=(
        ([10, 5, 0], 3, [1, 2]),
        ([10, 5, 0], 7, [1, 2]),
        ([1, 1, 0, 0], 1, [1, 2, 3]),
        ([4, 3, 3, 1], 2, [0, 3]),
        ([5, 4, 2, 1, 1], 2, [0, 1, 4]),
        ([6, 5, 4, 1], 3, [0, 1, 3]),
    ),
    edge={
        "nothing that is good enough": (([1, 2, 3], 4, [0, 1]),),
        "everything good enough": (([10, 5, 0], -1, [1, 2]),),
        "all utilities equal": (([2, 2, 2, 2], 2, [3]),),
        "utilities below zero": (([-3, -1, -2, -4], -2, [0, 2, 3]),),
        "a single option in the first set": (([3, 1, 2, 2], 2, [2]),),
    },
    random=draw_orders,
    wrong_turns=(
        WrongTurn(
            id="every_exchange",
            does=every_exchange,
            message="Your numbers are what you get when exchanging two *equal* utilities makes a new order. All "
            "exchanges are easy to list, and with different numbers they are all different; but with two equal ones "
            "the same order comes twice. How many different ones are there of (1, 1, 0, 0)?",
            misconception="equal_goals_counted_twice",
        ),
        WrongTurn(
            id="ties_are_against",
            does=ties_are_against,
            message="Your numbers put the ties into the second group. What does not prefer the first set looks like a "
            "vote against it; but it may prefer neither. Where the two sets are equally likely, who has won?",
            misconception="ties_are_votes",
        ),
        WrongTurn(
            id="set_averages",
            does=set_averages,
            message="Your numbers compare which *part* of each set is good enough. That is fair to a small set, and "
            "tempting; but the rule draws among all good options, wherever they are. What is the probability that "
            "the one it draws lies in the first set?",
            misconception="larger_set_by_average",
        ),
        WrongTurn(
            id="mixed_is_a_tie",
            does=mixed_is_a_tie,
            message="Your numbers call it a tie whenever *both* sets hold something good enough. Then both can be "
            "chosen, so neither seems to be favoured; but two good options in one set and one in the other are not "
            "equally many. How often is each drawn?",
            misconception="mixed_is_a_tie",
        ),
        WrongTurn(
            id="takes_the_best",
            does=takes_the_best,
            message="Your numbers are those of a rule that takes the *best* option, if it is good enough. A better one "
            "is better, so why not? Because this rule is content with any that reaches the threshold. Among how many "
            "options does it draw in the order (10, 5, 0), with a threshold of 3?",
            misconception="satisficer_takes_best",
        ),
    ),
    hints=(
        "Take a single order first. Which options are good enough in it, and how many of these are in the first set?",
        "The rule draws evenly among the good options, so the first set is likelier than the second exactly if it "
        "holds more of them. Then do this for each *different* order and count: more, fewer, equally many.",
        "A sibling: colours instead of numbers. `set(itertools.permutations(['red', 'red', 'blue']))` has three "
        "members. In each, does place 0 or place 1 hold a red one, or both, or neither? Red in both: 1 member. Red in "
        "place 0 alone: 1. In place 1 alone: 1. So place 0 against place 1 is 1 to 1, with 1 tie.",
    ),
    write_yourself=(
        "convergence.vote_of_rule", "convergence.count_votes", "decisions.orbit", "decisions.rules.satisficing",
    ),
)  # fmt: skip


# 07.votes_without_listing


def votes_without_listing(options, good, size):
    votes = [0, 0, 0]
    for inside in range(good + 1):
        outside = good - inside
        ways = comb(size, inside) * comb(options - size, outside)
        votes[0 if inside > outside else 1 if outside > inside else 2] += ways
    return tuple(votes)


def ways_by_lean(options, good, size, lean):
    votes = [0, 0, 0]
    for inside in range(good + 1):
        ways = comb(size, inside) * comb(options - size, good - inside)
        votes[lean(inside, good - inside, size, options - size)] += ways
    return tuple(votes)


def ways_in_order(options, good, size):
    factor = factorial(good) * factorial(options - good)
    return tuple(factor * votes for votes in votes_without_listing(options, good, size))


def ways_against(options, good, size):
    first, second, neither = votes_without_listing(options, good, size)
    return first, second + neither, 0


VOTES_WITHOUT_LISTING = Task(
    id="07.votes_without_listing",
    kind="function",
    reference=votes_without_listing,
    points={"worked examples": 1, "edge cases": 1, "random cases": 1},
    worked=((3, 2, 2), (4, 3, 3), (5, 2, 3), (6, 4, 4), (8, 3, 3)),
    edge={
        "sets of the same size": ((6, 3, 3), (8, 4, 4)),
        "nothing that is good enough": ((7, 0, 4),),
        "everything good enough": ((7, 7, 3), (6, 6, 3)),
        "far too many to list": ((60, 20, 45),),
        "a first set of one option": ((9, 2, 1),),
    },
    random=lambda rng: (
        (options := int(rng.integers(3, 15))), int(rng.integers(1, options)), int(rng.integers(1, options))
    ),
    wrong_turns=(
        WrongTurn(
            id="ways_in_order",
            does=ways_in_order,
            message="Your numbers count in which *order* the good options stand, too. That is how one counts orders; "
            "here it does not matter which good option is which. In how many ways can 2 of 3 places be good?",
            misconception="equal_goals_counted_twice",
        ),
        WrongTurn(
            id="ways_against",
            does=ways_against,
            message="Your numbers put the ties into the second group. What does not prefer the first set looks like a "
            "vote against it; but with equally many good options in both, neither is preferred. Where do these belong?",
            misconception="ties_are_votes",
        ),
        WrongTurn(
            id="ways_by_average",
            does=lambda options, good, size: ways_by_lean(options, good, size, by_average),
            message="Your numbers compare which part of each set is good. That is fair to a small set, and tempting; "
            "but the rule draws among all good options, so what counts is how many lie in each set, not how large "
            "the sets are.",
            misconception="larger_set_by_average",
        ),
        WrongTurn(
            id="ways_unmixed",
            does=lambda options, good, size: ways_by_lean(options, good, size, unmixed),
            message="Your numbers call it a tie whenever both sets hold something good. Then both can be chosen; but "
            "with two in the one and one in the other they are not chosen equally often. When exactly is it a tie?",
            misconception="mixed_is_a_tie",
        ),
    ),
    hints=(
        "Suppose that exactly `inside` of the good options lie in the first set. Who is preferred then, and in how "
        "many ways can that happen?",
        "Choose the good places of the first set, and those of the second, and multiply: `math.comb(n, k)` is the "
        "number of ways to choose k of n. Then add up over all values that `inside` can have.",
        "A sibling: of 4 red and 2 blue chairs, 3 are broken. With 2 broken ones among the red: comb(4, 2) · "
        "comb(2, 1) = 6 · 2 = 12 ways. In all there are comb(6, 3) = 20: 4 with three red ones broken, 12 with two, "
        "4 with one. So in 16 ways more red ones are broken than blue ones, in 4 ways fewer.",
    ),
    write_yourself=("convergence.vote_of_rule", "convergence.count_votes", "decisions.orbit"),
)  # fmt: skip


# 07.rule_with_default

ORDERS = list(permutations((10, 5, 0)))
NAMES = ("ghost", "apple", "cherry")


def rule(choose):
    return {order: choose(dict(zip(NAMES, order, strict=True))) for order in ORDERS}


RULE_WITH_DEFAULT = Task(
    id="07.rule_with_default",
    kind="property",
    reference=rule(lambda worth: "ghost" if worth["ghost"] > 0 else max(worth, key=worth.get)),
    points={"property": 3},
    wrong_turns=(
        WrongTurn(
            id="takes_the_best",
            does=rule(lambda worth: max(worth, key=worth.get)),
            message="This rule ends with the ghost in 2 orders and with a fruit in 4, so the fruits still win at least "
            "two to one. Which order could go to the ghost although a fruit is worth more?",
            misconception="bias_in_the_goal",
        ),
        WrongTurn(
            id="takes_the_second",
            does=rule(lambda worth: sorted(worth, key=worth.get)[1]),
            message="This rule ends with the ghost in 2 orders and with a fruit in 4, so here the theorem has its way. "
            "It is not the best-choosing rule, but it treats all three alike: exchange two names, and what it does is "
            "exchanged with them. What would give the ghost a place of its own?",
            misconception="needs_optimality",
        ),
        WrongTurn(
            id="always_the_ghost",
            does=rule(lambda worth: "ghost"),
            message="In the order (0, 10, 5) this rule takes the ghost, which is worth 0, the worst of the three. A "
            "rule that looks at nothing breaks the vote, but it need not go so far: when may the ghost give way?",
            misconception="stubborn_only",
        ),
        WrongTurn(
            id="three_to_three",
            does={
                (10, 5, 0): "ghost", (10, 0, 5): "ghost", (5, 10, 0): "ghost",
                (5, 0, 10): "cherry", (0, 10, 5): "apple", (0, 5, 10): "cherry",
            },
            message="This rule ends with the ghost in 3 orders and with a fruit in 3. That is not yet *more*. In which "
            "of the other orders is the ghost not the worst?",
            misconception="tie_taken_for_best",
        ),
    ),
    hints=(
        "In how many of the six orders is the ghost not the worst of the three?",
        "A default is an option that is looked at first and taken if it is not too bad. Let the ghost be the default, "
        "and say when it is too bad.",
        "A sibling: of tea, coffee and water somebody takes tea unless it is the worst of the three, and then the "
        "best. Of the six orders of 3, 2, 1 tea is the worst in two. So tea is taken in four, the others in two.",
    ),
)  # fmt: skip


# 07.read_critically: the eight statements stand in the notebook

RIGHT = {"a", "b", "d", "f", "h"}
READ_CRITICALLY = Task(
    id="07.read_critically",
    kind="answer",
    reference=RIGHT,
    points={"answer": 3},
    wrong_turns=(
        WrongTurn(
            id="theorem_falls",
            does=RIGHT | {"c"},
            message="You have taken in c. If a sentence beside a theorem is wrong, one suspects the theorem, and that "
            "is healthy. But what does the theorem say of 2, 0 and 4: is 2 less than two times 0?",
            misconception="false_premise_false_theorem",
        ),
        WrongTurn(
            id="none_so_never",
            does=RIGHT | {"e"},
            message="You have taken in e. No order *prefers* the ghost, so it seems never to be taken. But a tie is no "
            "0: with what probability does this rule take the ghost in the order (10, 5, 0)?",
            misconception="no_preference_no_chance",
        ),
        WrongTurn(
            id="halves",
            does=RIGHT | {"g"},
            message="You have taken in g. Splitting ties evenly does give 4 to 2, and that is a way to count. But the "
            "sentence says *strictly*, and so does the theorem. How many columns are strict?",
            misconception="ties_are_votes",
        ),
        WrongTurn(
            id="seven_is_like_three",
            does=RIGHT - {"f"},
            message="You have left out f. A threshold is a threshold, one might think; but with 7 a single option is "
            "good enough in each order. Which rule is this then, and how does it vote?",
            misconception="satisficer_takes_best",
        ),
    ),
    hints=(
        "Do not argue, count: which of the statements can you settle with your function of task 1?",
        "The theorem compares strict votes: those for B are at least n times those for A, here with n = 2. Put the "
        "numbers of each rule into it. For statements about probability look at single orders.",
        "A sibling: somebody writes that all five teams of a league won most of their games, and one of them won two, "
        "lost none and drew eight. That team did not win *most* of its games. It still won at least as many as it "
        "lost, and that was all the prize asked for.",
    ),
)

STEELMAN = Written(id="07.steelman", points=5, words=150)

TASKS = [SATISFICER_VOTES, VOTES_WITHOUT_LISTING, RULE_WITH_DEFAULT, READ_CRITICALLY, STEELMAN]
