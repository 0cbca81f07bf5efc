// Four systems Ax = b: which x solve them or come nearest, and the shortest of these, x⁺ = A⁺b.
import { define, fmt, matVec, svd } from "./kernel.js";

const dot = (a, b) => a.reduce((sum, v, i) => sum + v * b[i], 0);
const norm = (a) => Math.hypot(...a);
const minus = (a, b) => a.map((v, i) => v - b[i]);
const CASES = [
  { name: "one", A: [[1.2, 0.4], [0.2, 0.7]], b: [2, 1.2], x: [-1.2, 1.6] },
  { name: "none, full rank", A: [[1, 0], [0.5, 1], [-0.5, 1]], b: [1.8, 0, 1.2], x: [-1, 0.4] },
  { name: "none, rank-deficient", A: [[1, 0.5], [0.5, 0.25]], b: [1.2, 2], x: [-1, 2] },
  { name: "many", A: [[1, 0.5]], b: [2], x: [-1, 2] },
];

/** Rank, pseudoinverse solution, projection of b, and the bases of row space, null space and b's space. */
function solve(A, b) {
  const { s, U, V } = svd(A);
  const rank = s.filter((v) => v > Math.max(A.length, A[0].length) * 2 ** -52 * s[0]).length;
  const x = A[0].map((_, j) => V.slice(0, rank).reduce((sum, v, i) => sum + (v[j] * dot(U[i], b)) / s[i], 0));
  const frame = U.slice(0, rank);
  for (let i = 0; frame.length < A.length; i++) { // fill up to an orthonormal frame of b's space
    let e = A.map((_, l) => +(l === i));
    for (let twice = 0; twice < 2; twice++) for (const f of frame) e = minus(e, f.map((v) => v * dot(f, e)));
    if (norm(e) > 0.1) frame.push(e.map((v) => v / norm(e)));
  }
  return { s, V, rank, x, frame, image: matVec(A, x), residual: norm(minus(matVec(A, x), b)) };
}

define("pinv-cases", {
  label: "The four cases of the pseudoinverse",
  params: {
    cases: "list of cases {name, A (1 to 3 rows, 2 columns), b, x (a trial point)}; the default shows all four",
    start: "which case is shown first, from 0 (default 2)",
  },
  height: [570, 824],
  setup(fig, { cases = CASES, start = 2 }) {
    const state = fig.state({ which: start, b: cases.map((c) => c.b), x: cases.map((c) => c.x ?? [-1, 1.5]) });
    const [A, b, x] = [() => cases[state.which].A, () => state.b[state.which], () => state.x[state.which]];
    const left = fig.board({ x: [-3, 3], y: [-3, 3], equal: true, title: "the plane of $x$: drag $x$", label: "Plane of x", least: 235, most: 340, narrow: 240 });
    const right = fig.board({ x: [-3.2, 3.2], y: [-3.2, 3.2], equal: true, title: "", label: "Space of b", least: 235, most: 340, narrow: 240 });
    // Three dimensions are drawn flat: range(A) as a slanted sheet, its normal upward.
    let frame = [];
    const up = () => (dot(frame[2], cases[state.which].b) < 0 ? -1 : 1);
    const flat = (v) => {
      if (v.length === 1) return [v[0], 0];
      if (v.length === 2) return v;
      const [a, c, h] = frame.map((f) => dot(f, v));
      return [a + 0.45 * c, 0.42 * c + up() * h];
    };
    const lift = ([px, py]) => {
      const m = b().length;
      if (m === 1) return [px];
      if (m === 2) return [px, py];
      const c = dot(frame[1], b());
      const parts = [px - 0.45 * c, c, up() * (py - 0.42 * c)];
      return frame[0].map((_, i) => frame.reduce((sum, f, k) => sum + parts[k] * f[i], 0));
    };
    const frameNow = () => (frame = solve(A(), b()).frame);
    fig.choice({ label: "Solutions of Ax = b:", options: cases.map(({ name }, i) => [i, name]), get: () => state.which, set: (v) => (state.which = v) });
    left.handle({ label: "trial point x", color: "green", get: x, set: (p) => (state.x[state.which] = p), inset: 0.15 });
    right.handle({ label: "right-hand side b", color: "blue", inset: 0.15, get: () => (frameNow(), flat(b())), set: (p) => (state.b[state.which] = lift(p)),
      text: () => b().map((v) => fmt(v)).join(", ") });
    fig.resetButton();

    fig.draw(() => {
      const best = solve(A(), b());
      ({ frame } = best);
      const [m, r] = [b().length, best.rank];
      const [trial, image] = [x(), matVec(A(), x())];
      const [miss, solvable] = [norm(minus(image, b())), best.residual <= 1e-9 * (1 + norm(b()))];
      left.clear();
      left.axes();
      for (let t = 0.5; t < 8 && r; t += 0.75) { // level curves of the distance ‖Ax − b‖
        const faint = { color: "sky", width: 1, opacity: 0.5 };
        const at = (angle) => [0, 1].map((i) => best.x[i] + t * ((Math.cos(angle) / best.s[0]) * best.V[0][i] + (r > 1 ? Math.sin(angle) / best.s[1] : 0) * best.V[1][i]));
        if (r > 1) left.curve(Array.from({ length: 73 }, (_, i) => at((i * Math.PI) / 36)), faint);
        else for (const side of [0, Math.PI]) left.through(at(side), best.V[1], faint);
      }
      if (r === 1) {
        left.through([0, 0], best.V[0], { color: "soft", width: 1.5, dash: "2 4" });
        left.circle([0, 0], norm(best.x), { color: "orange", width: 1, dash: "3 3" });
        left.through(best.x, best.V[1], { color: "purple", width: 3 });
        const tip = best.V[1].map((v, i) => best.x[i] + (v * 1.9 * (best.V[1][1] > 0 ? -1 : 1)));
        left.text(tip, solvable ? "all solutions" : "all minimizers", { color: "purple", anchor: tip[0] > 1.2 ? "end" : "start", dx: tip[0] > 1.2 ? -10 : 10, dy: 4 });
        const row = best.V[0].map((v) => v * 2.5 * (best.V[0][0] < 0 ? 1 : -1));
        left.text(row, "row space", { color: "soft", anchor: "middle", dy: -8 });
      }
      left.arrow([0, 0], best.x, { color: "orange", label: "$x^+$", gap: 18 });
      left.text(trial, "$x$", { color: "green", dx: 13, dy: -6, size: 16 });

      right.clear();
      right.setTitle(m === 3 ? "the space of $b$, drawn flat: drag $b$" : m === 2 ? "the plane of $b$: drag $b$" : "the line of $b$: drag $b$");
      if (m < 3) right.axes(m === 1 ? { yTicks: [0], yFormat: () => "" } : {});
      const range = { color: "ink", fill: "ink", fillOpacity: 0.07, width: 1 };
      const ends = (k) => frame[k].map((v) => v * 2.6);
      if (m === 3 && r === 2) right.curve([[1, 1], [1, -1], [-1, -1], [-1, 1]].map(([a, c]) => flat(frame[0].map((_, i) => 2.2 * a * frame[0][i] + 2.2 * c * frame[1][i]))), { ...range, close: true });
      if (m === 2 && r === 2) right.rect([-3.2, -3.2], [3.2, 3.2], { fill: "ink", fillOpacity: 0.07 });
      if (r === 1) right.through([0, 0], flat(frame[0]), { color: "ink", width: 3, opacity: 0.35 });
      const label = r === 2 ? (m === 2 ? [-3, 2.75] : flat(frame[0].map((_, i) => (flat(frame[0])[0] > 0 ? -1 : 1) * 1.9 * frame[0][i] - 1.9 * frame[1][i]))) : r === 1 ? flat(ends(0)).map((v) => v * (flat(frame[0])[0] > 0 ? -1 : 1)) : [0, 0];
      right.text(label, m === 2 && r === 2 ? "$range(A)$ is the whole plane" : "$range(A)$", { color: "soft", dy: r === 1 ? -10 : 12, dx: r === 2 && m === 3 ? 6 : 0, anchor: "start" });
      const [foot, target, guess] = [flat(best.image), flat(b()), flat(image)];
      right.line(guess, target, { color: "green", width: 1.5, dash: "2 4" });
      right.dot(guess, { color: "green", r: 5 });
      right.text(guess, "$Ax$", { color: "green", dx: 8, dy: 16 });
      right.arrow([0, 0], foot, { color: "orange", label: solvable ? "" : "$Ax^+$", gap: 20 });
      if (!solvable) {
        right.line(foot, target, { color: "orange", width: 2, dash: "6 4" });
        const px = norm(minus(right.at(foot), right.at(target)));
        const [along, across] = [minus(foot, [0, 0]), minus(target, foot)];
        if (px > 24 && norm(along) > 0.2) { // the right angle
          const [u, w] = [along.map((v) => (-0.22 * v) / norm(along)), across.map((v) => (0.22 * v) / norm(across))];
          right.curve([[foot[0] + u[0], foot[1] + u[1]], [foot[0] + u[0] + w[0], foot[1] + u[1] + w[1]], [foot[0] + w[0], foot[1] + w[1]]], { color: "soft", width: 1.2 });
        }
      }
      right.text(target, solvable ? "$b = Ax^+$" : "$b$", { color: "blue", dx: 13, dy: -7, size: 16, anchor: "start" });
      fig.note([solvable ? "$b$ lies in the range" : "$b$ lies outside the range: nothing solves $Ax = b$",
        r === 2 ? (solvable ? ", and one $x$ solves it." : ", and one $x$ comes nearest.") : solvable ? ", and a whole line solves it; $x^+$ is its shortest point." : ", and a whole line comes equally near; $x^+$ is its shortest point."].join(""));
      return {
        data: { case: state.which, A: A(), b: b(), rank: r, x_plus: best.x, projection: best.image, residual: best.residual, norm: norm(best.x), solvable, x: trial, Ax: image, trial_residual: miss, trial_norm: norm(trial) },
        show: [["$A$", A()], ["$b$", b().map((v) => [v])], ["$x^+$", best.x.map((v) => [v]), "orange"], ["$‖Ax^+ − b‖$", fmt(best.residual), "orange"], ["$‖x^+‖$", fmt(norm(best.x)), "orange"], ["$‖Ax − b‖$", fmt(miss), "green"], ["$‖x‖$", fmt(norm(trial)), "green"]],
        say: `${cases[state.which].name}: x plus is ${best.x.map((v) => fmt(v)).join(", ")}, of length ${fmt(norm(best.x))}, residual ${fmt(best.residual)}; your x has residual ${fmt(miss)} and length ${fmt(norm(trial))}`,
      };
    });
  },
});
