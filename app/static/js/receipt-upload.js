"use strict";
// Receipts: taken, dropped, pasted or chosen, with a preview and their size before they are sent, and a bar while they are.
// The block keeps names apart when a page is written anew over this one.
{
  const decimals = new Intl.NumberFormat(document.documentElement.lang, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const describeSize = (bytes) => (bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1000))}\u00a0kB` : `${decimals.format(bytes / 1e6)}\u00a0MB`);

  function enhance(area) {
    const input = area.querySelector("input[type=file]:not([data-camera])");
    const camera = area.querySelector("[data-camera]");
    const previews = area.querySelector("[data-previews]");
    const template = area.querySelector("template");
    const accepted = input.accept.split(",");

    const show = () => {
      previews.querySelectorAll("img").forEach((image) => URL.revokeObjectURL(image.src));
      previews.replaceChildren(...Array.from(input.files, (file) => preview(template, file, () => remove(file))));
    };

    const choose = (files) => {
      const chosen = new DataTransfer();
      files.forEach((file) => chosen.items.add(file));
      input.files = chosen.files;
      show();
    };

    const remove = (file) => {
      choose(Array.from(input.files).filter((other) => other !== file));
      (previews.querySelector("button") ?? input).focus();
    };

    const add = (files) => {
      const images = Array.from(files).filter((file) => accepted.includes(file.type));
      if (images.length === 0) return false;
      choose([...input.files, ...images]);
      return true;
    };

    input.addEventListener("change", show);
    camera.addEventListener("change", () => {
      add(camera.files);
      camera.value = "";
    });
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
      if (input.files.length > 0) send(event, area.querySelector("progress"), area.querySelector("[data-failure]"));
    });
  }

  function preview(template, file, remove) {
    const item = document.createElement("li");
    const image = document.createElement("img");
    image.src = URL.createObjectURL(file);
    image.alt = "";
    const name = document.createElement("span");
    name.textContent = `${file.name} · ${describeSize(file.size)}`;
    const button = template.content.firstElementChild.cloneNode(true);
    button.setAttribute("aria-label", `${button.textContent}: ${file.name}`);
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

  document.querySelectorAll("[data-receipt-upload]").forEach(enhance);
}
