// Passkeys: asks the browser, and sends its answer off by the page's own form. Only pages that can ask have this file.
// Sentences come from the page's own data attributes; what an answer is worth is decided elsewhere.
"use strict";

const forms = [...document.querySelectorAll("form[data-passkey]")];
const possible = "PublicKeyCredential" in window && Boolean(navigator.credentials?.get);

const bytes = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");

// What the server sends is JSON; what the browser wants has bytes in it, and so has its answer.
const asked = (options) => {
  const named = (list) => (list ?? []).map((one) => ({ ...one, id: bytes(one.id) }));
  const publicKey = { ...options, challenge: bytes(options.challenge) };
  if (options.user) publicKey.user = { ...options.user, id: bytes(options.user.id) };
  if (options.allowCredentials) publicKey.allowCredentials = named(options.allowCredentials);
  if (options.excludeCredentials) publicKey.excludeCredentials = named(options.excludeCredentials);
  return publicKey;
};
const answered = (credential) => {
  const given = credential.response;
  const response = { clientDataJSON: text(given.clientDataJSON) };
  if (given.attestationObject) {
    response.attestationObject = text(given.attestationObject);
    response.transports = given.getTransports?.() ?? [];
    const data = given.getAuthenticatorData?.();
    if (data) response.authenticatorData = text(data);
  } else {
    response.authenticatorData = text(given.authenticatorData);
    response.signature = text(given.signature);
    response.userHandle = given.userHandle ? text(given.userHandle) : null;
  }
  return JSON.stringify({
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    clientExtensionResults: credential.getClientExtensionResults?.() ?? {},
    response,
  });
};

// A refusal of the browser, in the page's words. Browsers tell little on purpose; how long it took tells the rest.
const LONG = 50_000;
const words = (form, error, took) => {
  const making = form.dataset.passkey === "new";
  switch (error.name) {
    case "NotAllowedError":
      if (took > LONG) return form.dataset.late;
      return making ? form.dataset.closedNew : form.dataset.closed;
    case "SecurityError":
      return form.dataset.elsewhere;
    case "InvalidStateError":
      return form.dataset.already;
    case "AbortError":
      return "";
    default:
      return form.dataset.cannot;
  }
};

const say = (form, what) => {
  form.querySelector(".note").textContent = what;
};

// The question, fetched when it is needed: a page left open never has an old one.
const question = async (form) => {
  const body = new URLSearchParams({ what: form.dataset.passkey, s: form.elements.s.value });
  if (form.dataset.id) body.set("id", form.dataset.id);
  let answer;
  try {
    answer = await fetch("/passkey/question", { method: "POST", body, credentials: "same-origin" });
  } catch {
    throw form.dataset.offline;
  }
  if (!answer.ok) throw form.dataset.stale;
  const { question, options } = await answer.json();
  return { question, publicKey: asked(JSON.parse(options)) };
};

const send = (form, sealed, credential) => {
  form.elements.question.value = sealed;
  form.elements.answer.value = answered(credential);
  const typed = document.getElementById("email");
  if (form.elements.email && typed) form.elements.email.value = typed.value;
  form.requestSubmit();
};

// The browser's own list of passkeys, in the address's field. It waits there as long as the page is open.
let waiting;
const RENEW = 45 * 60_000;
const offer = async (form) => {
  if (!(await PublicKeyCredential.isConditionalMediationAvailable?.())) return;
  const mine = new AbortController();
  waiting = mine;
  try {
    const { question: sealed, publicKey } = await question(form);
    if (mine.signal.aborted) return;
    const renew = setTimeout(() => {
      mine.abort();
      offer(form);
    }, RENEW);
    const credential = await navigator.credentials.get({
      publicKey,
      mediation: "conditional",
      signal: mine.signal,
    });
    clearTimeout(renew);
    if (credential) send(form, sealed, credential);
  } catch {
    // Whoever asked for nothing is told nothing: the field and the button go on working.
  }
};

const press = async (form, button) => {
  if (button.getAttribute("aria-disabled")) return;
  button.setAttribute("aria-disabled", "true");
  waiting?.abort();
  say(form, "");
  const began = performance.now();
  try {
    const { question: sealed, publicKey } = await question(form);
    const making = form.dataset.passkey === "new";
    const credential = await (making
      ? navigator.credentials.create({ publicKey })
      : navigator.credentials.get({ publicKey }));
    send(form, sealed, credential);
  } catch (error) {
    button.removeAttribute("aria-disabled");
    say(form, typeof error === "string" ? error : words(form, error, performance.now() - began));
    if (form.dataset.passkey === "door") offer(form);
  }
};

if (possible) {
  for (const place of document.querySelectorAll("[data-no-passkeys]")) place.hidden = true;
  for (const place of document.querySelectorAll("[data-with-passkeys]")) place.hidden = false;
  for (const form of forms) {
    form.hidden = false;
    const button = form.querySelector("button");
    button.addEventListener("click", () => press(form, button));
    // Return in a field of this form is the same wish.
    form.addEventListener("submit", (event) => {
      if (form.elements.answer.value) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      press(form, button);
    }, { capture: true });
  }
  const door = forms.find((form) => form.dataset.passkey === "door");
  if (door) offer(door);
}
// Back brings a page as it was left: an answer is given once.
addEventListener("pageshow", () => {
  for (const form of forms) {
    form.elements.answer.value = "";
    form.querySelector("button").removeAttribute("aria-disabled");
  }
});
