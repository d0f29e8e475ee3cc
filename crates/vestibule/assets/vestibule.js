// What a page does beyond plain forms. Everything works without it; nothing here decides anything.
// Sentences come from the page's own data attributes, so that this file speaks no language.
"use strict";

const all = (selector, root = document) => [...root.querySelectorAll(selector)];

// What a provider's page sent on its way, and what it has to be sent once more for, goes on by itself.
for (const form of all("form[data-at-once]")) form.requestSubmit();

// "Show" beside a password. The field goes back to dots before it is sent, so that no browser keeps it as text.
const hide = (button, field) => {
  field.type = "password";
  button.textContent = button.dataset.show;
};
for (const button of all("button.show")) {
  const field = document.getElementById(button.getAttribute("aria-controls"));
  if (!field) continue;
  button.hidden = false;
  button.addEventListener("click", () => {
    if (field.type === "text") {
      hide(button, field);
    } else {
      field.type = "text";
      button.textContent = button.dataset.hide;
    }
    field.focus();
  });
  field.form?.addEventListener("submit", () => hide(button, field));
}

// Caps Lock, said beside the label while typing into a password field.
for (const place of all("[data-caps]")) {
  const field = place.closest(".field")?.querySelector("input");
  if (!field) continue;
  const say = (event) => {
    const on = event.getModifierState?.("CapsLock") ?? false;
    const words = on ? place.dataset.caps : "";
    if (place.textContent !== words) place.textContent = words;
  };
  field.addEventListener("keydown", say);
  field.addEventListener("keyup", say);
  field.addEventListener("blur", () => { place.textContent = ""; });
}

// The live check of a new password: the length here, counted as the server counts, in code points of the
// composed form; the list of common ones at the server. The server checks again on saving, whatever is said here.
for (const field of all("[data-minimum]")) {
  const note = document.getElementById("new_password-note");
  if (!note) continue;
  const minimum = Number(field.dataset.minimum);
  let asked = 0;
  let timer = 0;
  const say = (words, tone) => {
    note.textContent = words;
    note.classList.toggle("wrong", tone === "wrong");
    note.classList.toggle("right", tone === "right");
  };
  const ask = async (count) => {
    try {
      const body = new URLSearchParams();
      for (const name of ["s", "email", "new_password"]) {
        const other = field.form.elements.namedItem(name);
        if (other) body.set(name, other.value);
      }
      const answer = await fetch(field.dataset.check, { method: "POST", body, credentials: "same-origin" });
      if (!answer.ok || count !== asked) return;
      const { ok, text } = await answer.json();
      if (typeof text === "string" && text && count === asked) say(text, ok ? "right" : "wrong");
    } catch {
      // Not reachable: the length is all that is said, and saving checks the rest.
    }
  };
  field.addEventListener("input", () => {
    const length = [...field.value.normalize("NFC")].length;
    asked += 1;
    clearTimeout(timer);
    field.removeAttribute("aria-invalid");
    if (length < minimum) {
      say(note.dataset.short.replace("{n}", String(length)), "");
      return;
    }
    say(note.dataset.enough, "right");
    const count = asked;
    timer = setTimeout(() => ask(count), 400);
  });
}

// A message beside a field steps back once the person mends it. Its room stays.
for (const field of all("[aria-invalid]")) {
  field.addEventListener("input", () => field.removeAttribute("aria-invalid"), { once: true });
}
const wrong = document.querySelector("[aria-invalid]");
if (wrong) wrong.focus();

// One press is enough. The button keeps its size and its words; after a while a sentence says that it goes on.
const working = document.querySelector(".working");
let slow = 0;
const rest = () => {
  clearTimeout(slow);
  if (working) working.textContent = "";
  for (const form of all("form[data-busy]")) {
    delete form.dataset.busy;
    for (const button of all("button[aria-disabled]", form)) button.removeAttribute("aria-disabled");
  }
};
for (const form of all("form[method=post]")) {
  form.addEventListener("submit", (event) => {
    const pressed = event.submitter;
    // Downloads leave the page where it is and may be asked for again.
    if (pressed && "again" in pressed.dataset) return;
    if (form.dataset.busy) {
      event.preventDefault();
      return;
    }
    form.dataset.busy = "1";
    pressed?.setAttribute("aria-disabled", "true");
    slow = setTimeout(() => { if (working) working.textContent = working.dataset.words; }, 2500);
    // If nothing came for long, pressing again must be possible.
    setTimeout(rest, 20000);
  });
}
// Back brings a page as it was left, busy buttons and all.
addEventListener("pageshow", rest);

// Recovery codes: copy and print.
const sheet = document.querySelector("[data-sheet]");
if (sheet) {
  const codes = all("li", sheet).map((line) => line.textContent.trim().replace(/\s+/g, " "));
  for (const button of all("[data-copy]")) {
    if (!navigator.clipboard) continue;
    button.hidden = false;
    const words = button.textContent;
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(codes.join("\n") + "\n");
        button.textContent = button.dataset.done;
        setTimeout(() => { button.textContent = words; }, 2500);
      } catch {
        getSelection()?.selectAllChildren(sheet.querySelector("ol"));
      }
    });
  }
  for (const button of all("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => print());
  }
}

// A page that waits for somebody else asks again from time to time and shows what is new; where it stands does not
// move. Without script the page has its own refresh.
const waits = document.querySelector("[data-again]");
const askAgain = async () => {
  try {
    const answer = await fetch(location.href, { credentials: "same-origin", cache: "no-store" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const next = page.querySelector("[data-state]");
    if (next?.dataset.state !== waits.dataset.state) {
      location.reload();
      return;
    }
    const [old, code] = [waits.querySelector("[data-code]"), next.querySelector("[data-code]")];
    if (old && code && old.dataset.code !== code.dataset.code) old.replaceWith(document.importNode(code, true));
  } catch {
    // Not reachable: asked again in a while.
  }
  setTimeout(askAgain, Number(waits.dataset.again) * 1000);
};
if (waits) setTimeout(askAgain, Number(waits.dataset.again) * 1000);
