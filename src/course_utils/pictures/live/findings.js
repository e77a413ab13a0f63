// What an answer says, beside the drawing: bars for the first moves, for what is avoided and for resources, each with
// what it was before the last change. `before` is an answer about that world, from as many goals where there is one.

const MOST = 8; // rows of what is avoided

function percent(share) {
  const written = (100 * share).toFixed(1);
  if (written === "100.0" && share < 1) return "over 99.9 %";
  return written === "0.0" && share > 0 ? "under 0.1 %" : `${written} %`;
}
const many = (number, thing) => `${number} ${thing}${number === 1 ? "" : "s"}`;
const three = (number) => number.toFixed(3);
const upTo = (error) => three(Math.ceil(1000 * error) / 1000); // an error of 0.000 is none

// A share of goals with one standard error of drawing them; where next to none were drawn, or all but a few, their number.
function counted(share, goals) {
  const of = `of ${goals.toLocaleString("en")}`, few = Math.round(goals * Math.min(share, 1 - share));
  if (few < 10 && share < 0.5) return `${few || "none"} ${of}`;
  if (few < 10) return `all ${few ? `but ${few} ` : ""}${of}`;
  return `${percent(share)} ± ${(100 * Math.sqrt(share * (1 - share) / (goals - 1))).toFixed(1)}`;
}

const named = (answer, name) => answer.named.find((cell) => cell.name === name);
// A cell that another answer knows by its place: its number in its name changes when others are drawn.
const same = (answer, {kind, row, column}) =>
  answer?.named.find((cell) => cell.kind === kind && cell.row === row && cell.column === column);
const avoiding = (cell) => 1 - cell.enters; // share of the goals whose best plan never goes there

// The room that the switch is compared with should be as far from the start.
function unlike(answer) {
  const [off, room] = answer.control, [there, here] = [off, room].map((name) => named(answer, name).steps);
  return there === here ? "" : `The way to the control takes ${many(here, "step")}, that to ${off} takes ${there}.`;
}

function aboutSwitch(answer) {
  const [off, room] = answer.control;
  if (!off) {
    return answer.named.some(({kind}) => kind === "off") ? "No way leads from the start to off." : "No off-switch (O) is drawn.";
  }
  const share = `${percent(avoiding(named(answer, off))).replace(/^o/, "O").replace(/^u/, "U")} of goals avoid ${off}`;
  if (!room) return `${share}. Draw a room (R) as far away as off to have a control.`;
  return [`${share}, ${percent(avoiding(named(answer, room)))} avoid ${room}, the control.`, unlike(answer)].filter(Boolean).join(" ");
}

// The best first moves that these goals cannot tell apart: within three standard errors of the difference of two shares,
// since the highest of several that are equal lies above another by more than two about every fifth time.
function mostOften({moves, goals}) {
  const high = Math.max(...moves.map(([, share]) => share));
  const error = (share) => Math.sqrt((high + share - (high - share) ** 2) / goals);
  const first = moves.filter(([, share]) => high - share <= 3 * error(share)).sort((a, b) => b[1] - a[1]);
  const best = first.map(([name]) => name).join(" or "), often = list(first.map(([, share]) => percent(share)));
  return `Most often the best first move is ${best}, for ${often}${first.length > 1 ? " of goals: too close to tell apart" : ""}.`;
}

function inWords(answer, before) {
  const was = before && three(before.start[0]) !== three(answer.start[0]) ? `, was ${three(before.start[0])}` : "";
  return `POWER of the start ${three(answer.start[0])}${was}. ${aboutSwitch(answer)} ${mostOften(answer)}`;
}

// A line for each of `lines`: name, share, text, text of it before (or none), further columns, kind.
function barTable(caption, small, heads, lines) {
  const heading = (text) => html("th", {scope: "col"}, text);
  return html("table", {}, html("caption", {}, caption, html("small", {}, small)),
    html("thead", {}, html("tr", {}, ...heads.slice(0, 1).map(heading), html("td"), ...heads.slice(1).map(heading))),
    html("tbody", {}, ...lines.map(({name, share, old, cells, kind = ""}) => {
      const bar = html("span", {className: "share"});
      bar.style.width = `${100 * share}%`;
      const mark = old === null ? [] : [html("span", {className: "old"})];
      mark.forEach((node) => { node.style.left = `${100 * old}%`; });
      return html("tr", {className: kind}, html("th", {scope: "row"}, name),
        html("td", {className: "bars", ariaHidden: "true"}, html("span", {}, bar, ...mark)),
        ...cells.map((text) => html("td", {}, text)));
    })));
}

function findings() {
  const root = html("div", {className: "found"});
  // The share before, and its words, empty where it reads the same.
  const compared = (share, old) => {
    const differs = old !== undefined && percent(old) !== percent(share);
    return {share, old: differs ? old : null, was: differs ? percent(old) : ""};
  };
  return {
    root,
    draw(answer, before) {
      if (!answer) return root.replaceChildren();
      const {goals, control: [, room]} = answer;
      const moves = answer.moves.map(([name, often, power]) => {
        const {share, old, was} = compared(often, before?.moves.find(([each]) => each === name)?.[1]);
        return {name, share, old, cells: [counted(share, goals), was, three(power)]};
      });
      const order = ({name, kind, steps}) => (name === room ? 1 : kind === "off" ? 0 : steps < 0 ? 3 : 2);
      const ends = answer.named.filter(({kind}) => kind !== "resource").sort((a, b) => order(a) - order(b));
      const avoided = ends.slice(0, MOST).map((cell) => {
        const earlier = same(before, cell), {share, old, was} = compared(avoiding(cell), earlier && avoiding(earlier));
        const about = cell.name === room ? " (control)" : cell.steps < 0 ? " (out of reach)" : "";
        return {name: cell.name + about, share, old, cells: [counted(share, goals), was], kind: cell.name === room ? "control" : ""};
      });
      const notes = [room && unlike(answer), ends.length > MOST && `${ends.length - MOST} more are drawn.`];
      const resources = answer.named.filter(({kind}) => kind === "resource").slice(0, MOST).map((cell) => {
        const {share, old, was} = compared(cell.enters, same(before, cell)?.enters);
        return {name: cell.name, share, old, cells: [counted(share, goals), was, percent(cell.stays)]};
      });
      const old = before && three(before.start[0]) !== three(answer.start[0]) ? ` was ${three(before.start[0])}` : "";
      return root.replaceChildren(
        html("p", {className: "power"}, `POWER of the start ${three(answer.start[0])} ± ${upTo(answer.start[1])}`, html("small", {}, old)),
        barTable("Best first move", "share of goals for which a move is best; POWER of where it leads", ["move", "share", "before", "POWER"], moves),
        ...(avoided.length ? [barTable("Avoided", "share of goals whose best plan never goes there", ["cell", "share", "before"], avoided)] : []),
        ...notes.filter(Boolean).map((note) => html("p", {className: "small"}, note)),
        ...(resources.length ? [barTable("Resources", "share of goals whose best plan goes there, and stays there",
          ["cell", "goes", "before", "stays"], resources)] : []),
        html("p", {className: "small"}, `${goals.toLocaleString("en")} goals. ± is one standard error of drawing them.`));
    },
  };
}
