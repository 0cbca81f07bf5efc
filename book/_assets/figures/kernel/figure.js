// The custom element <fig-NAME>, and what a figure's setup function is given.
import { Board } from "./board.js";
import { fmt, json, rich } from "./math.js";
import { dress } from "./style.js";
import { followTheme } from "./theme.js";

const el = (tag, attributes = {}, ...children) => {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(attributes))
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (value !== undefined && value !== false) node.setAttribute(key, value === true ? "" : value);
  node.append(...children);
  return node;
};

/** Large arrays come packed by Python: 16-bit integers in base64, times a scale. */
function unpack(value) {
  if (Array.isArray(value)) return value.map(unpack);
  if (!value || typeof value !== "object") return value;
  if (!value.packed) return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, unpack(v)]));
  const bytes = Uint8Array.from(atob(value.packed), (c) => c.charCodeAt(0));
  const view = new DataView(bytes.buffer);
  const numbers = Array.from({ length: bytes.length / 2 }, (_, i) => view.getInt16(2 * i, true) * value.scale);
  const shape = ([n, ...rest], from, size) => rest.length === 0 ? numbers.slice(from, from + n)
    : Array.from({ length: n }, (_, i) => shape(rest, from + (i * size) / n, size / n));
  return shape(value.shape, 0, numbers.length);
}

class Figure {
  constructor(host, spec) {
    this.host = host;
    this.boards = [];
    this.followers = [];
    this.root = host.shadowRoot ?? host.attachShadow({ mode: "open" });
    dress(this.root);
    this.head = el("div", { class: "head" });
    this.stage = el("div", { class: "stage" });
    this.controls = el("div", { class: "controls" });
    this.list = el("dl", { class: "readout" });
    this.noteLine = el("p", { class: "note" });
    this.spoken = el("div", { class: "sr", role: "status", "aria-live": "polite" });
    this.root.replaceChildren(
      el("div", { class: "live", role: "group", "aria-label": spec.label }, this.head, this.stage, this.controls, this.list, this.noteLine),
      this.spoken, el("div", { class: "picture" }, el("slot")));
  }

  /** The changeable state; the reset button puts `initial` back. */
  state(initial) {
    this.current = structuredClone(initial);
    this.initial = structuredClone(initial);
    return this.current;
  }

  resetButton() {
    this.button("Reset", () => {
      this.stop();
      for (const key of Object.keys(this.current)) delete this.current[key];
      Object.assign(this.current, structuredClone(this.initial));
    });
  }

  board(options) {
    const board = new Board(this, options);
    this.boards.push(board);
    return board;
  }

  /** A gray picture of `rows` by `cols` numbers in [0, 1]; call its show(numbers, words); gray(i, j) is what is seen, 0 to 255. */
  bitmap({ rows, cols, title, label }) {
    const canvas = el("canvas", { width: cols, height: rows, role: "img", "aria-label": label });
    const caption = el("div", { class: "title" }, ...this.html(title));
    this.stage.append(el("div", { class: "cell", style: "--least:100px;--most:300px" }, caption, canvas));
    const context = canvas.getContext("2d");
    const pixels = context.createImageData(cols, rows);
    return {
      gray: (i, j) => pixels.data[4 * (i * cols + j)],
      show: (numbers, words, heading) => {
        for (let i = 0; i < rows * cols; i++) {
          const gray = Math.round(255 * Math.min(Math.max(numbers[i], 0), 1));
          pixels.data.set([gray, gray, gray, 255], 4 * i);
        }
        context.putImageData(pixels, 0, 0);
        if (words) canvas.setAttribute("aria-label", words);
        if (heading) caption.replaceChildren(...this.html(heading));
      },
    };
  }

  button(label, action) {
    const node = el("button", { type: "button", onclick: () => (action(), this.touched(true)) }, ...this.html(label));
    this.controls.append(node);
    return node;
  }

  slider({ label, min, max, step, get, set, text = (v) => fmt(v) }) {
    const shown = el("output", { "aria-hidden": true });
    const id = this.id();
    const input = el("input", { type: "range", id, min, max, step, oninput: () => (set(Number(input.value)), this.touched(true)) });
    this.controls.append(el("div", { class: "slider" }, el("label", { for: id }, ...this.html(label)), input, shown));
    this.followers.push(() => {
      if (Number(input.value) !== get()) input.value = get();
      const words = text(get());
      shown.replaceChildren(...this.html(words));
      input.setAttribute("aria-valuetext", words.replace(/[$_{}]/g, ""));
    });
    return input;
  }

  /** One of several, above the boards: options are [value, label] pairs. */
  choice({ label, options, get, set }) {
    const id = this.id();
    const inputs = options.map(([value], i) => el("input", { type: "radio", name: id, id: `${id}-${i}`, onchange: () => (set(value), this.touched(true)) }));
    const field = el("fieldset", { class: "choice" }, el("legend", {}, label));
    options.forEach(([, words], i) => field.append(el("span", {}, inputs[i], el("label", { for: `${id}-${i}` }, ...this.html(words)))));
    this.head.append(field);
    this.followers.push(() => options.forEach(([value], i) => (inputs[i].checked = value === get())));
    return field;
  }

  id() {
    return `part-${(this.parts = (this.parts ?? 0) + 1)}`;
  }

  /** Text with $mathematics$ as HTML nodes. */
  html(text) {
    return rich(text).map(({ text: run, kind, shift }) =>
      el(shift < 0 ? "sub" : shift > 0 ? "sup" : "span", { class: `${kind}${shift ? " low" : ""}` }, run));
  }

  draw(render) {
    this.render = render;
  }

  note(text) {
    if (text !== this.noted) this.noteLine.replaceChildren(...this.html((this.noted = text)));
  }

  /** Something changed: draw again in the next frame. */
  touched(stopMotion = false) {
    if (stopMotion && this.motion && !this.starting) this.stop();
    this.used = true;
    this.frame ??= requestAnimationFrame(() => {
      this.frame = null;
      this.paint();
    });
  }

  paint() {
    for (const board of this.boards) board.resize();
    const { data = {}, show = [], say = "" } = this.render() ?? {};
    for (const board of this.boards) board.place();
    for (const follow of this.followers) follow();
    this.host.setAttribute("data-readout", json(data));
    this.list.replaceChildren(...show.map((item) => this.item(item)));
    if (this.used && say !== this.said) {
      clearTimeout(this.waiting); // speak when the hand rests, not at every pixel
      this.waiting = setTimeout(() => (this.spoken.textContent = this.said = say), 600);
    }
  }

  item([key, value, color, words = false]) {
    const dd = el("dd", { class: words ? "words" : "" });
    if (Array.isArray(value)) {
      const cells = value.flat().map((v) => el("span", {}, fmt(v)));
      dd.append(el("span", { class: "matrix", style: `grid-template-columns:repeat(${value[0].length},auto)` }, ...cells));
    } else dd.append(...this.html(value));
    return el("div", { class: "item", style: color ? `--mark:var(--${color});--key:var(--${color}-text)` : undefined },
      el("dt", {}, ...this.html(key)), dd);
  }

  /** Call step() once a frame until it returns false; at once to the end where motion is not wanted. */
  animate(step) {
    this.stop();
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) {
      for (let i = 0; i < 5000 && step(); i++);
      return this.touched();
    }
    this.starting = true; // the click that starts a motion does not stop it
    setTimeout(() => (this.starting = false), 0);
    const tick = () => {
      const more = step();
      this.touched();
      this.motion = more ? requestAnimationFrame(tick) : null;
      this.host.toggleAttribute("data-moving", Boolean(more));
    };
    this.host.toggleAttribute("data-moving", true);
    this.motion = requestAnimationFrame(tick);
  }

  stop() {
    cancelAnimationFrame(this.motion);
    this.motion = null;
    this.host.toggleAttribute("data-moving", false);
  }
}

export function define(name, spec) {
  const tag = `fig-${name}`;
  if (customElements.get(tag)) return;
  customElements.define(tag, class extends HTMLElement {
    connectedCallback() {
      this.setAttribute("data-lm-suppress-shortcuts", "true"); // arrow keys are ours, not JupyterLab's
      this.unfollow = followTheme(this);
      try {
        if (!this.figure) {
          this.figure = new Figure(this, spec);
          spec.setup(this.figure, unpack(JSON.parse(this.getAttribute("data-params") || "{}")));
        }
        this.figure.paint();
        this.setAttribute("data-ready", "");
      } catch (error) {
        this.setAttribute("data-failed", ""); // the picture shows instead
        console.error(`${tag}:`, error);
        return;
      }
      let width = this.clientWidth;
      this.observer = new ResizeObserver(() => {
        if (this.clientWidth === width || !this.clientWidth) return;
        width = this.clientWidth;
        this.figure.paint();
      });
      this.observer.observe(this);
    }

    disconnectedCallback() {
      this.unfollow?.();
      this.observer?.disconnect();
      this.figure?.stop();
    }
  });
}
