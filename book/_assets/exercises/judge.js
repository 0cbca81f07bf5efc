// What decides on an answer: the same status and the same words as exercises.check gives.
// No page is needed here. `data` is what exercises.page.page_data makes. A message is a
// list of pieces: strings, and numbers of data.texts.
import { general, isNumber, read, Unreadable } from "./numbers.js";
import { decode, diagnose, explain, isNearMiss } from "./rules.js";

const LETTERS = "abcdefghijklmnopqrstuvwxyz";
const unanswered = { status: "unanswered", message: [] };
const right = { status: "right", message: [] };
const wrong = (...message) => ({ status: "wrong", message });

/** A field's text, or a grid of them, as `{ value }` or `{ trouble }`; nothing if empty. */
function outcome(answer, want) {
  try {
    if (!Array.isArray(answer)) {
      const value = read(answer);
      return value === undefined ? undefined : { value };
    }
    const data = answer.map(read);
    if (data.includes(undefined)) return undefined;
    return data.every(isNumber) ? { value: { shape: want.shape, data } } : { trouble: "a number is asked for in each place" };
  } catch (error) {
    if (error instanceof Unreadable) return { trouble: error.message };
    throw error;
  }
}

function advice(got, want, part, data) {
  for (const [value, text] of part.usual) if (!explain(got, decode(value), data)) return text;
  return isNearMiss(got, want, data) ? data.close : diagnose(got, want, data, data.slips);
}

function judgePart(part, found, data) {
  const want = decode(part.want);
  const trouble = found.trouble ?? explain(found.value, want, data);
  if (!trouble) return null;
  const lead = data.parts.length > 1 ? `\`${part.name}\`: ` : "";
  return { text: `${lead}${trouble}.`, advice: found.trouble ? "" : advice(found.value, want, part, data) };
}

function num(data, answers) {
  const found = data.parts.map((part, k) => outcome(answers[k], part.want));
  if (found.includes(undefined)) return unanswered;
  const judged = data.parts.map((part, k) => judgePart(part, found[k], data));
  const troubles = judged.filter(Boolean);
  if (!troubles.length) return right;
  const said = new Map(); // the same advice on several parts is said once
  for (const { text, advice } of troubles) said.set(advice, [...(said.get(advice) ?? []), text]);
  const message = [...said].flatMap(([advice, texts]) => [texts.join(" "), advice]);
  return { ...wrong(...message), faults: judged.map(Boolean) };
}

function mcq(data, letters) {
  if (!letters) return unanswered;
  for (const letter of letters) {
    const why = data.choices[LETTERS.indexOf(letter)];
    if (why !== null) return wrong(`Not (${letter}):`, why);
  }
  const isAll = data.kind === "mcq" || letters.length === data.choices.filter((why) => why === null).length;
  return isAll ? right : wrong("What you chose is true, but something true is missing.");
}

function order(data, letters) {
  if (!letters) return unanswered;
  const chosen = [...letters].map((letter) => LETTERS.indexOf(letter));
  for (const k of chosen) {
    if ("why" in data.lines[k]) return wrong(`Line (${LETTERS[k]}) does not belong:`, data.lines[k].why);
  }
  if (chosen.length < data.lines.filter((line) => line.after).length) return wrong("The lines you chose belong, but a line is missing.");
  const early = chosen.find((k, i) => data.lines[k].after.some((before) => !chosen.slice(0, i).includes(before)));
  if (early === undefined) return right;
  return wrong(`Line (${LETTERS[early]}) comes too early: it uses something that does not stand before it.`);
}

function flaw(data, line) {
  if (!line) return unanswered;
  if (Number(line) === data.flaw) return right;
  return wrong(`Line ${line} is not where it goes wrong:`, data.reasons[line - 1]);
}

function predict(data, text) {
  const found = outcome(text);
  if (!found) return unanswered;
  const p = Number(isNumber(found.value) ? found.value : NaN);
  if (!(0 <= p && p <= 1)) return wrong("Answer with one number from 0 to 1: a probability.");
  const chance = data.happened ? p : 1 - p;
  const what = `${data.happened ? "It happened" : "It did not happen"}; you gave it ${general(p, 4)}. The score is`;
  if (chance === 0) return { status: "lost", message: [`${what} minus infinity: was it really sure?`, data.report] };
  const bits = 1 + Math.log2(chance);
  const score = `${bits < 0 ? "-" : "+"}${Math.abs(bits).toFixed(3)}`;
  return { status: bits > 0 ? "won" : "lost", message: [`${what} ${score} bits (a coin scores 0, certainty 1).`, data.report] };
}

const KINDS = { num, mcq, multi: mcq, order, flaw, predict };

/** Judge an answer: `{ status, message }`, and for numbers which parts are at fault. */
export function judge(data, answer) {
  const result = KINDS[data.kind](data, answer);
  const [first = "", ...rest] = result.message;
  return { ...result, message: first ? [first.replace(/^[\x00-\x7f]/, (c) => c.toUpperCase()), ...rest] : [] };
}
