// Numbers as a reader types them: 1/3, sqrt(2), 2e-3, −0,5, [1, 2; 3, 4]. Nothing is ever
// evaluated as code. As in Python, an integer (a BigInt here) is not a float (a Number),
// and an array is { shape, data }.

export class Unreadable extends Error {}

const LONGEST = 2000, BITS = 1000n;
const WRITTEN = { "−": "-", "–": "-", "×": "*", "·": "*", "⋅": "*", "÷": "/", "∕": "/", "⁄": "/", "^": "**" };
const VALUES = { pi: Math.PI, π: Math.PI, e: Math.E, inf: Infinity, infinity: Infinity, "∞": Infinity, nan: NaN };
const FUNCTIONS = new Set(["sqrt", "exp", "log", "log2", "log10", "sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh", "abs"]);
const TOKENS = {
  number: /\s*((?:\d+[.,]?\d*|[.,]\d+)(?:e[-+]?\d+)?|(?:np\.|math\.)?[a-zπ∞]\w*|\*\*|[-+*/()√])/iy,
  list: /\s*((?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?|(?:np\.|math\.)?[a-zπ∞]\w*|\*\*|[-+*/()√[\],;])/iy,
};

function tokens(text, kind) {
  const found = [], pattern = TOKENS[kind];
  pattern.lastIndex = 0;
  while (pattern.lastIndex < text.length) {
    const token = pattern.exec(text)?.[1];
    if (!token) throw new Unreadable();
    found.push(token);
  }
  return found;
}

function fit(x) {
  if (typeof x !== "bigint" || (-1n << BITS < x && x < 1n << BITS)) return x;
  throw new Unreadable(`this is an integer of more than ${BITS} bits: give its exponent`);
}

const both = (f) => (a, b) => fit(typeof a === typeof b ? f(a, b) : f(Number(a), Number(b)));
const plus = both((a, b) => a + b);
const times = both((a, b) => a * b);

function over(a, b) {
  if (Number(b) === 0) throw new Unreadable("this divides by zero");
  return Number(a) / Number(b);
}

function power(a, b) {
  if (typeof a !== "bigint" || typeof b !== "bigint" || b < 0n) return a || b >= 0 ? Number(a) ** Number(b) : over(1, a);
  const size = BigInt((a < 0n ? -a : a).toString(2).length - 1);
  return size * b > BITS ? fit(1n << BITS) : fit(a ** b);
}

/** Reads tokens from the left with the precedence of Python. */
class Reader {
  constructor(found) {
    [this.tokens, this.place] = [found, 0];
  }
  take(...signs) {
    return signs.includes(this.tokens[this.place]) && this.tokens[this.place++];
  }
  must(sign) {
    if (!this.take(sign)) throw new Unreadable();
  }
  sum() {
    let x = this.product(), sign;
    while ((sign = this.take("+", "-"))) x = plus(x, sign === "+" ? this.product() : times(-1n, this.product()));
    return x;
  }
  product() {
    let x = this.signed(), sign;
    while ((sign = this.take("*", "/"))) x = (sign === "*" ? times : over)(x, this.signed());
    return x;
  }
  signed() {
    const sign = this.take("+", "-");
    if (sign) return sign === "+" ? this.signed() : times(-1n, this.signed());
    const base = this.atom();
    return this.take("**") ? power(base, this.signed()) : base;
  }
  atom() {
    if (this.take("(")) {
      const x = this.sum();
      this.must(")");
      return x;
    }
    if (this.take("√")) return Math.sqrt(Number(this.atom()));
    const token = this.tokens[this.place++] ?? "";
    if (/^\d+$/.test(token)) return fit(BigInt(token));
    if (/^[\d.,]/.test(token) && /\d/.test(token)) return Number(token.replace(",", "."));
    return this.named(token.toLowerCase().replace(/^(np|math)\./, ""));
  }
  named(name) {
    if (Object.hasOwn(VALUES, name)) return VALUES[name];
    if (!FUNCTIONS.has(name) && name !== "ln") throw new Unreadable();
    this.must("(");
    const x = Number(this.sum());
    this.must(")");
    return Math[name === "ln" ? "log" : name](x);
  }
  /** The rest of a list whose bracket is open; rows may be parted by semicolons. */
  list() {
    const rows = [[]];
    let sign = !this.take("]") && ",";
    while (sign && sign !== "]") {
      if (sign === ";") rows.push([]);
      rows.at(-1).push(this.take("[") ? this.list() : this.sum());
      sign = this.take(",", ";", "]");
      if (!sign) throw new Unreadable();
    }
    return rows.length > 1 ? rows : rows[0];
  }
}

function arranged(x) {
  if (!Array.isArray(x)) return x;
  const items = x.map(arranged);
  if (items.every(isNumber)) return { shape: [items.length], data: items };
  const shape = String(items[0].shape);
  if (!items.every((item) => item.shape && String(item.shape) === shape)) return items;
  return { shape: [items.length, ...items[0].shape], data: items.flatMap((item) => item.data) };
}

/** The value that a text stands for; undefined where it is empty. */
export function read(text) {
  const plain = text.trim().replace(/[−–×·⋅÷∕⁄^]/g, (sign) => WRITTEN[sign]);
  const isList = plain.startsWith("[");
  if (!plain || /^\[\s*\]$/.test(plain)) return undefined;
  const quoted = `“${text.trim().slice(0, 40)}”`;
  if (/^[-+]?[1-9]\d{0,2}(,\d{3})+$/.test(plain)) throw new Unreadable(`${quoted} can be read as two numbers: leave out the comma, or write a point`);
  try {
    if (plain.length > LONGEST) throw new Unreadable();
    const reader = new Reader(tokens(plain, isList ? "list" : "number"));
    const x = isList && reader.take("[") ? reader.list() : reader.sum();
    if (reader.place < reader.tokens.length) throw new Unreadable();
    return arranged(x);
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    const advice = /[\d)]\s*[a-zπ√(]/i.test(plain) ? " (products need a *, as in 2*sqrt(2))" : "";
    throw new Unreadable(error.message || `${quoted} cannot be read as a number${advice}`);
  }
}

export const isNumber = (x) => typeof x === "number" || typeof x === "bigint";

/** Python's `f"{x:.4g}"`, for `digits` = 4: halves go to the even digit. */
export function general(x, digits) {
  if (!Number.isFinite(x)) return Number.isNaN(x) ? "nan" : x < 0 ? "-inf" : "inf";
  let [mantissa, exponent] = Math.abs(x).toExponential(digits - 1).split("e");
  const [exact] = Math.abs(x).toExponential(60).split("e");
  const isHalf = /^50*$/.test(exact.slice(digits + 1));
  if (isHalf && exact[digits] % 2 === 0) mantissa = exact.slice(0, digits + 1);
  const sign = x < 0 || Object.is(x, -0) ? "-" : "", power = Number(exponent);
  const trim = (text) => (text.includes(".") ? text.replace(/\.?0*$/, "") : text);
  if (power < -4 || power >= digits) return `${sign}${trim(mantissa)}e${exponent.replace(/^([-+])(\d)$/, "$10$2")}`;
  const figures = mantissa.replace(".", "");
  if (power < 0) return sign + trim(`0.${"0".repeat(-power - 1)}${figures}`);
  return sign + trim(`${figures.slice(0, power + 1)}.${figures.slice(power + 1)}`);
}

/** A number as a message shows it. */
export function show(x, limit = 160) {
  const text = typeof x === "bigint" ? String(x) : general(x, 4);
  return text.length <= limit ? text : `${text.slice(0, limit - 1)}…`;
}
