// A result that is folded until it was predicted. It opens by itself, with the prediction drawn in.

function render({ model, el }) {
  const { note, report } = reporter(model);
  const summary = control("summary", {});
  const picture = make("div", { class: "course-picture" });
  const result = make("p", { class: "course-result" });
  const details = make("details", { class: "course-card course-reveal" }, summary, picture, result);
  const status = make("div", { role: "status", class: "course-status", "data-kind": "stored" });
  el.append(make("div", { class: "course-stack" }, details, status, note));

  const show = () => {
    const comparison = model.get("comparison");
    summary.textContent = comparison.length ? "Result" : "Result (predict first, or open it without predicting)";
    details.open = model.get("unfolded");
    if (picture.source !== model.get("picture")) {
      picture.source = model.get("picture");
      picture.innerHTML = picture.source;
    }
    result.textContent = comparison.length ? "" : model.get("result");
    status.replaceChildren(...comparison.map((sentence, i) => make(i ? "div" : "strong", {}, sentence)));
  };

  details.addEventListener("toggle", () => {
    if (details.open === model.get("unfolded")) return;
    keep(model, { unfolded: details.open });
    if (details.open) report({ opened: true });
  });
  model.on("change", show);
  show();
}

export default { render };
