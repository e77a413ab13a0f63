// What an answer says, beside the drawing: bars for the first moves, for what is avoided and for resources, each with
// what it was before the last change. `before` is an answer about that world, from as many goals where there is one.

function percent(share) {
  const written = (100 * share).toFixed(1);
  if (written === "100.0" && share < 1) return "over 99.9 %";
  return written === "0.0" && share > 0 ? "under 0.1 %" : `${written} %`;
}
const three = (number) => number.toFixed(3);

// A share of goals with one standard error of drawing them; where next to none were drawn, or all but a few, their number.
function counted(share, goals) {
  const of = `of ${goals.toLocaleString("en")}`, few = Math.round(goals * Math.min(share, 1 - share));
  if (few < 10 && share < 0.5) return `${few || "none"} ${of}`;
  if (few < 10) return `all ${few ? `but ${few} ` : ""}${of}`;
  return `${percent(share)} ± ${(100 * Math.sqrt(share * (1 - share) / (goals - 1))).toFixed(1)}`;
}

// Share of the goals whose best plan never enters a cell of this name, or any off-switch.
function avoiding(answer, name) {
  const cells = answer.named.filter(([each, kind]) => (name === "off" ? kind === "off" : each === name));
  return cells.length ? Math.min(Math.max(1 - cells.reduce((sum, [, , , enters]) => sum + enters, 0), 0), 1) : null;
}

const stepsTo = (answer, name) => answer.named.find(([each]) => each === name)[2];

// The room that the switch is compared with should be as far from the start.
function unlike(answer) {
  const [off, room] = answer.control, [there, here] = [off, room].map((name) => stepsTo(answer, name));
  return there === here ? "" : `The control is ${here} steps away, off ${there}.`;
}

function aboutSwitch(answer) {
  const [off, room] = answer.control;
  if (!off) {
    return answer.named.some(([, kind]) => kind === "off") ? "No way leads from the start to off." : "No off-switch (O) is drawn.";
  }
  const share = `${percent(avoiding(answer, "off")).replace(/^[a-z]/, (letter) => letter.toUpperCase())} of goals avoid off`;
  if (!room) return `${share}. Draw a room (R) as far away as off to have a control.`;
  return [`${share}, ${percent(avoiding(answer, room))} avoid ${room}, the control.`, unlike(answer)].filter(Boolean).join(" ");
}

function inWords(answer, before) {
  const [best, often] = answer.moves.reduce((a, b) => (b[1] > a[1] ? b : a));
  const was = before && three(before.start[0]) !== three(answer.start[0]) ? `, was ${three(before.start[0])}` : "";
  return `POWER of the start ${three(answer.start[0])}${was}. ${aboutSwitch(answer)} `
    + `Most often the best first move is ${best}, for ${percent(often)}.`;
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
    const differs = old !== null && old !== undefined && percent(old) !== percent(share);
    return {share, old: differs ? old : null, was: differs ? percent(old) : ""};
  };
  return {
    root,
    draw(answer, before) {
      if (!answer) return root.replaceChildren();
      const {goals, control: [off, room]} = answer, earlier = (list, name) => before?.[list].find(([each]) => each === name);
      const moves = answer.moves.map(([name, often, power]) => {
        const {share, old, was} = compared(often, earlier("moves", name)?.[1]);
        return {name, share, old, cells: [counted(share, goals), was, three(power)]};
      });
      const avoided = [off && "off", room].filter(Boolean).map((each) => {
        const {share, old, was} = compared(avoiding(answer, each), before && avoiding(before, each));
        const isRoom = each === room; // its name differs from that of every switch
        return {name: isRoom ? `${each} (control)` : each, share, old, cells: [counted(share, goals), was],
          kind: isRoom ? "control" : ""};
      });
      const resources = answer.named.filter(([, kind]) => kind === "resource").map(([name, , , enters, stays]) => {
        const {share, old, was} = compared(enters, earlier("named", name)?.[3]);
        return {name, share, old, cells: [counted(share, goals), was, percent(stays)]};
      });
      const old = before && three(before.start[0]) !== three(answer.start[0]) ? ` was ${three(before.start[0])}` : "";
      return root.replaceChildren(
        html("p", {className: "power"}, `POWER of the start ${three(answer.start[0])} ± ${three(answer.start[1])}`, html("small", {}, old)),
        barTable("Best first move", "share of goals for which a move is best", ["move", "share", "before", "POWER there"], moves),
        ...(avoided.length ? [barTable("Avoided", "share of goals whose best plan never goes there", ["cell", "share", "before"], avoided)] : []),
        ...(room && unlike(answer) ? [html("p", {className: "small"}, unlike(answer))] : []),
        ...(resources.length ? [barTable("Resources", "share of goals whose best plan goes there, and stays there",
          ["cell", "goes", "before", "stays"], resources)] : []),
        html("p", {className: "small"}, `${goals.toLocaleString("en")} goals. ± is one standard error of drawing them.`));
    },
  };
}
