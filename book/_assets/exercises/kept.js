// What a reader has done: kept in this browser, sent nowhere. Where nothing can be kept
// (a private window, a full disk) it lasts as long as the page.
const KEY = "exercises";
let memory = {}, isBroken = false;

function load() {
  if (isBroken) return memory;
  try {
    const found = JSON.parse(localStorage.getItem(KEY));
    return found && typeof found === "object" ? found : {};
  } catch (error) {
    isBroken = !(error instanceof SyntaxError);
    return memory;
  }
}

function save(all) {
  memory = all;
  try {
    localStorage.setItem(KEY, JSON.stringify(all));
  } catch {
    isBroken = true;
  }
}

/** What is kept of an exercise, unless it has changed since: `{ answer, done }`. */
export function recall(id, version) {
  const all = load();
  const found = Object.hasOwn(all, id) ? all[id] : null;
  return found?.version === version ? found : {};
}

export function keep(id, record) {
  save({ ...load(), [id]: record });
}

export function forget(ids) {
  save(Object.fromEntries(Object.entries(load()).filter(([id]) => !ids.includes(id))));
}
