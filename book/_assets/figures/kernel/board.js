// A board: an SVG with coordinates, marks drawn on it, and handles to drag.
import { fmt, rich, ticks } from "./math.js";

const NS = "http://www.w3.org/2000/svg";
let count = 0;

export function svgNode(tag, attributes = {}, ...children) {
  const node = document.createElementNS(NS, tag);
  for (const [key, value] of Object.entries(attributes)) if (value !== undefined) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

const paint = (color) => (color === "none" ? "none" : `var(--${color})`);
const clamp = (v, lo, hi) => Math.min(Math.max(v, lo), hi);

export class Board {
  /* x, y: [lo, hi] or functions that return it (domains that change); equal: same unit on both axes;
     height: pixels, or a function of the width; least, most: its width in pixels; narrow: most on a phone; margin: {left, right, top, bottom} for labels. */
  constructor(fig, { x, y, equal = false, height = 240, label, title, wide = false, least, most, narrow, margin = {} }) {
    Object.assign(this, { fig, equal, height, margin: { left: 30, right: 12, top: 10, bottom: 24, ...margin } });
    this.domain = { x: typeof x === "function" ? x : () => x, y: typeof y === "function" ? y : () => y };
    this.handles = [];
    const cell = document.createElement("div");
    cell.className = wide ? "cell wide" : "cell";
    if (least) cell.style.setProperty("--least", `${least}px`);
    if (most) cell.style.setProperty("--most", `${most}px`);
    if (narrow) cell.style.setProperty("--narrow", `${narrow}px`);
    this.title = document.createElement("div");
    this.title.className = "title";
    if (title !== undefined) cell.append(this.title);
    this.setTitle(title ?? "");
    const clip = `clip-${++count}`;
    this.frame = svgNode("rect");
    this.under = svgNode("g", { "aria-hidden": true });
    this.marks = svgNode("g", { "aria-hidden": true, "clip-path": `url(#${clip})` });
    this.over = svgNode("g", { "aria-hidden": true });
    this.top = svgNode("g");
    this.svg = svgNode("svg", { role: "group", "aria-label": label },
      svgNode("defs", {}, svgNode("clipPath", { id: clip }, this.frame)), this.under, this.marks, this.over, this.top);
    cell.append(this.svg);
    fig.stage.append(cell);
    this.cell = cell;
  }

  setTitle(text) {
    this.title.replaceChildren(...this.fig.html(text));
  }

  resize() {
    this.width = Math.max(this.cell.clientWidth || 340, 120);
    const { left, right, top, bottom } = this.margin;
    const [[x0, x1], [y0, y1]] = [this.domain.x(), this.domain.y()];
    this.box = { x0: left, x1: this.width - right, y0: top };
    const inner = this.equal ? ((this.box.x1 - left) * (y1 - y0)) / (x1 - x0)
      : (typeof this.height === "function" ? this.height(this.width) : this.height) - top - bottom;
    this.box.y1 = top + inner;
    this.tall = this.box.y1 + bottom;
    for (const [key, value] of Object.entries({ width: this.width, height: this.tall, viewBox: `0 0 ${this.width} ${this.tall}` }))
      if (this.svg.getAttribute(key) !== String(value)) this.svg.setAttribute(key, value);
    for (const [key, value] of Object.entries({ x: left, y: top, width: Math.max(this.box.x1 - left, 0), height: Math.max(inner, 0) }))
      this.frame.setAttribute(key, value);
  }

  /** Pixels of the point `[x, y]`, never so far out that an SVG number overflows. */
  at([x, y]) {
    const [[x0, x1], [y0, y1]] = [this.domain.x(), this.domain.y()];
    const { box } = this;
    const px = box.x0 + ((x - x0) / (x1 - x0)) * (box.x1 - box.x0);
    const py = box.y1 - ((y - y0) / (y1 - y0)) * (box.y1 - box.y0);
    return [clamp(Number.isFinite(px) ? px : 0, -1e4, 1e4), clamp(Number.isFinite(py) ? py : 0, -1e4, 1e4)];
  }

  /** The point under the pixels. */
  from([px, py]) {
    const [[x0, x1], [y0, y1]] = [this.domain.x(), this.domain.y()];
    const { box } = this;
    return [x0 + ((px - box.x0) / (box.x1 - box.x0)) * (x1 - x0), y0 + ((box.y1 - py) / (box.y1 - box.y0)) * (y1 - y0)];
  }

  clear() {
    this.resize();
    this.taken = [];
    for (const layer of [this.under, this.marks, this.over]) layer.replaceChildren();
  }

  /** Grid, axes and tick labels. origin: axes through 0 (a plane) instead of one line at the height `base`. */
  axes({ grid = true, origin = this.equal, xTicks, yTicks, xLabel, yLabel, base = 0, xFormat = tickText, yFormat = tickText } = {}) {
    const [[x0, x1], [y0, y1]] = [this.domain.x(), this.domain.y()];
    const { box } = this;
    const xs = xTicks ?? ticks(x0, x1, clamp(Math.floor((box.x1 - box.x0) / 55), 2, 10));
    const ys = yTicks ?? (this.equal && !xTicks ? ticks(y0, y1, clamp(Math.floor((box.y1 - box.y0) / 55), 2, 10)) : ticks(y0, y1, clamp(Math.floor((box.y1 - box.y0) / 42), 2, 6)));
    const put = (tag, attributes) => this.under.append(svgNode(tag, attributes));
    const rule = (a, b, c, d, strong) => put("line", { x1: a, y1: b, x2: c, y2: d, stroke: paint(strong ? "soft" : "faint"), "stroke-width": 1, "shape-rendering": "crispEdges", "stroke-opacity": strong ? 0.9 : 0.55 });
    for (const x of xs) {
      const [px] = this.at([x, y0]);
      if (grid) rule(px, box.y0, px, box.y1, origin && x === 0);
      this.under.append(svgNode("text", { x: px, y: box.y1 + 15, "text-anchor": "middle", class: "tick" }, xFormat(x)));
    }
    for (const y of ys) {
      const [, py] = this.at([x0, y]);
      if (grid) rule(box.x0, py, box.x1, py, origin && y === 0);
      this.under.append(svgNode("text", { x: box.x0 - 6, y: py + 4, "text-anchor": "end", class: "tick" }, yFormat(y)));
    }
    if (!origin) {
      const [, py] = this.at([x0, clamp(base, y0, y1)]);
      rule(box.x0, py, box.x1, py, true);
    };
    if (xLabel) this.words([box.x1, box.y1 + 15], xLabel, { anchor: "end", color: "soft", layer: this.under, dy: this.margin.bottom > 34 ? 16 : 0 });
    if (yLabel) this.words([box.x0 - 6, box.y0 - 8], yLabel, { anchor: "start", color: "soft", layer: this.under, dx: -this.margin.left + 8 });
  }

  curve(points, { color = "ink", width = 2, dash, fill = "none", opacity, fillOpacity, close = false, layer = this.marks } = {}) {
    if (!points.length) return;
    const d = points.map((p) => this.at(p).map((v) => v.toFixed(1)).join(" ")).join("L");
    layer.append(svgNode("path", { d: `M${d}${close ? "Z" : ""}`, fill: paint(fill), stroke: paint(color), "stroke-width": width,
      "stroke-dasharray": dash, opacity, "fill-opacity": fillOpacity, "stroke-linejoin": "round", "stroke-linecap": dash ? "butt" : "round" }));
  }

  line(from, to, options = {}) {
    this.curve([from, to], options);
  }

  /** The whole line through `point` along `direction`, as far as the board goes. */
  through(point, [dx, dy], options = {}) {
    const [[x0, x1], [y0, y1]] = [this.domain.x(), this.domain.y()];
    const far = (2 * (x1 - x0 + y1 - y0) + Math.abs(point[0]) + Math.abs(point[1])) / (Math.hypot(dx, dy) || 1);
    this.line([point[0] - far * dx, point[1] - far * dy], [point[0] + far * dx, point[1] + far * dy], options);
  }

  circle(center, radius, options = {}) {
    const n = 96;
    this.curve(Array.from({ length: n }, (_, i) => [center[0] + radius * Math.cos((2 * Math.PI * i) / n), center[1] + radius * Math.sin((2 * Math.PI * i) / n)]), { close: true, ...options });
  }

  rect([x0, y0], [x1, y1], { color = "none", fill = "blue", width = 1, fillOpacity = 1, hatch = false, dash } = {}) {
    const [[a, b], [c, d]] = [this.at([x0, y0]), this.at([x1, y1])];
    const [left, top, w, h] = [Math.min(a, c), Math.min(b, d), Math.abs(c - a), Math.abs(d - b)];
    this.marks.append(svgNode("rect", { x: left, y: top, width: w, height: h, fill: paint(fill), "fill-opacity": fillOpacity, stroke: paint(color), "stroke-width": width, "stroke-dasharray": dash }));
    if (!hatch) return;
    let path = ""; // stripes, so that two kinds of bars differ by more than color
    for (let k = left - h; k < left + w; k += 6) {
      const [from, to] = [Math.max(k, left), Math.min(k + h, left + w)];
      if (to > from) path += `M${from} ${top + h - (from - k)}L${to} ${top + h - (to - k)}`;
    }
    if (path) this.marks.append(svgNode("path", { d: path, stroke: paint(color === "none" ? "paper" : color), "stroke-width": 1.2, fill: "none" }));
  }

  arrow(from, to, { color = "ink", width = 2.5, dash, label, opacity, head = 10, labelColor = color, gap = 14 } = {}) {
    const [[a, b], [c, d]] = [this.at(from), this.at(to)];
    const length = Math.hypot(c - a, d - b);
    if (length < 2) return this.dot(to, { color, r: 3.5 });
    const [ux, uy] = [(c - a) / length, (d - b) / length];
    const size = Math.min(head, length * 0.6);
    const [bx, by] = [c - size * ux, d - size * uy];
    this.marks.append(
      svgNode("line", { x1: a, y1: b, x2: bx, y2: by, stroke: paint(color), "stroke-width": width, "stroke-dasharray": dash, opacity }),
      svgNode("path", { d: `M${c} ${d}L${bx - 0.45 * size * uy} ${by + 0.45 * size * ux}L${bx + 0.45 * size * uy} ${by - 0.45 * size * ux}Z`, fill: paint(color), opacity }),
    );
    if (label) this.words([c, d], label, { color: labelColor, dx: ux * gap, dy: uy * gap + 4.5, anchor: "middle", halo: true });
  }

  dot(point, { color = "ink", r = 4, hollow = false, layer = this.marks } = {}) {
    const [cx, cy] = this.at(point);
    layer.append(svgNode("circle", { cx, cy, r, fill: paint(hollow ? "paper" : color), stroke: paint(color), "stroke-width": 1.5 }));
  }

  /** Text at the point `[x, y]` of the board; it stays inside the picture. */
  text(point, string, options = {}) {
    this.words(this.at(point), string, { halo: true, ...options });
  }

  words([px, py], string, { color = "ink", anchor = "start", dx = 0, dy = 0, halo = false, size, weight, layer = this.over } = {}) {
    const node = svgNode("text", { class: halo ? "halo" : undefined, "text-anchor": anchor, "font-weight": weight, style: `fill:var(--${color}-text)${size ? `;font-size:${size}px` : ""}` });
    let level = 0;
    for (const { text, kind, shift } of rich(string)) {
      const to = shift * -4;
      node.append(svgNode("tspan", { class: `${kind}${shift ? " low" : ""}`, dy: to === level ? undefined : to - level }, text));
      level = to;
    }
    const wide = 2 + 3.4 * [...string.replace(/[$_^{}]/g, "")].length;
    const [left, right] = anchor === "middle" ? [wide, wide] : anchor === "end" ? [2 * wide, 0] : [0, 2 * wide];
    const x = clamp(px + dx, Math.min(left, this.width / 2), Math.max(this.width - right, this.width / 2));
    const free = (y) => this.taken.every(([a, b, c]) => x + right < a || b < x - left || Math.abs(y - c) > 13);
    const y = [0, 15, -15, 30].map((step) => clamp(py + dy + step, 12, this.tall - 3)).find((v) => layer !== this.over || free(v)) ?? py + dy;
    if (layer === this.over) this.taken.push([x - left, x + right, y]); // labels make way for each other
    node.setAttribute("x", x.toFixed(1));
    node.setAttribute("y", y.toFixed(1));
    layer.append(node);
  }

  /** A point to drag: by mouse, finger, pen, or with the arrow keys (Shift: ten steps).
      get() -> [x, y]; set([x, y]) stores it (and may bend it to its own rule, or refuse);
      along: "x" or "y" when it moves one way only; nudge(dx, dy) replaces what an arrow key does;
      value() -> the number announced as aria-valuenow, text() -> what it says in words. */
  handle({ label, color = "blue", get, set, along = "xy", step = 0.1, inset = 0, nudge, text, value, range, letter, shape = "circle" }) {
    const node = svgNode("g", { class: "handle", tabindex: 0, role: "slider", "aria-label": label, "aria-roledescription": "point to drag",
      "aria-orientation": along === "y" ? "vertical" : along === "x" ? "horizontal" : undefined },
      svgNode("circle", { r: 22, fill: "transparent" }), svgNode("circle", { r: 14, class: "ring" }),
      shape === "diamond" ? svgNode("path", { class: "grip", d: "M0-10L10 0L0 10L-10 0Z", fill: paint(color) }) : svgNode("circle", { r: 8, class: "grip", fill: paint(color) }));
    if (letter) node.append(svgNode("text", { "text-anchor": "middle", y: 4, style: "fill:var(--paper);font-size:12px;font-weight:700;pointer-events:none" }, letter));
    const move = ([x, y]) => {
      const [[x0, x1], [y0, y1]] = [this.domain.x(), this.domain.y()];
      const old = get();
      set([along === "y" ? old[0] : clamp(x, x0 + inset, x1 - inset), along === "x" ? old[1] : clamp(y, y0 + inset, y1 - inset)]);
      this.fig.touched();
    };
    let grab = null;
    const pixels = (event) => {
      const box = this.svg.getBoundingClientRect();
      return [((event.clientX - box.left) * this.width) / (box.width || 1), ((event.clientY - box.top) * this.tall) / (box.height || 1)];
    };
    node.addEventListener("pointerdown", (event) => {
      if (event.button) return;
      event.preventDefault();
      const [px, py] = pixels(event);
      const [hx, hy] = this.at(get());
      grab = [hx - px, hy - py];
      node.setPointerCapture(event.pointerId);
      node.classList.add("held");
      node.focus({ preventScroll: true });
    });
    node.addEventListener("pointermove", (event) => {
      if (!grab) return;
      const [px, py] = pixels(event);
      move(this.from([px + grab[0], py + grab[1]]));
    });
    const drop = () => {
      grab = null;
      node.classList.remove("held");
    };
    for (const kind of ["pointerup", "pointercancel", "lostpointercapture"]) node.addEventListener(kind, drop);
    node.addEventListener("keydown", (event) => {
      const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowDown: [0, -1], ArrowUp: [0, 1] }[event.key];
      if (!way || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      event.stopPropagation();
      const size = step * (event.shiftKey ? 10 : 1);
      if (nudge) {
        nudge(way[0] * size, way[1] * size);
        return this.fig.touched();
      }
      const [x, y] = get();
      const sum = way[0] + way[1];
      const [dx, dy] = along === "x" ? [sum, 0] : along === "y" ? [0, sum] : way;
      const snap = (v) => Math.round(v * 1e9) / 1e9;
      move([snap(x + dx * size), snap(y + dy * size)]);
    });
    this.top.append(node);
    this.handles.push({ node, get, text, along, value, range });
    return node;
  }

  place() {
    for (const { node, get, text, along, value, range } of this.handles) {
      const point = get();
      node.style.display = point ? "" : "none"; // no point: the handle is not there now
      if (!point) continue;
      const [px, py] = this.at(point);
      node.setAttribute("transform", `translate(${px.toFixed(1)} ${py.toFixed(1)})`);
      const k = along === "y" ? 1 : 0;
      const [lo, hi] = range ?? (k ? this.domain.y() : this.domain.x());
      const round = (v) => Math.round(v * 1000) / 1000;
      node.setAttribute("aria-valuemin", round(lo));
      node.setAttribute("aria-valuemax", round(hi));
      node.setAttribute("aria-valuenow", round(value ? value() : point[k]));
      node.setAttribute("aria-valuetext", text ? text() : along === "xy" ? `${fmt(point[0])}, ${fmt(point[1])}` : fmt(point[k]));
    }
  }
}

const tickText = (v) => String(Math.round(v * 1e6) / 1e6).replace("-", "−");
