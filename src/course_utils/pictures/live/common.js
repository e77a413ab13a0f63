// What live figures share. Python puts this text in front of each view, because the modules of widgets cannot import.

function html(tag, properties = {}, ...children) {
  const node = Object.assign(document.createElement(tag), properties);
  node.append(...children);
  return node;
}

function svg(tag, attributes = {}, ...children) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

const text = (words, attributes) => {
  const node = svg("text", attributes);
  node.textContent = words;
  return node;
};

const LETTER = 6.9; // mean width of a letter of a picture, in pixels

const list = (names) =>
  names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names[names.length - 1]}`;

// A number as Python writes it: halves that are exact go to the even digit.
function fixed(number, decimals) {
  const size = Math.abs(number), scaled = size * 10 ** decimals, isHalf = scaled % 1 === 0.5 && (size * 2 ** 20) % 1 === 0;
  const digits = (isHalf ? 2 * Math.round(scaled / 2) / 10 ** decimals : size).toFixed(decimals);
  const [whole, ...rest] = digits.split(".");
  const written = [whole.replace(/\B(?=(\d{3})+$)/g, ","), ...rest].join(".");
  return number < 0 && /[1-9]/.test(written) ? `−${written}` : written;
}

const gamma = (discount) => discount.toFixed(discount > 0.99 ? 3 : 2);

// 1 / (1 - γ) is what the weights 1, γ, γ², ... add up to, and the mean number of steps if γ is the chance of another.
function horizon(discount, none = "only the next step counts") {
  const steps = 1 / (1 - discount);
  const written = steps.toLocaleString("en", {maximumFractionDigits: steps < 9.95 ? 1 : 0});
  if (discount === 0) return none;
  return `later rewards fade over about ${written} ${written === "1" ? "step" : "steps"}`;
}

// Keys typed in a control stay there (the mark only works on the control itself); JupyterLab gets Shift-Enter and those
// with Ctrl or Cmd, but for the letters that the figure itself takes with Ctrl.
function keepKeys(node, letters = "") {
  node.dataset.lmSuppressShortcuts = "true";
  node.addEventListener("keydown", (event) => {
    const ours = letters.includes(event.key.toLowerCase()) || !(event.ctrlKey || event.metaKey);
    if (event.key === "Enter" ? !event.shiftKey : ours) return;
    delete node.dataset.lmSuppressShortcuts;
    setTimeout(() => { node.dataset.lmSuppressShortcuts = "true"; });
  });
  return node;
}

function slider(max, step, start) {
  return keepKeys(html("input", {type: "range", min: 0, max, step, value: start}));
}

// The number beside a slider, which says it itself to a screen reader.
function value() {
  const node = html("span", {className: "value"});
  node.setAttribute("aria-hidden", "true");
  return node;
}

// A control, what stands beside it, and its name above both.
const labelled = (name, ...row) => html("label", {}, name, html("span", {className: "row"}, ...row));

// A line of text that a screen reader reads when the hand comes to rest, not at every place it passes.
function announcer() {
  const node = html("p", {className: "status"});
  node.setAttribute("role", "status");
  let saying = null;
  return {
    node,
    say(text) {
      clearTimeout(saying);
      saying = setTimeout(() => { node.textContent = text; }, 250);
    },
    stop() { clearTimeout(saying); },
  };
}

// Numbers to unfold below a picture; the first row holds the headings, the first column the names of the rows.
function tabled() {
  const frame = keepKeys(html("div", {className: "scroll", tabIndex: 0})); // it may scroll, so keys must reach it
  frame.setAttribute("role", "group");
  frame.setAttribute("aria-label", "The numbers as a table");
  const cell = (tag, words, scope) => {
    const node = html(tag, {textContent: words});
    if (scope) node.scope = scope;
    return node;
  };
  return {
    node: html("details", {}, keepKeys(html("summary", {}, "The numbers as a table")), frame),
    show([head, ...body]) {
      frame.replaceChildren(html("table", {},
        html("thead", {}, html("tr", {}, ...head.map((words) => cell("th", words, "col")))),
        html("tbody", {}, ...body.map(([first, ...others]) =>
          html("tr", {}, cell("th", first, "row"), ...others.map((words) => cell("td", words)))))));
    },
  };
}

// Call `draw` with the width of a picture's frame whenever that changes; returns how to stop.
function measured(frame, draw) {
  let width = 0;
  const observer = new ResizeObserver(() => {
    const found = Math.round(Math.min(frame.clientWidth, 720));
    if (!found || found === width) return;
    width = found;
    draw(width);
  });
  observer.observe(frame);
  return () => observer.disconnect();
}

// Lay a value down in the model, where a saved notebook keeps it, and tell the kernel if there is one.
function tell(model, name, value) {
  model.set(name, value);
  try { model.save_changes(); } catch { /* no kernel: the page goes on by itself */ }
  model.widget_manager.setDirty?.(); // or JupyterLab, which saves what has changed, would not save this
}
