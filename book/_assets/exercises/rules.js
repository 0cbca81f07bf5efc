// When a number or an array agrees with what is expected, and what differs: the rules of
// exercises/rules.py, exercises/shapes.py and exercises/compare.py, in the same words.
import { general, isNumber, show } from "./numbers.js";

const tuple = (shape) => `(${shape.join(", ")}${shape.length === 1 ? "," : ""})`;
const sameShape = (a, b) => String(a.shape) === String(b.shape);

/** Undo `exercises.wire.to_json`. */
export function decode(x) {
  if (x.float) return { inf: Infinity, "-inf": -Infinity, nan: NaN }[x.float];
  return x.shape ? { shape: x.shape, data: x.data.map(decode) } : x;
}

function kind(x) {
  if (x.shape) return `an array of shape ${tuple(x.shape)}`;
  if (Array.isArray(x)) return `${x.length} results`;
  return `the ${typeof x === "bigint" ? "int" : "float"} ${show(x, 60)}`;
}

/** What is wrong with the form of an answer, or "". */
function misfit(got, want) {
  if (!want.shape) return isNumber(got) ? "" : `a number is asked for, not ${kind(got)}`;
  if (!got.shape) return `an array of shape ${tuple(want.shape)} is asked for, not ${kind(got)}`;
  return sameShape(got, want) ? "" : `the shape is ${tuple(got.shape)}, but ${tuple(want.shape)} is asked for`;
}

function near(got, want, tolerance) {
  const x = Number(got);
  return x === want || (Number.isNaN(x) && Number.isNaN(want)) || (Number.isFinite(want) && Math.abs(x - want) <= tolerance);
}

function digits(got, want) {
  return near(got, want, 0.01 * Math.abs(want)) ? general(Number(got), 7) : show(got);
}

function badNumber(x) {
  if (Number.isNaN(Number(x))) return "it is NaN, not a number";
  return Number.isFinite(Number(x)) ? "" : "it is infinite";
}

function numberDiffers(got, want, { rtol, atol }) {
  if (near(got, want, atol + rtol * Math.abs(want))) return "";
  if (got === -Infinity && want === Infinity) return "it is minus infinity; look at the sign";
  return badNumber(got) || `${digits(got, want)} is not the right value`;
}

function index(i, shape) {
  const out = [];
  for (const n of shape.toReversed()) {
    out.unshift(i % n);
    i = Math.floor(i / n);
  }
  return `[${out.join(", ")}]`;
}

function arrayDiffers(got, want, { rtol, atol }) {
  const scale = Math.max(0, ...want.data.map(Math.abs).filter(Number.isFinite));
  const off = want.data.flatMap((w, i) => (near(got.data[i], w, atol + rtol * scale) ? [] : [i]));
  if (!off.length) return "";
  const [i] = off, where = index(i, want.shape), value = got.data[i];
  if (badNumber(value)) return `entry ${where} is wrong: ${badNumber(value)}`;
  return `${off.length} of ${want.data.length} entries are wrong; the first is ${where}, where you have ${digits(value, want.data[i])}`;
}

/** What differs between an answer and what is expected, or "". */
export function explain(got, want, rule) {
  return misfit(got, want) || (want.shape ? arrayDiffers : numberDiffers)(got, want, rule);
}

/** Whether an answer would do with 20 times less care, or 1 %. */
export function isNearMiss(got, want, { rtol }) {
  const wider = { rtol: Math.min(20 * rtol, 0.01), atol: 1e-9 };
  return wider.rtol > rtol && !explain(got, want, wider);
}

function scaled(x, factor) {
  return x.shape ? { ...x, data: x.data.map((v) => scaled(v, factor)) } : Number(x) * factor;
}

function transposed({ shape: [m, n], data }) {
  return { shape: [n, m], data: data.map((_, k) => data[(k % m) * n + Math.floor(k / m)]) };
}

/** The usual slip that would explain the difference: the number of its text, or words. */
export function diagnose(got, want, rule, slips) {
  if (!misfit(got, want)) {
    for (const [factor, text] of slips) if (!explain(scaled(got, factor), want, rule)) return text;
  }
  const isTurned = want.shape && got.shape?.length === 2 && sameShape(transposed(got), want) && !explain(transposed(got), want, rule);
  return isTurned ? "It is the transpose of what is asked for." : "";
}
