// The drawing as a table of cells. Mouse and keys become strokes; marks and numbers are shown. What a stroke means,
// and where numbers come from, is in world_editor.js, which stands below this in one module.

const SHADES = [[0, 34, 78], [26, 56, 111], [67, 78, 108], [97, 101, 111], [125, 124, 120], [155, 148, 118],
  [188, 174, 108], [222, 201, 88], [254, 232, 56]]; // cividis, ordered by lightness
const ARROWS = {ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1]};

// The colour of a number between 0 and 1, and of what is written on it; of no number, the page's.
function shade(part) {
  if (part === null) return {ground: "", ink: ""};
  const place = Math.min(Math.max(part, 0), 1) * (SHADES.length - 1), i = Math.min(Math.floor(place), SHADES.length - 2);
  const rgb = SHADES[i].map((low, k) => low + (place - i) * (SHADES[i + 1][k] - low));
  const [r, g, b] = rgb.map((x) => (x / 255 <= 0.04045 ? x / 255 / 12.92 : ((x / 255 + 0.055) / 1.055) ** 2.4));
  const ink = 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.179 ? "#000" : "#fff"; // either way a contrast of at least 4.5
  return {ground: `rgb(${rgb.map(Math.round).join(" ")})`, ink};
}

// `actions` of a stroke: begin(row, column, whether it erases where its mark is already), put(row, column, mark or null
// for the chosen one), end(); and meet(row, column), what the hand or the focus is on.
function board(marks, actions) {
  const root = html("table", {className: "board", role: "grid"}), body = root.appendChild(html("tbody"));
  let cells = [], at = [0, 0], hand = null;
  const letters = Object.fromEntries(marks.flatMap(([letter, , key], i) =>
    [[letter, letter], [key, letter], [key.toUpperCase(), letter], [String(i + 1), letter]]));

  function build(rows, columns) {
    cells = Array.from({length: rows}, () => Array.from({length: columns}, () =>
      keepKeys(html("td", {role: "gridcell", tabIndex: -1}, html("b"), html("span")), "zy")));
    body.replaceChildren(...cells.map((row) => html("tr", {role: "row"}, ...row)));
    root.style.setProperty("--columns", columns);
    at = [Math.min(at[0], rows - 1), Math.min(at[1], columns - 1)];
    cells[at[0]][at[1]].tabIndex = 0;
  }

  function go(row, column, focus = true) {
    if (!cells[row]?.[column]) return false;
    cells[at[0]][at[1]].tabIndex = -1;
    at = [row, column];
    cells[row][column].tabIndex = 0;
    if (focus) cells[row][column].focus({preventScroll: false});
    return true;
  }

  function under(event) {
    const box = body.getBoundingClientRect(), part = (x, low, size, count) =>
      Math.min(Math.max(Math.floor((x - low) / size * count), 0), count - 1);
    return [part(event.clientY, box.top, box.height, cells.length), part(event.clientX, box.left, box.width, cells[0].length)];
  }

  // Every cell on the way: a quick hand is only seen now and then.
  function drag(to) {
    const [r, c] = hand, steps = Math.max(Math.abs(to[0] - r), Math.abs(to[1] - c));
    for (let i = 1; i <= steps; i += 1) {
      actions.put(Math.round(r + (to[0] - r) * i / steps), Math.round(c + (to[1] - c) * i / steps), null);
    }
    hand = to;
  }

  root.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    event.preventDefault(); // no selection of text
    root.setPointerCapture(event.pointerId);
    hand = under(event);
    go(...hand);
    actions.begin(...hand);
    actions.put(...hand, null);
  });
  root.addEventListener("pointermove", (event) => {
    const place = under(event);
    if (hand) drag(place);
    actions.meet(...place);
  });
  const lift = () => { if (hand) { hand = null; actions.end(); } };
  root.addEventListener("pointerup", lift);
  root.addEventListener("pointercancel", lift);
  root.addEventListener("lostpointercapture", lift);
  root.addEventListener("focusin", ({target}) => { // also by what reads the screen
    const row = cells.findIndex((line) => line.includes(target));
    if (row >= 0) go(row, cells[row].indexOf(target), false);
    actions.meet(...at);
  });

  function stroke(row, column, mark) {
    actions.begin(row, column);
    actions.put(row, column, mark);
    actions.end();
  }
  root.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const {key} = event, [row, column] = at, step = ARROWS[key];
    if (step) {
      const next = [row + step[0], column + step[1]];
      if (event.shiftKey && cells[next[0]]?.[next[1]]) {
        actions.begin(row, column, false);
        actions.put(row, column, null);
        actions.put(...next, null);
        actions.end();
      }
      go(...next);
    } else if (key === "Home") go(row, 0);
    else if (key === "End") go(row, cells[0].length - 1);
    else if (key === "PageUp") go(0, column);
    else if (key === "PageDown") go(cells.length - 1, column);
    else if (key === " " || (key === "Enter" && !event.shiftKey)) stroke(row, column, null);
    else if (key === "Delete" || key === "Backspace") stroke(row, column, ".");
    else if (key in letters) stroke(row, column, letters[key]);
    else return;
    event.preventDefault();
  });

  return {
    root,
    focus: () => cells[at[0]][at[1]].focus(),
    at: () => at,
    // rows: the marks; look(row, column): {text, part, label} of a cell
    draw(rows, look) {
      if (rows.length !== cells.length || rows[0].length !== cells[0]?.length) build(rows.length, rows[0].length);
      rows.forEach((row, r) => row.forEach((mark, c) => {
        const cell = cells[r][c], {text, part, label} = look(r, c), {ground, ink} = shade(part);
        const drawn = `${mark} ${text} ${ground} ${label}`;
        if (cell.drawn === drawn) return; // most cells, most of the time
        cell.drawn = drawn;
        cell.dataset.mark = mark;
        cell.firstChild.textContent = "#.".includes(mark) ? "" : mark;
        cell.lastChild.textContent = text;
        cell.style.background = ground;
        cell.style.color = ink;
        cell.ariaLabel = label;
      }));
    },
  };
}
