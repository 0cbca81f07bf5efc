// Drag the bars of two distributions: entropies, cross-entropies and divergences in bits follow.
import { define, fmt } from "./kernel.js";

const sum = (values) => values.reduce((a, b) => a + b, 0);
const entropy = (p) => -sum(p.map((v) => (v > 0 ? v * Math.log2(v) : 0))) + 0;
const kl = (p, q) => Math.max(0, sum(p.map((v, i) => (v > 0 ? v * Math.log2(v / q[i]) : 0)))); // v / 0 is Infinity
const js = (p, q) => {
  const middle = p.map((v, i) => (v + q[i]) / 2);
  return (kl(p, middle) + kl(q, middle)) / 2;
};

/** Set p[i] to `value`; the others share the rest as they shared it before. */
function assign(p, i, value) {
  const v = value < 0.005 ? 0 : Math.min(value, 1);
  const others = sum(p.filter((_, j) => j !== i));
  const next = p.map((w, j) => (j === i ? v : others > 0 ? (w * (1 - v)) / others : (1 - v) / (p.length - 1)));
  return next.map((w) => (w < 1e-12 ? 0 : w));
}

define("divergence-bars", {
  label: "Two distributions over a few outcomes, and how far apart they are",
  params: {
    p: "probabilities P of two to five outcomes (default [0.5, 0.25, 0.25])",
    q: "probabilities Q of the same outcomes (default uniform)",
    outcomes: "names of the outcomes (default a, b, c, ...)",
  },
  height: [412, 738],
  setup(fig, { p = [0.5, 0.25, 0.25], q = p.map(() => 1 / p.length), outcomes = [..."abcde"] }) {
    const state = fig.state({ p, q });
    const n = p.length;
    const bars = fig.board({ x: [-0.6, n - 0.4], y: [0, 1], height: 250, title: "$P$ (plain) and $Q$ (striped)", label: "Bars of P and Q", least: 300, most: 360, margin: { left: 32, top: 16 } });
    let reach = 2.5;
    const lengths = fig.board({ x: () => [0, reach], y: [0, 3], height: 250, title: "entropy + divergence = cross-entropy, in bits", label: "Entropy plus divergence is cross-entropy", least: 300, most: 360, margin: { left: 12, right: 22, top: 6 } });
    const center = (i, which) => i + (which === "p" ? -0.2 : 0.2);
    for (let i = 0; i < n; i++)
      for (const which of ["p", "q"])
        bars.handle({ label: `${which.toUpperCase()} of ${outcomes[i]}`, color: which === "p" ? "blue" : "orange", along: "y", step: 0.01, range: [0, 1],
          get: () => [center(i, which), state[which][i]], set: ([, v]) => (state[which] = assign(state[which], i, v)), text: () => fmt(state[which][i], 3) });
    fig.button("Swap $P$ and $Q$", () => ([state.p, state.q] = [state.q, state.p]));
    fig.button("Set $Q = P$", () => (state.q = [...state.p]));
    fig.resetButton();

    fig.draw(() => {
      const { p, q } = state;
      const [hp, hq, pq, qp, between] = [entropy(p), entropy(q), kl(p, q), kl(q, p), js(p, q)];
      bars.clear();
      bars.axes({ xTicks: [...p.keys()], xFormat: (i) => outcomes[i], yTicks: [0, 0.25, 0.5, 0.75, 1], grid: true });
      for (let i = 0; i < n; i++)
        for (const which of ["p", "q"]) {
          const [color, v, x] = [which === "p" ? "blue" : "orange", state[which][i], center(i, which)];
          bars.rect([x - 0.17, 0], [x + 0.17, v], { fill: color, fillOpacity: which === "p" ? 0.35 : 0.18, color, hatch: which === "q" });
          bars.text([x, v], fmt(v), { color, anchor: "middle", dy: v > 0.88 ? 26 : -14, size: 12 });
        }
      const rows = [["blue", "orange", "H(P)", hp, "D(P‖Q)", pq, "H(P,Q)"], ["orange", "blue", "H(Q)", hq, "D(Q‖P)", qp, "H(Q,P)"]];
      const finite = rows.map((row) => row[3] + row[5]).filter(Number.isFinite);
      reach = Math.min(Math.max(2.5, Math.ceil(2 * Math.max(0, ...finite) + 0.2) / 2), 8);
      lengths.clear();
      lengths.axes({ yTicks: [] });
      rows.forEach(([color, other, name, h, more, d, total], k) => {
        const y = 2.12 - k;
        const end = Math.min(h + d, reach + 1);
        lengths.text([0, y + 0.5], `$${name} + ${more} = ${total}$`, { dx: 2, dy: -5 });
        lengths.rect([0, y], [h, y + 0.42], { fill: color, fillOpacity: 0.35, color, hatch: k === 1 });
        if (d > 1e-9) lengths.rect([h, y], [end, y + 0.42], { fill: "purple", fillOpacity: 0.45, color: "purple" });
        if (h > 0.3) lengths.text([h / 2, y + 0.21], fmt(h), { anchor: "middle", dy: 4, halo: true, size: 12 });
        if (d === Infinity) lengths.text([reach, y + 0.21], "∞", { anchor: "end", dx: -4, dy: 6, color: "purple", size: 20 });
        else lengths.text([end, y + 0.21], `+${fmt(d, 3)}`, { dx: 5, dy: 4, color: "purple", size: 12 });
      });
      lengths.text([0, 0.62], "$JS(P,Q)$, never over 1 bit", { dx: 2, dy: -5 });
      lengths.rect([0, 0.12], [1, 0.54], { color: "soft", fill: "none", dash: "3 3" });
      lengths.rect([0, 0.12], [between, 0.54], { fill: "green", fillOpacity: 0.45, color: "green" });
      const bits = (v) => `${fmt(v, 4)} bits`;
      fig.note("Drag the top of a bar; the other bars of its color make room.");
      return {
        data: { p, q, entropy_p: hp, entropy_q: hq, cross_pq: hp + pq, cross_qp: hq + qp, kl_pq: pq, kl_qp: qp, js: between },
        show: [["$H(P)$", bits(hp), "blue"], ["$H(P,Q)$", bits(hp + pq)], ["$D(P‖Q)$", bits(pq), "purple"], ["$D(Q‖P)$", bits(qp), "purple"], ["$JS$", bits(between), "green"]],
        say: `entropy of P ${bits(hp)}, cross-entropy ${bits(hp + pq)}, divergence of P from Q ${bits(pq)}, of Q from P ${bits(qp)}, Jensen-Shannon ${bits(between)}`,
      };
    });
  },
});
