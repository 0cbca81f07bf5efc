/* The kernel of the moving figures: all that they share.

   HOW TO WRITE A FIGURE (about 80 lines; linear-map.js is a good model)

   1. Create NAME.js beside this file:

        import { define, fmt } from "./kernel.js";

        define("NAME", {
          label: "What the figure is, in one phrase",
          params: { A: "2x2 matrix (default [[2, 1], [0, 1]])" },   // read by Python, too
          height: [460, 770],   // pixels: on a wide page, on a phone; room kept until the code has come
          setup(fig, params) {
            const state = fig.state({ A: params.A ?? [[2, 1], [0, 1]], t: 0 });
            const board = fig.board({ x: [-3, 3], y: [-3, 3], equal: true, label: "…" });
            board.handle({ label: "first column", color: "blue", get: () => …, set: (p) => … });
            fig.slider({ label: "Angle", min: 0, max: 6, step: 0.01, get: () => state.t, set: (v) => (state.t = v) });
            fig.resetButton();
            fig.draw(() => {
              board.clear();
              board.axes();
              board.arrow([0, 0], [state.A[0][0], state.A[1][0]], { color: "blue", label: "$a_1$" });
              return { data: { det: 1.5 },                     // JSON for tests: attribute data-readout
                       show: [["$det A$", fmt(1.5)]],          // the visible readout
                       say: "determinant 1.50" };              // what a screen reader hears
            });
          },
        });

   2. `node tools/build_figures.mjs` bundles it into mathlib/plotting/static (committed).
   3. In a chapter: plotting.interactive("NAME", still, alt="…", A=A).

   Rules. All that can be changed lives in `state`; the draw function clears and draws
   everything from it (nothing else is kept); it runs at most once a frame, after any
   change. A color is a word: blue orange green purple sky yellow ink soft faint paper,
   the house palette in light and dark. Color is never the only carrier: give each mark a
   label or a dash as well. Text between $…$ is mathematics: $σ_1u_1$, $x^+$. Draw no NaN:
   try the zero matrix, both ends of each slider, a handle dragged out of the board.
   A test in tests/book/test_figures.py drives the figure and compares data-readout with
   mathlib's function.
*/
export { define } from "./kernel/figure.js";
export { fmt, matVec, rotate, svd } from "./kernel/math.js";
