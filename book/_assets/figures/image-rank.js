// A gray picture rebuilt from its k largest singular values.
import { define, fmt } from "./kernel.js";

define("image-rank", {
  label: "A picture as a matrix, rebuilt with rank k",
  params: {
    U: "left singular vectors as columns, m x r (required)",
    s: "singular values, falling, r or more of them (required)",
    Vt: "right singular vectors as rows, r x n (required)",
    k: "rank at first (default 8)",
  },
  height: [578, 564],
  setup(fig, { U, s, Vt, k = 8 }) {
    const [m, n, r] = [U.length, Vt[0].length, Math.min(U[0].length, Vt.length)];
    const state = fig.state({ k: Math.min(k, r) });
    const energy = s.map((_, i) => Math.hypot(...s.slice(i))); // ‖A − A_i‖ in the Frobenius norm
    const rebuild = (rank) => {
      const picture = new Float64Array(m * n);
      for (let i = 0; i < m; i++)
        for (let l = 0; l < rank; l++) {
          const c = s[l] * U[i][l];
          for (let j = 0; j < n; j++) picture[i * n + j] += c * Vt[l][j];
        }
      return picture;
    };
    const whole = rebuild(r);
    const views = ["whole", "kept", "rest"].map((part) => fig.bitmap({ rows: m, cols: n, title: "", label: part }));
    views[0].show(whole, `The whole picture, ${m} by ${n}`, `$A$: ${m} × ${n}`);
    const floor = Math.log10((s[0] || 1) * 1e-4);
    const height = (v) => Math.max(Math.log10(Math.max(v, 1e-300)), floor);
    const ceiling = height(s[0]) + 0.3;
    const chart = fig.board({ x: [0, r + 1], y: [floor, ceiling], wide: true, height: 170, title: "singular values (log scale): full dots are kept", label: "Singular values", margin: { left: 40 } });
    const set = (v) => (state.k = Math.min(Math.max(Math.round(v), 0), r));
    chart.handle({ label: "cut after rank k", color: "orange", along: "x", step: 1, range: [0, r], value: () => state.k, text: () => `rank ${state.k}`,
      get: () => [state.k + 0.5, floor + 0.85 * (ceiling - floor)], set: ([v]) => set(v - 0.5) });
    fig.slider({ label: "rank $k$", min: 0, max: r, step: 1, get: () => state.k, set, text: String });
    fig.resetButton();

    let drawn = -1;
    fig.draw(() => {
      const { k } = state;
      const error = energy[0] > 0 ? (energy[k] ?? 0) / energy[0] : 0;
      const next = s[k] ?? 0;
      const stored = k * (m + n);
      if (k !== drawn) {
        const kept = rebuild((drawn = k));
        views[1].show(kept, `The picture rebuilt with rank ${k}`, `$A_k$: rank ${k}`);
        views[2].show(whole.map((v, i) => 0.5 + v - kept[i]), `What rank ${k} leaves out, on middle gray`, "$A − A_k$");
      }
      fig.note("Slide $k$: each rank costs as many numbers as one row and one column.");
      chart.clear();
      const powers = Array.from({ length: 12 }, (_, i) => Math.ceil(floor) + i).filter((v) => v < ceiling);
      chart.axes({ base: floor, yTicks: powers, yFormat: (v) => (v >= 0 && v < 4 ? String(10 ** v) : v < 0 && v > -4 ? String(1 / 10 ** -v) : `1e${v}`) });
      chart.line([k + 0.5, floor], [k + 0.5, ceiling], { color: "orange", width: 2, dash: "5 3" });
      const size = chart.width < 480 ? 2.2 : 3;
      s.slice(0, r).forEach((v, i) => chart.dot([i + 1, height(v)], { color: i < k ? "blue" : "soft", r: size, hollow: i >= k }));
      if (k < r) chart.text([k + 1, height(next)], `$σ_{${k + 1}} =$ ${fmt(next)}`, { dx: 10, dy: -8 });
      return {
        data: { k, numbers: stored, all: m * n, relative_error: error, next, center: views[1].gray(m >> 1, n >> 1) },
        show: [["$k$", String(k), "orange"], ["numbers stored", `${stored} of ${m * n}`], ["$‖A − A_k‖/‖A‖$", fmt(error, 4)], [`next value $σ_{${k + 1}}$`, fmt(next, 3)]],
        say: `rank ${k}: ${stored} numbers of ${m * n}, relative error ${fmt(error, 4)}, next singular value ${fmt(next, 3)}`,
      };
    });
  },
});
