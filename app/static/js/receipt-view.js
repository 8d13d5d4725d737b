"use strict";
// A receipt grows under the pointer: with the wheel, two fingers, the buttons, and the keys + - 0.
{
  const LARGEST = 8; // times as wide as it fits
  const STEP = 1.25;
  const view = document.querySelector("[data-receipt-view]");
  let zoom = 1;

  // Shows the receipt at a zoom; the point at (x, y) of the window stays where it is.
  function show(wanted, x = middle().x, y = middle().y) {
    const before = zoom;
    zoom = Math.min(Math.max(wanted, 1), LARGEST);
    if (zoom === before) return;
    const box = view.getBoundingClientRect();
    if (before === 1) view.style.setProperty("--fit", `${view.querySelector("img").clientWidth}px`);
    const left = (view.scrollLeft + x - box.left) / view.scrollWidth;
    const top = (view.scrollTop + y - box.top) / view.scrollHeight;
    view.style.setProperty("--zoom", zoom);
    view.classList.toggle("is-growing", zoom > 1);
    view.scrollTo(left * view.scrollWidth - x + box.left, top * view.scrollHeight - y + box.top);
  }

  function middle() {
    const box = view.getBoundingClientRect();
    return { x: box.left + box.width / 2, y: box.top + box.height / 2 };
  }

  const distance = ([one, other]) => Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY);

  let pinch = null; // the distance of two fingers, and the zoom, when they touched
  view.addEventListener("touchstart", (event) => {
    pinch = event.touches.length === 2 ? { distance: distance(event.touches), zoom } : null;
  });
  view.addEventListener(
    "touchmove",
    (event) => {
      if (!pinch || event.touches.length !== 2) return;
      event.preventDefault();
      const [one, other] = event.touches;
      const x = (one.clientX + other.clientX) / 2;
      const y = (one.clientY + other.clientY) / 2;
      show((pinch.zoom * distance(event.touches)) / pinch.distance, x, y);
    },
    { passive: false },
  );
  view.addEventListener(
    "wheel",
    (event) => {
      event.preventDefault();
      show(zoom * Math.exp(-event.deltaY / 500), event.clientX, event.clientY);
    },
    { passive: false },
  );
  view.addEventListener("click", (event) => {
    event.preventDefault(); // without a script a click leads to the full size
    show(zoom > 1 ? 1 : 2.5, event.clientX, event.clientY);
  });

  const zooms = { "+": () => zoom * STEP, "=": () => zoom * STEP, "-": () => zoom / STEP, 0: () => 1 };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) return;
    const next = zooms[event.key];
    if (next) show(next());
  });
  document.querySelectorAll("[data-zoom]").forEach((button) => {
    button.addEventListener("click", () => show(button.dataset.zoom === "in" ? zoom * STEP ** 2 : zoom / STEP ** 2));
  });
}
