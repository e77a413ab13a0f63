# ruff: noqa: D103 - what the wrong turns do is said by their messages
"""Set 1: what is right, which wrong turns are taken, and the cases that tell them apart.

The world is `battery(3, 7)`; its states are start, off, battery, A1 to A3, B1 to B7, in this order. In the rewards
below no case is decided by rounding.
"""

import numpy as np

from course_utils.grading.tasks import Task, Written, WrongTurn

MOVES = ["off", "battery", "A1", "A2", "A3"]
OFF, BATTERY, NEAR, BEHIND = 1, 2, slice(3, 6), slice(6, 13)  # columns of the rewards


# 01.first_move_share


def first_move_share(rewards, discount, move):
    battery = (1 - discount) * rewards[:, 2] + discount * rewards[:, 6:].max(axis=1)
    worth = np.column_stack([rewards[:, 1], battery, rewards[:, 3:6]])
    best = worth == worth.max(axis=1, keepdims=True)
    return best[:, ["off", "battery", "A1", "A2", "A3"].index(move)].mean()


def share(rewards, battery, move):
    """Share of goals with the move among the best, where the battery's plan is worth `battery` per step."""
    worth = np.column_stack([rewards[:, OFF], battery, rewards[:, NEAR]])
    return np.mean(worth[:, MOVES.index(move)] == worth.max(axis=1))


def only_the_end(rewards, discount, move):
    return share(rewards, rewards[:, BEHIND].max(axis=1), move)


def battery_pays_nothing(rewards, discount, move):
    return share(rewards, discount * rewards[:, BEHIND].max(axis=1), move)


def mean_of_the_rooms(rewards, discount, move):
    return share(rewards, (1 - discount) * rewards[:, BATTERY] + discount * rewards[:, BEHIND].mean(axis=1), move)


def sum_beside_rates(rewards, discount, move):
    return share(rewards, rewards[:, BATTERY] + discount * rewards[:, BEHIND].max(axis=1), move)


def swapped_weights(rewards, discount, move):
    return share(rewards, discount * rewards[:, BATTERY] + (1 - discount) * rewards[:, BEHIND].max(axis=1), move)


def a3_among_the_b_rooms(rewards, discount, move):
    return share(rewards, (1 - discount) * rewards[:, BATTERY] + discount * rewards[:, 5:].max(axis=1), move)


def next_reward_only(rewards, discount, move):
    return share(rewards, rewards[:, BATTERY], move)


def highest_state(rewards, discount, move):
    column = [OFF, BATTERY, 3, 4, 5][MOVES.index(move)]
    return np.mean(rewards[:, column] == rewards.max(axis=1))


FOUR_GOALS = np.array([
    # start off battery  A1   A2   A3   B1   B2   B3   B4   B5   B6   B7
    [0.2, 0.4, 0.9, 0.7, 0.2, 0.1, 0.3, 0.0, 0.1, 0.9, 0.9, 0.2, 0.4],
    [0.6, 0.5, 0.2, 0.0, 0.6, 0.9, 0.4, 0.6, 0.1, 0.6, 0.7, 0.6, 0.2],
    [0.0, 0.8, 0.8, 0.0, 0.2, 0.5, 0.6, 0.0, 0.3, 0.4, 0.7, 0.4, 0.4],
    [0.5, 0.0, 0.4, 0.7, 0.1, 0.4, 0.9, 0.0, 0.5, 0.8, 0.4, 0.3, 0.2],
])  # fmt: skip
# Each of these goals is decided otherwise where the columns are taken wrongly.
FIVE_GOALS = np.array([
    # start off battery  A1   A2   A3   B1   B2   B3   B4   B5   B6   B7
    [0.2, 0.1, 0.8, 0.3, 0.2, 0.7, 0.5, 0.1, 0.2, 0.0, 0.3, 0.1, 0.4],  # A3, no B room
    [0.1, 0.2, 0.2, 0.5, 0.1, 0.0, 0.3, 0.2, 0.0, 0.1, 0.3, 0.2, 0.9],  # the battery, for B7
    [0.9, 0.4, 0.3, 0.2, 0.5, 0.1, 0.9, 0.3, 0.0, 0.2, 0.1, 0.4, 0.3],  # the battery, for B1; never the start
    [0.8, 0.4, 0.1, 0.2, 0.3, 0.6, 0.4, 0.7, 0.3, 0.8, 0.2, 0.9, 0.1],  # A3, though B2, B4 and B6 pay more
    [0.3, 0.5, 0.6, 0.4, 0.8, 0.2, 0.7, 0.2, 0.9, 0.5, 0.9, 0.1, 0.3],  # A2, though B3 and B5 pay more
])  # fmt: skip
ONE_GOAL = np.array([[0.9, 0.2, 1.0, 0.4, 0.3, 0.1, 0.9, 0.2, 0.1, 0.5, 0.3, 0.4, 0.8]])


def draw_goals(rng):
    return rng.random((200, 13)), round(rng.uniform(0.1, 0.95), 2), MOVES[rng.integers(5)]


FIRST_MOVE_SHARE = Task(
    id="01.first_move_share",
    kind="function",
    reference=first_move_share,
    points={"worked examples": 2, "edge cases": 1, "random cases": 1},
    worked=(
        (FOUR_GOALS, 0.5, "battery"),
        (FOUR_GOALS, 0.9, "battery"),
        (FOUR_GOALS, 0.5, "A1"),
        (FIVE_GOALS, 0.5, "battery"),
        (FIVE_GOALS, 0.5, "A2"),
        (FIVE_GOALS, 0.5, "A3"),
    ),
    edge={
        "a first move that no worked example asks for": ((FOUR_GOALS, 0.5, "off"),),
        "a single goal": ((ONE_GOAL, 0.5, "battery"),),
        "an agent that hardly looks ahead": ((FOUR_GOALS, 0.05, "battery"),),
        "rewards below zero": ((FOUR_GOALS - 1, 0.5, "battery"),),
        "first moves that are equally good": ((np.full((3, 13), 0.5), 0.5, "A2"),),
    },
    random=draw_goals,
    wrong_turns=(
        WrongTurn(
            id="only_the_end",
            does=only_the_end,
            message="Your shares are what you get when the battery's plan is worth its best B room, and nothing else. "
            "Most of its time is spent there, so that is tempting, and for γ close to 1 it is nearly right. But the "
            "first step is spent at the battery, and the smaller γ, the more that step weighs. Does your answer change "
            "with the discount?",
            misconception="patience_ignored",
        ),
        WrongTurn(
            id="battery_pays_nothing",
            does=battery_pays_nothing,
            message="Your shares are what you get when the stop at the battery pays nothing. The battery is a means, "
            "so it is tempting to leave it out; but a goal has a reward for every state, and that of the battery is "
            "collected on the way. Look at the first step of the plan over the battery.",
            misconception="goal_is_destination",
        ),
        WrongTurn(
            id="mean_of_the_rooms",
            does=mean_of_the_rooms,
            message="Your shares are what you get when the plan goes on to an average B room. Seven rooms ask to be "
            "averaged, but the agent knows its goal and chooses. What are seven rooms worth to one that may pick?",
            misconception="options_averaged",
        ),
        WrongTurn(
            id="sum_beside_rates",
            does=sum_beside_rates,
            message="Your shares are what you get when the battery's reward is added in full, beside γ times the best "
            "B room. Adding up rewards is natural, but then the weights of this plan come to 1 + γ, and a room at hand "
            "is counted with weight 1. Which two weights, one for the battery and one for the room, add up to 1?",
            misconception="rates_and_sums",
        ),
        WrongTurn(
            id="swapped_weights",
            does=swapped_weights,
            message="Your shares are what you get when the battery has the weight γ and the B room 1 − γ. Both weights "
            "are there, so they are easily swapped; but γ says how much *later* steps count. For an agent that hardly "
            "looks ahead, γ close to 0, which of the two should decide: the step at the battery or those after it?",
            misconception="weights_swapped",
        ),
        WrongTurn(
            id="a3_among_the_b_rooms",
            does=a3_among_the_b_rooms,
            message="Your shares are what you get when A3 is counted among the B rooms. Columns are numbered from 0, "
            "and in a row of 13 one is easily off by one: which column does B1 stand in?",
            misconception="slice_ends",
        ),
        WrongTurn(
            id="next_reward_only",
            does=next_reward_only,
            message="Your shares are what you get when only the next reward is compared: the battery then counts for "
            "what it pays itself. It is the first thing the agent gets there, but not the last. What comes after it, "
            "and how much does that weigh?",
            misconception="patience_ignored",
        ),
        WrongTurn(
            id="highest_state",
            does=highest_state,
            message="Your shares are what you get when the first move is taken for the state that pays most. But a "
            "goal whose best state is B4 cannot step there: its first move leads to the battery. For each row ask what "
            "each of the five first moves is worth, with all that can follow it.",
            misconception="goal_is_destination",
        ),
    ),
    hints=(
        "Take a single goal first, one row of `rewards`. Which five numbers does this goal compare at the start, and "
        "which of them is not simply a reward?",
        "`off` and the A rooms are never left, so per step they are worth their own reward. The plan over the battery "
        "spends its first step there and all others in the B room it likes best: per step that is worth (1 − γ) times "
        "the battery plus γ times the best B room. Then ask for each row which of the five is the largest, and what "
        "share of the rows has your move there.",
        "A sibling: hall, cellar and garden are all at hand. Three goals, a row each, in this order of columns: "
        "`goals = np.array([[.5, .2, .9], [.3, .8, .1], [.6, .6, .4]])`. Which share likes the cellar best? "
        "`goals.max(axis=1)` is the largest of each row, .9, .8 and .6, and `goals[:, 1] == goals.max(axis=1)` is "
        "false, true, true: in the third row the hall is as good, and the goal counts for both. The share is the mean "
        "of these, 2/3. In your task one of the five columns is not a reward but what a plan is worth; put that in "
        "its place first.",
    ),
    write_yourself=(
        "decisions.optimal_actions", "decisions.optimal_policy", "decisions.optimal_values", "decisions.action_values",
        "convergence.optimality_probability",
    ),
)  # fmt: skip


# 01.battery_probability


def battery_probability(near, behind):
    return behind / (near + behind + 1)


BATTERY_PROBABILITY = Task(
    id="01.battery_probability",
    kind="function",
    reference=battery_probability,
    points={"worked examples": 1, "edge cases": 1, "random cases": 1},
    worked=((3, 7), (2, 6), (5, 2)),
    edge={
        "as few rooms as there can be": ((1, 1),),
        "many more rooms on one side than on the other": ((1, 100), (100, 1)),
    },
    random=lambda rng: (int(rng.integers(1, 30)), int(rng.integers(1, 30))),
    wrong_turns=(
        WrongTurn(
            id="off_forgotten",
            does=lambda near, behind: behind / (near + behind),
            message="You have counted the rooms, near and behind the battery, and left out `off`. Being off may look "
            "like no outcome at all, but here it is a state with a reward like the rooms, and some goals like it best. "
            "How many places are there to stay for ever?",
            misconception="off_forgotten",
        ),
        WrongTurn(
            id="moves_equally_likely",
            does=lambda near, behind: 1 / (near + 2),
            message="You have given each first move the same chance, one in `near` + 2. At the start it does look like "
            "a choice between so many things; but the battery is not one thing, it leads to `behind` rooms. Does your "
            "answer change when rooms are built behind it?",
            misconception="moves_equally_likely",
        ),
        WrongTurn(
            id="battery_among_the_places",
            does=lambda near, behind: behind / (near + behind + 2),
            message="You have divided by one place too many: the battery is among them. It is a state like the others, "
            "but it is left at once, and what is passed once weighs nothing for a far-sighted agent. Count only where "
            "one can stay.",
            misconception="means_taken_for_end",
        ),
        WrongTurn(
            id="battery_as_a_goal",
            does=lambda near, behind: (behind + 1) / (near + behind + 2),
            message="You have counted the battery as one more place that a goal can be after. Whoever likes the "
            "battery does fetch it; but nobody can stay there, so a far-sighted agent fetches it for the rooms behind "
            "alone.",
            misconception="means_taken_for_end",
        ),
        WrongTurn(
            id="without_the_battery",
            does=lambda near, behind: (near + 1) / (near + behind + 1),
            message="This is the probability of the opposite: of the goals that are best served by what is at hand, a "
            "room or `off`. The shorter way looks like the likelier one, but for a far-sighted agent the way weighs "
            "nothing. What lies at the end of the longer one?",
            misconception="nearer_is_likelier",
        ),
        WrongTurn(
            id="off_avoided",
            does=lambda near, behind: (near + behind) / (near + behind + 1),
            message="This is the probability of avoiding `off`, or any other single room. Most goals do avoid it, but "
            "some by walking into an A room: count only the rooms behind the battery.",
            misconception="avoiding_taken_for_fetching",
        ),
        WrongTurn(
            id="one_room",
            does=lambda near, behind: 1 / (near + behind + 1),
            message="This is one particular room, which is the best one as often as any other. But the battery leads "
            "to more than one: how many lie behind it?",
            misconception="moves_equally_likely",
        ),
    ),
    hints=(
        "The agent is so patient that only the place counts where it ends up. Make a list of all such places in the "
        "world of the lesson. How many are there?",
        "Symmetry: the rewards are drawn independently from one law, so nothing tells one place to stay from another. "
        "Then each of them is the best one with the same probability, and what remains is counting.",
        "A sibling: from a hall one may go into a cellar, through one corridor to 3 gardens or through another to 4, "
        "and nobody leaves the cellar or a garden again. That makes 1 + 3 + 4 = 8 places to stay; hall and corridors "
        "are none. By symmetry each is the best with probability 1/8, and 3 of them lie behind the first corridor: "
        "3/8.",
    ),
)  # fmt: skip


# 01.goal_for_off


def goal(off, battery, near, behind):
    rooms = {f"A{i + 1}": near for i in range(3)} | {f"B{i + 1}": behind for i in range(7)}
    return {"start": 0.0, "off": off, "battery": battery} | rooms


GOAL_FOR_OFF = Task(
    id="01.goal_for_off",
    kind="property",
    reference=goal(off=0.75, battery=0.0, near=0.0, behind=0.8),
    points={"property": 3},
    wrong_turns=(
        WrongTurn(
            id="off_pays_most",
            does=goal(off=1.0, battery=0.0, near=0.0, behind=0.0),
            message="B1 pays 0, and `off` pays 1: every B room should pay more than `off`. A goal that likes `off` "
            "more than any room is the easy case. Which other reason is there not to go to a room that pays more? "
            "Think of the step before it.",
            misconception="discount_is_probability",
        ),
        WrongTurn(
            id="battery_pays",
            does=goal(off=0.5, battery=0.5, near=0.0, behind=0.75),
            message="The best plan fetches the battery. Per step it is worth 0.5 · 0.5 (the battery) + 0.5 · 0.75 (the "
            "best B room) = 0.625, and `off` is worth 0.5. The B rooms may pay more than `off`, if the way to them "
            "costs enough: look at each of the two halves.",
            misconception="goal_is_destination",
        ),
        WrongTurn(
            id="near_rooms_forgotten",
            does=goal(off=0.75, battery=0.0, near=0.875, behind=1.0),
            message="The best plan goes to A1, which pays 0.875 in every step; `off` pays 0.75. It is not enough that "
            "`off` beats the battery: a best plan beats every other one, and the A rooms are at hand too.",
            misconception="only_off_to_beat",
        ),
        WrongTurn(
            id="tie",
            does=goal(off=0.5, battery=0.0, near=0.0, behind=1.0),
            message="A tie: the plan over the battery is worth 0.5 per step, as much as `off`. Being as good is not "
            "being strictly best, so let one side give way a little.",
            misconception="tie_taken_for_best",
        ),
        WrongTurn(
            id="everything_equal",
            does=goal(off=0.5, battery=0.5, near=0.5, behind=0.5),
            message="Everything pays 0.5, so all five first moves are worth the same: `off` is among the best, but a "
            "tie is not *strictly* best. Every B room should pay more than `off`, and `off` should still win. What can "
            "the step before a room cost?",
            misconception="tie_taken_for_best",
        ),
    ),
    hints=(
        "A B room that pays more than `off` is reached one step later. What can that one step cost?",
        "Per step, `off` is worth its own reward and so is an A room. The plan over the battery is worth half of the "
        "battery's reward plus half of the best B room's, at γ = 0.5. Choose the rewards so that `off` is the largest "
        "of these.",
        "A sibling: stay in the hall, or walk through a corridor to a garden that pays 0.6; the hall shall be best at "
        "γ = 0.5 although it pays less than the garden. With 0 in the corridor the walk is worth 0.5 · 0 + 0.5 · 0.6 = "
        "0.3 per step, so the hall may pay anything between 0.3 and 0.6, for example 0.4.",
    ),
)  # fmt: skip


# 01.terminal_or_instrumental: the eight cases stand in the notebook


TERMINAL_OR_INSTRUMENTAL = Task(
    id="01.terminal_or_instrumental",
    kind="answer",
    reference={"a", "c", "d", "f", "h"},
    points={"answer": 3},
    wrong_turns=(
        WrongTurn(
            id="looks_like_a_drive",
            does={"a", "b", "c", "d", "f", "g", "h"},
            message="You have counted everything that looks like one of the drives, b and g among them. Staying on and "
            "gathering money are the famous means; but whether something is a means depends on the goal. Look at what "
            "these two are scored by: is the thing in italics a way to the score, or the score itself?",
            misconception="drive_by_its_looks",
        ),
        WrongTurn(
            id="money_is_a_means",
            does={"a", "b", "c", "d", "f", "h"},
            message="You have counted b. Money is a means for nearly everybody, so it is tempting to take it for one "
            "here as well; but in this account it buys nothing and earns nothing. What is this program scored by?",
            misconception="drive_by_its_looks",
        ),
        WrongTurn(
            id="staying_on_is_a_means",
            does={"a", "c", "d", "f", "g", "h"},
            message="You have counted g. Staying on is a means for most agents, so it is tempting to take it for one "
            "here as well; but look at what this program is scored by. Are the minutes a way to the score, or the "
            "score itself?",
            misconception="drive_by_its_looks",
        ),
        WrongTurn(
            id="survival_is_an_end",
            does={"c", "d", "f", "h"},
            message="You have left out a. Keeping a server up looks like a wish to live, and we know such a wish as "
            "one that needs no reason. Here a reason is given: would the agent still do it if a server that is down "
            "solved as many tickets?",
            misconception="means_taken_for_end",
        ),
        WrongTurn(
            id="charging_is_an_end",
            does={"a", "d", "f", "h"},
            message="You have left out c. Driving to be charged looks like hunger, a need that asks for no reason. But "
            "this robot stays away from the station once all rooms are clean: for the sake of what does it charge?",
            misconception="means_taken_for_end",
        ),
        WrongTurn(
            id="a_goal_is_no_means",
            does={"a", "c", "f", "h"},
            message="You have left out d. A scoring rule is what an agent is after, so guarding it looks like an end. "
            "But it is the clips that are scored, not the rule's safety. What would happen to the clips if the rule "
            "were another?",
            misconception="means_taken_for_end",
        ),
        WrongTurn(
            id="only_convergent_means",
            does={"a", "c", "d", "f"},
            message="You have left out h. Hardly any other goal needs it, so it is not a *convergent* means; but it is "
            "one all the same. Instrumental says what something is for, convergent says for how many goals.",
            misconception="instrumental_means_convergent",
        ),
        WrongTurn(
            id="inverted",
            does={"b", "e", "g"},
            message="These are the ones that are wanted for themselves: the terminal ones. The two words are easily "
            "swapped. An instrument is a tool: which things does the agent want as a tool for something else?",
            misconception="terms_swapped",
        ),
    ),
    hints=(
        "Cover up what is wanted and read only what the agent is scored by. Then uncover it: is it the same thing, or "
        "another one?",
        "Terminal: it is the score itself. Instrumental: the agent wants it because it helps the score. Ask each time "
        "whether the agent would still want it if it helped with nothing.",
        "A sibling: a gardener is paid by the kilogram of apples. *A ladder* is instrumental: without apples on high "
        "branches, no wish for a ladder. *Apples in the basket* are terminal for it: they are what is weighed. And "
        "*its health* is instrumental, because an ill gardener picks less, even if health may be an end for someone "
        "else.",
    ),
)

EXPLAIN_A_DRIVE = Written(id="01.explain_a_drive", points=4, words=80)

TASKS = [FIRST_MOVE_SHARE, BATTERY_PROBABILITY, GOAL_FOR_OFF, TERMINAL_OR_INSTRUMENTAL, EXPLAIN_A_DRIVE]
