"use strict";
// Says that scripts run and sets the theme, both before the first paint: it runs in the head, so that a page never
// flashes in the other theme and nothing moves down when what needs a script appears.
// The block keeps names apart when a page is written anew over this one.
{
  document.documentElement.dataset.hasScript = "";
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
