/* Bundle the moving figures: book/_assets/figures/*.js -> mathlib/plotting/static/.

   node tools/build_figures.mjs           write the bundles, print their sizes
   node tools/build_figures.mjs --check   write nothing; exit 1 when they are stale

   The kernel is bundled once and kept in globalThis.bookFigures; each figure is a file of
   its own that takes the kernel from there, so a page loads the kernel once and only the
   figures it shows. The bundles are committed: a reader who installed mathlib by pip has
   no Node, and needs them for live figures in JupyterLab. figures.json lists figures,
   their parameters (mathlib.plotting.interactive refuses others) and the sources' hashes
   (a test compares them, so that stale bundles are noticed without Node). */
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import vm from "node:vm";
import { gzipSync } from "node:zlib";
import { build, transform } from "esbuild";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const sources = join(root, "book/_assets/figures");
const target = join(root, "mathlib/plotting/static");
const browsers = ["chrome105", "firefox110", "safari16"];
const text = (path) => readFileSync(path, "utf8").replaceAll("\r\n", "\n");
const digest = (string) => createHash("sha256").update(string).digest("hex");

/** A figure's `import { a, b } from "./kernel.js"` becomes `const { a, b } = globalThis.bookFigures`. */
/** A style sheet is imported as a string, without spaces. */
const styleAsText = {
  name: "style-as-text",
  setup(builder) {
    builder.onLoad({ filter: /\.css$/ }, async ({ path }) => ({ loader: "text", contents: (await transform(text(path), { loader: "css", minify: true, target: browsers })).code.trim() }));
  },
};

const kernelFromPage = {
  name: "kernel-from-page",
  setup(builder) {
    builder.onLoad({ filter: /\.js$/ }, ({ path }) => ({
      contents: text(path).replace(/import (\{[^}]*\}) from "\.\/kernel\.js";/, (_, names) => `const ${names.replaceAll(" as ", ": ")} = globalThis.bookFigures;`),
    }));
  },
};

async function bundle(name, options = {}) {
  const result = await build({
    entryPoints: [join(sources, `${name}.js`)], bundle: true, format: "iife", minify: true, charset: "utf8",
    target: browsers, write: false, legalComments: "none", absWorkingDir: root, nodePaths: [join(root, "node_modules")], ...options });
  return result.outputFiles[0].text.trim() + "\n";
}

/** What a figure says of itself: run its bundle with a kernel that only listens. */
function description(name, code) {
  let heard = null;
  const listen = (tag, spec) => (heard = { tag, spec });
  vm.runInNewContext(code, { bookFigures: { define: listen } });
  if (heard?.tag !== name) throw new Error(`${name}.js must call define("${name}", ...)`);
  for (const key of ["label", "params", "height", "setup"]) if (!heard.spec[key]) throw new Error(`${name}.js: define needs ${key}`);
  return { label: heard.spec.label, params: heard.spec.params, height: heard.spec.height };
}

const names = readdirSync(sources).filter((f) => f.endsWith(".js") && !["kernel.js", "loader.js"].includes(f)).map((f) => f.slice(0, -3)).sort();
const files = {};
files["kernel.js"] = await bundle("kernel", { entryPoints: undefined, stdin: { contents: `import * as kernel from "./kernel.js"; globalThis.bookFigures ??= { ...kernel };`, resolveDir: sources }, plugins: [styleAsText] });
const figures = {};
for (const name of names) {
  files[`${name}.js`] = await bundle(name, { plugins: [kernelFromPage] });
  figures[name] = description(name, files[`${name}.js`]);
}
const versions = Object.fromEntries(Object.entries(files).map(([file, code]) => [file.slice(0, -3), digest(code).slice(0, 8)]));
files["loader.js"] = await bundle("loader", { define: { VERSIONS: JSON.stringify(versions) } });
// Room kept for each figure until its code has come, so that nothing below it jumps.
files["figures.css"] = names.map((name) => `fig-${name}`).join(",") + "{display:block;margin:.5rem 0 1rem}\n"
  + names.map((name) => {
    const [wide, narrow] = figures[name].height;
    return `@media screen and (scripting:enabled){fig-${name}{min-height:${wide}px}}@media screen and (scripting:enabled) and (max-width:520px){fig-${name}{min-height:${narrow}px}}\n`;
  }).join("");
const parts = readdirSync(sources, { recursive: true }).filter((f) => /\.(js|css)$/.test(f)).map((f) => f.replaceAll("\\", "/")).sort();
const hashes = Object.fromEntries([...parts.map((f) => [`book/_assets/figures/${f}`, digest(text(join(sources, f)))]), ["tools/build_figures.mjs", digest(text(fileURLToPath(import.meta.url)))]]);
files["figures.json"] = JSON.stringify({ figures, sources: hashes }, null, 1) + "\n";
for (const [file, code] of Object.entries(files)) if (/<\/script/i.test(code) || code.includes("<!--")) throw new Error(`${file} would end its script element early`);

if (process.argv.includes("--check")) {
  const current = (file) => { try { return text(join(target, file)); } catch { return null; } };
  const stale = Object.keys(files).filter((file) => current(file) !== files[file]);
  if (stale.length) {
    console.error(`stale in ${relative(root, target)}: ${stale.join(", ")}; run: node tools/build_figures.mjs`);
    process.exit(1);
  }
} else {
  mkdirSync(target, { recursive: true });
  for (const old of readdirSync(target)) if (!(old in files)) rmSync(join(target, old));
  for (const [file, code] of Object.entries(files)) {
    writeFileSync(join(target, file), code);
    console.log(`${file.padEnd(24)} ${String(code.length).padStart(6)} bytes ${String(gzipSync(code).length).padStart(6)} gzipped`);
  }
}
