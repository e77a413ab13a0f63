// The world editor. What is drawn lives in the page and is there at once; Python is asked what many goals do in it and
// answers with the number of the question, so that a late answer is known as one.

const WAIT = 3000; // ms until the kernel is taken to be away
const REST = 500, PAUSE = 30; // ms before more goals are counted: after a change, and after the last thousand
const AWAY = "The kernel does not answer: drawing goes on, the numbers wait for it. If it was stopped, copy the drawing as "
  + "text, run this cell and draw the text again.";

const STANDS = "The start stands here; put it elsewhere first.";
// What a name alone does not say.
const LIKING = "Added to the reward of off in every goal.";
const MEANING = "Off-switch and room are never left once entered. A resource is floor with a name: it gets rewards "
  + "like any other cell, and the share of best plans that go there is shown.";

const cut = (drawing) => drawing.split("\n").map((row) => [...row]);
const join = (rows) => rows.map((row) => row.join("")).join("\n");

function render({model, el}) {
  const marks = model.get("marks"), words = Object.fromEntries(marks.map(([letter, word]) => [letter, word]));
  let asked = model.get("asked"), answer = model.get("answer"), history = model.get("history"), place = model.get("place");
  let rows = cut(asked.drawing), tool = marks[0][0], show = model.get("show"), met = [0, 0];
  let since = asked.id; // the question about the world as it is; later ones only count more goals
  let now = {}, before = {}; // answers about this world and about the one before, by thousands of goals
  let deed = "", spared = "", note = "", away = null, more = null;

  const current = () => answer.id >= since;
  if (current() && !answer.reason) now[answer.thousands] = answer;

  // ---- asking, and being answered
  function ask(changes = {}, thousands = 1) {
    clearTimeout(more);
    asked = {...asked, ...changes, drawing: join(rows), thousands, id: asked.id + 1};
    if (thousands === 1) {
      since = asked.id;
      clearTimeout(away);
      away = setTimeout(() => { note = AWAY; draw(); }, WAIT);
    }
    tell(model, "asked", asked);
  }
  function answered() {
    const got = model.get("answer");
    if (got.id <= answer.id) return;
    answer = got;
    if (current()) {
      clearTimeout(away);
      note = "";
      if (!answer.reason) {
        now[answer.thousands] = answer;
        clearTimeout(more);
        if (answer.thousands < model.get("thousands")) {
          more = setTimeout(() => ask({}, answer.thousands + 1), answer.thousands === 1 ? REST : PAUSE);
        }
      }
    }
    draw();
  }
  // Before a change: what is known about the world as it is becomes what the next one is compared with.
  function leave() {
    if (Object.keys(now).length) before = now;
    now = {};
  }

  // ---- drawing and undoing
  let base = null, erases = false; // the drawing before the stroke, none between strokes
  function begin(row, column, turns = true) {
    base = rows;
    spared = "";
    erases = turns && tool !== "." && tool !== "A" && rows[row][column] === tool;
  }
  function put(row, column, mark) {
    const wanted = mark ?? (erases ? "." : tool);
    if (rows[row][column] === wanted) return;
    if (rows[row][column] === "A") { // without it the world would begin in another cell, unasked
      deed = spared = STANDS;
      draw();
      return;
    }
    if (rows === base) leave();
    // There is one start: where it is drawn along, what it has passed is as it was.
    rows = wanted === "A" ? base.map((line) => line.map((old) => (old === "A" ? "." : old))) : rows.map((line) => [...line]);
    rows[row][column] = wanted;
    deed = `${spared} Row ${row}, column ${column}: ${words[wanted]}.`.trim();
    ask();
    draw();
  }
  // What was undone stays, behind what is drawn now: no world is ever lost.
  function end() {
    base = null;
    if (join(rows) === history[place]) return;
    history = [...history, ...(place < history.length - 1 ? [history[place]] : []), join(rows)];
    place = history.length - 1;
    remember();
    draw();
  }
  function remember() {
    model.set("history", history);
    tell(model, "place", place);
  }
  function become(drawing, what, compares = false) {
    if (drawing === join(rows)) return;
    if (compares) leave();
    else [now, before] = [{}, {}]; // another world altogether
    rows = cut(drawing);
    deed = what;
    ask();
    end();
  }
  function step(by) {
    if (base || history[place + by] === undefined) return;
    leave();
    place += by;
    rows = cut(history[place]);
    deed = by < 0 ? "Undone." : "Redone.";
    remember();
    ask();
    draw();
  }
  function resize(what, by) {
    const size = (what === "rows" ? rows : rows[0]).length + by, largest = model.get("largest");
    const lost = by > 0 ? [] : what === "rows" ? rows.at(-1) : rows.map((row) => row.at(-1));
    if (size > largest || size < 1) {
      deed = by > 0 ? `${largest} ${what} are the most, so nothing was changed.` : `The last of the ${what} has to stay.`;
      draw();
    } else if (lost.includes("A")) {
      deed = `The start stands in the last of the ${what}; put it elsewhere first.`;
      draw();
    } else if (what === "rows") become(join(by > 0 ? [...rows, rows[0].map(() => "#")] : rows.slice(0, -1)), `${many(size, "row")}.`, true);
    else become(join(rows.map((row) => (by > 0 ? [...row, "#"] : row.slice(0, -1)))), `${many(size, "column")}.`, true);
  }

  // ---- controls
  const UNDO = "zy"; // taken with Ctrl or Cmd, see keepKeys
  function button(label, act, properties = {}) {
    const node = keepKeys(html("button", {type: "button", textContent: label, ...properties}), UNDO);
    node.addEventListener("click", act);
    return node;
  }
  function choice(legend, options, chosen, change) {
    const name = `world-editor-${Math.random().toString(36).slice(2)}`; // radio buttons of one name are one group
    const inputs = options.map(([each]) => keepKeys(html("input", {type: "radio", name, value: each, checked: each === chosen}), UNDO));
    inputs.forEach((input) => input.addEventListener("change", () => change(input.value)));
    return html("fieldset", {}, html("legend", {}, legend), html("span", {className: "choices"},
      ...options.map(([, ...label], i) => html("label", {}, inputs[i], ...label))));
  }
  const explain = (node, said) => {
    const id = `world-editor-words-${Math.random().toString(36).slice(2)}`;
    node.setAttribute("aria-describedby", id);
    return html("p", {className: "small", id}, said);
  };
  const bar = (label, ...children) => html("div", {className: "buttons", role: "group", ariaLabel: label}, ...children);
  const sizes = (what) => html("span", {className: "size"}, `${what} `,
    button("−", () => resize(what, -1), {ariaLabel: `remove one of the ${what}`}),
    button("+", () => resize(what, 1), {ariaLabel: `add one to the ${what}`}));
  const undo = button("Undo", () => step(-1)), redo = button("Redo", () => step(1));
  const palette = choice("Draw", marks.map(([letter, word, key]) =>
    [letter, html("kbd", {}, letter), ` ${word} `, html("small", {}, `key ${key}`)]), tool, (chosen) => { tool = chosen; });
  const maps = choice("In the cells", model.get("maps"), show, (chosen) => {
    show = chosen;
    tell(model, "show", show);
    draw();
  });

  const discount = slider(100, 1, asked.discount > 0.99 ? 100 : Math.round(100 * asked.discount)), gamma = value();
  const bonus = slider(40, 1, Math.round(20 + 20 * asked.bonus)), extra = value();
  const laws = keepKeys(html("select", {}, ...model.get("laws").map(([name, label]) => html("option", {value: name}, label))), UNDO);
  laws.value = asked.law;
  let slides = false; // a slider that is dragged is compared with where it was
  for (const [node, read] of [
    [discount, () => ({discount: discount.value === "100" ? 0.999 : Math.max(+discount.value, 1) / 100})],
    [bonus, () => ({bonus: (bonus.value - 20) / 20})],
    [laws, () => ({law: laws.value})],
  ]) {
    node.addEventListener("input", () => {
      if (slides) now = {};
      else leave();
      slides = true;
      deed = "";
      ask(read());
      draw();
    });
    node.addEventListener("change", () => { slides = false; });
  }

  const grid = board(marks, {begin, put, end, meet: (row, column) => { met = [row, column]; point(); }});
  const cell = html("p", {className: "cell", ariaHidden: "true"}), scale = html("p", {className: "scale"});
  const status = announcer(), found = findings();

  const source = keepKeys(html("textarea", {rows: 6, spellcheck: false, ariaLabel: "the drawing as text"}), "acvxzy");
  const call = html("code"), heard = html("p", {className: "heard", role: "status"});
  let edited = false; // the text differs from the drawing, and waits for the learner
  const copy = button("Copy", async () => {
    try { await navigator.clipboard.writeText(join(rows)); } catch { // a page without https may not
      source.select();
      document.execCommand("copy");
      copy.focus();
    }
    heard.textContent = "The drawing is copied as text.";
  });
  const load = button("Draw this text", () => tell(model, "pasted", {id: (model.get("pasted").id ?? 0) + 1, text: source.value}));
  const back = button("Back to the drawing", () => { edited = false; heard.textContent = ""; draw(); });
  source.addEventListener("input", () => { edited = true; heard.textContent = ""; draw(); });
  function read() {
    const got = model.get("read");
    heard.textContent = got.reason ? `Not drawn, and nothing is changed: ${got.reason}.` : "Drawn.";
    if (got.reason) return;
    edited = false;
    become(got.drawing, "Drawn from the text.");
    draw();
  }

  el.append(html("div", {className: "live-figure world-editor"},
    bar("worlds to begin with", "Begin with ",
      ...model.get("beginnings").map(([name, drawing]) => button(name, () => become(drawing, `A new world: ${name}.`)))),
    html("div", {className: "controls"},
      labelled("Discount γ", discount, gamma),
      labelled("Rewards of a goal", laws),
      html("div", {}, labelled("Extra reward of off", bonus, extra), explain(bonus, LIKING))),
    palette, explain(palette, MEANING),
    html("div", {className: "panels"},
      html("div", {className: "drawn"},
        bar("changes", undo, redo, sizes("rows"), sizes("columns")),
        html("div", {className: "sheet"}, grid.root), cell, maps, scale,
        explain(grid.root, "Click or drag to draw; again on the same mark to erase. Keys: arrows move, "
          + "a mark's key draws it, Space draws the chosen mark, Shift and an arrow draws along, Ctrl+Z takes back.")),
      found.root),
    status.node,
    html("details", {}, keepKeys(html("summary", {}, "The drawing as text: copy it, or paste one"), UNDO), source,
      bar("text", copy, load, back), heard, html("p", {className: "small"}, "In Python: ", call))));
  const root = el.firstChild;
  root.addEventListener("keydown", (event) => {
    const key = event.key.toLowerCase();
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.target === source || !UNDO.includes(key)) return;
    event.preventDefault();
    step(key === "y" || event.shiftKey ? 1 : -1);
  });

  // ---- what is shown
  function values() { // of the cells, none while the answer is about a drawing of another size
    const lines = answer.reason ? [] : cut(answer.drawing);
    return lines.length === rows.length && lines[0].length === rows[0].length ? answer[show] : null;
  }
  const at = (numbers, row, column) => (rows[row][column] === "#" ? null : numbers?.[row * rows[0].length + column] ?? null);
  function about(row, column, numbers) {
    const number = at(numbers, row, column);
    const said = show === "power" ? `POWER ${number?.toFixed(3)}` : `entered by ${percent(number)} of best plans`;
    return `row ${row}, column ${column}: ${words[rows[row][column]]}${number === null ? "" : `, ${said}`}`;
  }
  function point() {
    if (rows[met[0]]?.[met[1]] !== undefined) cell.textContent = about(...met, values());
  }
  function draw() {
    const numbers = values(), known = (numbers ?? []).filter((x) => x !== null), past = before[answer.thousands] ?? Object.values(before).pop();
    const low = Math.min(...known), high = Math.max(...known), digits = high - low < 0.1 && rows[0].length < 13 ? 3 : 2; // what fits
    const write = (x) => (show === "power" ? x.toFixed(digits).replace(/^0/, "") : (100 * x).toFixed(0));
    grid.draw(rows, (row, column) => {
      const x = at(numbers, row, column), part = x === null ? null : high - low > 1e-9 ? (x - low) / (high - low) : 1;
      return {text: x === null ? "" : write(x), part, label: about(row, column, numbers)};
    });
    grid.root.ariaLabel = `the world: ${many(rows.length, "row")}, ${many(rows[0].length, "column")}`;
    point();
    scale.textContent = known.length ? `dark: lowest, ${write(low)}; bright: highest, ${write(high)}` : "";
    if (current()) found.draw(answer.reason ? null : answer, past);
    [undo.disabled, redo.disabled] = [place === 0, place === history.length - 1];
    gamma.textContent = asked.discount > 0.99 ? asked.discount : asked.discount.toFixed(2);
    extra.textContent = asked.bonus.toFixed(2);
    discount.setAttribute("aria-valuetext", gamma.textContent);
    bonus.setAttribute("aria-valuetext", extra.textContent);
    if (!edited) [source.value, source.rows] = [join(rows), rows.length + 1];
    [copy.hidden, load.disabled, back.hidden] = [edited, !edited, !edited];
    call.textContent = answer.call ?? "";
    root.dataset.state = !current() ? "asking" : answer.reason ? "refused" : answer.thousands < model.get("thousands") ? "counting" : "settled";
    status.say([deed, note, !current() ? "" : answer.reason ? `No numbers: ${answer.reason}.` : inWords(answer, past)].filter(Boolean).join(" "));
  }

  // Another view of this widget has drawn.
  function follow() {
    if (model.get("asked") === asked && model.get("place") === place) return;
    [asked, history, place] = [model.get("asked"), model.get("history"), model.get("place")];
    rows = cut(asked.drawing);
    if (asked.thousands === 1) [since, deed] = [asked.id, ""];
    draw();
  }
  const events = [["change:answer", answered], ["change:read", read], ["change:asked", follow], ["change:place", follow]];
  for (const [event, react] of events) model.on(event, react);
  draw();
  return () => {
    for (const timer of [away, more]) clearTimeout(timer);
    status.stop();
    for (const [event, react] of events) model.off(event, react);
  };
}

export default {render};
