// Sets the theme before the first paint; it runs in the head, so that a page never flashes in the other one.
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
