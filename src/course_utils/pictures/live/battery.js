// The battery world under a discount slider. Numbers come from Python, once for all discounts; this file only draws.
// What has an order comes as a list: in a saved notebook the keys of objects are sorted.

const BOX = 24, ROW = 32, WIDE = 360, BAR = {left: 66, full: 200, row: 25};
const WAIT = 3000; // ms until the kernel is taken to be away

const percent = (share, decimals = 0) => `${(100 * share).toFixed(decimals)} %`;
const tenths = (share) => percent(share, 1); // whole ones would add up to 101 %

// What is true at one place of the slider.
function facts(model, place, goal) {
  const moves = model.get("moves"), rooms = model.get("rooms");
  const worth = model.get("worth").moves.map((column) => column[place]), highest = Math.max(...worth);
  const best = moves.filter((move, i) => worth[i] > highest - 1e-9);
  const most = Math.max(...rooms.map((room) => goal[room]));
  const ends = rooms.filter((room) => goal[room] === most);
  return {
    discount: model.get("discounts")[place], moves, rooms, worth, best, ends,
    shares: model.get("shares").map((column) => column[place]),
    near: moves.filter((move) => move !== "off" && move !== "battery"),
  };
}

function plan({moves, best, ends, rooms}) {
  if (best.length === moves.length) return "all first moves are equally good for your goal";
  const then = !best.includes("battery") ? ", and stay there"
    : ends.length === rooms.length ? ", then any room behind it" : `, then ${ends.join(" or ")}`;
  if (best.length > 1) return `for your goal ${list(best)} are equally good first moves`;
  return `your goal's best first move is ${best[0]}${then}`;
}

const fetching = ({moves, shares}) => `${percent(shares[moves.indexOf("battery")])} of all goals fetch the battery`;

// The world: a column for the start, one for the first moves, one for the rooms behind the battery.
function graph(moves, rooms) {
  const rows = Math.max(moves.length, rooms.length), height = rows * ROW;
  const root = svg("svg", {viewBox: `0 0 ${WIDE} ${height}`, role: "img"});
  const edges = root.appendChild(svg("g")), parts = {}, middle = height / 2;
  const place = (i, count) => middle + (i - (count - 1) / 2) * ROW;

  function node(name, x, y, width) {
    const label = svg("text", {x: x + 8, y: y + 4.5});
    const reward = svg("text", {x: x + width - 8, y: y + 4.5, "text-anchor": "end"});
    label.textContent = name;
    const box = svg("rect", {class: "box", x, y: y - BOX / 2, width, height: BOX, rx: 7});
    parts[name] = {x, y, width, reward, group: root.appendChild(svg("g", {}, box, label, reward))};
  }
  function edge(from, to) {
    const a = parts[from], b = parts[to], x = a.x + a.width, end = b.x - 2, half = (x + end) / 2;
    const line = svg("path", {class: "edge", d: `M${x} ${a.y}C${half} ${a.y} ${half} ${b.y} ${end - 5} ${b.y}`});
    const tip = svg("path", {class: "tip", d: `M${end} ${b.y}l-8 -4v8z`});
    b.edge = edges.appendChild(svg("g", {}, line, tip));
  }

  node("start", 4, middle, 52);
  moves.forEach((move, i) => node(move, 106, place(i, moves.length), 108));
  rooms.forEach((room, i) => node(room, 268, place(i, rooms.length), 84));
  moves.forEach((move) => edge("start", move));
  rooms.forEach((room) => edge("battery", room));
  const chosen = root.appendChild(svg("rect", {class: "chosen", height: BOX + 7, rx: 9}));

  return {
    root,
    draw(now, goal, state) {
      const on = new Set(["start", ...now.best, ...(now.best.includes("battery") ? now.ends : [])]);
      for (const [name, {group, edge, reward}] of Object.entries(parts)) {
        group.setAttribute("class", on.has(name) ? "plan" : "");
        if (edge) edge.setAttribute("class", on.has(name) ? "plan" : "");
        if (name in goal) reward.textContent = goal[name].toFixed(2);
      }
      const {x, y, width} = parts[state];
      chosen.setAttribute("x", x - 3.5);
      chosen.setAttribute("y", y - BOX / 2 - 3.5);
      chosen.setAttribute("width", width + 7);
      const paid = [...moves, ...rooms].filter((name) => goal[name]).map((name) => `${name} ${goal[name].toFixed(2)}`);
      root.setAttribute("aria-label",
        `The battery world. From start lead arrows to ${list(moves)}, from battery to ${list(rooms)}. ` +
        `Rewards: ${paid.length ? `${paid.join(", ")}, elsewhere 0` : "0 everywhere"}. The plan: ${plan(now)}.`);
    },
  };
}

// A bar for each first move.
function chart(moves, extra) {
  const height = moves.length * BAR.row + 4 + (extra ? BAR.row : 0);
  const root = svg("svg", {viewBox: `0 0 ${WIDE} ${height}`, role: "img"});
  const rows = moves.map((move, i) => {
    const y = i * BAR.row + 4, middle = y + 13;
    const name = svg("text", {class: "name", x: BAR.left - 8, y: middle, "text-anchor": "end"});
    name.textContent = move;
    const bar = svg("rect", {class: "bar", x: BAR.left, y, height: BAR.row - 8, rx: 2});
    const number = svg("text", {class: "number", y: middle});
    return {bar, number, group: root.appendChild(svg("g", {}, name, bar, number))};
  });
  root.append(svg("line", {class: "axis", x1: BAR.left, x2: BAR.left, y1: 0, y2: moves.length * BAR.row}));
  const last = root.appendChild(svg("text", {x: BAR.left, y: height - 6}));
  return {
    root,
    draw(values, texts, kinds, label, below = "") {
      rows.forEach(({bar, number, group}, i) => {
        bar.setAttribute("width", BAR.full * values[i]);
        number.setAttribute("x", BAR.left + BAR.full * values[i] + 6);
        number.textContent = texts[i];
        group.setAttribute("class", kinds[i]);
      });
      last.textContent = below;
      root.setAttribute("aria-label", label);
    },
  };
}

function render({model, el}) {
  let place = model.get("place"), goal = {...model.get("worth").goal}, waiting = null, note = "";
  const moves = model.get("moves"), rooms = model.get("rooms");

  const discount = slider(model.get("discounts").length - 1, 1, place), written = value();
  const state = keepKeys(html("select", {}, ...[...moves, ...rooms].map((name) => html("option", {value: name}, name))));
  state.value = model.get("chosen");
  const reward = slider(1, 0.05, goal[state.value]), paid = value();
  const status = announcer();

  const world = graph(moves, rooms), worth = chart(moves, false), shares = chart(moves, true);
  const figure = (words, more, picture) =>
    html("figure", {}, html("figcaption", {}, words, html("small", {}, more)), picture.root);
  el.append(html("div", {className: "live-figure live-battery"},
    html("div", {className: "controls"},
      labelled("Discount γ", discount, written),
      labelled("State of your goal", state),
      labelled("Its reward", reward, paid)),
    status.node,
    html("div", {className: "panels"},
      figure("Your goal and its best plan", "numbers: rewards; thick: the plan; dashed: chosen", world),
      html("div", {},
        figure("Your goal: worth of each first move", "reward per step that follows it, 0 to 1", worth),
        figure("All goals: how often each first move is best", "rewards independent, uniform from 0 to 1", shares)))));

  function draw() {
    const now = facts(model, place, goal), at = gamma(now.discount), fades = horizon(now.discount);
    written.textContent = at;
    discount.setAttribute("aria-valuetext", `${at}, ${fades}`);
    paid.textContent = goal[state.value].toFixed(2);
    reward.setAttribute("aria-valuetext", `${paid.textContent} for ${state.value}`);
    world.draw(now, goal, state.value);

    const each = (values, write) => now.moves.map((move, i) => `${move} ${write(values[i])}`).join(", ");
    const two = (x) => x.toFixed(2), isBest = now.moves.map((move) => now.best.includes(move));
    worth.draw(now.worth, now.worth.map((x, i) => two(x) + (isBest[i] ? "  best" : "")),
      isBest.map((best) => (best ? "plan" : "")),
      `Bars at discount ${at}, worth per step of each first move for your goal: ${each(now.worth, two)}.`);
    const together = now.shares[now.moves.indexOf(now.near[0])] * now.near.length;
    const group = now.near.length > 1
      ? `${now.near[0]} to ${now.near[now.near.length - 1]} together ${tenths(together)}` : "";
    shares.draw(now.shares, now.shares.map(tenths), now.moves.map(() => "share"),
      `Bars at discount ${at}, share of all goals by best first move: ${each(now.shares, tenths)}` +
      `${group && `; ${group}`}.`, group);

    status.say(`Discount ${at} (${fades}): ${plan(now)}; ${fetching(now)}.${note && ` ${note}`}`);
  }

  discount.addEventListener("input", () => { place = +discount.value; draw(); });
  discount.addEventListener("change", () => tell(model, "place", place));
  state.addEventListener("change", () => { tell(model, "chosen", state.value); });
  reward.addEventListener("input", () => {
    goal = {...goal, [state.value]: +reward.value};
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      waiting = null;
      goal = {...model.get("worth").goal};
      tell(model, "goal", goal); // or a page saved now would hold a goal that nothing was computed for
      reward.value = goal[state.value];
      note = "The kernel did not answer, so the goal is as it was: run this cell to change the goal.";
      draw();
    }, WAIT);
    note = "";
    draw();
    tell(model, "goal", goal);
  });

  function placed() {
    place = model.get("place");
    discount.value = place;
    draw();
  }
  function chosen() {
    state.value = model.get("chosen");
    reward.value = goal[state.value];
    draw();
  }
  function computed() {
    const answered = model.get("worth").goal;
    if (waiting !== null && Object.keys(goal).some((name) => goal[name] !== answered[name])) return draw();
    clearTimeout(waiting);
    waiting = null;
    note = "";
    goal = {...answered};
    reward.value = goal[state.value];
    return draw();
  }
  model.on("change:place", placed);
  model.on("change:chosen", chosen);
  model.on("change:worth", computed);
  draw();
  return () => {
    clearTimeout(waiting);
    status.stop();
    model.off("change:place", placed);
    model.off("change:chosen", chosen);
    model.off("change:worth", computed);
  };
}

export default {render};
