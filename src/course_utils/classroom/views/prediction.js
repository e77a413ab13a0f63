// A prediction: a range for a number, an option with a probability, or an order with a probability.

// The step of the arrow keys: about a hundredth of what may be entered.
const stepFor = (lowest, highest) => 10 ** (Math.floor(Math.log10(highest - lowest)) - 2);

// Each form gives { how, parts, inputs, read, show, say }. `read()` gives { prediction }, or { fault, at } with the input
// to mend; `say(prediction)` gives what was predicted as HTML.
function rangeForm(item) {
  const limits = { lowest: item.lowest, highest: item.highest, step: stepFor(item.lowest, item.highest) };
  const low = numberField("from", limits);
  const high = numberField("to", { ...limits, unit: item.unit });
  return {
    how: "Give a range that you believe holds the result 8 times in 10.",
    parts: [make("div", { class: "course-fields" }, low.row, high.row)],
    inputs: [low.input, high.input],
    read() {
      const [from, to] = [low.read(), high.read()];
      if (from.fault) return { fault: from.fault, at: low.input };
      if (to.fault) return { fault: to.fault, at: high.input };
      if (from.value > to.value) {
        const fault = `“from” (${shown(from.value)}) is above “to” (${shown(to.value)}); exchange the two.`;
        return { fault, at: low.input };
      }
      return { prediction: { kind: "number", low: from.value, high: to.value } };
    },
    show(prediction) {
      low.input.value = prediction.low;
      high.input.value = prediction.high;
    },
    say: ({ low: from, high: to }) => `${shown(from)} to ${shown(to)}`,
  };
}

const sureOf = (probability) => `${Math.round(100 * probability)} % sure`;

function choiceForm(item) {
  const name = unique();
  const radios = item.options.map((_, i) => control("input", { type: "radio", name, value: i }));
  const sure = probabilityField("How sure are you that this is right?");
  return {
    parts: [...radios.map((radio, i) => optionLabel(radio, item.options[i].html)), sure.row],
    inputs: [...radios, sure.input],
    read() {
      const at = radios.findIndex((radio) => radio.checked);
      if (at < 0) return { fault: "No answer is chosen; choose one.", at: radios[0] };
      const { value, fault } = sure.read();
      if (fault) return { fault, at: sure.input };
      return { prediction: { kind: "choice", option: item.options[at].text, probability: value } };
    },
    show(prediction) {
      radios.forEach((radio, i) => { radio.checked = item.options[i].text === prediction.option; });
      sure.show(prediction.probability);
    },
    say: ({ option, probability }) => `${item.options.find(({ text }) => text === option).html}, ${sureOf(probability)}`,
  };
}

function rankingForm(item) {
  const places = item.options.map((_, place) => {
    const id = unique();
    const select = control("select", { id, class: "course-select" }, make("option", { value: "" }, "choose"),
      ...item.options.map(({ text, plain }) => make("option", { value: text }, plain)));
    return { select, row: make("div", { class: "course-field" }, make("label", { for: id }, `Place ${place + 1}`), select) };
  });
  const sure = probabilityField("How sure are you that this is right?");
  return {
    how: "Give each option one place.",
    parts: [make("div", { class: "course-places" }, ...places.map(({ row }) => row)), sure.row],
    inputs: [...places.map(({ select }) => select), sure.input],
    read() {
      const order = places.map(({ select }) => select.value);
      const empty = order.indexOf("");
      if (empty >= 0) return { fault: `Place ${empty + 1} is empty; choose an option for it.`, at: places[empty].select };
      const again = order.findIndex((text, place) => order.indexOf(text) < place);
      if (again >= 0) {
        const { plain } = item.options.find(({ text }) => text === order[again]);
        const first = order.indexOf(order[again]) + 1;
        const fault = `“${plain}” stands at place ${first} and at place ${again + 1}; give each option one place.`;
        return { fault, at: places[again].select };
      }
      const { value, fault } = sure.read();
      if (fault) return { fault, at: sure.input };
      return { prediction: { kind: "ranking", order, probability: value } };
    },
    show(prediction) {
      places.forEach(({ select }, place) => { select.value = prediction.order[place]; });
      sure.show(prediction.probability);
    },
    say: ({ order, probability }) => order
      .map((text, place) => `${place + 1}. ${item.options.find((option) => option.text === text).html}`)
      .join(", ") + `, ${sureOf(probability)}`,
  };
}

const FORMS = { number: rangeForm, choice: choiceForm, ranking: rankingForm };

function render({ model, el }) {
  const item = model.get("item");
  const { note, report } = reporter(model);
  const { how, parts, inputs, read, show, say: saying } = FORMS[item.kind](item);
  const fields = make("fieldset", { class: "course-options" },
    make("legend", {},
      make("span", { class: "course-question", html: item.question }),
      how ? make("span", { class: "course-how" }, how) : ""),
    ...parts);
  const button = control("button", { type: "submit", class: "course-button" }, "Store my prediction");
  const status = make("div", { role: "status", class: "course-status", id: unique() });
  const form = make("form", { class: "course-card course-prediction", novalidate: true },
    make("p", { class: "course-kind" }, "Predict"), fields, make("div", { class: "course-row" }, button), status, note);
  el.append(form);
  sendOnEnter(form);

  const say = (kind, ...sentences) => {
    status.dataset.kind = kind;
    status.replaceChildren(...sentences);
  };

  const refresh = () => {
    const prediction = model.get("prediction");
    const revealed = model.get("revealed");
    if (prediction.kind) show(prediction);
    // What is disabled loses the focus, and with it a reader by keyboard the place on the page.
    if (revealed && fields.contains(document.activeElement)) button.focus();
    fields.disabled = revealed;
    // Not `disabled`: that would take the focus away from whoever has just pressed it.
    button.setAttribute("aria-disabled", String(revealed));
    if (!prediction.kind) {
      return say(revealed ? "stored" : "", revealed
        ? "You have opened the result without predicting. That is fine: the next prediction is a new one." : "");
    }
    return say("stored", make("strong", { html: `Your prediction: ${saying(prediction)}.` }), make("div", {}, revealed
      ? "The result is open below. Your prediction stays as you made it, before you knew."
      : "Now run the cells that follow (Shift+Enter). The result opens by itself once it is there. Until then you can "
        + "change your prediction."));
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    markFault(inputs);
    if (model.get("revealed")) return undefined;
    const { prediction, fault, at } = read();
    if (fault) {
      say("ask", fault);
      markFault(inputs, at, status);
      return undefined;
    }
    keep(model, { prediction });
    return report({ prediction });
  });
  model.on("change:prediction change:revealed", refresh);
  refresh();
}

export default { render };
