# ruff: noqa: D103 - what the wrong turns do is said by their messages
"""Set 2: what is right, which wrong turns are taken, and the cases that tell them apart.

A world is a table of successors (S, A), a goal a vector of S rewards. No case is decided by rounding: where two moves
are equally good, they lead to one and the same state.
"""

import numpy as np

from course_utils.grading.tasks import Task, Written, WrongTurn

BENCH = np.array([[0, 1], [0, 2], [2, 2]])  # bench, road, lake: stay or go; back or on; stay
HOUSE = np.array([[1, 2], [3, 0], [4, 0], [3, 1], [2, 4], [5, 0]])  # six rooms, two doors each
RING = np.array([[1, 3, 0], [2, 0, 1], [3, 1, 1], [0, 2, 3]])  # on, back, or a move of its own
SOLVER = (
    "decisions.optimal_actions", "decisions.optimal_policy", "decisions.optimal_values", "decisions.action_values",
)  # fmt: skip


def draw_world(rng):
    size, width = int(rng.integers(3, 7)), int(rng.integers(2, 4))
    return rng.integers(0, size, (size, width)), rng.uniform(-1, 2, size), round(rng.uniform(0.1, 0.95), 2)


# 02.backup


def backup(successors, rewards, discount, values):
    return rewards + discount * values[successors].max(axis=1)


def average_of_moves(successors, rewards, discount, values):
    return rewards + discount * values[successors].mean(axis=1)


def own_reward_forgotten(successors, rewards, discount, values):
    return discount * values[successors].max(axis=1)


def first_reward_discounted(successors, rewards, discount, values):
    return discount * (rewards + values[successors].max(axis=1))


def neighbour_reward_counted(successors, rewards, discount, values):
    return (rewards + discount * values)[successors].max(axis=1)


def discount_forgotten(successors, rewards, discount, values):
    return rewards + values[successors].max(axis=1)


def updated_while_reading(successors, rewards, discount, values):
    values = values.astype(float)
    for state in range(len(values)):
        values[state] = rewards[state] + discount * values[successors[state]].max()
    return values


def greedy_on_rewards(successors, rewards, discount, values):
    towards = rewards[successors].argmax(axis=1)
    return rewards + discount * values[successors[np.arange(len(rewards)), towards]]


def draw_backup(rng):
    successors, rewards, discount = draw_world(rng)
    return successors, rewards, discount, rng.uniform(-5, 20, len(rewards))


BACKUP = Task(
    id="02.backup",
    kind="function",
    reference=backup,
    points={"worked examples": 1, "edge cases": 1, "random cases": 1},
    worked=(
        (BENCH, np.array([1.0, 0.0, 2.0]), 0.9, np.array([1.0, 0.0, 2.0])),
        (BENCH, np.array([1.0, 0.0, 2.0]), 0.5, np.array([4.0, 6.0, 2.0])),
        (HOUSE, np.array([0.0, 1.0, -1.0, 2.0, 0.5, 0.0]), 0.8, np.array([3.0, 5.0, 8.0, 4.0, 7.0, 1.0])),
    ),
    edge={
        "rewards and values below zero": ((BENCH, np.array([-1.0, -3.0, -2.0]), 0.9, np.array([-8.0, -2.0, -20.0])),),
        "a discount of 0": ((RING, np.array([1.0, 2.0, 3.0, 4.0]), 0.0, np.array([9.0, 8.0, 7.0, 5.0])),),
        "a single move in each state": (
            (np.array([[1], [2], [0]]), np.array([1.0, 0.0, 3.0]), 0.5, np.array([2.0, 6.0, 4.0])),
        ),
        "a single state": ((np.array([[0, 0]]), np.array([2.0]), 0.75, np.array([4.0])),),
    },
    random=draw_backup,
    wrong_turns=(
        WrongTurn(
            id="average_of_moves",
            does=average_of_moves,
            message="Your numbers are what you get when a state is worth the *average* over its moves. A state with "
            "good and bad moves looks like a mixed blessing; but the agent chooses. Which one of the moves does it "
            "take, and what is that worth?",
            misconception="average_of_moves",
        ),
        WrongTurn(
            id="own_reward_forgotten",
            does=own_reward_forgotten,
            message="Your numbers leave out what the state itself pays. The values next door are the bulk of it, so "
            "the loss is easily overlooked; but each step pays before the move is made. Which part of the Bellman "
            "equation stands before γ?",
            misconception="own_reward_forgotten",
        ),
        WrongTurn(
            id="first_reward_discounted",
            does=first_reward_discounted,
            message="Your numbers are what you get when γ multiplies the present reward, too. A bracket does that "
            "quickly. What is paid now comes with no delay: which of the two terms lies a step ahead?",
            misconception="first_reward_discounted",
        ),
        WrongTurn(
            id="neighbour_reward_counted",
            does=neighbour_reward_counted,
            message="Your numbers take the reward from the state that the move leads to. In some textbooks it is paid "
            "on arrival; here a reward belongs to the state one is *in*. Is the reward of the next state not in its "
            "value already?",
            misconception="neighbour_reward_counted",
        ),
        WrongTurn(
            id="discount_forgotten",
            does=discount_forgotten,
            message="Your numbers count what comes next in full. Adding reward and value is the right idea, but they "
            "lie one step apart. Does your answer change with the discount?",
            misconception="discount_forgotten",
        ),
        WrongTurn(
            id="updated_while_reading",
            does=updated_while_reading,
            message="Your later states already read the new numbers of the earlier ones. Writing into the array one "
            "reads from is natural in a loop, and repeated often enough it even ends at the same values; but it is "
            "not one backup, and depends on the order of the states. Where could the new numbers go instead?",
            misconception="updated_while_reading",
        ),
        WrongTurn(
            id="greedy_on_rewards",
            does=greedy_on_rewards,
            message="Your numbers follow the move to the neighbour with the highest *reward*. That is what one sees "
            "first; but a poor neighbour can lead on to something good, and its value knows. By which numbers should "
            "the moves be compared?",
            misconception="greedy_on_rewards",
        ),
    ),
    hints=(
        "Take one state first. Which numbers does it need from `values`, and what does it do with them?",
        "`values[successors]` has a row for each state and a column for each move: the value of where that move leads. "
        "Take the largest of each row, discount it, and add what the state itself pays.",
        "A sibling: a hall that pays 2 has doors to a cellar, value 10, and a garden, value 30. At a discount of 0.5 "
        "its new number is 2 + 0.5 · max(10, 30) = 17. For all states at once, the largest of each row of an array "
        "`table` is `table.max(axis=1)`.",
    ),
)


# 02.best_policy


def best_policy(successors, rewards, discount):
    values = np.zeros(len(rewards))
    for _ in range(500):
        values = rewards + discount * values[successors].max(axis=1)
    return values[successors].argmax(axis=1)


def policy_after(successors, rewards, discount, sweeps, choose=np.max):
    values = np.zeros(len(rewards))
    for _ in range(sweeps):
        values = rewards + discount * choose(values[successors], axis=1)
    return values[successors].argmax(axis=1)


def next_reward_only(successors, rewards, discount):
    return rewards[successors].argmax(axis=1)


def a_sweep_for_each_state(successors, rewards, discount):
    return policy_after(successors, rewards, discount, len(rewards))


def without_discount(successors, rewards, discount):
    return policy_after(successors, rewards, 1, 500)


def values_of_wandering(successors, rewards, discount):
    return policy_after(successors, rewards, discount, 500, choose=np.mean)


def to_the_highest(successors, rewards, discount):
    highest = (np.arange(len(rewards)) == rewards.argmax()).astype(float)
    return policy_after(successors, highest, discount, 500)


def states_not_moves(successors, rewards, discount):
    return successors[np.arange(len(rewards)), best_policy(successors, rewards, discount)]


BEST_POLICY = Task(
    id="02.best_policy",
    kind="function",
    reference=best_policy,
    points={"worked examples": 1, "edge cases": 1, "random cases": 2},
    worked=(
        (BENCH, np.array([1.0, 0.0, 2.0]), 0.9),
        (BENCH, np.array([1.0, 0.0, 2.0]), 0.4),
        (BENCH, np.array([1.0, 0.0, 1.2]), 0.9),
        (BENCH, np.array([1.0, 5.0, 6.0]), 0.3),
        (HOUSE, np.array([0.0, 1.0, -1.0, 2.0, 3.0, 0.0]), 0.6),
        (RING, np.array([1.0, -4.0, 2.0, 0.5]), 0.8),
    ),
    edge={
        "a very patient agent": ((BENCH, np.array([1.0, 0.0, 1.05]), 0.97),),
        "rewards that are all below zero": ((BENCH, np.array([-2.0, -5.0, -1.0]), 0.9),),
        "a plan that goes round in a circle": ((BENCH, np.array([1.0, 5.0, 2.0]), 0.9),),
        "two moves that lead to the same state": (
            (np.array([[1, 1, 0], [2, 0, 2], [2, 2, 2]]), np.array([0.0, 0.0, 1.0]), 0.5),
        ),
    },
    random=draw_world,
    wrong_turns=(
        WrongTurn(
            id="next_reward_only",
            does=next_reward_only,
            message="Your moves lead to the neighbour that *pays* most. It is what one sees from where one stands; but "
            "behind a poor neighbour there may be something good. By what should a move be judged, if all that follows "
            "counts?",
            misconception="greedy_on_rewards",
        ),
        WrongTurn(
            id="a_sweep_for_each_state",
            does=a_sweep_for_each_state,
            message="Your moves are those after as many sweeps as there are states. By then the news of every state "
            "has arrived everywhere, so it looks enough; but a small advantage that is paid for ever takes many "
            "sweeps to outweigh a loss at once. When may one stop?",
            misconception="sweeps_too_few",
        ),
        WrongTurn(
            id="without_discount",
            does=without_discount,
            message="Your moves are those of an agent for which later steps count in full. Then a better place is "
            "worth any way to it. Does your answer change with the discount?",
            misconception="discount_forgotten",
        ),
        WrongTurn(
            id="values_of_wandering",
            does=values_of_wandering,
            message="Your moves are best for *one* step, if afterwards the agent moves at random: your values average "
            "over the moves. An agent that chooses now will choose again later. Which of the values next door does it "
            "count on?",
            misconception="average_of_moves",
        ),
        WrongTurn(
            id="to_the_highest",
            does=to_the_highest,
            message="Your moves take the shortest way to the state that pays most. As a destination it is tempting, "
            "but the other rewards count as well, and the steps on the way cost time. Is what lies at the end worth "
            "the way?",
            misconception="goal_is_destination",
        ),
        WrongTurn(
            id="states_not_moves",
            does=states_not_moves,
            message="Your policy is right, but it names the *state* that each best move leads to. Asked for is the "
            "move: the number of a column of `successors`. In the row of a state, in which column does your state "
            "stand?",
            misconception="move_taken_for_state",
        ),
    ),
    hints=(
        "Two stages: first find the values, by many backups; then read the moves off them.",
        "Begin with zeros and repeat your `backup` until nothing changes any more to speak of; the error shrinks by "
        "the factor γ in each sweep. Then ask, in each row of `values[successors]`, in which column the largest "
        "number stands.",
        "A sibling of the second stage: in `table = np.array([[3, 8], [7, 7], [5, 1]])` the largest number of the "
        "first row stands in column 1, of the second in 0 (the first of two that are equal) and of the third in 0. "
        "`table.argmax(axis=1)` gives exactly these, 1, 0, 0.",
    ),
    write_yourself=SOLVER,
)


# 02.visits


def visits(successors, policy, discount, start):
    size = len(policy)
    leads_to = successors[np.arange(size), policy]
    moves = np.eye(size)[leads_to]
    return np.linalg.solve(np.eye(size) - discount * moves.T, np.eye(size)[start])


def counted(successors, policy, discount, start, steps=400):
    found, state = np.zeros(len(policy)), start
    for t in range(steps):
        found[state] += discount**t
        state = successors[state, policy[state]]
    return found


def first_visit_forgotten(successors, policy, discount, start):
    return counted(successors, policy, discount, start) - np.eye(len(policy))[start]


def shares_of_time(successors, policy, discount, start):
    return (1 - discount) * counted(successors, policy, discount, start)


def late_by_one(successors, policy, discount, start):
    return discount * counted(successors, policy, discount, start)


def visits_from_everywhere(successors, policy, discount, start):
    return np.array([counted(successors, policy, discount, s)[start] for s in range(len(policy))])


def a_step_for_each_state(successors, policy, discount, start):
    return counted(successors, policy, discount, start, steps=len(policy))


def draw_visits(rng):
    successors, _, discount = draw_world(rng)
    size, width = successors.shape
    return successors, rng.integers(0, width, size), min(discount, 0.9), int(rng.integers(0, size))


VISITS = Task(
    id="02.visits",
    kind="function",
    reference=visits,
    points={"worked examples": 1, "edge cases": 1, "random cases": 2},
    worked=(
        (BENCH, np.array([1, 1, 0]), 0.9, 0),
        (BENCH, np.array([1, 0, 0]), 0.5, 0),
        (HOUSE, np.array([0, 0, 0, 1, 0, 1]), 0.8, 5),
    ),
    edge={
        "a start that is never left": ((BENCH, np.array([1, 1, 1]), 0.75, 2),),
        "a discount of 0": ((BENCH, np.array([1, 1, 0]), 0.0, 1),),
        "a policy that comes back to the start": ((RING, np.array([0, 0, 0, 0]), 0.9, 2),),
    },
    random=draw_visits,
    tolerance=1e-6,
    wrong_turns=(
        WrongTurn(
            id="first_visit_forgotten",
            does=first_visit_forgotten,
            message="Your visits begin after the first move. It is the first thing that happens, but not the first "
            "place: where is the agent at step 0, and how much does that step count?",
            misconception="first_visit_forgotten",
        ),
        WrongTurn(
            id="shares_of_time",
            does=shares_of_time,
            message="Your numbers add up to 1: they are shares of time, (1 − γ) times what is asked for. Distributions "
            "usually add up to 1, so the name misleads here. What do the weights 1, γ, γ², ... add up to?",
            misconception="visits_are_probabilities",
        ),
        WrongTurn(
            id="late_by_one",
            does=late_by_one,
            message="Each of your visits counts one factor γ too little. If steps are numbered from 1 that happens "
            "easily; here the first one, at the start, is step 0. What is γ⁰?",
            misconception="first_reward_discounted",
        ),
        WrongTurn(
            id="visits_from_everywhere",
            does=visits_from_everywhere,
            message="Your numbers are visits *to* the start, from each state in turn. In an array of moves, from and "
            "to are rows and columns, and easily exchanged. Fix where the agent begins: which states does it meet from "
            "there?",
            misconception="from_taken_for_to",
        ),
        WrongTurn(
            id="a_step_for_each_state",
            does=a_step_for_each_state,
            message="You have counted as many steps as there are states. After these, every state that is ever "
            "visited has been; but the agent goes on, and stays or comes round again. How small should the weight of a "
            "step be before one may stop?",
            misconception="sweeps_too_few",
        ),
    ),
    hints=(
        "Follow the policy as the lesson did, and keep a number for each state. What is added at step t, and to which "
        "state?",
        "At step 0 the agent is at `start`, which counts 1; after each move the weight is multiplied by γ. Go on until "
        "the weights are so small that they no longer matter: at γ = 0.9 they are below a millionth of a millionth "
        "after some 300 steps.",
        "A sibling: two rooms that lead to each other, begun in the first, at γ = 0.5. The visits to the first are "
        "1 + 0.25 + 0.0625 + ... = 4/3, those to the second 0.5 + 0.125 + ... = 2/3. Together 2, which is "
        "1/(1 − 0.5).",
    ),
    write_yourself=("decisions.visit_distribution", "decisions.policy_values"),
)


# 02.flipping_goal


def answer(candy, wait, chocolate, hug, flip):
    return {"candy": candy, "wait": wait, "chocolate": chocolate, "hug": hug}, flip


FLIPPING_GOAL = Task(
    id="02.flipping_goal",
    kind="property",
    reference=answer(candy=0.5, wait=0.75, chocolate=0.25, hug=0.0, flip=0.5),
    points={"property": 4},
    wrong_turns=(
        WrongTurn(
            id="the_usual_flip",
            does=answer(candy=0.5, wait=0.0, chocolate=1.0, hug=0.0, flip=0.5),
            message="At γ = 0.2 the best first move is the candy: it is worth 0.5 per step, and waiting 0.8 · 0 (the "
            "wait) + 0.2 · 1 (the better of chocolate and hug) = 0.2. At γ = 0.8 it is to wait. So your plan flips, "
            "but the usual way round, where patience pays off. Here the impatient agent should wait. What would it "
            "have to like about the waiting?",
            misconception="patience_means_waiting",
        ),
        WrongTurn(
            id="always_waits",
            does=answer(candy=0.25, wait=0.75, chocolate=0.5, hug=0.0, flip=0.5),
            message="At γ = 0.8 waiting is worth 0.2 · 0.75 (the wait) + 0.8 · 0.5 (the better of chocolate and hug) = "
            "0.55 per step, and the candy 0.25. So even the patient agent waits. It looks mostly at what is kept for "
            "ever: compare the candy with the better of the two things behind the wait.",
            misconception="patience_means_waiting",
        ),
        WrongTurn(
            id="hug_forgotten",
            does=answer(candy=0.5, wait=0.75, chocolate=0.25, hug=1.0, flip=0.5),
            message="At γ = 0.8 waiting is worth 0.2 · 0.75 (the wait) + 0.8 · 1 (the better of chocolate and hug) = "
            "0.95 per step, and the candy 0.5. So even the patient agent waits. It looks mostly at what is kept for "
            "ever: compare the candy with the better of the two things behind the wait.",
            misconception="options_averaged",
        ),
        WrongTurn(
            id="weights_swapped",
            does=answer(candy=0.5, wait=0.625, chocolate=0.25, hug=0.0, flip=2 / 3),
            message="The goal does what it should. But at γ = 0.6667 the candy is worth 0.5 per step, and waiting "
            "0.3333 · 0.625 (the wait) + 0.6667 · 0.25 (the better of chocolate and hug) = 0.375: the plan flips where "
            "the two are equal. Which of the weights is γ, that of the wait or that of what comes after it?",
            misconception="weights_swapped",
        ),
        WrongTurn(
            id="never_flips",
            does=answer(candy=0.5, wait=0.25, chocolate=0.25, hug=0.0, flip=0.5),
            message="At γ = 0.2 the best first move is the candy: it is worth 0.5 per step, and waiting 0.8 · 0.25 "
            "(the wait) + 0.2 · 0.25 (the better of chocolate and hug) = 0.25. At γ = 0.8 it is the candy as well, so "
            "the plan never flips. What could make an agent wait that hardly looks beyond the next step?",
            misconception="only_the_flip",
        ),
    ),
    hints=(
        "An agent that hardly looks ahead sees the next step and little more. What is its next step if it waits, and "
        "what does it pay?",
        "Per step, the candy is worth its reward C, and waiting (1 − γ) · W + γ · M, with M the better of chocolate "
        "and hug. For small γ that is nearly W, for large γ nearly M. So C has to lie between the two, on the right "
        "sides; and the plan flips where both are worth the same.",
        "A sibling, the usual way round: C = 0.4, W = 0, M = 0.5. Waiting is worth γ · 0.5, which equals 0.4 at "
        "γ = 0.8: below it the candy is best, above it waiting. In general C = (1 − γ) · W + γ · M is solved by "
        "γ = (W − C)/(W − M).",
    ),
)


# 02.always_true: the eight statements stand in the notebook


ALWAYS_TRUE = Task(
    id="02.always_true",
    kind="answer",
    reference={"a", "b", "g", "h"},
    points={"answer": 3},
    wrong_turns=(
        WrongTurn(
            id="with_c",
            does={"a", "b", "c", "g", "h"},
            message="You have counted c. Where no episode ends it is true, and that is b. But think of a terminal "
            "state: a plan that reaches it later collects the extra 1 more often. Does every plan still gain the same?",
            misconception="end_makes_no_difference",
        ),
        WrongTurn(
            id="with_d",
            does={"a", "b", "d", "g", "h"},
            message="You have counted d. Patience often speaks for waiting, because good things tend to lie behind a "
            "wait. What if the wait itself is the best part? Task 4 has such a goal.",
            misconception="patience_means_waiting",
        ),
        WrongTurn(
            id="with_e",
            does={"a", "b", "e", "g", "h"},
            message="You have counted e. A policy can be read off the values, so it is tempting to go the other way "
            "as well. Multiply all rewards of a goal by 10: what happens to its best policies, and what to its values?",
            misconception="one_policy_one_value",
        ),
        WrongTurn(
            id="with_f",
            does={"a", "b", "f", "g", "h"},
            message="You have counted f. Change the goal, and the agent will often choose another policy. But here the "
            "policy is given: is there a reward anywhere in the counting of its visits?",
            misconception="visits_depend_on_goal",
        ),
        WrongTurn(
            id="without_a_and_b",
            does={"g", "h"},
            message="You have left out a and b. With larger rewards there is more to wait for, it seems; but there is "
            "more to be had at once, too. Take two plans and work out the difference of their values before and after "
            "the change.",
            misconception="scale_is_patience",
        ),
        WrongTurn(
            id="without_b",
            does={"a", "g", "h"},
            message="You have left out b. Adding is not multiplying, and small rewards gain more in proportion. But "
            "plans are compared by their difference: how much does each of two plans gain, if 1 is paid in addition in "
            "every step for ever?",
            misconception="scale_is_patience",
        ),
        WrongTurn(
            id="without_h",
            does={"a", "b", "g"},
            message="You have left out h. An equation often has several solutions, so caution is natural. Here a sweep "
            "would take the difference of two solutions to γ times itself, and leave it as it is: how large can it be?",
            misconception="bellman_not_enough",
        ),
    ),
    hints=(
        "For each statement look for a counterexample in the worlds of this set. If you cannot find one, ask why.",
        "Two tools settle most of them: V = f · r, where f does not know the goal and its entries add up to 1/(1 − γ) "
        "if no episode ends; and the proof that each sweep shrinks differences by the factor γ.",
        "A sibling: *if every reward is above 0, a higher discount never lowers a value.* True: V = f · r, and no "
        "entry of the f of a policy shrinks when later visits count more. *A higher discount never lowers a value.* "
        "False: with rewards below 0 values sink.",
    ),
)

NUMBERS_AND_PLANS = Written(id="02.numbers_and_plans", points=4, words=90)

TASKS = [BACKUP, BEST_POLICY, VISITS, FLIPPING_GOAL, ALWAYS_TRUE, NUMBERS_AND_PLANS]
