export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

export type Parsed = { ok: true; value: Json } | { ok: false; reason: string };

/** Reads JSON without throwing; the reason is the engine's own sentence. */
export function parse(text: string): Parsed {
  try {
    return { ok: true, value: JSON.parse(text) as Json };
  } catch (error) {
    return { ok: false, reason: error instanceof Error ? error.message : String(error) };
  }
}

/** Reads a JSON object; anything else is explained. */
export function parseObject(
  text: string,
): { ok: true; value: Record<string, Json> } | { ok: false; reason: string } {
  const parsed = parse(text);
  if (!parsed.ok) return parsed;
  const { value } = parsed;
  if (value === null || typeof value !== "object" || Array.isArray(value)) {
    return { ok: false, reason: "A state is a JSON object: { … }." };
  }
  return { ok: true, value };
}

export function pretty(value: unknown): string {
  return JSON.stringify(value, null, 2);
}

/** Indents JSON text; text that is not JSON stays as it is. */
export function prettyText(text: string): string {
  const parsed = parse(text);
  return parsed.ok ? pretty(parsed.value) : text;
}

/** The same text for equal values, whatever the order of their members. */
export function canonical(value: Json): string {
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  const members = Object.keys(value)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonical(value[key] as Json)}`);
  return `{${members.join()}}`;
}
