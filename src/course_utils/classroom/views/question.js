// A question with answers to choose from, judged here, so that it works at once and also where no Python runs.

const listed = (options) =>
  make("ul", {}, ...options.map(({ text, feedback }) =>
    make("li", {}, make("span", { class: "course-quoted", html: text }), make("div", { html: feedback }))));

// What to say about the options that were chosen: { kind, parts }.
function verdict(item, chosen) {
  const wrong = item.options.filter((option, i) => chosen.includes(i) && !option.right);
  const missing = item.options.filter((option, i) => !chosen.includes(i) && option.right);
  const said = (text) => make("strong", {}, text);
  if (!wrong.length && !missing.length) {
    const right = item.options.filter((option) => option.right);
    const why = right.length > 1 ? listed(right) : make("div", { html: right[0].feedback });
    return { kind: "right", parts: [said("Right."), why] };
  }
  if (!item.several) return { kind: "wrong", parts: [said("Not yet."), make("div", { html: wrong[0].feedback })] };
  if (wrong.length) {
    const lead = wrong.length > 1 ? "Not yet. Look again at these:" : "Not yet. Look again at this one:";
    return { kind: "wrong", parts: [said(lead), listed(wrong)] };
  }
  const lead = "Not yet. What you ticked is right, and something is missing. Think about this:";
  return { kind: "wrong", parts: [said(lead), make("div", { html: missing[0].feedback })] };
}

function render({ model, el }) {
  const item = model.get("item");
  const { note, report } = reporter(model);
  const name = unique();
  const inputs = item.options.map((_, i) =>
    control("input", { type: item.several ? "checkbox" : "radio", name, value: i }));
  const answers = make("fieldset", { class: "course-options" },
    make("legend", {},
      make("span", { class: "course-question", html: item.question }),
      item.several ? make("span", { class: "course-how" }, "Tick all that apply.") : ""),
    ...inputs.map((input, i) => optionLabel(input, item.options[i].text)));
  const button = control("button", { type: "submit", class: "course-button" },
    item.before_course ? "Store my answer" : "Check");
  const tries = make("span", { class: "course-aside" });
  const status = make("div", { role: "status", class: "course-status" });
  const form = make("form", { class: "course-card course-quiz", novalidate: true },
    make("p", { class: "course-kind" }, item.kind), answers, make("div", { class: "course-row" }, button, tries), status, note);
  el.append(form);

  const say = (kind, ...parts) => {
    status.dataset.kind = kind;
    status.replaceChildren(...parts);
  };

  const show = () => {
    const chosen = model.get("chosen");
    const locked = model.get("locked");
    inputs.forEach((input, i) => { input.checked = chosen.includes(i); });
    answers.disabled = locked;
    button.hidden = locked;
    const count = model.get("tries");
    tries.textContent = item.before_course || !count ? "" : count === 1 ? "1 try" : `${count} tries`;
    if (!chosen.length) return say("");
    if (!item.before_course) {
      const { kind, parts } = verdict(item, chosen);
      return say(kind, ...parts);
    }
    return say("stored", make("strong", {}, "Your answer is stored."), make("div", {},
      "You will meet this question again at the end of the course and can compare. ",
      locked ? "" : "You can change it until you leave this page."));
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const chosen = inputs.flatMap((input, i) => (input.checked ? [i] : []));
    if (!chosen.length) {
      return say("ask", item.several ? "Tick at least one answer first." : "Choose an answer first.");
    }
    keep(model, { chosen, tries: model.get("tries") + 1 });
    show();
    return report({ chosen });
  });
  model.on("change:chosen change:tries change:locked", show);
  show();
}

export default { render };
