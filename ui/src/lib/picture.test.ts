import { describe, expect, it } from "vitest";
import { pictureFrom } from "./picture";

const svg = (inside: string, attributes = "") =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="160" height="80" role="img" aria-label="Messages"${attributes}>${inside}</svg>`;

describe("a picture from text", () => {
  it("is a drawing", () => {
    const picture = pictureFrom(
      svg(
        '<g stroke-dasharray="4 2"><polyline points="0,0 4,4" fill="none"/></g><text x="1" y="2">1 &lt; 2</text>',
      ),
    );
    expect(picture?.getAttribute("width")).toBe("160");
    expect(picture?.querySelector("polyline")?.getAttribute("points")).toBe("0,0 4,4");
    expect(picture?.querySelector("text")?.textContent).toBe("1 < 2");
    expect(picture?.ownerDocument).toBe(document);
  });

  it.each([
    ["a script", svg("<script>alert(1)</script>")],
    ["a page within", svg('<foreignObject><div xmlns="http://www.w3.org/1999/xhtml"/></foreignObject>')],
    ["an event of an element", svg('<circle r="1" onclick="alert(1)"/>')],
    ["an event of the picture", svg("", ' onload="alert(1)"')],
    ["a link", svg('<a href="javascript:alert(1)"><circle r="1"/></a>')],
    ["something used", svg('<use href="#x"/>')],
    ["a picture from elsewhere", svg('<image href="https://example.com/x.png"/>')],
    ["a filling from elsewhere", svg('<circle r="1" fill="url(https://example.com/x#y)"/>')],
    ["styles", svg("<style>text{fill:red}</style>")],
    ["an animation", svg('<set attributeName="href" to="javascript:alert(1)"/>')],
    ["another language", svg('<circle xmlns="http://www.w3.org/1999/xhtml" r="1"/>')],
    ["another root", '<g xmlns="http://www.w3.org/2000/svg"/>'],
    ["a page", "<html><body/></html>"],
  ])("is none with %s in it", (_, text) => {
    expect(pictureFrom(text)).toBeUndefined();
  });
});
