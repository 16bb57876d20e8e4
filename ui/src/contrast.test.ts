// @vitest-environment node

import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

const css = readFileSync(new URL("./index.css", import.meta.url), "utf8");

type Palette = Record<string, string>;

/** The colours that the block after `selector` gives, by name. */
function palette(selector: string): Palette {
  const block = css.slice(css.indexOf(`${selector} {`)).split("}")[0] ?? "";
  return Object.fromEntries(
    [...block.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(([, name, value]) => [name, value]),
  );
}

/** Relative luminance, as WCAG 2 defines it. */
function luminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [dark, bright] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number];
  return (bright + 0.05) / (dark + 0.05);
}

const inks = ["text", "dim", "faint", "accent", "green", "blue", "violet", "amber", "red", "system"];
const plain = ["canvas", "panel", "raised"];
const tinted = ["accent-soft", "hover", "added", "removed"];
/** What the rule for tinted grounds puts in the place of an ink. */
const onTint: Palette = { faint: "dim", green: "green-on-tint" };

describe.each([
  ["light", palette(":root")],
  ["dark", palette(':root[data-theme="dark"]')],
] as const)("%s", (_, colours) => {
  const colour = (name: string) => colours[name] ?? expect.fail(`no colour ${name}`);

  test.each([...plain, ...tinted].flatMap((ground) => inks.map((ink) => [ink, ground] as const)))(
    "%s is readable on %s",
    (ink, ground) => {
      const used = tinted.includes(ground) ? (onTint[ink] ?? ink) : ink;
      expect(contrast(colour(used), colour(ground))).toBeGreaterThanOrEqual(4.5);
    },
  );

  test("what is written on the accent is readable", () => {
    expect(contrast(colour("on-accent"), colour("accent"))).toBeGreaterThanOrEqual(4.5);
  });
});

test("the rule for tinted grounds covers each of them", () => {
  const rule = css.slice(css.indexOf(".bg-accent-soft,")).split("}")[0] ?? "";
  for (const ground of tinted) expect(rule).toContain(`.bg-${ground}`);
  for (const [ink, other] of Object.entries(onTint)) expect(rule).toContain(`--${ink}: var(--${other})`);
});
