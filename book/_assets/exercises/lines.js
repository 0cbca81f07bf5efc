// Lines that are put in order: by buttons, which say what they did, or by dragging.
const LETTERS = "abcdefghijklmnopqrstuvwxyz";

export function lines(host) {
  const [pool, proof, log] = [".pool", ".proof", "[role=log]"].map((part) => host.querySelector(part));
  const items = [...pool.children];
  const letter = (item) => LETTERS[items.indexOf(item)];
  const place = (item) => [...proof.children].indexOf(item);
  const button = (item, move) => item?.querySelector(`[data-move=${move}]`);

  function say(item) {
    const where = place(item) < 0 ? "is taken out" : `is line ${place(item) + 1} of ${proof.children.length}`;
    const note = document.createElement("span");
    note.textContent = `(${letter(item)}) ${where}. `;
    log.replaceChildren(note);
    host.dispatchEvent(new Event("input", { bubbles: true }));
  }

  /** Put a line back among the others, by its letter. */
  function takeOut(item) {
    const after = [...pool.children].find((other) => other !== item && letter(other) > letter(item));
    pool.insertBefore(item, after ?? null);
  }

  const moves = {
    add(item) {
      const next = item.nextElementSibling ?? item.previousElementSibling;
      proof.append(item);
      return button(next, "add") ?? button(item, "up");
    },
    up(item) {
      if (place(item) > 0) item.previousElementSibling.before(item);
      return button(item, "up");
    },
    down(item) {
      item.nextElementSibling?.after(item);
      return button(item, "down");
    },
    out(item) {
      const next = item.nextElementSibling ?? item.previousElementSibling;
      takeOut(item);
      return button(next, "out") ?? button(item, "add");
    },
  };
  host.addEventListener("click", ({ target }) => {
    const move = target.closest("[data-move]")?.dataset.move;
    if (!move) return;
    const item = target.closest("li");
    moves[move](item).focus();
    say(item);
  });

  function drag(item, y) {
    if (y > innerHeight - 48) scrollBy(0, 16);
    if (y < 96) scrollBy(0, -16);
    if (y > proof.getBoundingClientRect().bottom + 12) {
      if (item.parentElement === proof) takeOut(item);
      return;
    }
    const middle = (other) => (({ top, height }) => top + height / 2)(other.getBoundingClientRect());
    const before = [...proof.children].find((other) => other !== item && middle(other) > y) ?? null;
    if (item.parentElement !== proof || (before ?? null) !== item.nextElementSibling) proof.insertBefore(item, before);
  }

  host.addEventListener("pointerdown", (event) => {
    const item = event.target.closest(".grip")?.closest("li");
    if (!item || event.button || item.closest("fieldset").disabled) return;
    event.preventDefault();
    host.setPointerCapture(event.pointerId); // of the host: the line itself moves about
    item.dataset.dragged = "";
    const stop = new AbortController();
    const follow = ({ pointerId, clientY }) => pointerId === event.pointerId && drag(item, clientY);
    const end = ({ pointerId }) => {
      if (pointerId !== event.pointerId) return;
      stop.abort();
      delete item.dataset.dragged;
      say(item);
    };
    host.addEventListener("pointermove", follow, { signal: stop.signal });
    for (const type of ["pointerup", "pointercancel"]) host.addEventListener(type, end, { signal: stop.signal });
  });

  return {
    read: () => [...proof.children].map(letter).join(""),
    write(answer) {
      items.forEach(takeOut);
      for (const sign of new Set(typeof answer === "string" ? answer : "")) {
        const item = items[LETTERS.indexOf(sign)];
        if (item) proof.append(item);
      }
    },
  };
}
