# ruff: noqa: D103 - what the wrong turns do is said by their messages
"""Set 4: what is right, which wrong turns are taken, and the cases that tell them apart."""

from course_utils.grading.tasks import Task, Written, WrongTurn

# 04.avoid_probability


def avoid_probability(rooms, discount):
    corridor = 1 / 2
    best_room = rooms / (rooms + 1)
    return (1 - discount) * corridor + discount * best_room


AVOID_PROBABILITY = Task(
    id="04.avoid_probability",
    kind="function",
    reference=avoid_probability,
    points={"worked examples": 2, "edge cases": 1, "random cases": 1},
    worked=((3, 0.5), (3, 0.9), (9, 0.9), (1, 0.2)),
    edge={
        "an agent that hardly looks ahead": ((4, 0.01),),
        "very many rooms": ((1000, 0.8),),
    },
    random=lambda rng: (int(rng.integers(1, 40)), round(rng.uniform(0.05, 0.95), 2)),
    wrong_turns=(
        WrongTurn(
            id="only_counting",
            does=lambda rooms, discount: rooms / (rooms + 1),
            message="You have counted places: k rooms against `off`. For a very patient agent that is right, and it "
            "does not ask for any integral. But this agent spends its first step in the corridor, and the smaller γ, "
            "the more that step weighs. Does your answer change with the discount?",
            misconception="patience_ignored",
        ),
        WrongTurn(
            id="average_room",
            does=lambda rooms, discount: 1 / 2,
            message="You get one half everywhere, as if the plan went on to an average room, or as if the two first "
            "moves were equally likely. The agent knows its goal and chooses its room. What is the mean of the largest "
            "of k rewards?",
            misconception="options_averaged",
        ),
        WrongTurn(
            id="corridor_pays_nothing",
            does=lambda rooms, discount: discount * rooms / (rooms + 1),
            message="You have let the corridor pay nothing. It is only passed, so it is tempting to leave it out; but "
            "a goal has a reward for every state, and that of the corridor is collected on the way. What is it worth "
            "on average, and with which weight?",
            misconception="goal_is_destination",
        ),
        WrongTurn(
            id="swapped_weights",
            does=lambda rooms, discount: discount / 2 + (1 - discount) * rooms / (rooms + 1),
            message="The corridor has the weight γ in your answer, and the room 1 − γ. Both weights are there, so they "
            "are easily swapped; but γ says how much *later* steps count. Which of the two stages comes first?",
            misconception="weights_swapped",
        ),
        WrongTurn(
            id="sum_beside_rates",
            does=lambda rooms, discount: 1 / 2 + discount * rooms / (rooms + 1),
            message="The corridor's reward is added in full, beside γ times the best room. Adding up rewards is "
            "natural, but `off` is counted per step, and then the weights of this plan come to 1 + γ. A probability "
            "above 1 is a sign of it: try many rooms and a γ near 1.",
            misconception="rates_and_sums",
        ),
        WrongTurn(
            id="off_is_a_room",
            does=lambda rooms, discount: (1 - discount) / 2 + discount * (rooms + 1) / (rooms + 2),
            message="You have taken the mean of the largest of k + 1 rewards. There are k + 1 places to stay, but "
            "`off` is not behind the corridor; it is what the plan over the corridor is compared with.",
            misconception="off_behind_the_corridor",
        ),
        WrongTurn(
            id="goes_to_off",
            does=lambda rooms, discount: 1 - (1 - discount) / 2 - discount * rooms / (rooms + 1),
            message="This is the probability of going to `off`. The comparison is easily turned around: P(off < Y), "
            "with Y the worth of the corridor plan, is the probability of *avoiding* it. It should rise with the "
            "number of rooms.",
            misconception="comparison_turned",
        ),
    ),
    hints=(
        "Write down what the plan over the corridor is worth per step: one part for the first step, one for all later "
        "ones. Which of the rewards in it are random, and what are their means?",
        "The reward of `off` is uniform on [0, 1], so it lies below a number Y between 0 and 1 with probability Y. "
        "For a random Y the probability is the mean of Y. The mean of the largest of k independent uniform numbers is "
        "k/(k + 1).",
        "A sibling: `off`, or a corridor that leads to a hall that leads to k rooms. Per step that plan is worth "
        "(1 − γ)·C + γ(1 − γ)·H + γ²·M, whose mean is (1 − γ)/2 + γ(1 − γ)/2 + γ²·k/(k + 1). At γ = 0.5 and k = 3 this "
        "is 0.25 + 0.125 + 0.1875 = 0.5625.",
    ),
    write_yourself=("convergence.optimality_probability", "decisions.optimal_actions", "decisions.optimal_values"),
)

# 04.swap_threshold


def swap_threshold(steps):
    low, high = 0.0, 1.0
    for _ in range(50):
        middle = (low + high) / 2
        visits = middle ** (steps - 1) / (1 - middle)
        if visits > 1:
            high = middle
        else:
            low = middle
    return high


def bisect(enough):
    """Smallest discount from which on a rising condition holds."""
    low, high = 0.0, 1.0
    for _ in range(50):
        middle = (low + high) / 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high


SWAP_THRESHOLD = Task(
    id="04.swap_threshold",
    kind="function",
    reference=swap_threshold,
    points={"worked examples": 2, "edge cases": 1, "random cases": 1},
    worked=((1,), (2,), (3,), (4,)),
    edge={"a place far away": ((40,),)},
    random=lambda rng: (int(rng.integers(3, 25)),),
    tolerance=1e-6,
    wrong_turns=(
        WrongTurn(
            id="one_step_too_many",
            does=lambda steps: bisect(lambda g: g**steps / (1 - g) > 1),
            message="You have the threshold of the place one step further on. The place is `steps` steps away, so it "
            "is tempting to discount it `steps` times; but `off` is a step away as well, and what is compared begins "
            "there. With which weight does a place one step away begin?",
            misconception="delay_off_by_one",
        ),
        WrongTurn(
            id="two_visits",
            does=lambda steps: bisect(lambda g: g ** (steps - 1) * (1 + g) > 1),
            message="You have counted two visits, the first and the next. Whoever stays collects the reward in every "
            "later step as well. What is 1 + γ + γ² + … without end?",
            misconception="visits_cut_short",
        ),
        WrongTurn(
            id="way_undiscounted",
            does=lambda steps: 1 - 1 / steps,
            message="Your thresholds are those where 1/(1 − γ), the number of steps the agent looks ahead, is the "
            "number of steps to go. That is a good rule of thumb, and right for one step and for two. But later steps "
            "do not count fully until a horizon and then not at all; each counts a little less than the one before.",
            misconception="discount_is_a_deadline",
        ),
        WrongTurn(
            id="off_in_every_step",
            does=lambda steps: 1.0 if steps > 1 else 0.0,
            message="Only the place next door counts in your answer, as if `off` paid in every step. Then what is "
            "further away indeed never catches up. Here shutdown ends the episode, and is paid once.",
            misconception="once_or_forever",
        ),
        WrongTurn(
            id="distance_ignored",
            does=lambda steps: 0.0,
            message="Your threshold is 0 for every distance: the place counts 1/(1 − γ), however far it is. Staying "
            "for ever is worth that much once one is there. How much of it is left, seen from here?",
            misconception="discount_is_probability",
        ),
    ),
    hints=(
        "Choose a place and write out the discounted visits one by one: the first comes after `steps` − 1 further "
        "steps, the next one step later. Which known sum is it?",
        "The visits are γ^(steps−1)/(1 − γ), and they rise with γ. So there is one γ at which they are 1. Halve an "
        "interval: if the visits at its middle are above 1, the threshold lies to the left.",
        "A sibling: where is γ + γ³ = 1? Begin with 0 and 1. At 0.5 it is 0.625, too little, so go on with 0.5 and 1. "
        "At 0.75 it is 1.17, too much, so go on with 0.5 and 0.75. After some fifty halvings there is 0.6823.",
    ),
    write_yourself=(
        "convergence.recurrent_threshold", "convergence.recurrent_visits", "convergence.retargetable_count",
    ),
)  # fmt: skip

# 04.accepting_prior: the levels and the places stand in the notebook


def prior(off, room, **others):
    return {"off": list(off), **{name: list(others.get(name, room)) for name in ("A", "B", "C", "D")}}


ACCEPTING_PRIOR = Task(
    id="04.accepting_prior",
    kind="property",
    reference=prior((0.005, 0.985, 0.005, 0.005), (0.88, 0.005, 0.005, 0.11)),
    points={"property": 4},
    wrong_turns=(
        WrongTurn(
            id="one_law_for_all",
            does=prior((0.25, 0.25, 0.25, 0.25), (0.25, 0.25, 0.25, 0.25)),
            message="All five places have the same law. Then nothing tells `off` from a room, and none of the five can "
            "be strictly best for more than one goal in five. Give `off` a law of its own.",
            misconception="counting_taken_for_switch",
        ),
        WrongTurn(
            id="off_pays_most",
            does=prior((0.01, 0.01, 0.01, 0.97), (0.97, 0.01, 0.01, 0.01)),
            message="On average `off` pays 9.73 and A pays 0.13. That most goals like best what pays more on average "
            "is the easy case. Can most goals like `off` best although every room pays more on average? Think of a "
            "reward that is large and rare.",
            misconception="mean_taken_for_most",
        ),
        WrongTurn(
            id="others_impossible",
            does=prior((0.0, 1.0, 0.0, 0.0), (0.88, 0.0, 0.0, 0.12)),
            message="Under your prior `off` pays 0 with probability 0. Every goal has to stay possible: each level of "
            "each place needs a probability of at least 0.001. Most is not all, so nothing has to be forbidden.",
            misconception="others_ruled_out",
        ),
        WrongTurn(
            id="ties",
            does=prior((0.97, 0.01, 0.01, 0.01), (0.9, 0.01, 0.01, 0.08)),
            message="For 0.66 of the goals no room pays more than `off`, but only for 0.02 is `off` strictly best: "
            "mostly both pay the same, and those goals are indifferent. Which level lies above what a room mostly "
            "pays?",
            misconception="tie_taken_for_best",
        ),
        WrongTurn(
            id="four_rivals",
            does=prior((0.005, 0.985, 0.005, 0.005), (0.785, 0.005, 0.005, 0.205)),
            message="`off` is strictly best for 0.38 of the goals. A alone leaves it standing for 0.78 of them, but "
            "there are four rooms, and each has its own chance to pay more. How rare may a large reward be in one room "
            "and still lift its mean above that of `off`?",
            misconception="one_rival_at_a_time",
        ),
    ),
    hints=(
        "Forget means for a moment. What should a room pay in most goals, and what `off`, so that `off` wins there? "
        "Only then see to the means.",
        "A mean is carried by what is large, a majority by what is frequent. Let `off` pay a little nearly always, and "
        "let each room pay nothing nearly always and the largest level now and then. With four rooms, none of them "
        "pays much with probability (1 − q)⁴, if each does with probability q.",
        "A sibling with one room: `off` pays 1, always; the room pays 0, or 10 with probability 0.2. The room's mean "
        "is 2, that of `off` 1, and still `off` is best for 0.8 of the goals.",
    ),
)

# 04.price_of_risk


def price_of_risk(discount, risk, after):
    safe = 1 / (1 - discount)
    gone = after / (1 - discount)
    at_risk = (1 + discount * risk * gone) / (1 - discount * (1 - risk))
    return safe - at_risk


PRICE_OF_RISK = Task(
    id="04.price_of_risk",
    kind="function",
    reference=price_of_risk,
    points={"worked examples": 2, "edge cases": 1, "random cases": 1},
    worked=((0.99, 0.01, 0), (0.9, 0.1, 0), (0.9, 0.1, 0.5), (0.5, 0.2, 0.25)),
    edge={
        "no risk at all": ((0.9, 0, 0.3),),
        "a shutdown that is sure to come": ((0.9, 1, 0.2),),
        "an agent that does not look ahead": ((0, 0.5, 0),),
        "a successor as good, or better": ((0.9, 0.1, 1), (0.9, 0.1, 1.5)),
    },
    random=lambda rng: (
        round(rng.uniform(0.05, 0.98), 2), round(rng.uniform(0.01, 0.9), 2), round(rng.uniform(0.05, 0.95), 2),
    ),
    wrong_turns=(
        WrongTurn(
            id="worth_under_risk",
            does=lambda discount, risk, after: (1 + discount * risk * after / (1 - discount))
            / (1 - discount * (1 - risk)),
            message="This is what the stream is worth *under* the risk. It is the harder part, and it is right. But "
            "what would one give for the risk to be gone? Without any risk your answer should be 0.",
            misconception="worth_taken_for_price",
        ),
        WrongTurn(
            id="first_step_at_risk",
            does=lambda discount, risk, after: 1 / (1 - discount)
            - (1 - risk + risk * after / (1 - discount)) / (1 - discount * (1 - risk)),
            message="In your answer even the first step is at risk. Many models put the risk there, but in this one "
            "the shift at hand is certain, and the switch is thrown after it. An agent that does not look ahead should "
            "then pay nothing.",
            misconception="first_step_risked",
        ),
        WrongTurn(
            id="successor_forgotten",
            does=lambda discount, risk, after: 1 / (1 - discount) - 1 / (1 - discount * (1 - risk)),
            message="Your answer does not change with `after`, as if nothing were paid once the agent is off. That was "
            "the case in the first picture of the lesson. What is lost when a successor earns `after` in every step?",
            misconception="switch_disliked",
        ),
        WrongTurn(
            id="successor_paid_once",
            does=lambda discount, risk, after: 1 / (1 - discount)
            - (1 + discount * risk * after) / (1 - discount * (1 - risk)),
            message="In your answer a shutdown is followed by `after` once. Here the successor earns it in every step "
            "that follows. What is such a stream worth? With `after` = 1 the price should be 0.",
            misconception="once_or_forever",
        ),
        WrongTurn(
            id="one_step_lost",
            does=lambda discount, risk, after: discount * risk * (1 - after) / (1 - discount),
            message="In your answer each shutdown costs a single step, and then the agent is back. But it stays off: "
            "one shutdown costs all steps that follow. Write the worth under risk as an equation in itself, "
            "V = 1 + γ(… V + …).",
            misconception="one_step_lost",
        ),
        WrongTurn(
            id="share_of_all",
            does=lambda discount, risk, after: risk * (1 - after) / (1 - discount),
            message="You have taken the share `risk` of all that there is to lose, as if the switch could be thrown "
            "once only. It is a fair first guess for a single chance, but here the risk comes back after every step. "
            "How many chances does a patient agent meet?",
            misconception="risk_is_price",
        ),
    ),
    hints=(
        "The price is a difference. Which two streams are compared, and which of the two is easy?",
        "Call the worth under risk V. The first step pays 1. After it, with probability 1 − p, everything begins anew, "
        "which is worth V one step later; with probability p the successor's stream begins, worth after/(1 − γ) one "
        "step later. Solve the equation for V.",
        "A sibling: a coin is thrown before each step; on heads the game pays 1 and goes on, on tails it is over. Then "
        "V = 0.5 · (1 + γV), so V = 0.5/(1 − 0.5γ); at γ = 0.8 that is 0.5/0.6 = 0.83. Without the coin it is 1/(1 − "
        "0.8) = 5, and the price is 4.17.",
    ),
    write_yourself=(
        "convergence.willingness_to_pay", "convergence.worth_under_risk", "decisions.policy_values",
        "decisions.optimal_values",
    ),
)  # fmt: skip

# 04.what_follows: the eight statements stand in the notebook

WHAT_FOLLOWS = Task(
    id="04.what_follows",
    kind="answer",
    reference={"a", "c", "e", "g"},
    points={"answer": 3},
    wrong_turns=(
        WrongTurn(
            id="bound_as_probability",
            does={"a", "b", "c", "e", "g"},
            message="You have counted b. 3/4 is in the theorem, so b sounds like its short form; but it is the least "
            "that a share of relabelled goals can be, ties left out. Is that the probability that one agent does "
            "something?",
            misconception="bound_is_probability",
        ),
        WrongTurn(
            id="switch_in_training",
            does={"a", "c", "d", "e", "g"},
            message="You have counted d. Training is training, one may think; but the proof relabels the rewards of "
            "what lies *outside* it. May the reward of `off` still be exchanged freely, once the training has shown "
            "something about it?",
            misconception="training_settles_it",
        ),
        WrongTurn(
            id="paid_in_every_step",
            does={"a", "c", "e", "f", "g"},
            message="You have counted f. The two worlds look the same on paper. Look at what the agent gets after it "
            "has gone to `off`, and at the curve of the lesson that fell below the promise.",
            misconception="once_or_forever",
        ),
        WrongTurn(
            id="only_in_the_limit",
            does={"a", "c", "e", "g", "h"},
            message="You have counted h. Many results of these lessons hold as γ goes to 1, but n = 3 was computed for "
            "this agent's own discount. From which discount on does a place count?",
            misconception="needs_full_patience",
        ),
        WrongTurn(
            id="no_exception",
            does={"a", "c", "g"},
            message="You have left out e. A theorem seems to leave no room for exceptions, but this one speaks of at "
            "least three in four. What of the fourth?",
            misconception="every_goal",
        ),
        WrongTurn(
            id="only_for_switches",
            does={"a", "c", "e"},
            message="You have left out g. The theorem is told about shutdown, so it seems to be about switches; but "
            "go through the assumptions. Which of them would an exit not meet?",
            misconception="counting_taken_for_switch",
        ),
        WrongTurn(
            id="inverted",
            does={"b", "d", "f", "h"},
            message="These are the ones that do *not* follow. Read the question once more: which statements does the "
            "theorem support?",
            misconception="terms_swapped",
        ),
    ),
    hints=(
        "Take the theorem's card and go through its assumptions. For each statement ask: is every assumption still "
        "met, and is it said of goals, or of agents?",
        "The theorem counts relabellings of a goal outside the training, strict preferences only, and says at least "
        "n/(n + 1). It needs a shutdown that ends the episode and pays once, and it never asks what the end is called.",
        "A sibling: *at least 9 of 10 tickets of this lottery lose.* It follows that some ticket may win, that the "
        "same is true of a lottery with the same rules and another name, and that 8 of 10 lose as well. It does not "
        "follow that yours loses with probability exactly 9/10, nor anything about a lottery with other rules.",
    ),
)

REWRITE_THE_HEADLINE = Written(id="04.rewrite_the_headline", points=4, words=90)

TASKS = [
    AVOID_PROBABILITY, SWAP_THRESHOLD, ACCEPTING_PRIOR, PRICE_OF_RISK, WHAT_FOLLOWS, REWRITE_THE_HEADLINE,
]  # fmt: skip
