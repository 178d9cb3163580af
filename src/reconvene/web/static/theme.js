// Before anything is painted: the light or dark that this browser chose last. Without a choice the system decides.
(() => {
  try {
    const chosen = localStorage.getItem("reconvene-theme");
    if (chosen === "dark" || chosen === "light") document.documentElement.dataset.theme = chosen;
  } catch {
    // A browser that keeps nothing still shows the page.
  }
})();
