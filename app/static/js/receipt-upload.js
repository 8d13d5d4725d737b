"use strict";
// Receipts: taken, dropped, pasted or chosen. They are shown and their sizes checked before they are sent; a bar shows how
// much of them is sent. Those for a new expense are sent ahead of its form, so that they are safe at once, and are read while
// it is filled in; they wait for it, as if they had been sent to the waiting ones.
// The block keeps names apart when a page is written anew over this one.
{
  const decimals = new Intl.NumberFormat(document.documentElement.lang, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const MEBIBYTE = 1024 * 1024; // as the server counts
  const describeSize = (bytes) => (bytes < MEBIBYTE ? `${Math.max(1, Math.round(bytes / 1024))}\u00a0kB` : `${decimals.format(bytes / MEBIBYTE)}\u00a0MB`);

  function enhance(area) {
    const input = area.querySelector("input[type=file]");
    const isSentAtOnce = "sendAtOnce" in input.form.dataset;
    const isSentAhead = "sendAhead" in area.dataset;
    const isEachAlone = isSentAtOnce || isSentAhead;
    const limits = { ...JSON.parse(area.dataset.limits), ...(isEachAlone ? { count: Infinity, bytes_together: Infinity } : {}) };
    const failure = area.querySelector("[data-too-large]");
    const notTaken = area.querySelector("[data-not-taken]");
    const previews = area.querySelector("[data-previews]");
    const template = area.querySelector("template");
    const accepted = input.accept.split(",");
    let chosen = [];
    let isSending = false; // photos ahead of the form
    let pressed = null; // the button that was pressed meanwhile

    const draw = () => {
      previews.replaceChildren(...Array.from(input.files, (file) => preview(template, file, limits, () => remove(file))));
      failure.textContent = findFault(Array.from(input.files), limits);
      failure.hidden = failure.textContent === "";
      failure.setAttribute("role", "alert");
      notTaken.hidden = true;
      chosen = Array.from(input.files);
    };

    const show = () => {
      draw();
      if (!failure.hidden || chosen.length === 0) return;
      if (isSentAtOnce) input.form.requestSubmit();
      if (isSentAhead && !isSending) goAhead();
    };

    const goAhead = async () => {
      isSending = true;
      const isAllSent = await sendAhead(area, keep);
      isSending = false;
      if (pressed && isAllSent) input.form.requestSubmit(pressed);
      pressed = null;
    };

    const keep = (files) => {
      const carried = new DataTransfer();
      files.forEach((file) => carried.items.add(file));
      input.files = carried.files;
      draw();
    };

    const choose = (files) => {
      keep(files);
      show();
    };

    const remove = (file) => {
      choose(Array.from(input.files).filter((other) => other !== file));
      (previews.querySelector("button") ?? input).focus();
    };

    const isAccepted = (file) => accepted.includes(file.type) || accepted.some((end) => file.name.toLowerCase().endsWith(end));

    const add = (files) => {
      const images = Array.from(files).filter(isAccepted);
      if (images.length === 0) return false;
      choose([...chosen, ...images.filter((image) => !chosen.some((file) => isSame(file, image)))]);
      return true;
    };

    // Listens on the whole page, until another one is written over it.
    const listen = (kind, act) => document.addEventListener(kind, (event) => area.isConnected && act(event));

    // What is chosen later comes to what is there: a photo is taken at a time.
    input.addEventListener("change", () => add(input.files) || show());
    // A photo that is dropped beside the field would else be opened in place of the page.
    listen("dragover", (event) => {
      if (!event.dataTransfer.types.includes("Files")) return;
      event.preventDefault();
      area.classList.add("is-over");
    });
    listen("dragleave", (event) => {
      if (event.relatedTarget === null) area.classList.remove("is-over"); // it has left the window
    });
    listen("drop", (event) => {
      if (!event.dataTransfer.types.includes("Files")) return;
      event.preventDefault();
      area.classList.remove("is-over");
      add(event.dataTransfer.files);
      notTaken.hidden = Array.from(event.dataTransfer.files).every(isAccepted);
      notTaken.setAttribute("role", "alert");
    });
    listen("paste", (event) => {
      if (add(event.clipboardData.files)) event.preventDefault();
    });
    input.form.addEventListener("submit", (event) => {
      if (isSending) {
        event.preventDefault();
        pressed = event.submitter;
      } else if (!failure.hidden && input.files.length > 0) {
        event.preventDefault();
        failure.scrollIntoView({ block: "center" });
        (previews.querySelector(".is-too-large button") ?? previews.querySelector("button")).focus();
      } else if (isSentAtOnce) sendEach(event, area, keep);
      else if (input.files.length > 0) send(event, area.querySelector("progress"), area.querySelector("[data-failure]"));
    });
    if (input.files.length > 0) show(); // a photo that was faster than the script
  }

  const isSame = (one, other) => one.name === other.name && one.size === other.size && one.lastModified === other.lastModified;

  // Returns why the files cannot be sent, empty if they can.
  function findFault(files, limits) {
    const tooLarge = files.filter((file) => file.size > limits.bytes);
    if (tooLarge.length > 0) return tooLarge.map((file) => limits.too_large.replace("{name}", () => file.name)).join(" ");
    if (files.length > limits.count) return limits.too_many;
    const size = files.reduce((sum, file) => sum + file.size, 0);
    return size > limits.bytes_together ? limits.too_large_together : "";
  }

  function preview(template, file, limits, remove) {
    const item = document.createElement("li");
    item.classList.toggle("is-too-large", file.size > limits.bytes);
    const image = document.createElement("img");
    image.alt = "";
    const unseen = template.content.lastElementChild.cloneNode(true); // a browser may not draw HEIC, and draws no PDF
    image.addEventListener("error", () => image.replaceWith(unseen));
    image.src = URL.createObjectURL(file);
    ["load", "error"].forEach((end) => image.addEventListener(end, () => URL.revokeObjectURL(image.src)));
    const name = document.createElement("span");
    name.textContent = `${file.name} · ${describeSize(file.size)}`;
    const button = template.content.firstElementChild.cloneNode(true);
    button.setAttribute("aria-label", `${button.textContent.trim()}: ${file.name}`);
    button.addEventListener("click", remove);
    item.append(image, name, button);
    return item;
  }

  // Shows a page that came as an answer, as if the browser had opened it: scripts of parsed text do not run by themselves.
  function show(html) {
    const page = parsePage(html);
    document.replaceChild(document.adoptNode(page.documentElement), document.documentElement);
    document.querySelectorAll("script").forEach((script) => {
      const running = document.createElement("script");
      running.src = answers.createScriptURL(script.src);
      running.async = false; // in their order
      script.replaceWith(running);
    });
    window.scrollTo(0, 0);
  }

  // Sends the form as the browser would, and shows the page that answers. If the network or the server fails, the form
  // stays with all that was typed and chosen.
  function send(event, bar, failure) {
    event.preventDefault();
    if (!bar.hidden) return; // it is being sent: a second press must not make a second expense
    const form = event.target;
    const request = new XMLHttpRequest();
    const data = new FormData(form, event.submitter);
    bar.hidden = false;
    failure.hidden = true;
    request.upload.addEventListener("progress", (progress) => {
      if (progress.lengthComputable) bar.value = progress.loaded / progress.total;
    });
    const fail = () => {
      bar.hidden = true;
      failure.hidden = false;
      failure.setAttribute("role", "alert");
    };
    request.addEventListener("load", () => {
      if (request.status >= 500) return fail();
      history.pushState(null, "", request.responseURL);
      show(request.responseText);
      window.addEventListener("popstate", () => location.reload()); // both entries of the history share this document
    });
    request.addEventListener("error", fail);
    request.open("POST", event.submitter?.getAttribute("formaction") ?? form.action);
    request.send(data);
  }

  // Sends the waiting ones, and shows the page with all of them.
  async function sendEach(event, area, keep) {
    event.preventDefault();
    const form = event.target;
    if (!area.querySelector("progress").hidden) return; // what is added while others are sent comes after them
    const pages = [];
    const isAllSent = await sendAll(area, { action: form.action, fields: {}, keep, use: (page) => pages.push(page) });
    if (isAllSent) return location.assign(form.action);
    form.classList.toggle("has-failed", !area.querySelector("[data-failure]").hidden);
    if (pages.length > 0) showKept(pages.at(-1));
  }

  // Shows the waiting ones as a page that answered does: they are kept, also if a file beside them is refused.
  function showKept(page) {
    const kept = page.querySelectorAll("[data-kept]");
    document.querySelectorAll("[data-kept]").forEach((part, place) => part.replaceWith(document.adoptNode(kept[place])));
  }

  // Sends photos for a new expense to the waiting ones; the form, as the server then shows it, has them chosen.
  function sendAhead(area, keep) {
    const { form } = area.querySelector("input[type=file]");
    const use = (page) => form.dispatchEvent(new CustomEvent("receipt-kept", { detail: page }));
    return sendAll(area, { action: area.dataset.sendAhead, fields: { for_new_expense: "1" }, keep, use });
  }

  // Sends one file after the other, so that each is safe as soon as it is there, and uses the pages that answer.
  async function sendAll(area, { action, fields, keep, use }) {
    const input = area.querySelector("input[type=file]");
    const bar = area.querySelector("progress");
    const failure = area.querySelector("[data-too-large]");
    const lost = area.querySelector("[data-failure]");
    const faults = [];
    bar.hidden = false;
    lost.hidden = true;
    try {
      for (let sent = 1; input.files.length > 0 && failure.hidden; sent += 1) {
        const [file] = input.files;
        const answer = await sendOne(input.form, action, { ...fields, receipts: file });
        keep(Array.from(input.files).filter((other) => !isSame(other, file)));
        bar.value = sent / (sent + input.files.length);
        faults.push(...answer.faults);
        if (answer.faults.length === 0) use(answer.page);
      }
    } catch {
      lost.hidden = false; // sent again, what is there already is not kept twice: the form has its key
      lost.setAttribute("role", "alert");
    }
    bar.hidden = true;
    if (faults.length > 0) {
      failure.textContent = faults.join(" ");
      failure.hidden = false;
    }
    return faults.length === 0 && input.files.length === 0;
  }

  // Returns the page that answers, and what it says against the file.
  async function sendOne(form, action, values) {
    const data = new FormData();
    ["csrf_token", "key"].forEach((name) => data.set(name, form.elements.namedItem(name).value));
    Object.entries(values).forEach(([name, value]) => data.set(name, value));
    const answer = await fetch(action, { method: "POST", body: data });
    const page = parsePage(await answer.text());
    if (page.querySelector("[data-receipt-upload]") === null) throw new Error(answer.statusText); // an error, or a log-in
    const faults = page.querySelectorAll(".field-errors, main .alert:not([hidden])");
    return { page, faults: Array.from(faults, (fault) => fault.textContent.trim()) };
  }

  document.querySelectorAll("[data-receipt-upload]").forEach(enhance);
}
