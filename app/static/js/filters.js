"use strict";
// The filters of a list on a phone: "Search" opens their sheet with the focus in its search.
document.querySelector("[data-search]")?.addEventListener("click", () => setTimeout(() => document.getElementById("q").focus()));
