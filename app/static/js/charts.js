// Arrow keys lead from one step of a chart to the next; each shows its values while it has the focus.
document.querySelectorAll("[data-chart]").forEach((chart) => {
  const strips = [...chart.querySelectorAll(".chart-strip")];
  chart.addEventListener("keydown", (event) => {
    const way = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const next = way && strips[strips.indexOf(document.activeElement) + way];
    if (!next) return;
    event.preventDefault();
    strips.forEach((strip) => strip.setAttribute("tabindex", strip === next ? 0 : -1));
    next.focus();
  });
});
