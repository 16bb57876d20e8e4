// Finds what a person would: by role and accessible name, only what is shown. Prepended to every script of a test.

const ROLES = {
  button: "button, [role=button], summary",
  link: "a[href], [role=link]",
  textbox: "input:not([type=checkbox]):not([type=radio]), textarea, [contenteditable=true], [role=textbox]",
  row: "tr, [role=row]",
  any: "*",
};

/** The text that a screen reader would say: not what is hidden from it, such as a key beside a button's name. */
function textOf(node) {
  if (node.nodeType === Node.TEXT_NODE) return node.data;
  if (node.nodeType !== Node.ELEMENT_NODE || node.ariaHidden === "true") return "";
  return [...node.childNodes].map(textOf).join("");
}

function nameOf(element) {
  const by = element.getAttribute("aria-labelledby")?.split(/\s+/) ?? [];
  if (by.length) return by.map((id) => textOf(document.getElementById(id) ?? new Text())).join(" ");
  const label = element.getAttribute("aria-label");
  if (label) return label;
  if (element.labels?.length) return textOf(element.labels[0]);
  return textOf(element) || element.getAttribute("placeholder") || element.getAttribute("title") || "";
}

function isShown(element) {
  const box = element.getBoundingClientRect();
  return box.width > 0 && box.height > 0 && getComputedStyle(element).visibility !== "hidden";
}

/** Every shown element of that role whose name contains the text, innermost first. */
function all(role, text) {
  const wanted = text.toLowerCase();
  return [...document.querySelectorAll(ROLES[role])]
    .filter((element) => nameOf(element).replace(/\s+/g, " ").toLowerCase().includes(wanted) && isShown(element))
    .reverse();
}

/** The one that is named exactly so, else the first that has the text in its name. */
function one(role, text) {
  const found = all(role, text);
  return found.find((element) => nameOf(element).trim() === text) ?? found[0];
}
