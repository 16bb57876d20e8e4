//! Ports as they are typed.

/** A port: 0 to 65,535; nothing if it is none. */
export function portOf(typed: string): number | undefined {
  const digits = typed.trim();
  if (!/^\d{1,5}$/.test(digits)) return undefined;
  const port = Number(digits);
  return port <= 65_535 ? port : undefined;
}

/** The port of an address: `127.0.0.1:8090`. */
export function portIn(address: string): number | undefined {
  return portOf(address.slice(address.lastIndexOf(":") + 1));
}

/** Would a restart change where the server listens? Any port will do for 0. */
export function differs(chosen: number, address: string): boolean {
  return chosen !== 0 && portIn(address) !== chosen;
}
