// The controls of an exercise: `read()` gives the answer, `write(answer)` puts one there
// (nothing: makes them empty), `blame(faults)` marks fields, `lock()` ends a prediction.
import { lines } from "./lines.js";
import { read } from "./numbers.js";

const all = (within, selector) => [...within.querySelectorAll(selector)];
const text = (x) => (typeof x === "string" ? x : "");

/** "[1, 2; 3, 4]" pasted into one place of a grid fills all of them. */
function spread(grid) {
  const cells = all(grid, "input");
  const columns = Number(grid.style.getPropertyValue("--columns"));
  grid.addEventListener("input", ({ target }) => {
    if (!target.value.trim().startsWith("[")) return;
    let found;
    try {
      found = read(target.value);
    } catch {
      return;
    }
    const fits = found?.data?.length === cells.length && found.shape.at(-1) === columns;
    if (fits) cells.forEach((cell, k) => (cell.value = String(found.data[k])));
  });
}

function fields(host) {
  const parts = all(host, ".fields > *").map((part) => all(part, "input, textarea"));
  const isGrid = all(host, ".fields > *").map((part) => part.matches(".named"));
  all(host, ".grid").forEach(spread);
  return {
    read: () => parts.map((cells, k) => (isGrid[k] ? cells.map((cell) => cell.value) : cells[0].value)),
    write(answer) {
      parts.forEach((cells, k) => cells.forEach((cell, j) => (cell.value = text(isGrid[k] ? answer?.[k]?.[j] : answer?.[k]))));
    },
    blame(faults = []) {
      parts.forEach((cells, k) => cells.forEach((cell) => cell.toggleAttribute("data-fault", faults[k] ?? false)));
      parts.forEach((cells, k) => cells.forEach((cell) => (cell.ariaInvalid = faults[k] ? "true" : null)));
    },
  };
}

function choices(host) {
  const inputs = all(host, ".choices input");
  return {
    read: () => inputs.filter((input) => input.checked).map((input) => input.value).join(""),
    write: (answer) => inputs.forEach((input) => (input.checked = text(answer).includes(input.value))),
  };
}

function chance(host) {
  const field = host.querySelector(".chance label input"), slider = host.querySelector("[type=range]");
  const button = host.querySelector("[type=submit]");
  const percent = () => {
    try {
      return 100 * Number(read(field.value) ?? 0.5);
    } catch {
      return 50;
    }
  };
  slider.addEventListener("input", () => (field.value = (slider.value / 100).toFixed(2)));
  field.addEventListener("input", () => (slider.value = percent()));
  return {
    read: () => field.value,
    write(answer) {
      [field.value, field.readOnly, slider.disabled, button.hidden] = [text(answer), false, false, false];
      slider.value = percent();
    },
    lock() {
      const isHere = document.activeElement === button || document.activeElement === slider;
      [field.readOnly, slider.disabled, button.hidden] = [true, true, true];
      if (isHere) field.focus();
    },
  };
}

const KINDS = { num: fields, mcq: choices, multi: choices, flaw: choices, predict: chance, order: lines };

export const controlsOf = (host, kind) => KINDS[kind](host);
