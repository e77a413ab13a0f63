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

const list = (names) =>
  names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names[names.length - 1]}`;

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

// Lay a value down in the model, where a saved notebook keeps it, and tell the kernel if there is one.
function tell(model, name, value) {
  model.set(name, value);
  try { model.save_changes(); } catch { /* no kernel: the page goes on by itself */ }
  model.widget_manager.setDirty?.(); // or JupyterLab, which saves what has changed, would not save this
}
