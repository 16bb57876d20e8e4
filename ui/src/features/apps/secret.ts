//! Secrets with which credentials of clients are signed.

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

/** Bits of the key that the secret is for AES; nothing if it is none. */
export function bitsOf(secret: string): number | undefined {
  const bytes = bytesOf(secret);
  return KEYS.includes(bytes) ? bytes * 8 : undefined;
}
