// A debate: both cases, and the learner's credence in percent with a reason of one line.

const percent = (credence) => `${Math.round(100 * credence)} %`;

function reasonField(longest) {
  const id = unique();
  const input = control("input", { type: "text", id, maxlength: longest, class: "course-reason", autocomplete: "off" });
  const row = make("div", { class: "course-field" }, make("label", { for: id }, "Why, in one line?"), input);
  const read = () => {
    const value = input.value.trim();
    return value ? { value } : { fault: "The reason is empty; write one line, such as the point that weighs most for you." };
  };
  return { input, row, read };
}

function render({ model, el }) {
  const item = model.get("item");
  const { note, report } = reporter(model);
  const part = (heading, html) => {
    const id = unique();
    return make("div", { role: "group", "aria-labelledby": id, class: "course-case" },
      make("p", { id, class: "course-kind" }, heading), make("div", { html }));
  };
  const credence = probabilityField("How probable is it that this is true?");
  const reason = reasonField(item.longest);
  const inputs = [credence.input, reason.input];
  const fields = make("fieldset", { class: "course-options" },
    make("legend", { class: "course-kind" }, "Where do you stand?"), credence.row, reason.row);
  const button = control("button", { type: "submit", class: "course-button" }, "Store my credence");
  const status = make("div", { role: "status", class: "course-status", id: unique() });
  const form = make("form", { class: "course-card course-debate", novalidate: true },
    make("p", { class: "course-kind" }, "Debate"), make("p", { class: "course-question", html: item.claim }),
    make("div", { class: "course-cases" }, part("The best case for it", item.best_case_for),
      part("The best case against it", item.best_case_against)),
    part("What would change our mind", item.change),
    make("details", {}, control("summary", {}, "Sources"), make("div", { html: item.sources })),
    fields, make("div", { class: "course-row" }, button), status, note);
  el.append(form);
  sendOnEnter(form);

  const say = (kind, ...sentences) => {
    status.dataset.kind = kind;
    status.replaceChildren(...sentences);
  };

  const refresh = () => {
    const given = model.get("commitment");
    if (!given.reason) return say("");
    credence.show(given.credence);
    reason.input.value = given.reason;
    const before = model.get("earlier").map(percent);
    return say("stored", make("strong", {}, `Your credence: ${percent(given.credence)}.`),
      make("div", { class: "course-quoted" }, given.reason),
      make("div", {}, before.length ? `Before that you said ${before.join(", then ")}. ` : "",
        "You can change it whenever you have learned more; what you said before is kept."));
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    markFault(inputs);
    for (const field of [credence, reason]) {
      const { fault } = field.read();
      if (fault) {
        say("ask", fault);
        return markFault(inputs, field.input, status);
      }
    }
    const commitment = { credence: credence.read().value, reason: reason.read().value };
    const last = model.get("commitment");
    const isNew = last.credence !== commitment.credence || last.reason !== commitment.reason;
    const earlier = model.get("earlier");
    keep(model, { commitment, earlier: isNew && last.reason ? [...earlier, last.credence] : earlier });
    refresh();
    return report({ commitment });
  });
  model.on("change:commitment change:earlier", refresh);
  refresh();
}

export default { render };
