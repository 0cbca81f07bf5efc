// Numbers, text with a little mathematics in it, and small matrices.

/** `x` with a fixed number of digits, a true minus sign, no "-0.00", no NaN. */
export function fmt(x, digits = 2) {
  if (Number.isNaN(x)) return "–";
  if (!Number.isFinite(x)) return x > 0 ? "∞" : "−∞";
  const text = Math.abs(x).toFixed(digits);
  return (x < 0 && Number(text) !== 0 ? "−" : "") + text;
}

/** Round numbers from lo to hi, about n of them: 1, 2 or 5 times a power of ten apart. */
export function ticks(lo, hi, n) {
  const rough = (hi - lo) / n;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * [1, 2, 5, 10].find((k) => k * power >= rough * 0.75);
  const from = Math.ceil(lo / step - 1e-9);
  const steps = Math.floor(hi / step + 1e-9) - from;
  return Array.from({ length: Math.max(steps + 1, 0) }, (_, i) => Number(((from + i) * step).toPrecision(12)));
}

/** Numbers become strings where JSON has no number for them: "inf", "-inf", "nan". */
export const json = (data) =>
  JSON.stringify(data, (_, v) =>
    typeof v !== "number" || Number.isFinite(v) ? v : Number.isNaN(v) ? "nan" : v > 0 ? "inf" : "-inf",
  );

const NAMES = /^(det|exp|ln|log|max|min|rank|tr|range|null|JS|KL)$/; // upright in formulas

/** Cut "length $σ_1u^+$" into runs {text, kind: "", "i" (a letter of mathematics) or "m", shift: -1, 0, 1}. */
export function rich(text) {
  const runs = [];
  String(text).split("$").forEach((part, i) => {
    if (i % 2 === 0) return part && runs.push({ text: part, kind: "", shift: 0 });
    for (const [, sign, low, body = low] of part.matchAll(/([_^])(\{[^}]*\}|.)|([^_^]+)/gsu)) {
      const shift = sign === "_" ? -1 : sign === "^" ? 1 : 0;
      for (const [run] of body.replace(/^\{(.*)\}$/s, "$1").matchAll(/\p{L}+|\P{L}+/gu))
        runs.push({ text: run, kind: /^\p{L}/u.test(run) && !NAMES.test(run) ? "i" : "m", shift });
    }
  });
  return runs;
}

export const matVec = (A, x) => A.map((row) => row.reduce((sum, a, j) => sum + a * x[j], 0));

export const rotate = ([x, y]) => [-y, x];

/** SVD of a small matrix by one-sided Jacobi: {U: columns, s, V: columns}.
    Turns pairs of columns of A until they are orthogonal; their lengths are the singular values.
    V has n columns; U has as many, zero where the singular value is zero. */
export function svd(A) {
  const n = A[0].length;
  const W = Array.from({ length: n }, (_, j) => A.map((row) => row[j]));
  const V = Array.from({ length: n }, (_, j) => Array.from({ length: n }, (_, i) => +(i === j)));
  const dot = (a, b) => a.reduce((sum, v, i) => sum + v * b[i], 0);
  for (let sweep = 0, turned = true; turned && sweep < 30; sweep++) {
    turned = false;
    for (let p = 0; p < n; p++)
      for (let q = p + 1; q < n; q++) {
        const [a, b, c] = [dot(W[p], W[p]), dot(W[q], W[q]), dot(W[p], W[q])];
        if (Math.abs(c) <= 1e-15 * Math.sqrt(a * b) || c === 0) continue;
        turned = true;
        const zeta = (b - a) / (2 * c);
        const t = (zeta < 0 ? -1 : 1) / (Math.abs(zeta) + Math.hypot(1, zeta));
        const cos = 1 / Math.hypot(1, t);
        for (const M of [W, V]) {
          const [x, y] = [M[p], M[q]];
          M[p] = x.map((v, i) => cos * (v - t * y[i]));
          M[q] = x.map((v, i) => cos * (t * v + y[i]));
        }
      }
  }
  const order = W.map((w, j) => [Math.sqrt(dot(w, w)), j]).sort((x, y) => y[0] - x[0] || x[1] - y[1]);
  const tiny = order[0][0] * 1e-14;
  return {
    s: order.map(([s]) => (s > tiny ? s : 0)),
    U: order.map(([s, j]) => W[j].map((w) => (s > tiny ? w / s : 0))),
    V: order.map(([, j]) => V[j]),
  };
}
