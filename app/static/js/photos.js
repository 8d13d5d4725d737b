// Photos: dropped, pasted or chosen, with a preview and their size before they are sent.
const kilobytes = (bytes) => (bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1000))} kB` : `${(bytes / 1e6).toFixed(1)} MB`);

function enhance(area) {
  const input = area.querySelector("input[type=file]");
  const previews = area.querySelector("[data-previews]");
  const accepted = input.accept.split(",");

  const show = () => {
    previews.querySelectorAll("img").forEach((image) => URL.revokeObjectURL(image.src));
    previews.replaceChildren(...Array.from(input.files, preview));
  };

  const add = (files) => {
    const images = Array.from(files).filter((file) => accepted.includes(file.type));
    if (images.length === 0) return false;
    const all = new DataTransfer();
    [...input.files, ...images].forEach((file) => all.items.add(file));
    input.files = all.files;
    show();
    return true;
  };

  input.addEventListener("change", show);
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
  area.querySelectorAll("[data-needs-script]").forEach((element) => {
    element.hidden = false;
  });
}

function preview(file) {
  const item = document.createElement("li");
  const image = document.createElement("img");
  image.src = URL.createObjectURL(file);
  image.alt = "";
  const name = document.createElement("span");
  name.textContent = `${file.name} · ${kilobytes(file.size)}`;
  item.append(image, name);
  return item;
}

document.querySelectorAll("[data-photos]").forEach(enhance);
