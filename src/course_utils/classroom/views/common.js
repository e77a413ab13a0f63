// What every view needs. Python puts this text in front of each view, because the modules of widgets cannot import.

const ANSWER_TIME = 5000; // ms until a view says that Python has not taken an answer in

// Two views of one widget, and two widgets of one kind, need names of their own for their labels and radio buttons.
const unique = () => "off-switch-" + Math.random().toString(36).slice(2);

// Make an element. `html` is text of the bank, already rendered and escaped by Python.
function make(tag, { html, ...attributes } = {}, ...children) {
  const element = document.createElement(tag);
  if (html !== undefined) element.innerHTML = html;
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

// Make something that takes the focus. Without the mark, JupyterLab takes the keys typed in it for commands: "d d"
// deletes the cell. The mark only works on the element itself. Combinations with Ctrl or Cmd, such as Ctrl-S, and
// Shift-Enter, which goes on to the next cell, are meant for JupyterLab and reach it.
function control(tag, attributes, ...children) {
  const mark = "data-lm-suppress-shortcuts";
  const element = make(tag, { [mark]: "true", ...attributes }, ...children);
  element.addEventListener("keydown", (event) => {
    if (event.key === "Enter" ? !event.shiftKey : !(event.ctrlKey || event.metaKey)) return;
    element.removeAttribute(mark);
    setTimeout(() => element.setAttribute(mark, "true"));
  });
  return element;
}

const optionLabel = (input, html) =>
  make("label", { class: "course-option" }, input, make("span", { html }));

// Lay state down in the model. The page keeps it even where no Python runs.
function keep(model, state) {
  for (const [name, value] of Object.entries(state)) model.set(name, value);
  try {
    model.save_changes();
  } catch {
    // The connection is gone; `reporter` says so.
  }
  // JupyterLab takes a notebook for changed, and saves it by itself, only when a widget is made, not when one changes.
  model.widget_manager.setDirty?.();
}

// Give back the function that reports to Python, and the element that says when Python did not take a report in.
function reporter(model) {
  const note = make("p", { class: "course-unstored", role: "status" });
  let timer;
  model.on("msg:custom", (message) => {
    clearTimeout(timer);
    note.textContent = message.note;
  });
  const report = (message) => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      note.textContent =
        "Not recorded yet: Python is busy or not running. If this stays, run this cell and answer again.";
    }, ANSWER_TIME);
    try {
      model.send(message);
    } catch {
      // As above.
    }
  };
  return { note, report };
}
