//! Looks into texts that look like a JSON Web Token. Nothing is verified: whoever wants can write one.

import { type Json, parse } from "./json";
import type { Path } from "./json-path";

type JsonObject = { [key: string]: Json };

export interface Jwt {
  header: JsonObject;
  claims: JsonObject;
}

const SHAPE = /^[\w-]{4,}\.[\w-]{4,}\.[\w-]*$/;

/** Its parts in the clear; nothing if it is none. */
export function decodeJwt(text: string): Jwt | undefined {
  if (!SHAPE.test(text)) return undefined;
  const [header, claims] = text.split(".").slice(0, 2).map(objectOf);
  return header && claims && typeof header.alg === "string" ? { header, claims } : undefined;
}

function objectOf(part: string): JsonObject | undefined {
  try {
    const binary = atob(part.replaceAll("-", "+").replaceAll("_", "/"));
    const bytes = Uint8Array.from(binary, (char) => char.charCodeAt(0));
    const parsed = parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    const { value } = parsed.ok ? parsed : { value: null };
    return value !== null && typeof value === "object" && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

export interface JwtTime {
  claim: "exp" | "nbf" | "iat";
  /** Milliseconds since 1970. */
  at: number;
  past: boolean;
}

/** The times that its claims name. */
export function timesOf({ claims }: Jwt, now: number): JwtTime[] {
  return (["exp", "nbf", "iat"] as const).flatMap((claim) => {
    const seconds = claims[claim];
    if (typeof seconds !== "number" || !Number.isFinite(seconds)) return [];
    return [{ claim, at: seconds * 1000, past: seconds * 1000 <= now }];
  });
}

export interface FoundJwt {
  path: Path;
  jwt: Jwt;
}

/** Values that are looked at before the search is given up. */
const LOOKED_AT = 20_000;

/** The first few in a value. */
export function findJwts(value: Json, most: number): FoundJwt[] {
  const found: FoundJwt[] = [];
  let left = LOOKED_AT;
  const walk = (value: Json, path: Path) => {
    if (found.length >= most || left-- <= 0 || value === null) return;
    if (typeof value === "string") {
      const jwt = decodeJwt(value);
      if (jwt) found.push({ path, jwt });
    } else if (Array.isArray(value)) value.forEach((item, at) => void walk(item, [...path, at]));
    else if (typeof value === "object")
      for (const [name, member] of Object.entries(value)) walk(member, [...path, name]);
  };
  walk(value, []);
  return found;
}
