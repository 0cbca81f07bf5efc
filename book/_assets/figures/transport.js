// Slide one histogram along a line: the transport distance grows, the divergences give up.
import { define, fmt } from "./kernel.js";

const sum = (values) => values.reduce((a, b) => a + b, 0);
const kl = (p, q) => Math.max(0, sum(p.map((v, i) => (v > 0 ? v * Math.log2(v / q[i]) : 0))));
const cumulate = (p) => p.map((_, i) => sum(p.slice(0, i + 1)));

/** W1 in steps of the line, D(P‖Q) and JS in bits, once q has moved right by `shift` steps. */
function compare(p, q, shift, length) {
  const P = Array.from({ length }, (_, i) => p[i] ?? 0);
  const Q = Array.from({ length }, (_, i) => q[i - shift] ?? 0);
  const [F, G] = [cumulate(P), cumulate(Q)];
  const middle = P.map((v, i) => (v + Q[i]) / 2);
  return { P, Q, F, G, w1: sum(F.map((v, i) => Math.abs(v - G[i]))), kl: kl(P, Q), js: (kl(P, middle) + kl(Q, middle)) / 2 };
}

define("transport", {
  label: "Two histograms on a line, one of them sliding away",
  params: {
    p: "probabilities P at the positions 0, 1, 2, ... (default [0, 1/4, 1/2, 1/4, 0])",
    q: "probabilities Q at the same positions, before the shift (default [1, 4, 6, 4, 1]/16)",
    shift: "how many steps Q has moved at first (default 2)",
    max_shift: "how far it can be moved (default 8)",
  },
  height: [518, 764],
  setup(fig, { p = [0, 0.25, 0.5, 0.25, 0], q = [1, 4, 6, 4, 1].map((v) => v / 16), shift = 2, max_shift: most = 8 }) {
    const state = fig.state({ shift });
    const length = Math.max(p.length, q.length + most);
    const x = [-0.7, length - 0.3];
    const ceiling = 1.3 * Math.max(...p, ...q);
    const peak = q.indexOf(Math.max(...q));
    const steps = Array.from({ length: most + 1 }, (_, k) => compare(p, q, k, length));
    const top = Math.max(1.2, ...steps.map((s) => s.w1)) * 1.06;
    const line = fig.board({ x, y: [0, ceiling], wide: true, height: (w) => (w < 480 ? 140 : 180), title: "$P$ (plain) stays, $Q$ (striped) slides", label: "Histograms of P and Q", margin: { left: 24, right: 8, top: 12 } });
    const sums = fig.board({ x, y: [0, 1.06], height: 175, title: "cumulative sums: the area between is $W_1$", label: "Cumulative sums of P and Q", least: 280, most: 360 });
    const chart = fig.board({ x: [-0.3, most + 0.3], y: [0, top], height: 175, title: "as $Q$ slides: $W_1$ in steps, the others in bits", label: "The three distances against the shift", least: 280, most: 360, margin: { right: 26 } });
    const gone = steps.findIndex((s) => s.kl === Infinity);
    const set = (v) => (state.shift = Math.min(Math.max(Math.round(v), 0), most));
    line.handle({ label: "Q, slid along the line", color: "orange", along: "x", step: 1, range: [0, most], value: () => state.shift, text: () => `${state.shift} steps`,
      get: () => [peak + state.shift + 0.2, q[peak]], set: ([v]) => set(v - peak - 0.2), nudge: (dx, dy) => set(state.shift + dx + dy) });
    fig.slider({ label: "shift of $Q$", min: 0, max: most, step: 1, get: () => state.shift, set, text: (v) => String(v) });
    fig.resetButton();

    fig.draw(() => {
      const now = steps[state.shift];
      fig.note("Slide $Q$: $D$ jumps to ∞, $JS$ stops at 1 bit, $W_1$ goes on counting steps.");
      line.clear();
      line.axes({ grid: false, yTicks: [] });
      for (let i = 0; i < length; i++) {
        line.rect([i - 0.4, 0], [i, now.P[i]], { fill: "blue", fillOpacity: 0.35, color: now.P[i] ? "blue" : "none" });
        line.rect([i, 0], [i + 0.4, now.Q[i]], { fill: "orange", fillOpacity: 0.18, color: now.Q[i] ? "orange" : "none", hatch: now.Q[i] > 0 });
      }
      line.text([p.indexOf(Math.max(...p)) - 0.2, Math.max(...p)], "$P$", { color: "blue", anchor: "middle", dy: -7, size: 16 });
      line.text([peak + state.shift + 0.2, q[peak]], "$Q$", { color: "orange", dx: 15, dy: -4, size: 16 });
      const stairs = (F) => [[x[0], 0], ...F.flatMap((v, i) => [[i, F[i - 1] ?? 0], [i, v]]), [x[1], F.at(-1)]];
      sums.clear();
      sums.axes({ yTicks: [0, 0.5, 1] });
      sums.curve([...stairs(now.F), ...stairs(now.G).reverse()], { color: "none", fill: "green", fillOpacity: 0.3, close: true });
      sums.curve(stairs(now.F), { color: "blue", width: 2.2 });
      sums.curve(stairs(now.G), { color: "orange", width: 2.2, dash: "6 3" });
      chart.clear();
      chart.axes({ xTicks: [...steps.keys()].filter((k) => k % 2 === 0) });
      if (gone >= 0) chart.rect([gone - 0.5, 0], [most + 1, top], { fill: "blue", fillOpacity: 0.08 });
      chart.line([state.shift, 0], [state.shift, top], { color: "soft", width: 1.5, dash: "2 3" });
      const series = [["w1", "green", undefined, "$W_1$"], ["js", "purple", "7 3", "$JS$"], ["kl", "blue", "2 3", "$D$"]];
      for (const [key, color, dash, name] of series) {
        const points = steps.map((s, k) => [k, s[key]]).filter(([, v]) => Number.isFinite(v));
        chart.curve(points, { color, dash });
        points.forEach((point) => chart.dot(point, { color, r: point[0] === state.shift ? 5.5 : 2.5, hollow: key === "js" && point[0] !== state.shift }));
        if (key !== "kl") chart.text(points.at(-1), name, { color, dx: 8, dy: 4 });
        else if (points.length > 1) chart.text(points[0], "$D$", { color, anchor: "middle", dy: -9 });
      }
      if (gone >= 0) chart.text([gone - 0.5, top], "$D = ∞$ from here", { color: "blue", dx: 5, dy: 14 });
      return {
        data: { shift: state.shift, positions: [...now.P.keys()], p: now.P, q: now.Q, w1: now.w1, kl: now.kl, js: now.js },
        show: [["shift", String(state.shift)], ["$W_1$", `${fmt(now.w1)} steps`, "green"], ["$D(P‖Q)$", `${fmt(now.kl, 3)} bits`, "blue"], ["$JS$", `${fmt(now.js, 3)} bits`, "purple"]],
        say: `shift ${state.shift}: W1 ${fmt(now.w1)} steps, divergence of P from Q ${now.kl === Infinity ? "infinite" : fmt(now.kl, 3) + " bits"}, Jensen-Shannon ${fmt(now.js, 3)} bits`,
      };
    });
  },
});
