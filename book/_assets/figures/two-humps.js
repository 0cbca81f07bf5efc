// Fit one Gaussian q to two humps p: KL(p‖q) spreads over both, KL(q‖p) settles on one.
import { define, fmt } from "./kernel.js";

const logNormal = (x, mu, sigma) => -0.5 * ((x - mu) / sigma) ** 2 - Math.log(sigma) - 0.5 * Math.log(2 * Math.PI);

/** log p, its slope and its moments, for the mixture of two Gaussians with weights w and 1 − w. */
function mixture({ weight: w, mu, sigma }) {
  const parts = (x) => [Math.log(w) + logNormal(x, mu[0], sigma[0]), Math.log(1 - w) + logNormal(x, mu[1], sigma[1])];
  const log = (x) => {
    const [a, b] = parts(x);
    const top = Math.max(a, b);
    return top + Math.log(Math.exp(a - top) + Math.exp(b - top));
  };
  const slope = (x) => {
    const [a, b] = parts(x);
    const r = 1 / (1 + Math.exp(b - a));
    return -(r * (x - mu[0])) / sigma[0] ** 2 - ((1 - r) * (x - mu[1])) / sigma[1] ** 2;
  };
  const mean = w * mu[0] + (1 - w) * mu[1];
  const variance = w * (sigma[0] ** 2 + (mu[0] - mean) ** 2) + (1 - w) * (sigma[1] ** 2 + (mu[1] - mean) ** 2);
  return { log, slope, mean, sd: Math.sqrt(variance) };
}

/** Trapezoid sums over all that carries mass (eight standard deviations around each hump of p and of q). */
function grid(state) {
  const centers = [...state.mu, state.q[0]];
  const widths = [...state.sigma, state.q[1]];
  const lo = Math.min(...centers.map((c, i) => c - 8 * widths[i]));
  const hi = Math.max(...centers.map((c, i) => c + 8 * widths[i]));
  const n = 1600;
  return { x: Array.from({ length: n + 1 }, (_, i) => lo + ((hi - lo) * i) / n), h: (hi - lo) / n };
}

/** KL(p‖q) and KL(q‖p) in nats. */
function divergences(state) {
  const p = mixture(state);
  const { x, h } = grid(state);
  let [forward, reverse] = [0, 0];
  for (const v of x) {
    const [a, b] = [p.log(v), logNormal(v, ...state.q)];
    forward += Math.exp(a) * (a - b) * h;
    reverse += Math.exp(b) * (b - a) * h;
  }
  return { forward, reverse };
}

/** One natural-gradient step down KL(q‖p), halved until it goes down; false where it no longer does. */
function descend(state) {
  const p = mixture(state);
  const [mu, sigma] = state.q;
  let [dMu, dLog] = [0, -1];
  const h = 0.04;
  for (let z = -7; z <= 7; z += h) { // x = mu + sigma z, z standard normal
    const weight = Math.exp(logNormal(z, 0, 1)) * h;
    const slope = p.slope(mu + sigma * z);
    dMu -= weight * slope;
    dLog -= weight * slope * sigma * z;
  }
  const before = divergences(state).reverse;
  for (let rate = 0.25; rate > 1e-4; rate /= 2) {
    state.q = [mu - rate * sigma ** 2 * dMu, sigma * Math.exp((-rate / 2) * dLog)];
    const gain = before - divergences(state).reverse;
    if (gain > 1e-11) return true;
  }
  state.q = [mu, sigma];
  return false;
}

const HINT = "Drag $q$: the disc moves its mean, the diamond its width. Then press the two buttons.";

define("two-humps", {
  label: "One Gaussian q fitted to a mixture p of two",
  params: {
    weight: "weight of the left hump, between 0 and 1 (default 0.5)",
    mu: "means of the two humps (default [-2, 2])",
    sigma: "standard deviations of the two humps (default [0.6, 0.6])",
    q: "mean and standard deviation of q to start from (default [0.8, 0.8])",
  },
  height: [580, 656],
  setup(fig, { weight = 0.5, mu = [-2, 2], sigma = [0.6, 0.6], q = [0.8, 0.8] }) {
    const state = fig.state({ weight, mu, sigma, q, note: HINT });
    const edge = Math.max(6, ...mu.map((m, i) => Math.ceil(Math.abs(m) + 4 * sigma[i])));
    const density = (v) => Math.exp(logNormal(v, ...state.q));
    const peak = () => 1 / (state.q[1] * Math.sqrt(2 * Math.PI));
    const ceiling = () => Math.max(0.75, 1.15 * peak(), 0.46 * Math.max(state.weight / state.sigma[0], (1 - state.weight) / state.sigma[1]));
    const curves = fig.board({ x: [-edge, edge], y: () => [0, ceiling()], wide: true, height: (w) => (w < 480 ? 180 : 210), title: "densities", label: "The densities p and q", margin: { left: 34 } });
    let extent = [-0.35, 0.85];
    const parts = fig.board({ x: [-edge, edge], y: () => extent, wide: true, height: (w) => (w < 480 ? 150 : 170), title: "each divergence is the area under its curve", label: "The two integrands", margin: { left: 34 } });
    const clampSigma = (s) => Math.min(Math.max(s, 0.2), 4);
    const free = (action) => (value) => (fig.stop(), (state.note = HINT), action(value));
    curves.handle({ label: "mean of q", color: "orange", along: "x", inset: 0.5, get: () => [state.q[0], peak()], set: free(([x]) => (state.q = [x, state.q[1]])), text: () => `mean ${fmt(state.q[0])}` });
    curves.handle({ label: "standard deviation of q", color: "orange", shape: "diamond", along: "x", get: () => [state.q[0] + state.q[1], density(state.q[0] + state.q[1])],
      set: free(([x]) => (state.q = [state.q[0], clampSigma(x - state.q[0])])), nudge: (dx, dy) => free(() => (state.q = [state.q[0], clampSigma(state.q[1] + dx + dy)]))(),
      step: 0.05, value: () => state.q[1], range: [0.2, 4], text: () => `standard deviation ${fmt(state.q[1])}` });
    fig.slider({ label: "weight on the left", min: 0.02, max: 0.98, step: 0.01, get: () => state.weight, set: free((v) => (state.weight = v)) });
    fig.slider({ label: "distance of the humps", min: 0, max: 8, step: 0.1, get: () => state.mu[1] - state.mu[0], text: (v) => fmt(v, 1),
      set: free((v) => { const middle = (state.mu[0] + state.mu[1]) / 2; state.mu = [middle - v / 2, middle + v / 2]; }) });
    fig.button("Fit forward: least $D(p‖q)$", () => {
      const { mean, sd } = mixture(state);
      const from = [...state.q];
      let t = 0;
      state.note = "Forward: $q$ takes the mean and variance of $p$: both humps are covered, and the empty middle.";
      fig.animate(() => {
        t = Math.min(1, t + 1 / 30);
        const ease = t * t * (3 - 2 * t);
        state.q = t < 1 ? [from[0] + ease * (mean - from[0]), from[1] + ease * (sd - from[1])] : [mean, sd];
        return t < 1;
      });
    });
    fig.button("Fit reverse: descend $D(q‖p)$", () => {
      state.note = "Reverse: $q$ goes downhill from where it stands, into a valley near by. Start it elsewhere.";
      fig.animate(() => descend(state));
    });
    fig.resetButton();

    fig.draw(() => {
      const p = mixture(state);
      const xs = Array.from({ length: 241 }, (_, i) => -edge + (i * edge) / 120);
      const { forward, reverse } = divergences(state);
      fig.note(state.note);
      curves.clear();
      curves.axes({ grid: false, yTicks: [] });
      const hump = xs.map((x) => [x, Math.exp(p.log(x))]);
      curves.curve([[-edge, 0], ...hump, [edge, 0]], { color: "none", fill: "blue", fillOpacity: 0.2 });
      curves.curve(hump, { color: "blue" });
      curves.curve(xs.map((x) => [x, density(x)]), { color: "orange", dash: "8 4", width: 2.5 });
      curves.line([state.q[0], 0], [state.q[0], peak()], { color: "orange", width: 1, dash: "2 3" });
      const top = hump.reduce((best, point) => (point[1] > best[1] ? point : best));
      curves.text(top, "$p$", { color: "blue", dx: top[0] > 0 ? 22 : -22, dy: 6, size: 17, anchor: "middle" });
      curves.text([state.q[0], peak()], "$q$", { color: "orange", dx: 18, dy: 0, size: 17, anchor: "middle" });
      const series = [["blue", undefined, (a, b) => Math.exp(a) * (a - b)], ["orange", "8 4", (a, b) => Math.exp(b) * (b - a)]].map(
        ([color, dash, term]) => ({ color, dash, points: xs.map((x) => [x, term(p.log(x), logNormal(x, ...state.q))]) }));
      const heights = series.flatMap(({ points }) => points.map(([, y]) => y));
      extent = [Math.min(-0.25, 1.1 * Math.min(...heights)), Math.min(Math.max(0.85, 1.15 * Math.max(...heights)), 6)];
      parts.clear();
      parts.axes({ grid: false, yTicks: [0] });
      for (const { color, dash, points } of series) {
        parts.curve([[-edge, 0], ...points, [edge, 0]], { color: "none", fill: color, fillOpacity: 0.16 });
        parts.curve(points, { color, dash });
      }
      parts.text([-edge, extent[1]], "$p ln p/q$", { color: "blue", dx: 4, dy: 14 });
      parts.text([edge, extent[1]], "$q ln q/p$ (dashed)", { color: "orange", dx: -4, dy: 14, anchor: "end" });
      return {
        data: { weight: state.weight, mu: state.mu, sigma: state.sigma, q: state.q, forward, reverse, mean: p.mean, sd: p.sd },
        show: [["$D(p‖q)$", `${fmt(forward, 3)} nats`, "blue"], ["$D(q‖p)$", `${fmt(reverse, 3)} nats`, "orange"], ["mean of $q$", fmt(state.q[0])], ["deviation of $q$", fmt(state.q[1])]],
        say: `KL of p from q ${fmt(forward, 3)} nats, KL of q from p ${fmt(reverse, 3)} nats; q has mean ${fmt(state.q[0])} and standard deviation ${fmt(state.q[1])}`,
      };
    });
  },
});
