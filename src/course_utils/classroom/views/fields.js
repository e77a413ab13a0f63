// Fields of a form that more than one view has: a number, and a probability in percent.

const PERCENT = /^\d{1,3}$/;

// A number input with its label; `unit` stands behind it. Reading it gives { value } or { fault }.
function numberField(label, { lowest, highest, step, unit, aside }) {
  const id = unique();
  const input = control("input", { type: "number", id, min: lowest, max: highest, step, class: "course-number",
    autocomplete: "off" });
  const row = make("div", { class: "course-field" },
    make("label", { for: id }, label), input, unit ? make("span", { class: "course-unit", html: unit }) : "",
    aside ? make("span", { class: "course-aside" }, aside) : "");
  const read = () => {
    const named = `“${label}”`;
    const within = `a number from ${shown(lowest)} to ${shown(highest)}`;
    if (input.validity.badInput) return { fault: `${named} is not a number; enter ${within}, such as ${shown(highest / 2)}.` };
    if (input.value === "") return { fault: `${named} is empty; enter ${within}.` };
    const value = input.valueAsNumber;
    if (value < lowest || value > highest) return { fault: `${named} is ${shown(value)}, which cannot be; enter ${within}, such as ${shown(highest / 2)}.` };
    return { value };
  };
  return { input, row, read };
}

const shown = (number) => number.toLocaleString("en", { maximumSignificantDigits: 12 });

function probabilityField(label) {
  const { input, row, read } = numberField(label,
    { lowest: 0, highest: 100, step: 1, unit: "%", aside: "100: certain" });
  return {
    input, row,
    read() {
      const { value, fault } = read();
      if (fault) return { fault };
      if (!PERCENT.test(input.value)) return { fault: `${shown(value)} % is finer than needed; enter a whole number.` };
      return { value: value / 100 };
    },
    show(probability) { input.value = Math.round(100 * probability); },
  };
}

// JupyterLab takes from Enter what a browser does with it in a field of text: send the form.
function sendOnEnter(form) {
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || !["number", "text"].includes(event.target.type)) return;
    event.preventDefault();
    form.requestSubmit();
  });
}

// Point to the field that has to be mended, and to the sentence that says how; the others are fine.
function markFault(inputs, at, status) {
  inputs.forEach((input) => {
    input.removeAttribute("aria-invalid");
    input.removeAttribute("aria-describedby");
  });
  if (!at) return;
  at.setAttribute("aria-invalid", "true");
  at.setAttribute("aria-describedby", status.id);
  at.focus();
}
