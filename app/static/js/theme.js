"use strict";
// Sets the theme before the first paint; it runs in the head, so that a page never flashes in the other one.
// The block keeps names apart when a page is written anew over this one.
{
  const theme = (() => {
    try {
      return localStorage.getItem("theme");
    } catch {
      return null; // storage is switched off: the theme follows the system
    }
  })();
  if (theme === "light" || theme === "dark") {
    document.documentElement.dataset.theme = theme;
  }
}
