//! Pictures that come as text: into the page they go only if they are drawings and nothing more.

const SVG = "http://www.w3.org/2000/svg";

const ELEMENTS = new Set(["svg", "g", "text", "line", "polyline", "polygon", "circle"]);

const ATTRIBUTES = new Set(
  (
    "xmlns width height viewBox role aria-label style x y dx dy x1 y1 x2 y2 cx cy r points " +
    "fill stroke stroke-width stroke-linejoin stroke-dasharray opacity text-anchor font-family font-size font-weight"
  ).split(" "),
);

/** What fetches, whatever it is an attribute of. */
const FETCHES = /url\s*\(|\\/i;

/** The picture, ready for the page; nothing if it has anything in it that is not drawn. */
export function pictureFrom(text: string): SVGSVGElement | undefined {
  const root = new DOMParser().parseFromString(text, "image/svg+xml").documentElement;
  if (root.localName !== "svg") return undefined;
  const all = [root, ...root.querySelectorAll("*")];
  return all.every(drawn) ? (document.importNode(root, true) as unknown as SVGSVGElement) : undefined;
}

function drawn(element: Element): boolean {
  if (element.namespaceURI !== SVG || !ELEMENTS.has(element.localName)) return false;
  return [...element.attributes].every(({ name, value }) => ATTRIBUTES.has(name) && !FETCHES.test(value));
}
