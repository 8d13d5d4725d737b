"use strict";
// What pages gain where JavaScript runs: every page works without it. Elements say in data-* what they offer.
// The block keeps names apart when a page is written anew over this one.
{
  const isTyping = (target) => target.closest("input, textarea, select, [contenteditable]") !== null;
  const each = (selector, enhance) => document.querySelectorAll(selector).forEach(enhance);

  function offerThemes(button) {
    const isDark = () => {
      const chosen = document.documentElement.dataset.theme;
      return chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    };
    button.addEventListener("click", () => {
      const next = isDark() ? "light" : "dark";
      document.documentElement.dataset.theme = next;
      try {
        localStorage.setItem("theme", next);
      } catch {
        // Without storage the choice holds for this page.
      }
    });
  }

  function offerToShowPassword(button) {
    const input = document.getElementById(button.dataset.showPassword);
    button.addEventListener("click", () => {
      const isShown = input.type === "password";
      input.type = isShown ? "text" : "password";
      button.setAttribute("aria-pressed", String(isShown));
    });
  }

  function offerDay(button) {
    const input = document.getElementById(button.dataset.setDate);
    button.addEventListener("click", () => {
      input.value = button.dataset.value;
      input.focus();
    });
  }

  function offerChoice(button) {
    const select = document.getElementById(button.dataset.choose);
    const show = () => button.setAttribute("aria-pressed", String(select.value === button.dataset.value));
    button.addEventListener("click", () => {
      select.value = button.dataset.value;
      select.dispatchEvent(new Event("change"));
    });
    select.addEventListener("change", show);
    show();
  }

  // A merchant that was typed before brings the category last used there, unless one was chosen by hand.
  function pickForMerchant(input) {
    const select = document.getElementById(input.dataset.picks);
    let isChosenByHand = select.value !== "";
    select.addEventListener("change", (event) => {
      if (!event.isPick) isChosenByHand = true;
    });
    input.addEventListener("input", () => {
      const known = Array.from(input.list.options).find((option) => option.value === input.value);
      if (known === undefined || isChosenByHand) return;
      select.value = known.dataset.category;
      select.dispatchEvent(Object.assign(new Event("change"), { isPick: true }));
    });
  }

  function fillTimeZone(input) {
    input.value = Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";
  }

  // Up and down move between the rows of a list: from row to row, and on a page that is a list also into it.
  function moveToRow(event, step) {
    const rows = Array.from(document.querySelectorAll(".ledger .who a, .rows a.row")).filter((row) => row.checkVisibility());
    const place = rows.indexOf(document.activeElement);
    const isFree = document.activeElement === document.body && document.querySelector(".ledger") !== null;
    const next = place >= 0 || isFree ? rows[place + step] : undefined;
    if (next === undefined) return;
    event.preventDefault();
    next.focus();
  }

  // A field in a closed sheet opens it.
  function focusField(input) {
    if (!input.checkVisibility()) input.closest("[popover]")?.showPopover();
    input.focus();
  }

  function onKey(event) {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.form) {
      event.target.form.requestSubmit();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isTyping(event.target)) return;
    if (event.key.startsWith("Arrow") && event.target.closest("[tabindex='0']")) return; // it scrolls, or moves in a chart
    if (event.key === "ArrowUp" || event.key === "ArrowDown") moveToRow(event, event.key === "ArrowUp" ? -1 : 1);
    const offered = document.querySelector(`[data-shortcut="${CSS.escape(event.key)}"]`);
    if (offered === null) return;
    event.preventDefault();
    if (offered.matches("input")) focusField(offered);
    else if (offered.matches("dialog")) offered.showModal();
    else offered.click();
  }

  each("[data-theme-toggle]", offerThemes);
  each("[data-show-password]", offerToShowPassword);
  each("[data-set-date]", offerDay);
  each("[data-choose]", offerChoice);
  each("[data-picks]", pickForMerchant);
  each("[data-time-zone]", fillTimeZone);
  document.onkeydown = onKey; // the one listener, also where a page is shown in place of another
  navigator.serviceWorker?.register(document.documentElement.dataset.serviceWorker);
  document.querySelector("[aria-invalid=true]")?.focus();
  const wanted = location.hash && document.getElementById(location.hash.slice(1));
  if (wanted && wanted.matches("input")) focusField(wanted); // a link to a field means to type there
}
