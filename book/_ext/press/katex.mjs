// Answers each line {tex, display} on standard input with a line {html} or {error}.
// The TeX that KaTeX repeats in each formula is left out: nothing shows or speaks it.
import { createInterface } from "node:readline";
import katex from "katex";

for await (const line of createInterface({ input: process.stdin })) {
  const { tex, display } = JSON.parse(line);
  let answer;
  try {
    const options = { displayMode: display, output: "htmlAndMathml", strict: "error" };
    const html = katex.renderToString(tex, options);
    answer = { html: html.replace(/<\/?semantics>|<annotation.*?<\/annotation>/gs, "") };
  } catch (error) {
    answer = { error: error.message };
  }
  process.stdout.write(JSON.stringify(answer) + "\n");
}
