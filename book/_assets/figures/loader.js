/* On the site: fetch the kernel and a figure's code when the figure comes near the view.
   Load with <script defer src="_static/figures/loader.js">; the others lie beside it. */
const base = new URL(".", document.currentScript.src);
const wanted = new Map();

function fetchScript(name) {
  if (!wanted.has(name))
    wanted.set(name, new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = new URL(`${name}.js?v=${VERSIONS[name] ?? ""}`, base);
      script.onload = resolve;
      script.onerror = reject;
      document.head.append(script);
    }));
  return wanted.get(name);
}

const near = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) {
    if (!isIntersecting) continue;
    near.unobserve(target);
    const name = target.localName.slice(4);
    fetchScript("kernel").then(() => fetchScript(name)).catch(() => {}); // without code the picture stays
  }
}, { rootMargin: "600px" });

const watch = () => document.querySelectorAll("[data-figure]").forEach((node) => node.localName.startsWith("fig-") && near.observe(node));
if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", watch);
else watch();
