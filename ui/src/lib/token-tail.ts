//! How a token or client is named where the id of a token, which is a credential, must not stand.

/** Characters of a token's public end: instant and counter, nothing of its secret. */
const TAIL = 12;

/** How the id of a client begins. It is no credential. */
const CLIENT = "client:";

/** Is this the id of a client? */
export function isClient(id: string): boolean {
  return id.startsWith(CLIENT);
}

/** The id under which what the backend calls `name` is kept. */
export function clientId(name: string): string {
  return CLIENT + name;
}

/** For addresses: the end of a token's id, which tells tokens of an app apart and lets nobody in; a client's whole id. */
export function tailOf(id: string): string {
  return isClient(id) ? id : id.slice(-TAIL);
}

/** For people: what the backend calls the client, or the last characters of a token. */
export function endOf(id: string, length = 6): string {
  return isClient(id) ? id.slice(CLIENT.length) : `…${id.slice(-length)}`;
}
