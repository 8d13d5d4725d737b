// What pages gain where JavaScript runs: every page works without it. Elements say in data-* what they offer.
const isTyping = (target) => target.closest("input, textarea, select, [contenteditable]") !== null;

function offerThemes(button) {
  const isDark = () => {
    const chosen = document.documentElement.dataset.theme;
    return chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  };
  button.hidden = false;
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
  button.hidden = false;
  button.addEventListener("click", () => {
    const isShown = input.type === "password";
    input.type = isShown ? "text" : "password";
    button.setAttribute("aria-pressed", String(isShown));
  });
}

function offerDay(button) {
  const input = document.getElementById(button.dataset.setDate);
  button.hidden = false;
  button.addEventListener("click", () => {
    input.value = button.dataset.value;
    input.focus();
  });
}

function fillTimeZone(input) {
  input.value = Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";
}

function closeMenu(menu) {
  document.addEventListener("click", (event) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
  menu.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
}

function onKey(event) {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.form) {
    event.target.form.requestSubmit();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  const link = document.querySelector(`[data-shortcut="${CSS.escape(event.key)}"]`);
  if (link === null) return;
  event.preventDefault();
  if (link.matches("input")) link.focus();
  else link.click();
}

const each = (selector, enhance) => document.querySelectorAll(selector).forEach(enhance);
each("[data-theme-toggle]", offerThemes);
each("[data-show-password]", offerToShowPassword);
each("[data-set-date]", offerDay);
each("[data-time-zone]", fillTimeZone);
each("details.menu", closeMenu);
document.addEventListener("keydown", onKey);
