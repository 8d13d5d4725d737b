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

  // Takes back the message of a field that is mended. What the server alone can judge, it says again after sending.
  function mend({ target }) {
    const field = target.closest(".field");
    const message = field?.querySelector(".field-errors");
    const controls = field?.querySelectorAll("input, select, textarea") ?? [];
    if (!message || Array.from(controls).some((control) => control.checkVisibility() && !control.checkValidity())) return;
    message.remove();
    [field, ...controls].forEach((wrong) => {
      wrong.removeAttribute("aria-invalid");
      const notes = wrong.getAttribute("aria-describedby")?.split(" ").filter((id) => id !== message.id);
      if (notes?.length) wrong.setAttribute("aria-describedby", notes.join(" "));
      else wrong.removeAttribute("aria-describedby");
    });
  }

  // Says before sending that a file is larger than the server accepts.
  function checkSize(input) {
    const check = () => {
      const isTooLarge = Array.from(input.files).some((file) => file.size > Number(input.dataset.mostBytes));
      input.setCustomValidity(isTooLarge ? input.dataset.tooLarge : "");
      return input.reportValidity();
    };
    input.addEventListener("change", check);
    input.form.addEventListener("submit", (event) => check() || event.preventDefault());
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
  each("[data-time-zone]", fillTimeZone);
  each("[data-most-bytes]", checkSize);
  each("main form", (form) => form.addEventListener("input", mend));
  document.onkeydown = onKey; // the one listener, also where a page is shown in place of another
  navigator.serviceWorker?.register(answers.createScriptURL(document.documentElement.dataset.serviceWorker));
  document.querySelector("input[aria-invalid=true], textarea[aria-invalid=true], select[aria-invalid=true], [aria-invalid=true] input")?.focus();
  const wanted = location.hash && document.getElementById(location.hash.slice(1));
  if (wanted && wanted.matches("input")) focusField(wanted); // a link to a field means to type there
}
