//! What snippets are made of, and how their parts are spelled.

export interface Ingredients {
  projectId: string;
  projectToken: string;
  /** The persona's token; absent for a client without one. */
  token: string | undefined;
  /** Signed credentials, where clients show such: the client's own, and an admin's. */
  signed?: { client: string; admin: string } | undefined;
  channel: string;
  /** Where clients open their WebSocket. */
  socketUrl: string;
  /** Where backends send their requests. */
  restUrl: string;
}

export interface Snippet {
  write: (from: Ingredients) => string;
  /** Only for the app of those who name none. */
  home?: boolean;
}

export type Snippets = Record<string, Snippet>;

/** As JavaScript spells a text. */
export const quoted = (text: string) => JSON.stringify(text);

/** As a shell spells a text. */
export const shell = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;

/** As part of a path. */
export const part = (text: string) => encodeURIComponent(text).replaceAll("'", "%27");

/** As a line of a file with variables. */
export function variables(all: Record<string, string | undefined>): string {
  const plain = (value: string) => (/[^\w.:/@~+-]/.test(value) ? quoted(value) : value);
  return Object.entries(all)
    .filter((pair): pair is [string, string] => pair[1] !== undefined)
    .map(([name, value]) => `${name}=${plain(value)}\n`)
    .join("");
}

/** For programs that run in Node as in a browser. */
export const SOCKETS = `// Browsers, Deno, Bun and Node 22 as they are. Node 20: npm install ws
globalThis.WebSocket ??= (await import("ws")).WebSocket;
`;
