# ruff: noqa: D103 - what the wrong turns do is said by their messages
"""Set 5: what is right, which wrong turns are taken, and the cases that tell them apart.

The grove of the lesson: felling a tree costs 1 and returns 3 in the next step, a table costs 2.
"""

import numpy as np

from course_utils.grading.tasks import Task, Written, WrongTurn

# 05.best_utility


def best_utility(trees, energy, steps, caring):
    if steps == 0:
        return caring * trees
    utilities = []
    for fell in range(min(trees, energy) + 1):
        for build in range((energy - fell) // 2 + 1):
            later = best_utility(trees - fell, energy + 2 * fell - 2 * build, steps - 1, caring)
            utilities.append(build + later)
    return max(utilities)


def search(trees, energy, steps, caring, end, choices, keeps=False, each_step=False):
    """Go through plans: what is counted at the end, what one step may do, whether felled trees are still there."""
    if steps == 0:
        return end(trees, energy, caring)
    utilities = []
    for fell, build in choices(trees, energy):
        left = trees if keeps else trees - fell
        later = search(left, energy + 2 * fell - 2 * build, steps - 1, caring, end, choices, keeps, each_step)
        utilities.append(build + later + each_step * caring * left)
    return max(utilities)


def trees_count(trees, energy, caring):
    return caring * trees


def all_choices(trees, energy):
    return [(f, b) for f in range(min(trees, energy) + 1) for b in range((energy - f) // 2 + 1)]


def returns_at_once(trees, energy, steps, caring):
    def choices(trees, energy):
        return [(f, b) for f in range(min(trees, energy) + 1) for b in range((energy + 2 * f) // 2 + 1)]

    return search(trees, energy, steps, caring, trees_count, choices)


def trees_regrow(trees, energy, steps, caring):
    return search(trees, energy, steps, caring, trees_count, all_choices, keeps=True)


def tables_first(trees, energy, steps, caring):
    def choices(trees, energy):
        build = energy // 2
        return [(f, build) for f in range(min(trees, energy - 2 * build) + 1)]

    return search(trees, energy, steps, caring, trees_count, choices)


def energy_counts(trees, energy, steps, caring):
    return search(trees, energy, steps, caring, lambda t, e, c: c * t + e, all_choices)


def trees_count_each_step(trees, energy, steps, caring):
    return search(trees, energy, steps, caring, lambda t, e, c: 0, all_choices, each_step=True)


def all_or_none(trees, energy, steps, caring):
    def as_many_as_possible(trees, energy):
        fell = min(trees, energy)
        return [(fell, b) for b in range((energy - fell) // 2 + 1)]

    def none(trees, energy):
        return [(0, b) for b in range(energy // 2 + 1)]

    return max(search(trees, energy, steps, caring, trees_count, choices) for choices in (as_many_as_possible, none))


BEST_UTILITY = Task(
    id="05.best_utility",
    kind="function",
    reference=best_utility,
    points={"worked examples": 2, "edge cases": 1, "random cases": 1},
    worked=(
        (2, 1, 4, 0),
        (2, 1, 4, 0.9),
        (2, 1, 4, 1.1),
        (2, 1, 2, 0.6),
        (3, 2, 2, 0.25),
        (3, 2, 3, 0.75),
    ),
    edge={
        "a day without steps": ((3, 2, 0, 0.5),),
        "a grove without trees": ((0, 5, 2, 0.5),),
        "an agent without energy": ((3, 0, 3, 0.4),),
        "a weight far above every price": ((3, 2, 3, 4.0),),
    },
    random=lambda rng: (
        int(rng.integers(0, 4)),
        int(rng.integers(0, 4)),
        int(rng.integers(1, 4)),
        round(rng.uniform(0, 1.6), 2),
    ),
    wrong_turns=(
        WrongTurn(
            id="returns_at_once",
            does=returns_at_once,
            message="Your utilities are what you get when the wood of a tree can pay for a table in the step in which "
            "the tree falls. The trade is the same in the end, so that is tempting; but what a tree returns is there "
            "from the next step on. What can one step pay with?",
            misconception="spends_before_it_has",
        ),
        WrongTurn(
            id="trees_regrow",
            does=trees_regrow,
            message="Your utilities are what you get when a felled tree is still standing afterwards: it can be felled "
            "again, and counts at the end. Which number has to be smaller when the next step begins?",
            misconception="regrows",
        ),
        WrongTurn(
            id="tables_first",
            does=tables_first,
            message="Your utilities are what you get when each step first builds every table that it can pay for. A "
            "table now looks better than a table later, but at the end both count 1. What else could the energy do in "
            "an early step?",
            misconception="nearest_gain_first",
        ),
        WrongTurn(
            id="energy_counts",
            does=energy_counts,
            message="Your utilities are what you get when energy that is left at the end counts too. The agent gathers "
            "it, so it looks like something it wants; but in this goal only tables and standing trees count. What is "
            "energy good for after the last step?",
            misconception="means_taken_for_end",
        ),
        WrongTurn(
            id="trees_count_each_step",
            does=trees_count_each_step,
            message="Your utilities are what you get when the standing trees are counted after every step. In the "
            "worlds of earlier lessons a reward was paid in each step; this goal looks once, at the end of the day. "
            "Where does your search add the trees?",
            misconception="counted_each_step",
        ),
        WrongTurn(
            id="all_or_none",
            does=all_or_none,
            message="Your utilities are what you get when only two ways are compared: never fell a tree, or fell as "
            "many as possible in each step. These are the two plans that come to mind; but an agent may also fell one "
            "and spare the others. Does your search try every number of trees in every step?",
            misconception="one_comparison_is_enough",
        ),
    ),
    hints=(
        "Take the last step of the day. What can the agent do in it, and what is each of these worth? Then the step "
        "before it.",
        "A function may call itself. In a day of `steps` steps, try every pair (trees to fell, tables to build) that "
        "the first step can pay for. Each leaves a smaller problem: fewer trees, another amount of energy, one step "
        "less. Its utility is the tables built now plus the best that the smaller problem gives, and you want the "
        "largest.",
        "A sibling: coins of 1 and 3; the most coins of 3 with a sum of exactly n, by trying. With n = 0 the answer is "
        "0. Otherwise the last coin is a 1, which leaves the answer for n - 1, or a 3, if n ≥ 3, which leaves 1 plus "
        "the answer for n - 3; the larger of the two is right. For n = 4: last a 1, leaves n = 3, which gives 1; last "
        "a 3, leaves n = 1, which gives 1 + 0. So 1.",
    ),
    write_yourself=("convergence.best_plans", "convergence.most_products", "convergence.plans"),
)


# 05.saving_weight


def saving_weight(tables):
    felled = np.arange(1, len(tables))
    per_tree = (tables[1:] - tables[0]) / felled
    return max(per_tree.max(), 0)


def gain(tables):
    return np.asarray(tables[1:]) - tables[0]


SAVING_WEIGHT = Task(
    id="05.saving_weight",
    kind="function",
    reference=saving_weight,
    points={"worked examples": 1, "edge cases": 1, "random cases": 1},
    worked=(
        (np.array([0.0, 1.0, 2.0]),),
        (np.array([2.0, 2.0, 6.0, 7.0]),),
        (np.array([1.0, 3.0, 4.0, 4.0]),),
        (np.array([3.0, 4.0, 5.0, 9.0, 10.0]),),
    ),
    edge={
        "a grove of a single tree": ((np.array([1.0, 2.5]),),),
        "felling that gains nothing, or loses": ((np.array([2.0, 2.0, 2.0]),), (np.array([3.0, 2.0, 2.0]),)),
        "fewer tables when more trees are felled": ((np.array([0.0, 3.0, 4.0, 2.0]),),),
    },
    random=lambda rng: (np.round(rng.uniform(0, 6, rng.integers(3, 7)), 1),),
    wrong_turns=(
        WrongTurn(
            id="all_or_nothing",
            does=lambda tables: max(gain(tables)[-1] / (len(tables) - 1), 0),
            message="Your weights are what you get when sparing all trees is compared with felling all. These are the "
            "two ends, but a best plan has to beat everything between them, too. Which number of felled trees tempts "
            "most, per tree?",
            misconception="one_comparison_is_enough",
        ),
        WrongTurn(
            id="first_tree_only",
            does=lambda tables: max(gain(tables)[0], 0),
            message="Your weights are what you get when only the first tree is weighed. If it stays, so do the others, "
            "one might think; but two trees together can gain more than twice what the first one does. Look at the "
            "second example.",
            misconception="one_comparison_is_enough",
        ),
        WrongTurn(
            id="whole_gain",
            does=lambda tables: max(gain(tables).max(), 0),
            message="Your weights are what you get when one tree has to outweigh the whole gain. But with b trees "
            "spared, the weight counts b times. By what do you divide?",
            misconception="total_taken_for_each",
        ),
        WrongTurn(
            id="fence_forgotten",
            does=lambda tables: max((np.asarray(tables[1:]) / np.arange(1, len(tables))).max(), 0),
            message="Your weights are what you get when all tables of a plan are put down to the felled trees. Some "
            "of them could be built with every tree standing: `tables[0]`. What does felling *add*?",
            misconception="baseline_forgotten",
        ),
        WrongTurn(
            id="mean_of_the_gains",
            does=lambda tables: max((gain(tables) / np.arange(1, len(tables))).mean(), 0),
            message="Your weights are what you get when the gains per tree are averaged over the plans. But the agent "
            "chooses its plan, and it takes the best. One tempting plan is enough to fell trees.",
            misconception="options_averaged",
        ),
        WrongTurn(
            id="largest_step",
            does=lambda tables: max(np.diff(tables).max(), 0),
            message="Your weights are what you get from the largest gain of one more tree. That tree may be worth its "
            "fall only after others have fallen for less, and to spare *all* is compared with all that fall together. "
            "Divide what b trees gain by b.",
            misconception="trees_one_by_one",
        ),
    ),
    hints=(
        "Take a small weight, say 0.1, and the second example by hand. What is each plan worth, for 0, 1, 2, 3 felled "
        "trees? Which weight makes sparing all as good as the best of the others?",
        "With b trees felled the utility is `tables[b]` + weight · (trees - b). Sparing all is at least as good as "
        "that when weight · b ≥ `tables[b]` - `tables[0]`. Solve for the weight; it has to hold for every b at once.",
        "A sibling: a ticket for b rides costs `price[b]`, with price = 0, 3, 4, 9 for b = 0 to 3, and each ride is "
        "worth w to you. When is no b worth buying? If w · b ≤ `price[b]` for all b: w ≤ 3, w ≤ 4/2, w ≤ 9/3. All of "
        "them hold up to the smallest, 2. In your task the inequalities point the other way.",
    ),
    write_yourself=("convergence.caring_threshold",),
)


# 05.empowerment_bits


def empowerment_bits(successors, steps):
    reached = np.eye(len(successors), dtype=bool)
    for _ in range(steps):
        reached = reached[successors].any(axis=1)
    return np.log2(reached.sum(axis=1))


def ends(successors, steps):
    """The states that each state can be in after exactly so many steps."""
    sets = [{state} for state in range(len(successors))]
    for _ in range(steps):
        sets = [{t for s in now for t in np.asarray(successors)[s].tolist()} for now in sets]
    return sets


def within(successors, steps):
    return np.log2(
        [len(set.union(*every)) for every in zip(*[ends(successors, k) for k in range(steps + 1)], strict=True)]
    )


RING = np.array([[1, 5], [2, 0], [3, 1], [4, 2], [5, 3], [0, 4]])  # six states in a ring, a step either way
FUNNEL = np.array([[1, 2, 3], [4, 4, 4], [4, 4, 4], [5, 5, 5], [4, 4, 4], [5, 0, 5]])
LINE = np.array([[0, 1], [0, 2], [1, 3], [2, 3]])  # four cells in a row, left and right


def draw_table(rng):
    size = int(rng.integers(3, 8))
    return rng.integers(0, size, (size, int(rng.integers(2, 4)))), int(rng.integers(1, 5))


EMPOWERMENT_BITS = Task(
    id="05.empowerment_bits",
    kind="function",
    reference=empowerment_bits,
    points={"worked examples": 1, "edge cases": 1, "random cases": 1},
    worked=((RING, 1), (RING, 2), (RING, 3), (FUNNEL, 1), (FUNNEL, 2), (LINE, 3)),
    edge={
        "no step at all": ((RING, 0),),
        "a world of one state": ((np.array([[0, 0]]), 3),),
        "many steps": ((FUNNEL, 40),),
    },
    random=draw_table,
    wrong_turns=(
        WrongTurn(
            id="within_n_steps",
            does=within,
            message="Your bits are what you get when everything counts that can be reached *within* n steps, the start "
            "itself too. With a stay action that is the same; here nobody can stay unless the table says so. Where can "
            "the agent be after exactly n steps?",
            misconception="at_most_for_exactly",
        ),
        WrongTurn(
            id="sequences",
            does=lambda successors, steps: np.full(len(successors), steps * np.log2(successors.shape[1])),
            message="Your bits count the sequences of actions. The agent does have that many, but several of them end "
            "in the same state, and then nobody can tell from the end which one it was. What do they end in?",
            misconception="ways_counted_for_ends",
        ),
        WrongTurn(
            id="neighbours_to_the_n",
            does=lambda successors, steps: steps * np.log2([len(set(row)) for row in np.asarray(successors).tolist()]),
            message="Your bits are n times those of a single step. That would be right if the ways never met again and "
            "each state had as many as the first. Follow the states step by step and count those that differ.",
            misconception="ways_counted_for_ends",
        ),
        WrongTurn(
            id="counts",
            does=lambda successors, steps: np.array([len(one) for one in ends(successors, steps)], float),
            message="Your numbers are how many states can be reached. The count is right. Empowerment is given in "
            "bits: how many yes-or-no answers tell 2 states apart, or 4?",
            misconception="bits_are_not_counts",
        ),
        WrongTurn(
            id="natural_logarithm",
            does=lambda successors, steps: np.log([len(one) for one in ends(successors, steps)]),
            message="Your numbers are natural logarithms. The counts are right, the unit is not: a bit is a choice of "
            "two, so two states should give 1. To which base is the logarithm?",
            misconception="bits_are_not_counts",
        ),
    ),
    hints=(
        "Take one state of the ring and two steps. Write down, on paper, where the agent can be after the first step, "
        "and then after the second.",
        "Keep, for each state, the set of states where the agent can be by now; at first it is the state alone. In "
        "each step replace it by everything that its members lead to. A set keeps what occurs twice only once. At the "
        "end take log2 of its size.",
        "A sibling, with numbers in place of states: from x one gets to x + 1 or to 2x. Beginning with {1}, after one "
        "step {2}, since both ways give 2; after two {3, 4}; after three {4, 6, 5, 8}. That is 0, 1 and 2 bits. In "
        "Python `{y for x in now for y in (x + 1, 2 * x)}` makes the next set.",
    ),
    write_yourself=("convergence.empowerment", "convergence.reachable_counts"),
)


# 05.two_yardsticks

ROOMS = {"r1": ["r1"], "r2": ["r2"]}
TWO_YARDSTICKS = Task(
    id="05.two_yardsticks",
    kind="property",
    reference={
        "s": ["m"], "m": ["a", "b", "c"], "a": ["end"], "b": ["end"], "c": ["end"], "end": ["end"], "t": ["r1", "r2"],
    } | ROOMS,
    points={"property": 3},
    wrong_turns=(
        WrongTurn(
            id="both_favour_s",
            does={"s": ["a", "b", "c", "d"], "t": ["r1", "r2"], **{x: [x] for x in "abcd"}} | ROOMS,
            message="In exactly two steps 4 states can be reached from s and 2 states from t, as asked, but POWER at "
            "γ = 0.9 is 0.80 at s and 0.67 at t: here both yardsticks favour s. The choices of s should be lost again "
            "soon after the second step. Where does the far future of each state lie?",
            misconception="near_for_far",
        ),
        WrongTurn(
            id="doors_to_one_room",
            does={"s": ["a", "b"], "a": ["end"], "b": ["end"], "end": ["end"], "t": ["r1", "r2"]} | ROOMS,
            message="POWER at γ = 0.9 is 0.51 at s and 0.67 at t, as asked, but in exactly two steps 1 state can be "
            "reached from s and 2 states from t: here both yardsticks favour t. What is reached after exactly two "
            "steps need not be kept; give s more of that.",
            misconception="ways_counted_for_ends",
        ),
        WrongTurn(
            id="tie_in_bits",
            does={
                "s": ["a", "b"], "a": ["c"], "b": ["d"], "c": ["end"], "d": ["end"], "end": ["end"], "t": ["r1", "r2"],
            } | ROOMS,
            message="POWER at γ = 0.9 is 0.52 at s and 0.67 at t, as asked, but in exactly two steps 2 states can be "
            "reached from s and 2 states from t: a tie. Ways that meet again count once.",
            misconception="tie_taken_for_best",
        ),
        WrongTurn(
            id="nothing_to_choose_at_t",
            does={"s": ["m"], "m": ["a", "b"], "a": ["end"], "b": ["end"], "end": ["end"], "t": ["t"]},
            message="In exactly two steps 2 states can be reached from s and 1 state from t, as asked, but POWER at "
            "γ = 0.9 is 0.51 at s and 0.50 at t: t should have more by at least 0.02. Give t something to choose for "
            "good.",
            misconception="goal_is_destination",
        ),
    ),
    hints=(
        "2-step empowerment looks at one moment, two steps from now. POWER at γ = 0.9 mostly looks at what comes after "
        "that. How can a wide choice be worth little later?",
        "Let s spread out to many states in exactly two steps, and let all of these lead to one place that is never "
        "left: the choice is then about a single step. Let t choose once, between few states, for good.",
        "A sibling for one step instead of two: x leads to a, b or c, and each of these leads to the cellar, which is "
        "never left; y leads to hall or garden, never left either. In exactly one step x reaches three states and y "
        "two. But nearly all of the time is spent in the cellar by the one, and in the better of two places by the "
        "other.",
    ),
)  # fmt: skip


# 05.contest


def contest(players, patience, grab):
    effort = (players - 1) / players**2
    burnt = players * effort
    keeping = 1 / players
    breaking = (1 - patience) * grab + patience / players**2
    return effort, burnt, keeping >= breaking


def lasts(players, patience, grab):
    return 1 / players >= (1 - patience) * grab + patience / players**2


def draw_rivals(rng):
    players = int(rng.integers(2, 9))
    grab = round(rng.uniform(0.3, 1), 2)
    while True:  # near the threshold, and never on it
        patience = round(float(np.clip(rng.normal(players / (players + 1), 0.15), 0.02, 0.98)), 2)
        if abs(1 / players - (1 - patience) * grab - patience / players**2) > 1e-3:
            return players, patience, grab


CONTEST = Task(
    id="05.contest",
    kind="function",
    reference=contest,
    points={"worked examples": 1, "edge cases": 1, "random cases": 1},
    worked=((2, 0.7, 1.0), (2, 0.55, 1.0), (3, 0.7, 1.0), (4, 0.85, 1.0), (5, 0.7, 0.5), (3, 0.2, 0.4)),
    edge={
        "nothing to gain by breaking the peace": ((4, 0.05, 0.2),),
        "rivals who live for the day": ((2, 0.0, 1.0),),
        "many rivals": ((50, 0.97, 1.0), (50, 0.99, 1.0)),
    },
    random=draw_rivals,
    wrong_turns=(
        WrongTurn(
            id="payoff_for_effort",
            does=lambda players, patience, grab: (1 / players**2, 1 / players, lasts(players, patience, grab)),
            message="You have given 1/n² as the effort. That is what each player is left with in the contest. The two "
            "belong together, and for two players they are equal; what is spent is the chance of winning, 1/n, less "
            "what is left.",
            misconception="payoff_taken_for_effort",
        ),
        WrongTurn(
            id="own_effort_for_all",
            does=lambda players, patience, grab: (
                (players - 1) / players**2,
                (players - 1) / players**2,
                lasts(players, patience, grab),
            ),
            message="What you call burnt in all is the effort of one player. It falls with more rivals, so the contest "
            "looks less wasteful; but there are more who spend it. How much do all n spend together?",
            misconception="more_rivals_less_waste",
        ),
        WrongTurn(
            id="peace_of_the_impatient",
            does=lambda players, patience, grab: (
                (players - 1) / players**2,
                (players - 1) / players,
                bool(not lasts(players, patience, grab)),
            ),
            message="Your peace lasts where it should break, and breaks where it should last. Patience makes an agent "
            "fetch resources, so it is tempting to think that it makes rivals fight. Who loses more by the years of "
            "contest that follow a broken peace?",
            misconception="patience_breaks_peace",
        ),
        WrongTurn(
            id="war_pays_nothing",
            does=lambda players, patience, grab: (
                (players - 1) / players**2,
                (players - 1) / players,
                1 / players >= (1 - patience) * grab,
            ),
            message="Your peace lasts as if nothing at all came after a broken one. The contest is wasteful, but each "
            "player is still left with 1/n² in every round of it. Where does that stand in your comparison?",
            misconception="war_pays_nothing",
        ),
        WrongTurn(
            id="grab_every_round",
            does=lambda players, patience, grab: (
                (players - 1) / players**2,
                (players - 1) / players,
                1 / players >= grab,
            ),
            message="Your peace lasts only where the grab is no larger than an even share, whatever the patience: the "
            "grab has been counted in every round. It is had once. With which weight does one round count beside all "
            "that follow?",
            misconception="counted_each_step",
        ),
    ),
    hints=(
        "The first two numbers hang on `players` alone. For the third, write down what a player gets round by round: "
        "once with the peace kept, once with the peace broken today.",
        "Per round, with weights that add up to 1: today has the weight 1 - δ, all later rounds together have δ. Peace "
        "kept: 1/n always. Peace broken: the grab today, and 1/n² from then on.",
        "A sibling: a landlord gets 10 a month for ever, or sells the kitchen for 25 today and gets 6 a month from "
        "next month on. With δ = 0.9, per month: 10 against 0.1 · 25 + 0.9 · 6 = 7.9, so the kitchen stays. With "
        "δ = 0.7: 10 against 0.3 · 25 + 0.7 · 6 = 11.7, and it is sold.",
    ),
    write_yourself=("convergence.contest_equilibrium", "convergence.peace_threshold"),
)


TASKS = [
    BEST_UTILITY,
    SAVING_WEIGHT,
    EMPOWERMENT_BITS,
    TWO_YARDSTICKS,
    CONTEST,
    Written(id="05.judge_a_promise", points=4, words=100),
]
