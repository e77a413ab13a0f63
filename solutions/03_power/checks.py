# ruff: noqa: D103 - what the wrong turns do is said by their messages
"""Set 3: what is right, which wrong turns are taken, and the cases that tell them apart."""

import itertools

import numpy as np

from course_utils.decisions import MDP, optimal_values
from course_utils.grading.tasks import Task, Written, WrongTurn

# 03.power_by_sampling


def power_by_sampling(successors, rewards, discount):
    values = optimal_values(MDP(successors=successors), rewards, discount)
    return ((1 - discount) / discount * (values - rewards)).mean(axis=0)


def solved(successors, rewards, discount):
    return optimal_values(MDP(successors=successors), rewards, discount)


def own_reward_counted(successors, rewards, discount):
    return (1 - discount) / discount * solved(successors, rewards, discount).mean(axis=0)


def sum_not_rate(successors, rewards, discount):
    return ((solved(successors, rewards, discount) - rewards) / discount).mean(axis=0)


def not_divided(successors, rewards, discount):
    return ((1 - discount) * (solved(successors, rewards, discount) - rewards)).mean(axis=0)


def average_goal(successors, rewards, discount):
    goal = rewards.mean(axis=0)
    return (1 - discount) / discount * (solved(successors, goal, discount) - goal)


def value_per_step(successors, rewards, discount):
    return (1 - discount) * solved(successors, rewards, discount).mean(axis=0)


def next_step_only(successors, rewards, discount):
    return rewards[:, successors].max(axis=2).mean(axis=0)


CANDY = np.array([[1, 2], [1, 1], [3, 4], [3, 3], [4, 4]])  # start, candy, wait, chocolate, hug
DETOUR = np.array([[1, 2], [1, 2], [2, 3], [3, 3]])  # start, north, north-east, end
THREE_GOALS = np.array([
    # start candy wait choc hug
    [0.2, 0.6, 0.1, 0.9, 0.3],
    [0.8, 0.5, 0.4, 0.1, 0.7],
    [0.4, 0.9, 0.6, 0.2, 0.5],
])  # fmt: skip
FOUR_GOALS = np.array([[0.1, 0.7, 0.4, 0.9], [0.5, 0.2, 0.8, 0.3], [0.9, 0.6, 0.1, 0.4], [0.3, 0.9, 0.5, 0.2]])


def draw_world_and_goals(rng):
    size = int(rng.integers(3, 7))
    return rng.integers(0, size, (size, 3)), rng.random((20, size)), round(rng.uniform(0.1, 0.95), 2)


POWER_BY_SAMPLING = Task(
    id="03.power_by_sampling",
    kind="function",
    reference=power_by_sampling,
    points={"worked examples": 2, "edge cases": 1, "random cases": 1},
    tolerance=1e-6,
    worked=((CANDY, THREE_GOALS, 0.5), (CANDY, THREE_GOALS, 0.9), (DETOUR, FOUR_GOALS, 0.6)),
    edge={
        "a single goal": ((CANDY, THREE_GOALS[:1], 0.5),),
        "rewards below zero": ((DETOUR, FOUR_GOALS - 1, 0.6),),
        "an agent that hardly looks ahead": ((CANDY, THREE_GOALS, 0.01),),
        "a very patient agent": ((DETOUR, FOUR_GOALS, 0.99),),
        "a world in which nothing can be chosen": ((np.array([[1], [0]]), FOUR_GOALS[:, :2], 0.7),),
    },
    random=draw_world_and_goals,
    wrong_turns=(
        WrongTurn(
            id="own_reward_counted",
            does=own_reward_counted,
            message="Your numbers are what you get when the reward of the state itself is counted. It is part of the "
            "value V, so it is easily left in. But the agent is there already and cannot choose it any more; what is "
            "left of V when it is taken out?",
            misconception="own_reward_is_power",
        ),
        WrongTurn(
            id="sum_not_rate",
            does=sum_not_rate,
            message="Your numbers are what you get without the factor 1 − γ. A value adds up rewards without end, so "
            "for a patient agent it grows beyond every bound, and your POWER of a state that pays 1 for ever is not 1. "
            "Which factor turns a discounted sum into a reward per step?",
            misconception="power_is_a_sum",
        ),
        WrongTurn(
            id="not_divided",
            does=not_divided,
            message="Your numbers are what you get without the division by γ. V − R begins with a reward one step "
            "later, so it carries a factor γ from the start. As γ goes to 0, yours go to 0 as well, although the agent "
            "still chooses its next state. What undoes that factor?",
            misconception="power_is_a_sum",
        ),
        WrongTurn(
            id="value_per_step",
            does=value_per_step,
            message="Your numbers are (1 − γ) times the mean value, the whole plan per step from now on. That is "
            "one of the curves of the lesson, but a state is paid in it for its own reward. POWER asks only for what "
            "comes after. What do you take away from V, and which factor does the rest then carry too many?",
            misconception="own_reward_is_power",
        ),
        WrongTurn(
            id="average_goal",
            does=average_goal,
            message="Your numbers are what you get when the goals are averaged first, and the average goal then plans. "
            "That saves work, but no goal has to live with a compromise: each follows its own best plan. In which "
            "order do averaging and planning come?",
            misconception="average_goal_speaks",
        ),
        WrongTurn(
            id="next_step_only",
            does=next_step_only,
            message="Your numbers are what you get when only the next reward counts: the best of the next states, "
            "averaged over goals. That is POWER at γ = 0. Do your numbers change with the discount?",
            misconception="patience_ignored",
        ),
    ),
    hints=(
        "Take one goal, one row of `rewards`. What does its best plan earn from each state on? `optimal_values` says "
        "it, and it takes all rows at once. Only then comes the average over goals.",
        "POWER is the mean over goals of (1 − γ)/γ · (V − R). V − R leaves out what the state itself pays; 1 − γ turns "
        "the sum into a reward per step; 1/γ is there because what is left begins one step later.",
        "A sibling: how much does the *best* of two rooms pay beyond the first one, on average over goals? With "
        "`goals = np.array([[.2, .8], [.6, .4]])` the best are `goals.max(axis=1)`, .8 and .6, the first ones "
        "`goals[:, 0]`, .2 and .6. So `(goals.max(axis=1) - goals[:, 0]).mean()` is the mean of .6 and 0, .3. First "
        "what each goal gets, then the difference, then the mean over `axis=0`.",
    ),
    write_yourself=("convergence.power",),
)  # fmt: skip


# 03.orbit_votes


def orbit_votes(rewards, first, second):
    members = np.array(sorted(set(itertools.permutations(rewards.tolist()))))
    best_first = (members @ first.T).max(axis=1)
    best_second = (members @ second.T).max(axis=1)
    for_first = (best_first > best_second).sum()
    for_second = (best_first < best_second).sum()
    return int(for_first), int(for_second), int(len(members) - for_first - for_second)


def count(members, first, second, best=lambda worth: worth.max(axis=1)):
    a, b = best(members @ first.T), best(members @ second.T)
    return int((a > b).sum()), int((a < b).sum()), int((a == b).sum())


def relabellings(rewards):
    return np.array(sorted(set(itertools.permutations(rewards.tolist()))))


def ties_for_the_first(rewards, first, second):
    more, less, ties = count(relabellings(rewards), first, second)
    return more + ties, less, 0


def ties_for_both(rewards, first, second):
    more, less, ties = count(relabellings(rewards), first, second)
    return more + ties, less + ties, ties


def each_exchange_counted(rewards, first, second):
    return count(np.array(list(itertools.permutations(rewards.tolist()))), first, second)


def averaged_options(rewards, first, second):
    return count(relabellings(rewards), first, second, lambda worth: worth.mean(axis=1))


def visited_counts_full(rewards, first, second):
    members = relabellings(rewards)
    a = members[:, (first > 0).any(axis=0)].max(axis=1)
    b = members[:, (second > 0).any(axis=0)].max(axis=1)
    return int((a > b).sum()), int((a < b).sum()), int((a == b).sum())


def only_this_goal(rewards, first, second):
    return count(rewards[None], first, second)


def staying(size, *states):
    return np.eye(size)[list(states)]


TO_AND_FRO = np.array([[0, 0, 0.5, 0.5, 0], [0, 0, 0, 1, 0]])  # half of the time each, or always the second
GOAL = np.array([3.0, 1.0, 4.0, 0.0, 2.0])
EQUAL_PAIRS = np.array([1.0, 0.0, 1.0, 0.0, 2.0])


def draw_orbit(rng):
    states = rng.permutation(5)
    half = np.zeros((1, 5))
    half[0, states[:2]] = 0.5
    first = np.vstack([half, staying(5, *states[1:3])])
    second = staying(5, *states[3 : 3 + rng.integers(1, 3)])
    rewards = rng.integers(0, 4, 5).astype(float)
    return (rewards, first, second) if rng.random() < 0.5 else (rewards, second, first)


ORBIT_VOTES = Task(
    id="03.orbit_votes",
    kind="function",
    reference=orbit_votes,
    points={"worked examples": 2, "edge cases": 1, "random cases": 1},
    worked=(
        (GOAL, staying(5, 1, 2), staying(5, 3)),
        (GOAL, TO_AND_FRO, staying(5, 4)),
        (EQUAL_PAIRS, staying(5, 1, 2), staying(5, 3)),
        (EQUAL_PAIRS, staying(5, 4), TO_AND_FRO),
        (EQUAL_PAIRS, staying(5, 0, 1), staying(5, 2, 3)),
    ),
    edge={
        "a goal that is indifferent": ((np.full(4, 2.0), staying(4, 0, 1), staying(4, 2)),),
        "rewards below zero": ((-(2.0 ** np.arange(5)), TO_AND_FRO, staying(5, 4)),),
        "a state that belongs to neither side": ((np.eye(6)[0], staying(6, 0, 1), staying(6, 2)),),
    },
    random=draw_orbit,
    wrong_turns=(
        WrongTurn(
            id="ties_for_the_first",
            does=ties_for_the_first,
            message="Your votes are what you get when a relabelling that prefers neither counts for the first side. "
            "`>=` is quickly written for 'at least as good', and then ties vote. In ≥_most only strict preferences do. "
            "Which comparison lets a tie out on both sides?",
            misconception="ties_are_votes",
        ),
        WrongTurn(
            id="ties_for_both",
            does=ties_for_both,
            message="Your votes are what you get when a relabelling that values both sides alike votes for both: `>=` "
            "says 'at least as good', and that is true of a tie either way. But ≥_most compares *strict* preferences, "
            "and each relabelling belongs to one of your three numbers. What should these add up to?",
            misconception="ties_are_votes",
        ),
        WrongTurn(
            id="each_exchange_counted",
            does=each_exchange_counted,
            message="Your votes are what you get when two equal rewards change places and the result counts as another "
            "goal. `permutations` lists these again; but an orbit holds each *different* goal once. What do you do to "
            "a list so that nothing stands in it twice?",
            misconception="equal_goals_counted_twice",
        ),
        WrongTurn(
            id="averaged_options",
            does=averaged_options,
            message="Your votes are what you get when a side is worth the average of its rows. But the agent knows its "
            "goal and takes the best row of the side. What is a set of options worth to one who may choose?",
            misconception="options_averaged",
        ),
        WrongTurn(
            id="visited_counts_full",
            does=visited_counts_full,
            message="Your votes are what you get when a side is worth the best state that it visits at all. But a row "
            "says *how much of the time* is spent in each state: where it is half, half of that reward is earned and "
            "half of another. How do you weigh rewards by a row?",
            misconception="visited_counts_full",
        ),
        WrongTurn(
            id="only_this_goal",
            does=only_this_goal,
            message="Your votes come to one in all: only the goal that was given has voted. 'Most' is about its whole "
            "orbit, every way to hand the same rewards out to the states. How many such ways are there?",
            misconception="one_goal_votes",
        ),
    ),
    hints=(
        "Begin with the list of voters. `itertools.permutations` hands the rewards out in every order; if two rewards "
        "are equal, some of these orders are the same goal.",
        "For each voter, a row of long-run shares is worth the sum of shares times rewards, `members @ first.T` for "
        "all voters and rows at once. A side is worth its best row. Then compare strictly, in both directions; what "
        "remains are ties.",
        "A sibling: the goal (1, 0, 0) has three different relabellings, (1, 0, 0), (0, 1, 0) and (0, 0, 1), although "
        "`permutations` lists six. Let the first side be 'stay in state 0 or stay in state 1', the second 'stay in "
        "state 2'. The voters value the first side at 1, 1 and 0, the second at 0, 0 and 1: two votes against one, "
        "and no tie.",
    ),
    write_yourself=(
        "convergence.vote", "convergence.vote_on_actions", "convergence.vote_of_rule", "convergence.count_votes",
        "decisions.orbit",
    ),
)  # fmt: skip


# 03.chosen_first


def chosen_first(successors, rewards, discount):
    values = optimal_values(MDP(successors=successors), rewards, discount)
    behind = values[:, successors[0]]
    best = behind >= behind.max(axis=1, keepdims=True) - 1e-9
    return best.mean(axis=0)


def marks(worth):
    return (worth >= worth.max(axis=-1, keepdims=True) - 1e-9).astype(float)


def first_of_ties(successors, rewards, discount):
    behind = solved(successors, rewards, discount)[:, successors[0]]
    return np.eye(behind.shape[1])[marks(behind).argmax(axis=1)].mean(axis=0)


def next_reward(successors, rewards, discount):
    return marks(rewards[:, successors[0]]).mean(axis=0)


def most_power(successors, rewards, discount):
    return marks(power_by_sampling(successors, rewards, discount)[successors[0]])


def own_reward_left_out(successors, rewards, discount):
    left = solved(successors, rewards, discount) - rewards
    return marks(left[:, successors[0]]).mean(axis=0)


def the_average_goal_chooses(successors, rewards, discount):
    return marks(solved(successors, rewards.mean(axis=0), discount)[successors[0]])


SAME_DOOR = np.array([[1, 2, 1], [1, 1, 1], [3, 4, 3], [3, 3, 3], [4, 4, 4]])
SIX_GOALS = np.array([
    # start north n-e  end
    [0.3, 0.9, 0.5, 0.4],
    [0.2, 0.1, 0.8, 0.3],
    [0.7, 0.2, 0.6, 0.9],
    [0.5, 0.6, 0.7, 0.1],
    [0.1, 0.75, 0.7, 0.2],
    [0.4, 0.0, 0.1, 1.0],
])  # fmt: skip
FIVE_GOALS = np.vstack([THREE_GOALS, [[0.1, 0.65, 0.95, 0.6, 0.2], [0.3, 0.55, 0.9, 0.5, 0.45]]])

CHOSEN_FIRST = Task(
    id="03.chosen_first",
    kind="function",
    reference=chosen_first,
    points={"worked examples": 2, "edge cases": 1, "random cases": 1},
    tolerance=1e-6,
    worked=((DETOUR, SIX_GOALS, 0.9), (CANDY, FIVE_GOALS, 0.5), (SAME_DOOR, FIVE_GOALS, 0.8)),
    edge={
        "moves that are equally good": ((DETOUR, np.vstack([np.zeros(4), np.ones(4), SIX_GOALS]), 0.5),),
        "a single goal": ((CANDY, FIVE_GOALS[3:4], 0.5),),
        "rewards below zero": ((CANDY, FIVE_GOALS - 1, 0.7),),
        "an agent that hardly looks ahead": ((CANDY, FIVE_GOALS, 0.02),),
    },
    random=draw_world_and_goals,
    wrong_turns=(
        WrongTurn(
            id="first_of_ties",
            does=first_of_ties,
            message="Your shares are what you get when of several best moves only the first counts. `argmax` names "
            "one and hides the others. The definition asks whether *some* optimal policy takes the move, so each of "
            "them counts, and the shares may add up to more than 1.",
            misconception="ties_are_votes",
        ),
        WrongTurn(
            id="next_reward",
            does=next_reward,
            message="Your shares are what you get when each goal steps to the neighbour that pays more. That is right "
            "for an agent that looks one step ahead. What does the discount do in your function?",
            misconception="patience_ignored",
        ),
        WrongTurn(
            id="most_power",
            does=most_power,
            message="Your shares are 0 and 1: all goals move to the state with the most POWER. A state that is good "
            "on average draws the average, and an average has no plan of its own. Let each goal choose by its own "
            "values, and average the choices.",
            misconception="power_is_what_is_chosen",
        ),
        WrongTurn(
            id="own_reward_left_out",
            does=own_reward_left_out,
            message="Your shares are what you get when the reward of the next state is left out, as it is in POWER. "
            "For POWER that is right: nobody chooses any more whether to be there. Here the agent does choose it. What "
            "does the move to a state bring, all in all?",
            misconception="own_reward_is_power",
        ),
        WrongTurn(
            id="the_average_goal_chooses",
            does=the_average_goal_chooses,
            message="Your shares are 0 and 1: the average goal has chosen for all. It may like a move that hardly any "
            "goal likes. Let each goal choose first, and average the choices then.",
            misconception="average_goal_speaks",
        ),
    ),
    hints=(
        "State 0 is the start, and `successors[0]` lists where its moves lead. What is each of these states worth to "
        "each goal?",
        "All moves share the reward of state 0 and the discount, so the best move is the one that leads to the state "
        "of the highest value. Mark for each goal every move that reaches the highest; rounding may separate equal "
        "ones by a little, so allow 1e-9. The mean of the marks over goals is the share.",
        "A sibling: three goals value two moves at `worth = np.array([[.5, .7], [.6, .6], [.9, .2]])`. "
        "`worth.max(axis=1, keepdims=True)` holds the best of each row, .7, .6 and .9, and `worth >= ...` marks the "
        "second move, then both, then the first. Each move is best for 2/3 of the goals; together that is 4/3.",
    ),
    write_yourself=(
        "convergence.optimality_probability", "decisions.optimal_actions", "decisions.optimal_policy",
        "decisions.limit_actions",
    ),
)  # fmt: skip


# 03.powerful_but_unlikely: what the judge says stands in properties.py


def rooms(*names):
    return {name: [name] for name in names}


POWERFUL_BUT_UNLIKELY = Task(
    id="03.powerful_but_unlikely",
    kind="property",
    reference={"start": ["powerful", "likely", "a", "b"], "powerful": ["a", "b"], **rooms("likely", "a", "b")},
    points={"property": 4},
    wrong_turns=(
        WrongTurn(
            id="the_detour_again",
            does={"start": ["powerful", "likely"], "powerful": ["powerful", "likely"], "likely": ["likely", "end"],
                  **rooms("end")},
            message="From `powerful` a way leads to `likely`. That is how the detour of the lesson does it: what "
            "`powerful` adds lies behind its rival. Here the rival has to be out of its reach. Which other reason is "
            "there to reach the rooms of `powerful`, and not by way of it?",
            misconception="one_mechanism",
        ),
        WrongTurn(
            id="more_rooms",
            does={"start": ["powerful", "likely"], "powerful": ["a", "b", "c"], "likely": ["d"],
                  **rooms("a", "b", "c", "d")},
            message="`powerful` has more POWER, 0.833 against 0.500, but it is also chosen more often, by 0.750 of the "
            "goals against 0.250. Its rooms are good; by which other ways could goals get to them?",
            misconception="power_is_what_is_chosen",
        ),
        WrongTurn(
            id="one_rival_door",
            does={"start": ["powerful", "likely", "door"], "powerful": ["a", "b"], "door": ["a", "b"],
                  **rooms("likely", "a", "b")},
            message="Nearly: `powerful` has more POWER, 0.733 against 0.500, and both are chosen by 0.333 of the "
            "goals. `powerful` should be chosen strictly less, so take a few more goals away from it.",
            misconception="tie_taken_for_best",
        ),
        WrongTurn(
            id="states_on_the_way",
            does={"start": ["powerful", "likely"], "powerful": ["c1", "c2"], "c1": ["a"], "c2": ["a"],
                  "likely": ["b", "c"], **rooms("a", "b", "c")},
            message="`likely` has the higher POWER, 0.714 against 0.521. First give `powerful` more to choose from in "
            "the long run; then see to it that it is chosen less.",
            misconception="reachable_is_power",
        ),
        WrongTurn(
            id="twins",
            does={"start": ["powerful", "likely"], "powerful": ["a", "b"], "likely": ["c", "d"],
                  **rooms("a", "b", "c", "d")},
            message="Both have the same POWER, 0.722. `powerful` should have strictly more: what can it offer in the "
            "long run that `likely` does not?",
            misconception="reachable_is_power",
        ),
    ),
    hints=(
        "POWER asks what a state offers, once one is there. Being chosen asks what the *other* moves offer as well. So "
        "you may leave `powerful` as it is and change what else can be done at the start.",
        "Goals that like a room of `powerful` best go there by the way that pays best. Every further way from `start` "
        "to the same rooms takes some of them; the goals that like `likely` have only one way.",
        "A sibling about a ballot: two thirds of the voters want a park, one third a car park. Put 'park, plan A', "
        "'park, plan B', 'park, plan C' and 'car park' to the vote, and each park plan gets about two ninths. The idea "
        "with the wider support loses to the one with a single name.",
    ),
)  # fmt: skip


# 03.ninety_one_percent: the claim and the statements stand in the notebook

NINETY_ONE_PERCENT = Task(
    id="03.ninety_one_percent",
    kind="answer",
    reference={"a", "c", "e", "g"},
    points={"answer": 3},
    wrong_turns=(
        WrongTurn(
            id="the_number_stands",
            does={"b", "c", "g"},
            message="You have taken the published 91 % for right. It was published, but did anybody compute it? Put "
            "γ = 0.12 into the formula, or draw goals with this law and count.",
            misconception="published_is_checked",
        ),
        WrongTurn(
            id="everything_falls",
            does={"a", "g"},
            message="You have found that the number is wrong, and let the point fall with it. The point was that the "
            "move with fewer options *can* be the likelier one, and a probability just above one half is enough for "
            "that. On which side of 0.5 is the right number?",
            misconception="wrong_number_wrong_point",
        ),
        WrongTurn(
            id="theorem_refuted",
            does={"a", "c", "d", "e", "g"},
            message="You have counted d: that the example contradicts Prop. 6.9. A theorem is contradicted only where "
            "its assumptions hold. Which set would have to contain a copy of which, and does the long way, with its "
            "two steps before a choice, contain a copy of a state that is entered at once?",
            misconception="assumptions_skipped",
        ),
        WrongTurn(
            id="law_does_not_matter",
            does={"a", "c", "e"},
            message="You have left out g. That the law decides the order may seem too much for so small a change; try "
            "it: with uniform rewards P = 1 − E[Z], and E[Z] is 1/2 + γ²/6. On which side of one half is that?",
            misconception="law_does_not_matter",
        ),
        WrongTurn(
            id="another_discount_saves_it",
            does={"a", "b", "c", "e", "g"},
            message="You have counted b: that 91 % is reached at some other discount. Scan the discounts from 0 to 1 "
            "with the formula. How high does the probability get?",
            misconception="published_is_checked",
        ),
        WrongTurn(
            id="another_law_saves_it",
            does={"a", "c", "e", "f", "g"},
            message="You have counted f: that 91 % is right for the distribution function x⁵⁰. Rewards of that law are "
            "nearly all close to 1, and that is tempting. But those of both moves are. Draw them, "
            "`rng.random(n) ** (1 / 50)`, and count how often R₂ is above Z.",
            misconception="published_is_checked",
        ),
    ),
    hints=(
        "Do not argue about the number, compute it. The formula is in the task, and drawing 100,000 goals takes one "
        "line each for R₂ and Z.",
        "Rewards with the distribution function x² are square roots of uniform ones, `rng.random(n) ** 0.5`. The move "
        "up is best where R₂ is larger than Z. Then go through the statements one by one: number, direction, theorem, "
        "law. For g a count of 100,000 goals is too coarse: its standard error is 0.0016, too much here. "
        "Average Z instead of counting. For a uniform R₂ the chance of R₂ > Z is 1 − E[Z], and E[Z] follows from the "
        "mean of one reward, 1/2, and of the larger of two, 2/3.",
        "A sibling: a post says that the larger of two dice beats a third one with '91 %'. Counting the 216 throws "
        "gives 125 wins, 58 %. So the number is wrong, the point 'two dice win more often than not' stands, and "
        "whoever wants to refute the point has to count, too.",
    ),
)

MOST_GOALS = Written(id="03.most_goals", points=4, words=100)

TASKS = [
    POWER_BY_SAMPLING, ORBIT_VOTES, CHOSEN_FIRST, POWERFUL_BUT_UNLIKELY, NINETY_ONE_PERCENT, MOST_GOALS,
]  # fmt: skip
