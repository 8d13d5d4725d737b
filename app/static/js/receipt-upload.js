"use strict";
// Receipts: taken, dropped, pasted or chosen. They are shown and their sizes checked before they are sent; a bar shows how
// much of them is sent.
// The block keeps names apart when a page is written anew over this one.
{
  const decimals = new Intl.NumberFormat(document.documentElement.lang, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const describeSize = (bytes) => (bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1000))}\u00a0kB` : `${decimals.format(bytes / 1e6)}\u00a0MB`);

  function enhance(area) {
    const input = area.querySelector("input[type=file]");
    const isSentAtOnce = "sendAtOnce" in input.form.dataset;
    const limits = { ...JSON.parse(area.dataset.limits), ...(isSentAtOnce ? { count: Infinity, bytes_together: Infinity } : {}) };
    const failure = area.querySelector("[data-too-large]");
    const previews = area.querySelector("[data-previews]");
    const template = area.querySelector("template");
    const accepted = input.accept.split(",");
    let chosen = [];

    const draw = () => {
      previews.replaceChildren(...Array.from(input.files, (file) => preview(template, file, limits, () => remove(file))));
      failure.textContent = findFault(Array.from(input.files), limits);
      failure.hidden = failure.textContent === "";
      failure.setAttribute("role", "alert");
      chosen = Array.from(input.files);
    };

    const show = () => {
      draw();
      if (isSentAtOnce && failure.hidden && chosen.length > 0) input.form.requestSubmit();
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

    const add = (files) => {
      const isAccepted = (file) => accepted.includes(file.type) || accepted.some((end) => file.name.toLowerCase().endsWith(end));
      const images = Array.from(files).filter(isAccepted);
      if (images.length === 0) return false;
      choose([...chosen, ...images.filter((image) => !chosen.some((file) => isSame(file, image)))]);
      return true;
    };

    // What is chosen later comes to what is there: a photo is taken at a time.
    input.addEventListener("change", () => add(input.files) || show());
    area.addEventListener("dragover", (event) => {
      event.preventDefault();
      area.classList.add("is-over");
    });
    area.addEventListener("dragleave", () => area.classList.remove("is-over"));
    area.addEventListener("drop", (event) => {
      event.preventDefault();
      area.classList.remove("is-over");
      add(event.dataTransfer.files);
    });
    document.addEventListener("paste", (event) => {
      if (add(event.clipboardData.files)) event.preventDefault();
    });
    input.form.addEventListener("submit", (event) => {
      if (!failure.hidden) {
        event.preventDefault();
        failure.scrollIntoView({ block: "center" });
        (previews.querySelector(".is-too-large button") ?? previews.querySelector("button")).focus();
      } else if (isSentAtOnce) sendEach(event, area, keep);
      else if (input.files.length > 0) send(event, area.querySelector("progress"), area.querySelector("[data-failure]"));
    });
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
    const page = new DOMParser().parseFromString(html, "text/html");
    document.replaceChild(document.adoptNode(page.documentElement), document.documentElement);
    document.querySelectorAll("script").forEach((script) => {
      const running = document.createElement("script");
      running.src = script.src;
      running.async = false; // in their order
      script.replaceWith(running);
    });
    window.scrollTo(0, 0);
  }

  // Sends the form as the browser would, and shows the page that answers, or says that the network failed.
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
    request.addEventListener("load", () => {
      history.pushState(null, "", request.responseURL);
      show(request.responseText);
      window.addEventListener("popstate", () => location.reload()); // both entries of the history share this document
    });
    request.addEventListener("error", () => {
      bar.hidden = true;
      failure.hidden = false;
      failure.setAttribute("role", "alert");
    });
    request.open("POST", form.action);
    request.send(data);
  }

  // Sends one file after the other, so that each is safe as soon as it is there; then shows the page with all of them.
  async function sendEach(event, area, keep) {
    event.preventDefault();
    const form = event.target;
    const input = area.querySelector("input[type=file]");
    const bar = area.querySelector("progress");
    const failure = area.querySelector("[data-too-large]");
    const lost = area.querySelector("[data-failure]");
    const faults = [];
    if (!bar.hidden) return; // what is added while others are sent comes after them
    bar.hidden = false;
    lost.hidden = true;
    try {
      for (let sent = 1; input.files.length > 0 && failure.hidden; sent += 1) {
        faults.push(...(await sendOne(form, input.files[0])));
        keep(Array.from(input.files).slice(1));
        bar.value = sent / (sent + input.files.length);
      }
    } catch {
      lost.hidden = false; // sent again, what is there already is not kept twice: the form has its key
      lost.setAttribute("role", "alert");
      form.classList.add("has-failed");
    }
    bar.hidden = true;
    if (faults.length > 0) {
      failure.textContent = faults.join(" ");
      failure.hidden = false;
    } else if (input.files.length === 0) location.assign(form.action);
  }

  // Returns what the server says against a file.
  async function sendOne(form, file) {
    const data = new FormData(form);
    data.set("receipts", file);
    const answer = await fetch(form.action, { method: "POST", body: data });
    if (answer.status >= 500) throw new Error(answer.statusText);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    return Array.from(page.querySelectorAll(".field-errors, main .alert:not([hidden])"), (fault) => fault.textContent.trim());
  }

  document.querySelectorAll("[data-receipt-upload]").forEach(enhance);
}
