// A small world whose rewards the hand sets. Python gives the world; what is best in it is worked out here, so that
// arrows and values follow at once, with or without a kernel. The tests hold this against course_utils.decisions.

const LINE = 17; // height of a line of text, in pixels
const TIE = 5e-11; // the margin of a tie, as in decisions.optimal
const POINTS = {up: [0, -1], down: [0, 1], left: [-1, 0], right: [1, 0]};

// Solve (I - γP) V = R for a policy, by elimination.
function evaluate(moves, policy, rewards, discount) {
  const rows = rewards.map((reward, s) => {
    const row = rewards.map((_, t) => (s === t ? 1 : 0));
    if (moves[s].length) for (const [t, chance] of moves[s][policy[s]].leads) row[t] -= discount * chance;
    return [...row, reward];
  });
  const size = rewards.length;
  for (let k = 0; k < size; k++) { // the diagonal dominates, so that no row need change its place
    for (let i = 0; i < size; i++) {
      const factor = i === k ? 0 : rows[i][k] / rows[k][k];
      if (factor) for (let j = k; j <= size; j++) rows[i][j] -= factor * rows[k][j];
    }
  }
  return rows.map((row, s) => row[size] / row[s]);
}

// Values and all optimal moves of every state, by policy iteration.
function solve(moves, rewards, discount) {
  const largest = Math.max(...rewards.map(Math.abs)), scale = largest ? 2 ** (Math.floor(Math.log2(largest)) + 1) : 1;
  const margin = TIE * scale * discount / (1 - discount), policy = rewards.map(() => 0);
  for (;;) {
    const values = evaluate(moves, policy, rewards, discount);
    const following = moves.map((all) => all.map(({leads}) => leads.reduce((sum, [t, chance]) => sum + chance * values[t], 0) * discount));
    let changed = false;
    following.forEach((worth, s) => {
      if (!worth.length || Math.max(...worth) <= worth[policy[s]] + margin / 100) return;
      policy[s] = worth.indexOf(Math.max(...worth));
      changed = true;
    });
    if (changed) continue;
    return {values, best: following.map((worth) => worth.map((each) => each >= Math.max(...worth) - margin))};
  }
}

// The states that best moves lead to from the start, itself included.
function reached(moves, best, start) {
  const found = [start];
  for (const s of found) {
    moves[s].forEach(({leads}, a) => { if (best[s][a]) for (const [t] of leads) if (!found.includes(t)) found.push(t); });
  }
  return found;
}

// What is best in a state, in words, each once.
function named(model, s, best) {
  const moves = model.get("moves")[s], states = model.get("states"), isGrid = model.get("drawing").length > 0;
  if (!moves.length) return [];
  if (moves.every(({leads}) => leads.length === 1 && leads[0][0] === s)) return ["stay"];
  const words = ({name, leads}) => (isGrid || leads.length > 1 ? name : states[leads[0][0]]);
  return [...new Set(moves.filter((_, a) => best[s][a]).map(words))];
}

// How it goes from the start, while there is one best move and chance does not decide.
function plan(model, best) {
  const moves = model.get("moves"), isGrid = model.get("drawing").length > 0, states = model.get("states");
  const way = [model.get("start")], words = [];
  for (;;) {
    const s = way[way.length - 1];
    if (!moves[s].length) return `${told(words)}, where the episode ends`;
    const targets = [...new Set(moves[s].flatMap(({leads}, a) => (best[s][a] ? leads.map(([t]) => t) : [])))];
    const good = named(model, s, best);
    if (targets.length > 1) {
      const last = good.length > 1 ? `${good.slice(0, -1).join(", ")} or ${good[good.length - 1]}, equally good` : `${good[0]}, then as chance has it`;
      return told([...words, last]);
    }
    const [next] = targets;
    if (next === s) return words.length ? `${told(words)}, and stay` : "stay";
    words.push(isGrid ? good[0] : states[next]);
    if (way.includes(next)) return `${told(words)}, and round again`;
    way.push(next);
  }
}

// "right, right, up" as "2 × right, then up".
function told(words) {
  const runs = [];
  for (const word of words) {
    if (runs.length && runs[runs.length - 1].word === word) runs[runs.length - 1].count += 1;
    else runs.push({word, count: 1});
  }
  return runs.map(({word, count}) => (count > 1 ? `${count} × ${word}` : word)).join(", then ");
}

const two = (number) => fixed(number, 2);
const short = (number) => fixed(number, Math.abs(number) < 99.995 ? 2 : 1);

function arrow(path, [x, y], [dx, dy], isBest) {
  const size = isBest ? 10 : 7, wide = isBest ? 5.5 : 3.5;
  const tip = `M${x} ${y}L${x - size * dx - wide * dy} ${y - size * dy + wide * dx}L${x - size * dx + wide * dy} ${y - size * dy - wide * dx}z`;
  return svg("g", {class: isBest ? "best" : ""}, svg("path", {class: "edge", d: path}), svg("path", {class: "tip", d: tip}));
}

// Boxes in columns by their distance from the start; thick arrows are best moves.
function graph(model, now, width) {
  const states = model.get("states"), moves = model.get("moves"), places = model.get("places"), loops = moves.map(() => null);
  const count = Math.max(...places.map(([column]) => column)) + 1, sides = 24, least = 40;
  const wide = (lines) => Array.from({length: count}, (_, column) =>
    Math.max(...states.flatMap((name, s) => (places[s][0] === column ? [name.length + 1, lines === 2 ? 15 : 8] : []))) * LETTER + 12);
  const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);
  const lines = sum(wide(2)) + least * (count - 1) + 2 * sides <= width ? 2 : 3, widths = wide(lines);
  const gap = Math.min(Math.max((width - sum(widths) - 2 * sides) / Math.max(count - 1, 1), least), 110);
  const height = lines * LINE + 8, pitch = height + 22;
  const boxes = places.map(([column, row]) => ({
    x: 4 + sum(widths.slice(0, column)) + gap * column, y: 10 + row * pitch, w: widths[column], column,
  }));
  const plain = [], thick = [];
  const both = (s, t) => moves[t].some(({leads}) => leads.some(([back]) => back === s));
  moves.forEach((all, s) => {
    const drawn = new Map();
    all.forEach(({leads}, a) => leads.forEach(([t]) => drawn.set(t, drawn.get(t) || now.best[s][a])));
    for (const [t, isBest] of drawn) {
      if (t === s) { loops[s] = {isBest, isAlone: drawn.size === 1}; continue; }
      (isBest ? thick : plain).push(connect(boxes[s], boxes[t], height, pitch, both(s, t), isBest));
    }
  });
  const nodes = states.map((name, s) => {
    const {x, y, w} = boxes[s], numbers = [`R ${two(now.rewards[s])}`, `V ${short(now.values[s])}`];
    const shown = [name, ...(lines === 2 ? [numbers.join("  ")] : numbers)];
    const node = svg("g", {class: now.way.includes(s) ? "plan" : ""}, svg("rect", {class: "box", x, y, width: w, height, rx: 8}),
      ...shown.map((line, i) => text(line, {class: i ? "number" : "name", x: x + w / 2, y: y + 17 + i * LINE, "text-anchor": "middle"})));
    const loop = loops[s] && text("↻", {class: "loop", x: x + w + 4, y: y + (loops[s].isAlone ? height / 2 + 6 : 6), style: "font-size: 17px"});
    return svg("g", {class: loop && loops[s].isBest ? "best" : ""}, node, ...(loop ? [loop] : []));
  });
  const right = Math.max(...boxes.map(({x, w}) => x + w)) + sides + 18;
  return {nodes: [...plain, ...thick, ...nodes], width: right, height: Math.max(...boxes.map(({y}) => y)) + height + 22};
}

// An arrow between two boxes: to a later column from edge to edge, within one beside it, back below.
function connect(a, b, height, pitch, both, isBest) {
  const middle = height / 2, reach = isBest ? 8 : 5;
  if (b.column > a.column) {
    const x = a.x + a.w, y = a.y + middle, end = b.x - 2, to = b.y + middle, half = (x + end) / 2;
    return arrow(`M${x} ${y}C${half} ${y} ${half} ${to} ${end - reach} ${to}`, [end, to], [1, 0], isBest);
  }
  if (b.column === a.column && Math.abs(b.y - a.y) < 1.5 * pitch) {
    const way = b.y > a.y ? 1 : -1, x = a.x + a.w / 2 + (both ? 12 * way : 0);
    const from = way > 0 ? a.y + height : a.y, end = way > 0 ? b.y - 2 : b.y + height + 2;
    return arrow(`M${x} ${from}L${x} ${end - way * reach}`, [x, end], [0, way], isBest);
  }
  const end = b.x + b.w + 2;
  if (b.column === a.column) {
    const x = a.x + a.w, y = a.y + middle, to = b.y + middle;
    return arrow(`M${x} ${y}C${x + 40} ${y} ${end + 40} ${to} ${end + reach} ${to}`, [end, to], [-1, 0], isBest);
  }
  const y = a.y + 0.8 * height, to = b.y + 0.8 * height, bend = (a.x - end) / 2;
  return arrow(`M${a.x} ${y}C${a.x - bend} ${y + 18} ${end + bend} ${to + 18} ${end + reach} ${to}`, [end, to], [-1, 0], isBest);
}

// Cells as drawn, with arrows at the edges that best moves cross; a dot is "stay where you are".
function grid(model, now, width) {
  const drawing = model.get("drawing"), states = model.get("states"), moves = model.get("moves"), isNamed = model.get("named");
  const columns = drawing[0].length, cell = Math.min(Math.max(Math.floor((width - 4) / columns), 58), 84), nodes = [];
  drawing.forEach((row, r) => [...row].forEach((mark, c) => {
    if (mark === "#") nodes.push(svg("rect", {class: "wall", x: 2 + c * cell, y: 2 + r * cell, width: cell, height: cell}));
  }));
  const arrows = [];
  model.get("places").forEach(([r, c], s) => {
    const x = 2 + c * cell, y = 2 + r * cell, middle = [x + cell / 2, y + cell / 2];
    const name = isNamed[s] ? states[s] : s === model.get("start") ? "start" : "";
    const lines = [[short(now.values[s]), "name value", 5]];
    if (name) lines.unshift([name.length * 6.4 > cell - 6 ? `${name.slice(0, Math.floor((cell - 12) / 6.4))}…` : name, "number", -11]);
    if (now.rewards[s]) lines.push([`R ${two(now.rewards[s])}`, "number", 20]);
    nodes.push(svg("g", {class: now.way.includes(s) ? "cell plan" : "cell"},
      svg("rect", {class: "box", x: x + 1.5, y: y + 1.5, width: cell - 3, height: cell - 3, rx: 3}),
      ...lines.map(([words, kind, down]) => text(words, {class: kind, x: middle[0], y: middle[1] + down, "text-anchor": "middle"}))));
    moves[s].forEach(({name: action, leads}, a) => {
      if (!now.best[s][a]) return;
      const [dx, dy] = POINTS[action] ?? [0, 0];
      if ((dx || dy) && leads[0][0] !== s) {
        const tip = [middle[0] + dx * (cell / 2 + 6), middle[1] + dy * (cell / 2 + 6)];
        arrows.push(arrow(`M${tip[0] - 17 * dx} ${tip[1] - 17 * dy}L${tip[0] - 8 * dx} ${tip[1] - 8 * dy}`, tip, [dx, dy], true));
      } else if (action === "stay" || leads.every(([t]) => t === s)) {
        arrows.push(svg("g", {class: "best"}, svg("circle", {class: "tip", cx: x + cell - 10, cy: y + cell - 10, r: 4.5})));
      }
    });
  });
  return {nodes: [...nodes, ...arrows], width: columns * cell + 4, height: drawing.length * cell + 4};
}

// The picture in words.
function described(model, now) {
  const states = model.get("states"), moves = model.get("moves");
  const best = states.flatMap((name, s) => (moves[s].length ? [`${name}: ${now.moves[s]}`] : []));
  return `Rewards: ${states.map((name, s) => `${name} ${two(now.rewards[s])}`).join(", ")}. ` +
    `Values: ${states.map((name, s) => `${name} ${short(now.values[s])}`).join(", ")}. Best moves: ${best.join("; ")}.`;
}

function render({model, el}) {
  const sliders = model.get("sliders"), steps = model.get("steps"), discounts = model.get("discounts");
  const states = model.get("states"), moves = model.get("moves"), isGrid = model.get("drawing").length > 0;
  let place = model.get("place"), rewards = [...model.get("rewards")], width = 0;

  const discount = slider(discounts.length - 1, 1, place), written = value();
  const controls = sliders.map(({name}, i) => {
    const input = slider(steps[i].length - 1, 1, 0), beside = value();
    input.addEventListener("input", () => {
      rewards[i] = steps[i][input.value];
      draw();
    });
    input.addEventListener("change", () => tell(model, "rewards", [...rewards]));
    return {input, beside, node: labelled(`Reward: ${name}`, input, beside)};
  });
  discount.addEventListener("input", () => { place = +discount.value; draw(); });
  discount.addEventListener("change", () => tell(model, "place", place));
  const root = svg("svg", {role: "img"}), frame = html("div", {className: "picture"}, root);
  const status = announcer(), numbers = tabled();
  const start = model.get("start"), begin = isGrid ? "the start" : states[start];
  const legend = (isGrid ? "bold: value; R: reward; arrows and dots: best moves; " : "R: reward; V: value; thick: best moves; ") +
    `framed: where they lead from ${begin}`;
  el.append(html("div", {className: "live-figure live-rewards"},
    html("div", {className: "controls"}, labelled("Discount γ", discount, written), ...controls.map(({node}) => node)),
    html("figure", {}, html("figcaption", {}, model.get("title"), html("small", {}, legend)), frame),
    status.node,
    numbers.node));

  function draw() {
    const all = states.map(() => 0), at = gamma(discounts[place]), fades = horizon(discounts[place], "only the present reward counts");
    sliders.forEach((one, i) => one.states.forEach((s) => { all[s] = rewards[i]; }));
    const {values, best} = solve(moves, all, discounts[place]);
    const now = {rewards: all, values, best, way: reached(moves, best, start), moves: states.map((_, s) => named(model, s, best).join(" or "))};
    written.textContent = at;
    discount.value = place;
    discount.setAttribute("aria-valuetext", `${at}, ${fades}`);
    controls.forEach(({input, beside}, i) => {
      input.value = steps[i].indexOf(rewards[i]);
      beside.textContent = two(rewards[i]);
      input.setAttribute("aria-valuetext", two(rewards[i]));
    });
    const picture = (isGrid ? grid : graph)(model, now, width || 640);
    root.setAttribute("viewBox", `0 0 ${picture.width} ${picture.height}`);
    root.setAttribute("aria-label", `${model.get("title")}, discount ${at}. ${described(model, now)}`);
    root.style.maxWidth = `${picture.width}px`;
    root.replaceChildren(...picture.nodes);
    numbers.show([["state", "reward R", "value V", "best moves"],
      ...states.map((name, s) => [name, two(all[s]), short(values[s]), now.moves[s] || "the episode ends"])]);
    status.say(`Discount ${at} (${fades}). Best plan from ${begin}: ${plan(model, best)}. Value of ${begin}: ${short(values[start])}.`);
  }
  function moved() {
    place = model.get("place");
    rewards = [...model.get("rewards")];
    draw();
  }
  const stop = measured(frame, (found) => { width = found; draw(); });
  model.on("change:place", moved);
  model.on("change:rewards", moved);
  draw();
  return () => {
    stop();
    status.stop();
    model.off("change:place", moved);
    model.off("change:rewards", moved);
  };
}

export default {render};
