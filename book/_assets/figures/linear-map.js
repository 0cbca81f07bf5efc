// Drag the columns of a 2x2 matrix: the unit circle becomes an ellipse with half-axes σ₁u₁, σ₂u₂.
import { define, fmt, matVec, rotate, svd } from "./kernel.js";

const turn = (angle) => [Math.cos(angle), Math.sin(angle)];
const angles = Array.from({ length: 121 }, (_, i) => (2 * Math.PI * i) / 120);

/** SVD of a 2x2 matrix with u2 and signs chosen so that v1 points right and (v1, v2) turns left. */
function axes(A) {
  const { s, U, V } = svd(A);
  let [v1, u1] = [V[0], U[0]];
  if (v1[0] < 0 || (v1[0] === 0 && v1[1] < 0)) [v1, u1] = [v1.map((v) => -v), u1.map((v) => -v)];
  const v2 = rotate(v1);
  return { s, v1, v2, e1: matVec(A, v1), e2: matVec(A, v2) };
}

define("linear-map", {
  label: "A 2 by 2 matrix moves the unit circle onto an ellipse",
  params: {
    A: "2x2 matrix to start from (default [[2, 1], [0, 1.5]])",
    angle: "angle of the vector x in radians (default 2.0)",
  },
  height: [464, 772],
  setup(fig, { A = [[2, 1], [0, 1.5]], angle = 2 }) {
    const state = fig.state({ A, angle });
    const left = fig.board({ x: [-1.6, 1.6], y: [-1.6, 1.6], equal: true, title: "before: the unit circle", label: "Plane before the map", least: 200, most: 320, narrow: 240 });
    const reach = Math.max(3.4, 1.25 * svd(A).s[0]); // room for the ellipse and for the columns
    const right = fig.board({ x: [-reach, reach], y: [-reach, reach], equal: true, title: "after: its image under $A$", label: "Plane after the map", least: 200, most: 320 });
    const x = () => turn(state.angle);
    left.handle({ label: "vector x on the unit circle", color: "green", get: x, step: 0.05,
      set: ([a, b]) => (a || b) && (state.angle = Math.atan2(b, a)),
      nudge: (dx, dy) => (state.angle = Math.atan2(Math.sin(state.angle + dy + dx), Math.cos(state.angle + dy + dx))),
      value: () => (state.angle * 180) / Math.PI, range: [-180, 180], text: () => `${fmt((state.angle * 180) / Math.PI, 0)} degrees` });
    ["first", "second"].forEach((which, j) =>
      right.handle({ label: `${which} column of A`, color: j ? "purple" : "blue", letter: j + 1, inset: 0.2,
        get: () => state.A.map((row) => row[j]), set: ([a, b]) => { state.A[0][j] = a; state.A[1][j] = b; } }));
    fig.resetButton();

    fig.draw(() => {
      const { A } = state;
      const { s, v1, v2, e1, e2 } = axes(A);
      const [p, image] = [x(), matVec(A, x())];
      const det = A[0][0] * A[1][1] - A[0][1] * A[1][0];
      fig.note("Drag the columns $a_1$ and $a_2$. Then turn $x$: where is $Ax$ longest, where shortest?");
      left.clear();
      left.axes({ xTicks: [-1, 0, 1], yTicks: [-1, 0, 1] });
      left.circle([0, 0], 1, { color: "ink", width: 1.5, fill: "ink", fillOpacity: 0.04 });
      left.arrow([0, 0], p, { color: "green", width: 2, dash: "2 3" });
      left.arrow([0, 0], v1, { color: "orange", label: "$v_1$" });
      left.arrow([0, 0], v2, { color: "yellow", label: "$v_2$", dash: "7 3" });
      left.text(p.map((c) => 1.32 * c), "$x$", { color: "green", anchor: "middle", dy: 4 });

      right.clear();
      right.axes();
      for (let k = -4; k <= 4; k++) { // the image of the grid
        right.through([k * A[0][0], k * A[1][0]], [A[0][1], A[1][1]], { color: "sky", width: 1, opacity: 0.35 });
        right.through([k * A[0][1], k * A[1][1]], [A[0][0], A[1][0]], { color: "sky", width: 1, opacity: 0.35 });
      }
      right.curve(angles.map((t) => matVec(A, turn(t))), { color: "ink", width: 1.5, fill: "ink", fillOpacity: 0.06, close: true });
      [0, 1].forEach((j) => right.line([0, 0], A.map((row) => row[j]), { color: j ? "purple" : "blue", width: 1.5 }));
      right.arrow([0, 0], image, { color: "green", width: 2, dash: "2 3" });
      right.arrow([0, 0], e1, { color: "orange", label: s[0] > 0.15 ? "$σ_1u_1$" : "", gap: 20 });
      right.arrow([0, 0], e2, { color: "yellow", label: s[1] > 0.15 ? "$σ_2u_2$" : "", gap: 20, dash: "7 3" });
      [0, 1].forEach((j) => {
        const c = A.map((row) => row[j]);
        right.text(c, `$a_${j + 1}$`, { color: j ? "purple" : "blue", dx: 13, dy: -9 });
      });
      right.text(image, "$Ax$", { color: "green", dx: image[0] < 0 ? -12 : 12, dy: 16, anchor: image[0] < 0 ? "end" : "start" });
      const ratio = s[1] > 0 ? s[0] / s[1] : s[0] > 0 ? Infinity : NaN;
      return {
        data: { A, singular_values: s, ratio, det, x: p, Ax: image, stretch: Math.hypot(...image), v1, v2, sigma1_u1: e1, sigma2_u2: e2 },
        show: [["$A$", A], ["$σ_1$", fmt(s[0]), "orange"], ["$σ_2$", fmt(s[1]), "yellow"], ["$σ_1/σ_2$", fmt(ratio)], ["$det A$", fmt(det)], ["$‖Ax‖$", fmt(Math.hypot(...image)), "green"]],
        say: `singular values ${fmt(s[0])} and ${fmt(s[1])}, ratio ${fmt(ratio)}, determinant ${fmt(det)}, length of A x ${fmt(Math.hypot(...image))}`,
      };
    });
  },
});
