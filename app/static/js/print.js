"use strict";
// A button that opens the browser's own dialog for printing.
document.querySelectorAll("[data-print]").forEach((button) => button.addEventListener("click", () => print()));
