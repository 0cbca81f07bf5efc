// <book-exercise>: answers where the exercise stands. The controls are in the page's HTML;
// this gives them life. Nothing is sent anywhere.
import { controlsOf } from "./controls.js";
import { judge } from "./judge.js";
import { forget, keep, recall } from "./kept.js";

const WORDS = {
  right: ["✓", "Right"],
  wrong: ["✗", "Not right"],
  won: ["✓", "Better than a coin"],
  lost: ["○", "No better than a coin"],
  unanswered: ["○", "Not answered yet"],
};
const make = (tag, properties = {}, ...children) => {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
};

/** A message's own words, with code where backticks stand. */
function marked(text) {
  return text.split("`").map((piece, k) => (k % 2 ? make("code", { textContent: piece }) : piece));
}

class BookExercise extends HTMLElement {
  connectedCallback() {
    this.data = JSON.parse(this.dataset.exercise);
    this.texts = [...this.querySelectorAll("template")];
    this.verdict = this.querySelector(".verdict");
    this.controls = controlsOf(this, this.data.kind);
    this.querySelector("form").addEventListener("submit", (event) => {
      event.preventDefault();
      this.check();
    });
    this.addEventListener("input", () => this.dataset.status === "right" && this.show(null));
    this.restore();
    this.querySelector("fieldset").disabled = false;
  }

  get isPrediction() {
    return this.data.kind === "predict";
  }

  /** Judge what stands in the controls, say so, and keep it. */
  check() {
    const answer = this.controls.read();
    const result = judge(this.data, answer);
    this.show(result);
    if (result.status === "unanswered") return;
    const isRun = ["won", "lost"].includes(result.status);
    if (this.isPrediction && !isRun) return; // not committed
    if (isRun) this.controls.lock();
    const done = isRun || result.status === "right" || recall(this.dataset.id, this.data.version).done === true;
    keep(this.dataset.id, { version: this.data.version, answer, done });
    this.mark();
  }

  /** Put back what is kept; a prediction stays as it was committed. */
  restore() {
    const { answer, done } = recall(this.dataset.id, this.data.version);
    this.controls.write(answer);
    this.show(null);
    if (done && this.isPrediction) {
      this.show(judge(this.data, answer));
      this.controls.lock();
    }
    this.mark();
  }

  /** The quiet mark beside the button, and the count of the page. */
  mark() {
    this.done = recall(this.dataset.id, this.data.version).done === true;
    this.querySelector(".kept").textContent = !this.done ? "" : this.isPrediction ? "✓ run" : "✓ solved";
    count();
  }

  show(result) {
    this.dataset.status = result?.status ?? "";
    this.controls.blame?.(result?.faults);
    if (!result) return this.verdict.replaceChildren();
    const [sign, word] = WORDS[result.status];
    const line = make("p", {}, make("strong", {}, make("span", { ariaHidden: "true", textContent: `${sign} ` }), `${word}.`));
    for (const piece of result.message) {
      if (piece !== "") line.append(" ", ...(typeof piece === "number" ? [this.texts[piece].content.cloneNode(true)] : marked(piece)));
    }
    if (result.status === "wrong" && this.hasHint()) line.append(" There is a hint below.");
    this.verdict.replaceChildren(line);
  }

  /** Whether the statement has a hint that is not open yet. */
  hasHint() {
    return this.parentElement.querySelector(":scope > details")?.open === false;
  }
}

const line = document.querySelector(".exercise-progress");
const exercises = () => [...document.querySelectorAll("book-exercise")];

function count() {
  if (!line) return;
  line.querySelector("strong").textContent = exercises().filter((exercise) => exercise.done).length;
  line.querySelector("button").disabled = !exercises().some(({ dataset, data }) => data && recall(dataset.id, data.version).answer !== undefined);
}

line?.querySelector("button").addEventListener("click", () => {
  if (!confirm("Erase your answers to the exercises of this page, and what is marked as done?")) return;
  forget(exercises().map((exercise) => exercise.dataset.id));
  for (const exercise of exercises()) exercise.restore();
});

customElements.define("book-exercise", BookExercise);
