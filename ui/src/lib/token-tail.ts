//! How a token is named where its id, which is a credential, must not stand.

/** Characters of the id's public end: instant and counter, nothing of its secret. */
const TAIL = 12;

/** The end of a token's id, for addresses: tells tokens of an app apart and lets nobody in. */
export function tailOf(token: string): string {
  return token.slice(-TAIL);
}
