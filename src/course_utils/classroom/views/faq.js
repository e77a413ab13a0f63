// Questions that readers ask, opened one by one.

function render({ model, el }) {
  const entries = model.get("entries");
  const { note, report } = reporter(model);
  const status = make("p", { role: "status", class: "course-aside" });
  const cards = entries.map(({ id, question, answer }) => {
    const mark = make("span", { class: "course-mark" });
    const summary = control("summary", {}, make("span", { html: question }), " ", mark);
    const details = make("details", { class: "course-faq" }, summary, make("div", { class: "course-answer", html: answer }));
    details.addEventListener("toggle", () => {
      const explored = model.get("explored");
      if (!details.open || explored.includes(id)) return;
      keep(model, { explored: [...explored, id] });
      report({ explored: id });
    });
    return { id, mark, details };
  });
  el.append(make("div", { class: "course-card course-faqs" },
    make("p", { class: "course-kind" }, "Questions that readers ask"), status,
    ...cards.map(({ details }) => details), note));

  const show = () => {
    const explored = model.get("explored");
    cards.forEach(({ id, mark }) => { mark.textContent = explored.includes(id) ? "✓ explored" : ""; });
    status.textContent = `${explored.length} of ${entries.length} explored`;
  };
  model.on("change:explored", show);
  show();
}

export default { render };
