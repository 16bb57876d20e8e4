//! The one seam between the dashboard and whatever carries its calls: the shell or a browser.

/** Whom a call is for: the id of a server, or `app` for the desktop's own operations. */
export type Target = string;

export const APP: Target = "app";

export interface StreamListener {
  opened(): void;
  /** One text frame as the server sent it. */
  frame(text: string): void;
  /** The stream is over, also when it never opened; called once, and not after `close`. */
  ended(reason: string): void;
}

export interface Carrier {
  /** Only path, query, method and body of the request count; the carrier knows the address and the key. */
  fetch(target: Target, request: Request): Promise<Response>;
  /** Opens a stream; the returned function closes it. */
  stream(target: Target, path: string, listener: StreamListener): () => void;
  /** Has the dashboard a desktop around it: preferences, a server of its own, notifications? */
  readonly desktop: boolean;
  /** Gives the user a file; answers where it is, if that is known. */
  saveFile(name: string, content: string): Promise<string | undefined>;
  /** Present where the user has to bring the admin key: takes it for the life of the tab. */
  takeKey?(key: string): void;
}

/** Path and query of a request whose host is only a placeholder. */
export function pathOf(request: Request): string {
  const url = new URL(request.url);
  return url.pathname + url.search;
}

/** A response without a network; a status that allows no body gets none. */
export function respond(status: number, body: string): Response {
  const empty = status === 204 || status === 304;
  return new Response(empty ? null : body, { status, headers: { "content-type": "application/json" } });
}
