//! Secrets with which credentials of clients are signed.

import { strings } from "../../lib/strings";

const text = strings.apps.signing;

/** Bytes of a secret that signs. */
const LEAST = 8;
const MOST = 256;

/** Bytes of a secret that encrypts, too. */
const KEYS = [16, 24, 32];

export function bytesOf(secret: string): number {
  return new TextEncoder().encode(secret).length;
}

export function signs(secret: string): boolean {
  const bytes = bytesOf(secret);
  return bytes >= LEAST && bytes <= MOST;
}

/** What it can do: encrypt as a key for AES, too, or only sign. */
export function purposeOf(secret: string): string {
  const bytes = bytesOf(secret);
  return KEYS.includes(bytes) ? text.encrypts(String(bytes * 8)) : text.signsOnly;
}
