// One style sheet (style.css), adopted by the shadow root of every figure.
import css from "./style.css";

let sheet;
export function dress(root) {
  if (!sheet) (sheet = new CSSStyleSheet()).replaceSync(css);
  root.adoptedStyleSheets = [sheet];
}
