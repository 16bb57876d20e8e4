//! What a value of a payload probably means: an instant, an address, a credential.

import { decodeJwt } from "./jwt";

export type Meaning =
  /** Milliseconds since 1970, and how the value spells it. */
  { kind: "time"; at: number; unit: "s" | "ms" | "iso" } | { kind: "url"; host: string } | { kind: "jwt" };

/** 2001 to 2100: a number outside is hardly meant as an instant. */
const FROM_S = 978_307_200;
const TO_S = 4_102_444_800;

const ISO = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?$/;

export function meaningOf(value: unknown): Meaning | undefined {
  if (typeof value === "number") {
    if (value >= FROM_S && value < TO_S) return { kind: "time", at: value * 1000, unit: "s" };
    if (value >= FROM_S * 1000 && value < TO_S * 1000) return { kind: "time", at: value, unit: "ms" };
    return undefined;
  }
  if (typeof value !== "string") return undefined;
  if (ISO.test(value)) {
    const at = Date.parse(value);
    return Number.isNaN(at) ? undefined : { kind: "time", at, unit: "iso" };
  }
  if (/^(https?|wss?):\/\/\S+$/.test(value)) {
    try {
      return { kind: "url", host: new URL(value).host };
    } catch {
      return undefined;
    }
  }
  return decodeJwt(value) ? { kind: "jwt" } : undefined;
}
