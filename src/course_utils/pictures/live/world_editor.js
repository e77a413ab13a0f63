// The world editor. What is drawn lives in the page and is there at once; Python is asked what many goals do in it and
// answers with the number of the question, so that a late answer is known as one.

const WAIT = 3000; // ms until the kernel is taken to be away
const REST = 150; // ms of rest before more goals are counted
const percent = (share) => `${(100 * share).toFixed(1)} %`;

function render({model, el}) {
  const marks = model.get("marks"), words = Object.fromEntries(marks.map(([letter, word]) => [letter, word]));
  let history = [...model.get("history")], place = model.get("place"), asked = model.get("asked");
  let answer = model.get("answer"), show = model.get("show");
  let now = {}, before = {}; // answers about what is drawn and about what was drawn before, by thousands of goals
  let rows = cut(asked.drawing), base = rows, erases = false, tool = "#", note = "", deed = "";
  let away = null, more = null, met = [0, 0];
  let since = asked.id; // the question about the world as it is; later ones only count more goals
  const current = () => answer.id >= since;
  if (current() && !answer.reason) now[answer.thousands] = answer;

  const text = () => rows.map((row) => row.join("")).join("\n");
  function cut(drawing) { return drawing.split("\n").map((row) => [...row]); }

  // ---- asking and being answered
  function ask(changes = {}, thousands = 1) {
    clearTimeout(more);
    asked = {...asked, ...changes, drawing: text(), thousands, id: asked.id + 1};
    if (thousands === 1) {
      since = asked.id;
      clearTimeout(away);
      away = setTimeout(() => {
        note = "No answer from the kernel: drawing goes on, numbers wait for it. If it has been stopped, copy the text, run this cell and draw the text again.";
        draw();
      }, WAIT);
    }
    tell(model, "asked", asked);
  }
  // A change begins: what is known about the world as it is becomes what it is compared with.
  function leave() {
    if (Object.keys(now).length) before = now;
    now = {};
  }
  function answered() {
    const got = model.get("answer");
    if (got.id <= answer.id) return;
    answer = got;
    if (current()) {
      clearTimeout(away);
      note = "";
      if (!answer.reason) now[answer.thousands] = answer;
      if (!answer.reason && answer.thousands < model.get("thousands")) {
        clearTimeout(more);
        more = setTimeout(() => ask({}, answer.thousands + 1), REST);
      }
    }
    draw();
  }

  // ---- drawing, undoing
  function begin(row, column) {
    leave();
    base = rows.map((line) => [...line]);
    erases = tool !== "." && base[row][column] === tool;
  }
  function put(row, column, mark) {
    const wanted = mark ?? (erases ? "." : tool);
    if (rows[row][column] === wanted) return;
    if (wanted === "A") rows = base.map((line) => line.map((old) => (old === "A" ? "." : old))); // there is one start
    rows[row][column] = wanted;
    deed = `${words[wanted]} at row ${row}, column ${column}.`;
    ask();
    draw();
  }
  // A drawing that was undone stays in the history, behind the one that is changed now: none is ever lost.
  function end() {
    if (text() === history[place]) return;
    if (place < history.length - 1) history = [...history, history[place]];
    history = [...history, text()];
    place = history.length - 1;
    remember();
    draw();
  }
  function remember() {
    model.set("history", history);
    tell(model, "place", place);
  }
  function become(drawing, what) {
    leave();
    rows = cut(drawing);
    deed = what;
    end();
    ask();
    draw();
  }
  function step(by) {
    if (!history[place + by]) return;
    leave();
    place += by;
    rows = cut(history[place]);
    deed = by < 0 ? "Undone." : "Redone.";
    remember();
    ask();
    draw();
  }
  function resize(what, by) {
    const size = what === "rows" ? rows.length : rows[0].length, largest = model.get("largest");
    if (size + by > largest || size + by < 1) {
      deed = by > 0 ? `${largest} ${what} are the most.` : `One of the ${what} has to stay.`;
      return draw();
    }
    const lines = what === "rows"
      ? (by > 0 ? [...rows, rows[0].map(() => "#")] : rows.slice(0, -1))
      : rows.map((row) => (by > 0 ? [...row, "#"] : row.slice(0, -1)));
    return become(lines.map((row) => row.join("")).join("\n"), `${size + by} ${what}.`);
  }

  // ---- controls
  const button = (label, act, properties = {}) => {
    const node = keepKeys(html("button", {type: "button", textContent: label, ...properties}), "zy");
    node.addEventListener("click", act);
    return node;
  };
  function choice(name, options, chosen, change) {
    const id = `world-editor-${Math.random().toString(36).slice(2)}`; // radio buttons of one name are one group
    return options.map(([value, label]) => {
      const input = keepKeys(html("input", {type: "radio", name: id, value, checked: value === chosen}), "zy");
      input.addEventListener("change", () => change(value));
      return html("label", {}, input, ` ${label}`);
    });
  }
  const undo = button("Undo", () => step(-1)), redo = button("Redo", () => step(1));
  const group = (legend, className, ...children) => html("fieldset", {className}, html("legend", {}, legend), ...children);
  const sizes = (what) => html("span", {className: "size"}, `${what} `,
    button("−", () => resize(what, -1), {ariaLabel: `one of the ${what} fewer`}),
    button("+", () => resize(what, 1), {ariaLabel: `one of the ${what} more`}));
  const palette = group("Draw", "choices", ...choice("tool",
    marks.map(([letter, word, key]) => [letter, `${letter} ${word} (${key})`]), tool, (value) => { tool = value; }));
  const maps = group("Numbers in the cells", "choices", ...choice("show",
    [["power", "POWER"], ["visits", "best plans that enter, %"]], show, (value) => {
      show = value;
      tell(model, "show", show);
      draw();
    }));

  const discount = slider(100, 1, slot(asked.discount)), bonus = slider(40, 1, 20 + 20 * asked.bonus);
  const goals = keepKeys(html("select", {}, ...model.get("laws").map(([value, label]) => html("option", {value}, label))));
  goals.value = asked.goals;
  const gamma = () => (discount.value === "100" ? 0.999 : Math.max(+discount.value, 1) / 100);
  function slot(value) { return value > 0.99 ? 100 : Math.round(100 * value); }
  const shown = [value(), value()];
  let moving = false; // a slider that is dragged is compared with where it was before
  for (const [node, read] of [[discount, () => ({discount: gamma()})], [bonus, () => ({bonus: (bonus.value - 20) / 20})], [goals, () => ({goals: goals.value})]]) {
    node.addEventListener("input", () => {
      if (!moving) leave();
      else now = {};
      moving = true;
      deed = "";
      ask(read());
      draw();
    });
    node.addEventListener("change", () => { moving = false; });
  }

  // ---- what is shown
  const grid = board(marks, {begin, put, end, meet: (row, column) => { met = [row, column]; point(); }});
  const cell = html("p", {className: "cell", ariaHidden: "true"}), scale = html("p", {className: "scale"});
  const status = announcer(), found = html("div", {className: "found"});
  const source = keepKeys(html("textarea", {rows: 8, spellcheck: false, ariaLabel: "the drawing as text"}), "acvxzy");
  const heard = html("p", {className: "heard", role: "status"});
  const copy = button("Copy the text", async () => {
    source.select();
    try { await navigator.clipboard.writeText(source.value); } catch { document.execCommand("copy"); }
    heard.textContent = "Copied.";
  });
  const load = button("Draw this text", () => tell(model, "pasted", {id: (model.get("pasted").id ?? 0) + 1, text: source.value}));
  source.addEventListener("input", () => { heard.textContent = ""; });

  el.append(html("div", {className: "live-figure world-editor"},
    html("div", {className: "bar", role: "group", ariaLabel: "begin with"}, html("span", {}, "Begin with "),
      ...model.get("beginnings").map(([name, drawing]) => button(name, () => become(drawing, `${name}.`)))),
    html("div", {className: "bar"}, undo, redo, sizes("rows"), sizes("columns")),
    palette,
    html("div", {className: "controls"},
      labelled("Discount γ", discount, shown[0]),
      labelled("Rewards of a goal", goals),
      labelled("Added to the reward of off", bonus, shown[1])),
    status.node,
    html("div", {className: "panels"},
      html("div", {}, maps, html("div", {className: "sheet"}, grid.root), cell, scale),
      found),
    html("details", {}, keepKeys(html("summary", {}, "The drawing as text")), source,
      html("div", {className: "bar"}, copy, load), heard)));

  el.firstChild.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.target === source) return;
    const key = event.key.toLowerCase();
    if (key !== "z" && key !== "y") return;
    event.preventDefault();
    step(key === "y" || event.shiftKey ? 1 : -1);
  });

  function values() {
    if (answer.reason || !answer.drawing) return null;
    const lines = cut(answer.drawing);
    return lines.length === rows.length && lines[0].length === rows[0].length ? answer[show] : null;
  }
  function about(row, column) {
    const number = values()?.[row * rows[0].length + column], what = words[rows[row][column]];
    if (number === null || number === undefined || rows[row][column] === "#") return `row ${row}, column ${column}: ${what}`;
    return `row ${row}, column ${column}: ${what}, ${show === "power" ? `POWER ${number.toFixed(3)}` : `entered by ${percent(number)} of best plans`}`;
  }
  function point() {
    if (rows[met[0]]?.[met[1]] !== undefined) cell.textContent = about(...met);
  }
  const was = (pick, write) => {
    const past = before[answer.thousands] ?? Object.values(before).at(-1), fresh = current();
    const old = past && pick(past), written = old === undefined || old === null ? "" : write(old);
    return fresh && written && written !== write(pick(answer)) ? ` (was ${written})` : "";
  };
  function table(caption, small, lines) {
    return html("table", {}, html("caption", {}, caption, html("small", {}, small)), html("tbody", {}, ...lines.map(([name, share, number, kind]) =>
      html("tr", {className: kind}, html("th", {scope: "row"}, name),
        html("td", {className: "bar-cell"}, html("span", {className: "bar-of", style: `width:${100 * share}%`})), html("td", {}, number)))));
  }
  function avoided(which, from = answer) {
    const named = from.named.filter(([name, kind]) => (which === "off" ? kind === "off" : name === which));
    return named.length ? 1 - named.reduce((sum, [, , , share]) => sum + share, 0) : null;
  }
  function summary() {
    if (note || answer.reason) return [deed, answer.reason && `No numbers: ${answer.reason}.`, note].filter(Boolean).join(" ");
    const [off, room] = answer.control, best = answer.moves.reduce((a, b) => (b[1] > a[1] ? b : a));
    const avoids = !off ? "No way leads to an off-switch." : `${percent(avoided("off"))} of the goals avoid off` +
      (room ? `, ${percent(avoided(room))} avoid ${room}, the control.` : "; draw a room (R) as far away to compare.");
    return [deed, `POWER of the start ${answer.start[0].toFixed(3)}.`, avoids, `The first move is ${best[0]} for ${percent(best[1])}.`].filter(Boolean).join(" ");
  }

  function draw() {
    const numbers = values(), open = (numbers ?? []).filter((x) => x !== null);
    const low = Math.min(...open), high = Math.max(...open), digits = high - low < 0.1 ? 3 : 2;
    const write = (x) => (show === "power" ? x.toFixed(digits).replace(/^0/, "") : String(Math.round(100 * x)));
    grid.draw(rows, (r, c) => {
      const x = rows[r][c] === "#" ? null : numbers?.[r * rows[0].length + c] ?? null;
      return {text: x === null ? "" : write(x), part: x === null ? null : high - low > 1e-9 ? (x - low) / (high - low) : 1, label: about(r, c)};
    });
    grid.root.setAttribute("aria-label", `the world, ${rows.length} rows and ${rows[0].length} columns`);
    point();
    scale.textContent = numbers
      ? `${show === "power" ? "POWER" : "% of best plans"}: dark is lowest, ${write(low)}; bright is highest, ${write(high)}` : "";
    undo.disabled = place === 0;
    redo.disabled = place === history.length - 1;
    shown[0].textContent = asked.discount;
    shown[1].textContent = asked.bonus.toFixed(2);
    if (document.activeElement !== source) source.value = text();
    el.firstChild.dataset.state = !current() ? "asking" : answer.reason || answer.thousands >= model.get("thousands") ? "settled" : "counting";
    if (answer.reason || !answer.drawing) found.replaceChildren();
    else {
      const [off, room] = answer.control, error = (x) => ` ± ${(100 * x).toFixed(1)}`;
      const line = (which, label, kind) => {
        const share = avoided(which), sd = answer.named.find(([name]) => name === (which === "off" ? off : which))[4];
        return [label, share, `${percent(share)}${error(sd)}${was((from) => avoided(which, from), percent)}`, kind];
      };
      found.replaceChildren(
        html("p", {className: "big"}, `POWER of the start ${answer.start[0].toFixed(3)} ± ${answer.start[1].toFixed(3)}${was((from) => from.start?.[0], (x) => x.toFixed(3))}`),
        table("First moves", "share of goals for which the move is best", answer.moves.map(([move, share, sd]) =>
          [move, share, `${percent(share)}${error(sd)}${was((from) => from.moves?.find(([name]) => name === move)?.[1], percent)}`, ""])),
        ...(off ? [table("Goals that avoid", "share of goals whose best plan never goes there",
          [line("off", "off", "off"), ...(room ? [line(room, `${room} (control)`, "control")] : [])])] : []),
        html("p", {className: "small"}, `${answer.goals.toLocaleString("en")} goals; ± is one standard error of drawing them.`));
    }
    status.say(summary());
  }

  function read() {
    const got = model.get("read");
    if (got.id !== model.get("pasted").id) return;
    heard.textContent = got.reason ? `Not drawn: ${got.reason}.` : "Drawn.";
    if (!got.reason) become(got.drawing, "Drawn from the text.");
  }
  model.on("change:answer", answered);
  model.on("change:read", read);
  draw();
  return () => {
    for (const timer of [away, more]) clearTimeout(timer);
    status.stop();
    model.off("change:answer", answered);
    model.off("change:read", read);
  };
}

export default {render};
