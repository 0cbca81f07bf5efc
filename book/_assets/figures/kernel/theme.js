// Light or dark? Asked of the page itself, so that it is right in the book, in
// JupyterLab, in VS Code and in Colab alike: the color behind the figure decides.

function behind(node) {
  for (; node; node = node.parentElement ?? node.getRootNode().host) {
    const [r, g, b, a = 1] = (getComputedStyle(node).backgroundColor.match(/[\d.]+/g) ?? [0, 0, 0, 0]).map(Number);
    if (a > 0.5) return [r, g, b];
  }
  const root = getComputedStyle(document.documentElement).colorScheme;
  const asked = root === "dark" || (root !== "light" && root.includes("dark") && matchMedia("(prefers-color-scheme: dark)").matches);
  return asked ? [18, 18, 18] : [255, 255, 255];
}

const hosts = new Set();

function paint(host) {
  const [r, g, b] = behind(host.parentElement);
  host.dataset.scheme = 0.3 * r + 0.59 * g + 0.11 * b < 128 ? "dark" : "light";
  host.style.setProperty("--paper", `rgb(${r},${g},${b})`);
}

let timers = [];
function repaint() {
  timers.forEach(clearTimeout); // a theme's style sheet may come later than its attribute
  timers = [0, 300, 1500].map((ms) => setTimeout(() => hosts.forEach(paint), ms));
  hosts.forEach(paint);
}

let watching = false;
export function followTheme(host) {
  if (!watching) {
    watching = true;
    const observer = new MutationObserver(repaint);
    const attributeFilter = ["class", "style", "data-theme", "data-mode", "data-jp-theme-light", "data-vscode-theme-kind", "theme"];
    for (const node of [document.documentElement, document.body]) observer.observe(node, { attributes: true, attributeFilter });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", repaint);
  }
  hosts.add(host);
  paint(host);
  return () => hosts.delete(host);
}
