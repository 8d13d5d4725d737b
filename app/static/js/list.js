"use strict";
// The list of expenses: what is selected, and the expense beside the list without loading the page again.
// The block keeps names apart when a page is written anew over this one.
{
  const selection = document.getElementById("selection");
  const bar = selection.querySelector("[data-selection]");
  const everything = selection.querySelector("[data-everything]");
  const boxes = () => Array.from(selection.querySelectorAll("[name=expense]"));

  function describe(count, cents) {
    const { digits, currency } = bar.dataset;
    const shape = { style: "currency", currency, minimumFractionDigits: digits, maximumFractionDigits: digits };
    const sum = new Intl.NumberFormat(document.documentElement.lang, shape).format(cents / 10 ** digits);
    const label = bar.querySelector("strong");
    label.textContent = `${label.dataset.text.replace("#", count)} · ${sum}`;
  }

  function show() {
    const ticked = boxes().filter((box) => box.checked);
    const sum = ticked.reduce((cents, box) => cents + Number(box.dataset.cents), 0);
    if (everything.checked) describe(bar.dataset.count, Number(bar.dataset.cents));
    else describe(ticked.length, sum);
  }

  function onTick(event) {
    if (event.target === everything) boxes().forEach((box) => (box.checked = everything.checked));
    else if (event.target.name === "expense" && !event.target.checked) everything.checked = false;
    show();
  }

  function toggleSelecting(event) {
    const isOn = selection.toggleAttribute("data-selecting");
    event.target.setAttribute("aria-pressed", String(isOn));
    if (!isOn) selection.reset();
  }

  // Puts the expense of a link, or none, beside the list; where that fails, the browser opens the link.
  async function openBeside(event) {
    const link = event.target.closest("a.beside, [data-close-detail]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const answer = await fetch(link.href).catch(() => null);
    if (!answer?.ok || answer.redirected) return void location.assign(link.href);
    const page = parsePage(await answer.text());
    document.querySelector(".detail")?.remove();
    const detail = page.querySelector(".detail");
    if (detail) document.querySelector(".ledger-layout").append(detail);
    document.querySelectorAll(".beside[aria-current]").forEach((other) => other.removeAttribute("aria-current"));
    if (detail) link.setAttribute("aria-current", "true");
    history.replaceState(null, "", link.href.replace(/#.*/, ""));
  }

  document.querySelector(".ledger-layout").addEventListener("click", openBeside);
  if (bar) {
    selection.addEventListener("change", onTick);
    selection.addEventListener("reset", () => setTimeout(show));
    selection.querySelector("[data-select-rows]").addEventListener("click", toggleSelecting);
    show();
  }
}
