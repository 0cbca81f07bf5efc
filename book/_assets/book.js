// Everything the book's pages do: theme, search, copying code, sections, folded proofs.
// The text itself needs none of it.

const root = document.documentElement;
const make = (tag, properties = {}) => Object.assign(document.createElement(tag), properties);
const all = (selector, within = document) => [...within.querySelectorAll(selector)];

// Light and dark. The page's first script has set the theme before anything was drawn.
document.getElementById("switch-theme").addEventListener("click", () => {
  root.dataset.theme = root.dataset.theme === "dark" ? "light" : "dark";
  localStorage.setItem("theme", root.dataset.theme);
});

// On a phone a picture is fetched when the reader comes near. Elsewhere all are, at once.
if (!matchMedia("(pointer: coarse)").matches) for (const picture of all("img")) picture.loading = "eager";

// A box that scrolls sideways can be reached and scrolled by keyboard.
const scrollers = { ".formula": "Wide formula", pre: "Wide code", ".pst-scrollable-table-container": "Wide table", ".output.text_html": "Wide output" };
const watcher = new ResizeObserver((entries) => {
  // Read all, then write all: a read after a write lays out the whole page again.
  const wide = entries.map(({ target }) => target.scrollWidth > target.clientWidth + 1);
  entries.forEach(({ target }, k) => {
    if (wide[k] === target.hasAttribute("tabindex")) return;
    if (wide[k]) {
      target.tabIndex = 0;
      target.role = "group";
      target.ariaLabel = `${target.dataset.label}, scrolls sideways`;
    } else {
      for (const name of ["tabindex", "role", "aria-label"]) target.removeAttribute(name);
    }
  });
});
for (const [selector, label] of Object.entries(scrollers)) {
  for (const box of all(selector)) {
    box.dataset.label = label;
    watcher.observe(box);
  }
}

// Copy the code of a cell.
addEventListener("click", async ({ target }) => {
  if (!target.matches(".copy")) return;
  await navigator.clipboard.writeText(target.previousElementSibling.textContent);
  target.textContent = "Copied";
  setTimeout(() => (target.textContent = "Copy"), 1500);
});

// A folded proof opens when it, or something in it, is the target of a link, or in print.
// Its place is sought again then: what stands above may have been laid out only now.
const openTarget = () => {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  let opened = false;
  for (let box = target?.closest("details:not([open])"); box; box = box.closest("details:not([open])")) opened = box.open = true;
  if (opened) requestAnimationFrame(() => requestAnimationFrame(() => target.scrollIntoView()));
};
addEventListener("hashchange", openTarget);
openTarget();
let closed = [];
addEventListener("beforeprint", () => {
  closed = all("details:not([open], .hide)");
  for (const box of closed) box.open = true;
});
addEventListener("afterprint", () => closed.forEach((box) => (box.open = false)));

// Where the reader is, in the list of the page's sections.
const links = new Map(all("#on-this-page a").map((link) => [decodeURIComponent(link.hash.slice(1)), link]));
const sections = new IntersectionObserver((entries) => {
  for (const { target, isIntersecting } of entries) {
    const link = links.get(target.id);
    if (isIntersecting) link.setAttribute("aria-current", "location");
    else link.removeAttribute("aria-current");
  }
}, { rootMargin: "-20% 0px -75% 0px" });
for (const id of links.keys()) sections.observe(document.getElementById(id));
for (const link of links.values()) link.addEventListener("click", () => document.getElementById("on-this-page").hidePopover?.());

// Search: section by section, every word of the query, also as the beginning of a word.
const dialog = document.getElementById("search");
const query = document.getElementById("query");
const results = document.getElementById("search-results");
const state = document.getElementById("search-state");
const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
let index;

async function openSearch() {
  dialog.showModal();
  query.select();
  const site = new URL(root.dataset.content_root, location.href);
  index ??= fetch(new URL("search.json", site)).then((answer) => answer.json());
  const entries = await index;
  for (const entry of entries) {
    entry.folded ??= fold(`${entry.page}\n${entry.section}\n${entry.text}`);
    entry.href = new URL(entry.url, site);
  }
}

function score(entry, words) {
  const heading = fold(entry.section), page = fold(entry.page);
  let total = 0;
  for (const word of words) {
    if (!entry.folded.includes(word)) return 0;
    total += 1 + 20 * heading.includes(word) + 5 * page.includes(word);
    total += Math.min(8, entry.folded.split(word).length - 1);
  }
  return total + 10 * entry.folded.includes(words.join(" "));
}

function excerpt(text, words) {
  const pattern = new RegExp(`(${words.map((word) => word.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&")).join("|")})`, "iu");
  const start = Math.max(0, (text.search(pattern) || 0) - 60);
  const line = make("span");
  for (const piece of ((start ? "…" : "") + text.slice(start, start + 190) + "…").split(new RegExp(pattern, "giu"))) {
    line.append(pattern.test(piece) ? make("mark", { textContent: piece }) : piece);
  }
  return line;
}

async function showResults() {
  const words = fold(query.value).split(/\s+/).filter(Boolean);
  const entries = await index;
  const found = words.length
    ? entries.map((entry) => [score(entry, words), entry]).filter(([points]) => points)
        .sort(([a], [b]) => b - a).slice(0, 20)
    : [];
  state.textContent = words.length ? `${found.length || "No"} section${found.length === 1 ? "" : "s"} found` : "";
  results.replaceChildren(...found.map(([, entry]) => {
    const link = make("a", { href: entry.href });
    link.append(make("strong", { textContent: entry.section }));
    if (entry.page !== entry.section) link.append(` · ${entry.page}`);
    link.append(excerpt(entry.text, words));
    link.addEventListener("click", () => dialog.close());
    const item = make("li");
    item.append(link);
    return item;
  }));
}

document.getElementById("open-search").addEventListener("click", openSearch);
query.addEventListener("input", showResults);
query.addEventListener("keydown", (event) => {
  if (event.key === "Escape") dialog.close(); // not only clear the field
});
query.form.addEventListener("submit", (event) => {
  event.preventDefault();
  results.querySelector("a")?.click();
});
document.getElementById("close-search").addEventListener("click", () => dialog.close());
addEventListener("keydown", (event) => {
  const typing = event.target.closest?.("input, textarea, [contenteditable]");
  if ((event.key === "/" && !typing) || (event.key === "k" && (event.ctrlKey || event.metaKey))) {
    event.preventDefault();
    openSearch();
  }
});
