"use strict";
// What a receipt suggests for its expense: marks beside the fields say where their values come from, and go when a value is
// changed; choices fill a field; what is read while the form is open fills what is still empty.
// The block keeps names apart when a page is written anew over this one.
{
  const ASKED_AT_MOST = 20; // times, once a second
  const SECOND = 1000;
  const FIELDS = ["amount", "merchant", "spent_on"];
  const MARKS = [...FIELDS, "category_id"].map((name) => `#${name}-source`);
  const TAKEN = [...MARKS, ...FIELDS.map((name) => `[data-choices=${name}]`), "[data-foreign]", ".read-words"];

  function enhance(form) {
    let beside = document.querySelector(".beside-form");
    const touched = new Set();
    const field = (name) => form.elements.namedItem(name);
    const chosen = (name) => form.querySelector(`[name=${name}]:checked`)?.value ?? "";
    const day = () => (["", "other"].includes(chosen("day")) ? field("spent_on").value : chosen("day"));
    const valueOf = (name) => (name === "spent_on" ? day() : field(name).value.trim());
    const sourceOf = (name) => document.getElementById(`${name}-source`);
    // A day other than today that the form came back with was chosen, unless the receipt says it.
    const today = form.querySelector("[name=day]").value;
    if (day() !== today && sourceOf("spent_on").textContent === "") touched.add("spent_on");

    // Says where the values come from, and points at the words of the amount.
    function reflect() {
      FIELDS.forEach((name) => {
        const choices = Array.from(form.querySelectorAll(`[data-choices=${name}] button`));
        const found = choices.find((choice) => choice.value === valueOf(name));
        choices.forEach((choice) => choice.setAttribute("aria-pressed", String(choice === found)));
        sourceOf(name).textContent = found?.dataset.words ?? "";
        sourceOf(name).classList.toggle("is-sure", found !== undefined && "isSure" in found.dataset);
      });
      const category = sourceOf("category_id");
      const isUsual = category.dataset.usual !== "" && category.dataset.usual === chosen("category_id") && !touched.has("category_id");
      category.textContent = isUsual ? category.dataset.words : "";
      beside?.querySelectorAll("polygon").forEach((words) => words.classList.toggle("is-on", words.dataset.value === valueOf("amount")));
    }

    function write(name, value) {
      if (name === "spent_on") {
        const near = form.querySelector(`[name=day][value="${CSS.escape(value)}"]`);
        (near ?? form.querySelector("[name=day][value=other]")).checked = true;
      }
      field(name).value = value;
      field(name).dispatchEvent(new Event("input", { bubbles: true }));
    }

    form.addEventListener("click", ({ target }) => {
      const choice = target.closest("[data-choices] button");
      if (choice === null) return;
      const { choices: name } = choice.parentElement.dataset;
      write(name, choice.value);
      touched.add(name);
      field(name).focus();
    });
    form.addEventListener("input", ({ target, isTrusted }) => {
      if (isTrusted) touched.add(target.name === "day" ? "spent_on" : target.name);
      reflect();
    });

    // Takes from the page, asked for again, what was read meanwhile.
    function take(page) {
      TAKEN.forEach((part) => document.querySelector(part).replaceWith(document.adoptNode(page.querySelector(part))));
      FIELDS.forEach((name) => {
        const first = form.querySelector(`[data-choices=${name}] button`);
        const isFree = !touched.has(name) && (name === "spent_on" || field(name).value === "");
        if (first && isFree) write(name, first.value);
      });
      reflect();
    }

    const fetchText = async (url) => {
      const answer = await fetch(url);
      if (!answer.ok || answer.redirected) throw new Error(answer.statusText);
      return answer.text();
    };

    const say = (text) => (beside.querySelector(".reading-state").textContent = text);

    async function ask(times) {
      const isRead = !JSON.parse(await fetchText(beside.dataset.reading)).is_being_read;
      if (isRead) take(parsePage(await fetchText(beside.dataset.readPage)));
      if (isRead || times === 1) say("");
      else setTimeout(askQuietly, SECOND, times - 1);
    }

    // Without an answer there are no suggestions; nothing else depends on them.
    function askQuietly(times) {
      ask(times).catch(() => say(""));
    }

    function follow() {
      showWords(beside);
      if (beside.dataset.reading) setTimeout(askQuietly, SECOND, ASKED_AT_MOST);
    }

    // Takes a photo that was sent ahead from the page that answered: it is chosen, and the first one stands beside the form.
    form.addEventListener("receipt-kept", ({ detail: page }) => {
      choose(form, document.adoptNode(page.querySelector("[data-waiting]")));
      if (beside !== null) return;
      beside = document.importNode(page.querySelector(".beside-form"), true);
      form.parentElement.className = page.querySelector(".add-form").parentElement.className;
      form.before(beside);
      load(page.querySelector("script[src*=receipt-view]").src);
      take(page);
      document.activeElement.scrollIntoView({ block: "nearest" });
      follow();
    });

    field("amount").removeAttribute("list"); // the choices stand below
    if (beside === null) return;
    if (field("amount").autofocus) field("amount").select(); // else another field is wrong, and has the focus
    follow();
  }

  // Shows the waiting receipts anew; those that were chosen stay so.
  function choose(form, waiting) {
    const before = form.querySelector("[data-waiting]");
    const chosen = Array.from(before?.querySelectorAll(":checked") ?? [], (box) => box.value);
    waiting.querySelectorAll("input").forEach((box) => (box.checked ||= chosen.includes(box.value)));
    if (before) before.replaceWith(waiting);
    else form.querySelector("[data-receipt-upload]").after(waiting);
  }

  function load(url) {
    const script = document.createElement("script");
    script.src = answers.createScriptURL(url);
    document.head.append(script);
  }

  // Scrolls the picture, and nothing else, so that the words of the amount are in its middle.
  function showWords(beside) {
    const view = beside.querySelector("[data-receipt-view]");
    const words = beside.querySelector("polygon.is-on");
    const image = view.querySelector("img");
    const scroll = () => {
      const box = words.getBoundingClientRect();
      view.scrollTop += box.top + box.height / 2 - view.getBoundingClientRect().top - view.clientHeight / 2;
    };
    if (words === null) return;
    if (image.complete) scroll();
    else image.addEventListener("load", scroll, { once: true });
  }

  document.querySelectorAll(".add-form:has([data-source])").forEach(enhance);
}
