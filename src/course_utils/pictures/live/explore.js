// A function of a lesson under sliders. Python has computed it for every combination; this file looks up and draws.
// What has an order comes as a list: in a saved notebook the keys of objects are sorted.

const LINE = 16; // height of a line of text, in pixels
const RADIOS = 4, LISTED = 11; // more choices become a list to pick from; points of x in the table, at most
const DASHES = ["none", "9 4", "9 3 2 3", "2 3", "10 3 2 3 2 3", "3 2"];
const MARKERS = [
  "M-4 0a4 4 0 1 0 8 0a4 4 0 1 0 -8 0z", "M-3.6 -3.6h7.2v7.2h-7.2z", "M0 -4.6L4.4 3.4H-4.4z",
  "M0 -5L5 0L0 5L-5 0z", "M0 4.6L4.4 -3.4H-4.4z", "M-1.6 -4.6h3.2v3h3v3.2h-3v3h-3.2v-3h-3v-3.2h3z",
];

// Words in lines of at most `width` pixels; a longer word keeps a line of its own.
function wrapped(words, width) {
  const lines = [];
  for (const word of words.split(" ")) {
    const longer = lines.length ? `${lines[lines.length - 1]} ${word}` : word;
    if (lines.length && longer.length * LETTER <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

const broad = (lines) => LETTER * Math.max(...lines.map((line) => line.length));

// Lines of text whose middle is at y.
const block = (lines, x, y, attributes) => svg("g", {}, ...lines.map((line, i) =>
  text(line, {x, y: y + (i - (lines.length - 1) / 2) * LINE + 4.5, ...attributes})));

// Middles of blocks of these heights, in this order, as near to the wished ones as they go without touching.
function apart(wished, heights, low, high) {
  const places = [...wished];
  for (let round = 0; round < 60; round++) {
    for (let i = 0; i + 1 < places.length; i++) {
      const lack = (heights[i] + heights[i + 1]) / 2 - (places[i + 1] - places[i]);
      if (lack > 0) { places[i] -= lack / 2; places[i + 1] += lack / 2; }
    }
    places.forEach((place, i) => { places[i] = Math.min(Math.max(place, low), high); });
  }
  return places;
}

function reader(model) {
  const controls = model.get("controls"), names = model.get("names"), x = model.get("x");
  const lines = model.get("lines"), marks = model.get("marks"), bytes = model.get("numbers");
  const all = new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
  const points = Math.max(x.length, 1), width = names.length * points + lines.length + marks.length;
  return (place) => {
    const number = controls.reduce((sum, control, i) => sum * control.texts.length + place[i], 0);
    const row = all.subarray(number * width, (number + 1) * width);
    const rest = row.subarray(names.length * points);
    return {
      values: names.map((_, i) => row.subarray(i * points, (i + 1) * points)),
      lines: lines.map((name, i) => ({name, at: rest[i]})),
      marks: marks.map((name, i) => ({name, at: rest[lines.length + i]})).filter(({at}) => !Number.isNaN(at)),
    };
  };
}

// A bar for each name, lying, so that names have room; the axis is the same at every place of the sliders.
function bars(model, now, width, write) {
  const names = model.get("names"), {xlabel, ylabel, control} = model.get("texts"), ticks = model.get("axes").y;
  const room = Math.min(0.36 * width, 190);
  const written = names.map((name) => wrapped(name === control ? `${name} (control)` : name, room));
  const left = Math.min(Math.max(...written.map(broad)), room) + 12;
  const low = ticks[0][0], high = ticks[ticks.length - 1][0];
  const spare = LETTER * Math.max(...ticks.map(([value]) => write(value).length)) + 12;
  const scale = (value) => left + 6 + (low < 0 ? spare : 0) + (width - left - 12 - spare * (low < 0 ? 2 : 1)) * ((value - low) / (high - low));
  const top = LINE * (now.lines.length + (xlabel ? 1 : 0)) + 4, nodes = [];
  const heights = written.map((lines) => Math.max(30, lines.length * LINE + 8));
  const bottom = top + heights.reduce((sum, height) => sum + height, 0);
  spaced(ticks, scale).forEach(([value, label]) => {
    nodes.push(svg("line", {class: "grid", x1: scale(value), x2: scale(value), y1: top, y2: bottom}));
    nodes.push(text(label, {class: "quiet", x: scale(value), y: bottom + LINE, "text-anchor": "middle"}));
  });
  const numbers = []; // last, so that no line crosses them
  let y = top;
  names.forEach((name, i) => {
    const middle = y + heights[i] / 2, value = now.values[i][0], end = scale(value), zero = scale(0);
    const box = {x: Math.min(end, zero), y: middle - 9, width: Math.abs(end - zero), height: 18, rx: 2};
    nodes.push(block(written[i], left, middle, {"text-anchor": "end"}));
    nodes.push(svg("rect", {class: name === control ? "control" : "bar", ...box}));
    if (name === control) {
      for (let at = box.x + 8; at < box.x + box.width; at += 8)
        nodes.push(svg("line", {class: "hatch", x1: at - 7, x2: at, y1: middle + 8.5, y2: middle - 8.5}));
    }
    numbers.push(text(write(value), {class: "number", x: end + (value < 0 ? -6 : 6), y: middle + 4.5,
      "text-anchor": value < 0 ? "end" : "start"}));
    y += heights[i];
  });
  nodes.push(svg("line", {class: "axis", x1: scale(0), x2: scale(0), y1: top, y2: bottom}));
  now.lines.forEach(({name, at}, i) => {
    const head = top - LINE * (now.lines.length - i), right = scale(at) > width / 2;
    nodes.push(svg("line", {class: "line", x1: scale(at), x2: scale(at), y1: head + 2, y2: bottom}));
    nodes.push(text(`${name} ${write(at)}`, {class: "name", x: scale(at) + (right ? -5 : 5), y: head + 13, "text-anchor": right ? "end" : "start"}));
  });
  nodes.push(...numbers);
  const isLong = xlabel.length * LETTER > left; // longer than the names it stands above
  nodes.push(text(xlabel, {class: "quiet", x: isLong ? 0 : left, y: 12, "text-anchor": isLong ? "start" : "end"}));
  nodes.push(text(ylabel, {class: "quiet", x: width - 6, y: bottom + 2 * LINE + 2, "text-anchor": "end"}));
  return {nodes, height: bottom + 2 * LINE + 8};
}

// As many of the ticks as have room.
function spaced(ticks, scale) {
  const room = Math.max(...ticks.map(([, label]) => label.length)) * LETTER + 14;
  const step = Math.abs(scale(ticks[Math.min(1, ticks.length - 1)][0]) - scale(ticks[0][0])) || room;
  const every = Math.ceil(room / step);
  return ticks.filter((_, i) => i % every === 0);
}

// Curves over x, each named at its end; the axes are the same at every place of the sliders.
function curves(model, now, width, write) {
  const names = model.get("names"), x = model.get("x"), {xlabel, ylabel} = model.get("texts"), axes = model.get("axes");
  const room = Math.min(0.32 * width, 150);
  const ends = [...names.map((name, i) => ({name, at: now.values[i][x.length - 1]})), ...now.lines]
    .map((end) => ({...end, lines: wrapped(end.name, room)})).sort((a, b) => b.at - a.at);
  const right = width - Math.min(Math.max(...ends.map(({lines}) => broad(lines))), room) - 20;
  const left = LETTER * Math.max(...axes.y.map(([, label]) => label.length)) + 10;
  const top = LINE * (1 + now.marks.length) + 10, bottom = top + Math.min(300, Math.max(190, 0.5 * width)), nodes = [];
  const low = axes.y[0][0], high = axes.y[axes.y.length - 1][0];
  const across = (value) => left + 8 + (right - left - 12) * ((value - x[0]) / (x[x.length - 1] - x[0]));
  const up = (value) => bottom - (bottom - top) * ((value - low) / (high - low));
  for (const [value, label] of axes.y) {
    nodes.push(svg("line", {class: "grid", x1: left, x2: right, y1: up(value), y2: up(value)}));
    nodes.push(text(label, {class: "quiet", x: left - 6, y: up(value) + 4.5, "text-anchor": "end"}));
  }
  nodes.push(svg("line", {class: "axis", x1: left, x2: right, y1: bottom, y2: bottom}));
  for (const [value, label] of spaced(axes.x, across))
    nodes.push(text(label, {class: "quiet", x: across(value), y: bottom + LINE + 2, "text-anchor": "middle"}));
  for (const {at} of now.lines) nodes.push(svg("line", {class: "line", x1: left, x2: right, y1: up(at), y2: up(at)}));
  now.marks.forEach(({name, at}, i) => {
    const place = across(at), head = top - LINE * (now.marks.length - i), end = place > (left + right) / 2;
    if (place < left || place > right + 1) return;
    nodes.push(svg("line", {class: "line", x1: place, x2: place, y1: head - 2, y2: bottom}));
    nodes.push(text(name, {class: "name", x: place + (end ? -5 : 5), y: head + 8, "text-anchor": end ? "end" : "start"}));
  });
  names.forEach((_, i) => {
    const spots = Array.from(now.values[i], (value, k) => `${across(x[k]).toFixed(1)} ${up(value).toFixed(1)}`);
    const colour = `var(--curve-${i + 1})`, every = Math.max(1, Math.floor((x.length - 1) / 8));
    nodes.push(svg("path", {class: "curve", d: `M${spots.join("L")}`, stroke: colour, "stroke-dasharray": DASHES[i]}));
    spots.forEach((spot, k) => {
      if (k % every === 0) nodes.push(svg("path", {class: "marker", d: MARKERS[i], fill: colour, transform: `translate(${spot})`}));
    });
  });
  const places = apart(ends.map(({at}) => up(at)), ends.map(({lines}) => lines.length * LINE), top - 8, bottom + 8);
  ends.forEach(({at, lines}, i) => {
    if (Math.abs(places[i] - up(at)) > 4)
      nodes.push(svg("line", {class: "leader", x1: right + 2, x2: right + 12, y1: up(at), y2: places[i]}));
    nodes.push(block(lines, right + 15, places[i], {}));
  });
  nodes.push(text(ylabel, {class: "quiet", x: 0, y: 12}));
  nodes.push(text(xlabel, {class: "quiet", x: right, y: bottom + 2 * LINE + 4, "text-anchor": "end"}));
  return {nodes, height: bottom + 2 * LINE + 10};
}

// What the picture shows, in words.
function told(model, now, write, writeX) {
  const names = model.get("names"), x = model.get("x"), {control} = model.get("texts");
  const parts = names.map((name, i) => {
    const values = now.values[i];
    if (!x.length) return `${name}${name === control ? " (control)" : ""} ${write(values[0])}`;
    const first = write(values[0]), last = write(values[x.length - 1]);
    let low = 0, high = 0;
    values.forEach((value, k) => { if (value < values[low]) low = k; if (value > values[high]) high = k; });
    if (write(values[low]) === write(values[high])) return `${name} stays at ${first}`;
    const way = first === last ? "goes" : values[x.length - 1] > values[0] ? "rises" : "falls";
    const turn = (word, k) => ([first, last].includes(write(values[k])) ? "" : `, ${word} ${write(values[k])} at ${writeX(x[k])}`);
    return `${name} ${way} from ${first} to ${last}${turn("lowest", low)}${turn("highest", high)}`;
  });
  for (const {name, at} of now.lines) parts.push(`${name} (dashed line) ${write(at)}`);
  for (const {name, at} of now.marks) parts.push(`${name} (dashed line) at ${writeX(at)}`);
  return `${parts.join("; ")}.`;
}

function rows(model, now, write, writeX) {
  const names = model.get("names"), x = model.get("x"), {xlabel, ylabel} = model.get("texts");
  if (!x.length) return [[xlabel || "name", ylabel], ...names.map((name, i) => [name, write(now.values[i][0])]),
    ...now.lines.map(({name, at}) => [`${name} (line)`, write(at)])];
  const count = Math.min(LISTED, x.length);
  const listed = Array.from({length: count}, (_, k) => Math.round(k * (x.length - 1) / (count - 1)));
  return [[xlabel, ...names], ...listed.map((k) => [writeX(x[k]), ...now.values.map((values) => write(values[k]))])];
}

// A slider, radio buttons or a list, for one of the controls; `set` shows a place, `moved` is called with a new one.
function chooser({label, texts, choice}, moved) {
  if (!choice) {
    const input = slider(texts.length - 1, 1, 0), beside = value();
    beside.style.minWidth = `${Math.max(...texts.map((words) => words.length)) * 0.6 + 0.4}em`;
    input.addEventListener("input", () => moved(+input.value));
    return {
      node: labelled(label, input, beside),
      set(place) {
        input.value = place;
        beside.textContent = texts[place];
        input.setAttribute("aria-valuetext", texts[place]);
      },
    };
  }
  if (texts.length > RADIOS) {
    const select = keepKeys(html("select", {}, ...texts.map((words, i) => html("option", {value: i}, words))));
    select.addEventListener("change", () => moved(+select.value));
    return {node: labelled(label, select), set(place) { select.value = place; }};
  }
  const name = `explore-${Math.random().toString(36).slice(2)}`;
  const inputs = texts.map((_, i) => keepKeys(html("input", {type: "radio", name, value: i})));
  inputs.forEach((input, i) => input.addEventListener("change", () => moved(i)));
  const row = html("div", {className: "row"}, ...inputs.map((input, i) => html("label", {}, input, texts[i])));
  return {node: html("fieldset", {}, html("legend", {}, label), row), set(place) { inputs[place].checked = true; }};
}

function render({model, el}) {
  const controls = model.get("controls"), {title} = model.get("texts"), {decimals, xdecimals} = model.get("axes");
  const write = (number) => fixed(number, decimals), writeX = (number) => fixed(number, xdecimals), read = reader(model);
  const draws = model.get("x").length ? curves : bars;
  let place = [...model.get("place")], width = 0;
  const choosers = controls.map((control, i) => chooser(control, (at) => {
    place = place.map((old, k) => (k === i ? at : old));
    draw();
    tell(model, "place", place);
  }));
  const root = svg("svg", {role: "img"}), frame = html("div", {className: "picture"}, root);
  const status = announcer(), numbers = tabled();
  el.append(html("div", {className: "live-figure live-explore"},
    html("div", {className: "controls"}, ...choosers.map(({node}) => node)),
    html("figure", {}, html("figcaption", {}, title), frame),
    status.node,
    numbers.node));

  function draw() {
    choosers.forEach(({set}, i) => set(place[i]));
    const now = read(place), across = width || 640, {nodes, height} = draws(model, now, across, write);
    const at = list(controls.map(({label, texts}, i) => `${label} ${texts[place[i]]}`));
    const words = `${at}: ${told(model, now, write, writeX)}`;
    root.setAttribute("viewBox", `0 0 ${across} ${height}`);
    root.setAttribute("aria-label", `${title}. ${draws === bars ? "Bars" : "Curves"} at ${words}`);
    root.replaceChildren(...nodes);
    numbers.show(rows(model, now, write, writeX));
    status.say(`At ${words}`);
  }
  function placed() {
    place = [...model.get("place")];
    draw();
  }
  const stop = measured(frame, (found) => {
    width = found;
    root.style.maxWidth = `${width}px`;
    draw();
  });
  model.on("change:place", placed);
  draw();
  return () => {
    stop();
    status.stop();
    model.off("change:place", placed);
  };
}

export default {render};
