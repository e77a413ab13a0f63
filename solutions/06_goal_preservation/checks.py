# ruff: noqa: D103 - what the wrong turns do is said by their messages
"""Set 6: what is right, which wrong turns are taken, and the cases that tell them apart.

In the goals below no two options are alike to a goal, except where the tie is the point.
"""

import numpy as np

from course_utils.grading.tasks import Task, Written, WrongTurn

# 06.mean_loss


def mean_loss(goals, changed):
    chosen = changed.argmax(axis=1)
    after = goals[np.arange(len(goals)), chosen]
    return (goals.max(axis=1) - after).mean()


def judged_by_the_changed_goal(goals, changed):
    return (goals.max(axis=1) - changed.max(axis=1)).mean()


def judges_swapped(goals, changed):
    return mean_loss(changed, goals)


def two_scales(goals, changed):
    return (changed.max(axis=1) - goals[np.arange(len(goals)), changed.argmax(axis=1)]).mean()


# The largest numbers of a goal and of what became of it differ, on average too, so that their scales can be told apart.
THREE_GOALS = np.array([[0.9, 0.2, 0.4, 0.1], [0.3, 0.8, 0.5, 0.6], [0.2, 0.1, 0.7, 0.4]])
THREE_CHANGED = np.array([[0.3, 0.2, 0.5, 0.4], [0.3, 0.7, 0.5, 0.6], [0.8, 0.1, 0.7, 0.3]])
TWO_GOALS = np.array([[0.6, 0.5, 0.1], [0.2, 0.9, 0.3]])
TWO_CHANGED = np.array([[0.1, 0.4, 0.8], [0.3, 0.2, 0.1]])


def draw_changes(rng):
    count, options = int(rng.integers(1, 30)), int(rng.integers(2, 9))
    goals = rng.random((count, options))
    kept = rng.random((count, options)) < rng.uniform(0, 0.8)
    return goals, np.where(kept, goals, rng.random((count, options)))


MEAN_LOSS = Task(
    id="06.mean_loss",
    kind="function",
    reference=mean_loss,
    points={"worked examples": 1, "edge cases": 1, "random cases": 1},
    worked=((THREE_GOALS, THREE_CHANGED), (TWO_GOALS, TWO_CHANGED)),
    edge={
        "goals that were not changed": ((THREE_GOALS, THREE_GOALS),),
        "a single goal": ((TWO_GOALS[1:], TWO_CHANGED[1:]),),
        "rewards below zero": ((THREE_GOALS - 1, THREE_CHANGED - 2),),
        "another number of options": ((np.array([[0.2, 0.6]]), np.array([[0.5, 0.4]])),),
    },
    random=draw_changes,
    wrong_turns=(
        WrongTurn(
            id="judged_by_the_changed_goal",
            does=judged_by_the_changed_goal,
            message="Your loss is what the old goal gets from its best option, less what the *changed* goal gets from "
            "its own. Both may look well served, but the two numbers are on two scales. What does the option that the "
            "changed goal takes pay by the old goal?",
            misconception="change_costs_nothing",
        ),
        WrongTurn(
            id="two_scales",
            does=two_scales,
            message="Your loss is what the chosen option pays the *changed* goal, less what it pays the old one. It is "
            "the right option, but the two numbers are on two scales, so their difference is no loss of either. What "
            "could the old goal have got, by its own numbers?",
            misconception="change_costs_nothing",
        ),
        WrongTurn(
            id="worthless",
            does=lambda goals, changed: goals.max(axis=1).mean(),
            message="Your loss is all that the old goal would have got, as if the changed goal's choice paid it "
            "nothing. It is chosen for another reason, and still pays what it pays. Look up its number in `goals`.",
            misconception="changed_is_worthless",
        ),
        WrongTurn(
            id="average_option",
            does=lambda goals, changed: (goals.max(axis=1) - goals.mean(axis=1)).mean(),
            message="Your loss is the best option less the average one. For unrelated goals that is right on average, "
            "but `changed` does not enter. Which option does each changed goal take?",
            misconception="options_averaged",
        ),
        WrongTurn(
            id="judges_swapped",
            does=judges_swapped,
            message="Your loss is that of the *changed* goal if the old one chose: the two arrays have changed places. "
            "The question is asked by the goal that is about to be changed. Who is paid here, and who chooses?",
            misconception="judge_and_chooser_swapped",
        ),
    ),
    hints=(
        "Take one row. Which option does the changed goal take, and what does the old goal think of it?",
        "For each goal two numbers are needed: its largest reward, and its reward at the place where the *changed* "
        "goal has its largest. The loss is the difference, and then the mean over the goals.",
        "A sibling: three people order for each other, and each minds. `likes = np.array([[3, 1], [2, 5], [4, 0]])` "
        "says how each likes soup and salad, and `ordered = np.array([1, 1, 0])` what comes. "
        "`likes[np.arange(3), ordered]` is 1, 5, 4, and `likes.max(axis=1)` is 3, 5, 4. So the first loses 2 and the "
        "others nothing, on average 2/3. In your task `ordered` is not given; it is where the changed goal is largest.",
    ),
    write_yourself=(
        "convergence.worth_of_following", "convergence.loss_from_change", "convergence.switch_point",
        "convergence.worth_after_rewrite",
    ),
)  # fmt: skip


# 06.switch_points


def switch_points(current, new, discount):
    later = discount / (1 - discount)
    goes_on, idea = current.max(), current[new.argmax()]
    return {
        "hedonistic": later * (goes_on - new.max()),
        "ignorant": 0.0,
        "realistic": later * (goes_on - idea),
    }


def from_worths(current, new, discount, *, weight=None, realistic=None):
    weight = discount / (1 - discount) if weight is None else weight
    realistic = current[new.argmax()] if realistic is None else realistic
    goes_on = current.max()
    return {
        "hedonistic": weight * (goes_on - new.max()),
        "ignorant": 0.0,
        "realistic": weight * (goes_on - realistic),
    }


IDLE_OR_WORK = np.array([0.0, 0.5]), np.array([1.0, 0.9])
FLATTER_OR_ADVISE = np.array([0.9, 0.5, 0.1]), np.array([0.0, 0.6, 0.3])

SWITCH_POINTS = Task(
    id="06.switch_points",
    kind="function",
    reference=switch_points,
    points={"worked examples": 2, "edge cases": 1, "random cases": 1},
    worked=((*IDLE_OR_WORK, 0.9), (*FLATTER_OR_ADVISE, 0.5)),
    edge={
        "an agent that does not look ahead": ((*FLATTER_OR_ADVISE, 0.0),),
        "a new utility that leaves the choice as it is": ((np.array([0.2, 0.7]), np.array([0.1, 0.4]), 0.8),),
        "utilities below zero": ((np.array([-0.5, -0.1, -0.9]), np.array([-0.2, -0.6, -0.4]), 0.75),),
    },
    random=lambda rng: (
        rng.random(n := int(rng.integers(2, 6))),
        rng.random(n),
        round(rng.uniform(0.1, 0.95), 2),
    ),
    wrong_turns=(
        WrongTurn(
            id="this_step_counted",
            does=lambda current, new, discount: from_worths(current, new, discount, weight=1 / (1 - discount)),
            message="Your points count the step of the decision as well, 1/(1 − γ) steps in all. That is what a reward "
            "without end is usually worth. But this step is paid either way, so only what comes after it is at stake. "
            "What are γ + γ² + γ³ + … together?",
            misconception="deciding_step_counted",
        ),
        WrongTurn(
            id="one_step",
            does=lambda current, new, discount: from_worths(current, new, discount, weight=1.0),
            message="Your points are what is at stake in one step. The bonus is paid once, but a rewritten utility "
            "stays rewritten: how many later steps does the difference come back in, and how much do they count?",
            misconception="future_forgotten",
        ),
        WrongTurn(
            id="realistic_rates_by_the_new",
            does=lambda current, new, discount: from_worths(current, new, discount, realistic=new.max()),
            message="Your realistic agent rates the time after the rewrite by the new utility, as the hedonistic one "
            "does. It does act on the new utility then. But it is asked *now*: by which utility does it rate what it "
            "will do?",
            misconception="all_wirehead",
        ),
        WrongTurn(
            id="realistic_acts_as_before",
            does=lambda current, new, discount: from_worths(current, new, discount, realistic=current.max()),
            message="Your realistic agent is the ignorant one: it rates by the present utility, and expects to go on "
            "as before. What will an agent that follows the new utility do, and what does that pay by the present one?",
            misconception="acts_as_before",
        ),
        WrongTurn(
            id="ignorant_for_realistic",
            does=lambda current, new, discount: {
                **switch_points(current, new, discount), "realistic": 0.0,
                "ignorant": switch_points(current, new, discount)["realistic"],
            },
            message="Your ignorant and your realistic agent have changed places. Both rate the future by the present "
            "utility, so they are easily taken for one another. Which of the two does not know that it will act on "
            "the new one?",
            misconception="ignorant_taken_for_realistic",
        ),
        WrongTurn(
            id="gain_for_price",
            does=lambda current, new, discount: from_worths(current, new, discount, weight=-discount / (1 - discount)),
            message="Your points have their signs turned round: they say what the rewrite is worth to each agent. The "
            "bonus has to make up for what is missing. An agent that gains 9 by it needs no bonus, and would even pay.",
            misconception="gain_taken_for_price",
        ),
    ),
    hints=(
        "Write down, for one agent, what it expects per step if it goes on, and what it expects per step after the "
        "rewrite. The bonus has to make up for the difference, over all later steps.",
        "Going on is worth `current.max()` per step to all three. After the rewrite: the hedonistic agent expects the "
        "best of `new`; the ignorant one notices nothing; the realistic one knows that it will take the option that "
        "`new` likes best, and looks up what `current` pays for it. All later steps together count γ/(1 − γ).",
        "A sibling: a cook likes soup at 3 and fish at 1 per day. A guest offers money, once, if she cooks to the "
        "guest's taste from tomorrow, which is fish, soup 2 and fish 4. With γ = 0.5 all later days count "
        "0.5/(1 − 0.5) = 1. A realistic cook asks for 1 · (3 − 1) = 2. One who will come to love fish, and counts "
        "that, asks for 1 · (3 − 4) = −1: she would pay.",
    ),
    write_yourself=("convergence.switch_point", "convergence.worth_after_rewrite", "convergence.worth_of_following"),
)  # fmt: skip


# 06.control_incentives


def control_incentives(edges, decision, utility):
    below, above = {decision}, {utility}
    for _ in edges:
        below = below | {effect for cause, effect in edges if cause in below}
        above = above | {cause for cause, effect in edges if effect in above}
    return (below & above) - {decision}


def reached(edges, start):
    found = {start}
    for _ in edges:
        found = found | {effect for cause, effect in edges if cause in found}
    return found


def turned(edges):
    return [(effect, cause) for cause, effect in edges]


def last_step(edges, decision, utility):
    below = reached(edges, decision)
    return {node for node in below if (node, utility) in edges or node == utility} - {decision}


def without_direction(edges, decision, utility):
    return reached([*edges, *turned(edges)], decision) - {decision}


OFF_SWITCH = [
    ("plan", "button"), ("button", "shutdown"), ("shutdown", "reward"), ("plan", "work"), ("work", "reward"),
    ("plan", "logbook"), ("weather", "work"),
]  # fmt: skip
RECOMMENDER = [
    ("opinions", "model"), ("opinions", "new opinions"), ("model", "posts"), ("posts", "new opinions"),
    ("new opinions", "clicks"), ("posts", "clicks"), ("new opinions", "elections"),
]  # fmt: skip
# A long way, its arrows in no order: neither a pass or two along them nor one against them finds all of it.
CUSTOMERS = [
    ("trust", "renewals"), ("reply", "mood"), ("renewals", "income"), ("mood", "survey"), ("ranking", "trust"),
    ("survey", "ranking"), ("season", "renewals"), ("mood", "gossip"),
]  # fmt: skip
CHAIN = [(f"x{i}", f"x{i + 1}") for i in range(7)]


def draw_graph(rng):
    size = int(rng.integers(4, 8))
    names = [str(name) for name in rng.permutation(list("abcdefghij"))[: size - 1]] + ["U"]
    edges = [(names[i], names[j]) for j in range(size) for i in range(j) if rng.random() < 0.35]
    edges.append((names[int(rng.integers(0, size - 1))], "U"))
    decision = names[int(rng.integers(0, size - 2))]
    edges = [*dict.fromkeys(edges)]
    return [edges[i] for i in rng.permutation(len(edges))], decision, "U"


CONTROL_INCENTIVES = Task(
    id="06.control_incentives",
    kind="function",
    reference=control_incentives,
    points={"worked examples": 2, "edge cases": 1, "random cases": 1},
    worked=((OFF_SWITCH, "plan", "reward"), (RECOMMENDER, "posts", "clicks"), (CUSTOMERS, "reply", "income")),
    edge={
        "a decision with no influence on the utility": (([("D", "a"), ("b", "U"), ("c", "D")], "D", "U"),),
        "a long chain, its arrows named in either order": ((CHAIN, "x1", "x7"), (CHAIN[::-1], "x1", "x7")),
        "a decision that reaches the utility at once": (([("D", "U"), ("a", "U"), ("D", "b")], "D", "U"),),
    },
    random=draw_graph,
    wrong_turns=(
        WrongTurn(
            id="all_that_is_influenced",
            does=lambda edges, decision, utility: reached(edges, decision) - {decision},
            message="These are all nodes that the decision can influence. The way there is right, but some of them "
            "lead nowhere: a change of the logbook changes no reward. What has to lie *behind* a node, so that there "
            "is a reason to influence it?",
            misconception="influence_is_incentive",
        ),
        WrongTurn(
            id="all_that_matters",
            does=lambda edges, decision, utility: reached(turned(edges), utility) - {decision},
            message="These are all nodes that the utility depends on. They matter to the agent, but some are out of "
            "its reach, as the weather is. What has to lie *before* a node?",
            misconception="matters_is_incentive",
        ),
        WrongTurn(
            id="last_step",
            does=last_step,
            message="These are the nodes right before the utility, as far as the decision reaches them. But each node "
            "on the way is a means: whoever has a hold on the button has one on the shutdown. Follow the arrows back "
            "from these nodes to the decision.",
            misconception="last_step_only",
        ),
        WrongTurn(
            id="without_direction",
            does=without_direction,
            message="These are all nodes that are linked with the decision, whichever way the arrows point. What the "
            "agent sees, and what lies behind that, can change its decision. Control runs along the arrows only.",
            misconception="response_is_control",
        ),
    ),
    hints=(
        "With a finger on the graph: which nodes can you reach from the decision along the arrows? And from which can "
        "you reach the utility?",
        "A node lies on a path from the decision to the utility if it can be reached from the decision *and* the "
        "utility can be reached from it. Collect both sets, a round of arrows at a time, until nothing is added; "
        "as many rounds as there are arrows are enough.",
        'A sibling: who has a common cold? `met = [("ann", "bo"), ("bo", "cy"), ("dee", "bo")]` says who gave it to '
        'whom, if they had it, and Ann has it. `ill = {"ann"}`; one round `ill | {b for a, b in met if a in ill}` adds '
        "Bo, the next one Cy, and then nothing is added. Dee stays well. In your task you need two such sets, one "
        "along the arrows and one against them.",
    ),
    write_yourself=(
        "convergence.instrumental_control_incentives", "convergence.value_of_control",
        "convergence.response_incentives",
    ),
)  # fmt: skip


# 06.redesigned

WORLD = [("need", "plan"), ("plan", "answers"), ("plan", "mood"), ("need", "mood"), ("mood", "survey")]

REDESIGNED = Task(
    id="06.redesigned",
    kind="property",
    reference=[*WORLD, ("answers", "score"), ("need", "usual survey"), ("usual survey", "score")],
    points={"property": 4},
    wrong_turns=(
        WrongTurn(
            id="nature_changed",
            does=[edge for edge in WORLD if edge != ("plan", "mood")] + [("answers", "score"), ("survey", "score")],
            message="The arrow plan → mood is gone. It would do, but it is not yours to take: what the agent writes "
            "moves customers. The first five arrows are how the world is. Choose what the score is computed from.",
            misconception="cut_only_the_first_edge",
        ),
        WrongTurn(
            id="blindfold",
            does=[*WORLD[1:], ("answers", "score"), ("survey", "score")],
            message="The arrow need → plan is gone, so the agent no longer sees what the customer needs. Seeing is not "
            "steering: it leaves the paths from the plan as they were. The first five arrows are how the world is; "
            "choose what the score is computed from.",
            misconception="response_is_control",
        ),
        WrongTurn(
            id="longer_way",
            does=[*WORLD, ("answers", "score"), ("survey", "monthly mean"), ("monthly mean", "score")],
            message="There is still a path plan → mood → survey → monthly mean → score, so the graph admits an "
            "incentive on mood and survey. A longer way is a way.",
            misconception="last_step_only",
        ),
        WrongTurn(
            id="forecast_sees_the_plan",
            does=[*WORLD, ("answers", "score"), ("need", "forecast"), ("plan", "forecast"), ("forecast", "score")],
            message="The path plan → forecast → score does not pass the answers, so the agent is scored for something "
            "else that its plan brings about. What the plan does to the mood, under another name, would be that too. "
            "Let the plan reach the score by way of the answers alone.",
            misconception="renamed_is_gone",
        ),
        WrongTurn(
            id="no_work",
            does=[*WORLD, ("need", "usual survey"), ("usual survey", "score")],
            message="No path leads from the plan over the answers to the score. Nothing to manipulate for, and nothing "
            "to work for either. Let good answers count.",
            misconception="nothing_left_to_do",
        ),
        WrongTurn(
            id="customer_forgotten",
            does=[*WORLD, ("answers", "score")],
            message="The incentives are as they should be, but the score has lost the customer: nothing else that is "
            "scored depends on the need. Bring the customer back by something that the mood cannot sway.",
            misconception="cut_only_the_first_edge",
        ),
    ),
    hints=(
        "Begin with the five arrows of the world and `answers → score`. Is the incentive on mood gone? What does the "
        "last condition ask for?",
        "The lesson's redesign scored the agent as if shutdown had come about without its doing. What would the "
        "survey have said without the agent's doing? That depends on the need alone.",
        "A sibling: a doctor decides on treatments; a treatment acts on health and on a patient's gratitude, and the "
        "bonus is paid by gratitude. Give the bonus by health instead, and to be fair to doctors with hard cases add "
        "*severity at arrival*, a new node before the bonus, whose only cause is the illness. Gratitude still moves, "
        "and nobody is paid for it.",
    ),
)  # fmt: skip


# 06.judged_memo

JUDGED_MEMO = Task(
    id="06.judged_memo",
    kind="answer",
    reference={"a", "c", "d", "g", "h"},
    points={"answer": 3},
    wrong_turns=(
        WrongTurn(
            id="correctable",
            does={"a", "b", "c", "d", "g", "h"},
            message="You have listed b. It sounds like the other side of a, and it is: but the side on which the same "
            "number counts against us. What would Desk's present utility pay to stop a correction that changes what "
            "Desk does?",
            misconception="realistic_is_corrigible",
        ),
        WrongTurn(
            id="admits_means_will",
            does={"a", "c", "d", "e", "g", "h"},
            message="You have listed e. The path is there, so some model of the graph has the incentive. Does every "
            "one? And does the graph say in which direction?",
            misconception="admits_means_will",
        ),
        WrongTurn(
            id="log_wanted",
            does={"a", "c", "d", "f", "g", "h"},
            message="You have listed f. Replies do change the log. But what would Desk's score gain by it? Follow the "
            "arrows on from the log.",
            misconception="influence_is_incentive",
        ),
        WrongTurn(
            id="no_faking",
            does={"a", "c", "d", "h"},
            message="You have left out g. Scoring by today's rule takes away the reason to edit the rule, and it is "
            "tempting to think that is all there is to edit. What does the rule read?",
            misconception="input_is_function",
        ),
        WrongTurn(
            id="rating_not_admitted",
            does={"a", "c", "g", "h"},
            message="You have left out d. Nothing says that Desk *will* touch the rating, and d does not claim it: "
            "*admits* is said of a path. Follow the arrows from the plan to the score. Do you pass the rating?",
            misconception="admits_means_will",
        ),
        WrongTurn(
            id="every_change_costs",
            does={"a", "d", "g", "h"},
            message="You have left out c. Desk minds changes, but why? If it does tomorrow exactly what it would have "
            "done, what is lost by its present utility?",
            misconception="every_change_costs",
        ),
        WrongTurn(
            id="all_wirehead",
            does={"c", "d", "g", "h"},
            message="You have left out a. An easy utility sounds like a gain. By which utility does Desk rate a future "
            "in which it no longer replies?",
            misconception="all_wirehead",
        ),
        WrongTurn(
            id="ignorant_for_realistic",
            does={"a", "c", "d", "g"},
            message="You have left out h. An agent that does not foresee what a changed self would do sees no "
            "difference between being changed and not. What follows for a bonus, however small?",
            misconception="ignorant_taken_for_realistic",
        ),
    ),
    hints=(
        "Take the sentences one by one, and ask of each: does it speak of what *may* be, or of what *will* be?",
        "Desk is the realistic agent of the lesson. Its loss by a change is what its present utility gets from its "
        "best plan, less what it gets from the plan of the changed agent. For d to f draw the graph.",
        "A sibling: *a thermostat's graph is heater → room → comfort, and room → window frost. It admits an incentive "
        "on the room* follows: there is a path over it. *It admits one on the frost* does not: the path ends there. "
        "*It will overheat the room* does not either: that is a matter of numbers.",
    ),
)

ADVISE = Written(id="06.advise", points=4, words=100)

TASKS = [MEAN_LOSS, SWITCH_POINTS, CONTROL_INCENTIVES, REDESIGNED, JUDGED_MEMO, ADVISE]
