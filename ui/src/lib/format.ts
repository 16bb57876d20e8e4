//! How numbers, times and ids look on screen.

const grouped = new Intl.NumberFormat("en-US");

/** 1,204,331 */
export function count(n: number): string {
  return grouped.format(n);
}

/** 48 B · 1.2 KB · 3.4 MB */
export function bytes(n: number): string {
  if (n < 1000) return `${n} B`;
  if (n < 1_000_000) return `${(n / 1000).toFixed(1)} KB`;
  return `${(n / 1_000_000).toFixed(1)} MB`;
}

/** A duration given in ms: 0.42 ms · 12 ms · 1.3 s */
export function ms(n: number): string {
  if (n < 10) return `${n.toFixed(n < 1 ? 2 : 1)} ms`;
  if (n < 1000) return `${Math.round(n)} ms`;
  return `${(n / 1000).toFixed(1)} s`;
}

/** A waiting time given in ms: 30 s · 10 min · 2 h · 7 days */
export function span(n: number): string {
  if (n < 90_000) return `${Math.round(n / 1000)} s`;
  if (n < 5_400_000) return `${Math.round(n / 60_000)} min`;
  if (n < 129_600_000) return `${Math.round(n / 3_600_000)} h`;
  return `${Math.round(n / 86_400_000)} days`;
}

function pad(n: number, width: number): string {
  return String(n).padStart(width, "0");
}

/** Local wall time of a row: 12:04:31.204 */
export function clock(at: number): string {
  const d = new Date(at);
  return `${pad(d.getHours(), 2)}:${pad(d.getMinutes(), 2)}:${pad(d.getSeconds(), 2)}.${pad(d.getMilliseconds(), 3)}`;
}

/** Local date and time of an RFC 3339 instant: 2026-01-31 12:04:31 */
export function stamp(iso: string): string {
  const d = new Date(iso);
  if (Number.isNaN(d.getTime())) return iso;
  const day = `${d.getFullYear()}-${pad(d.getMonth() + 1, 2)}-${pad(d.getDate(), 2)}`;
  return `${day} ${pad(d.getHours(), 2)}:${pad(d.getMinutes(), 2)}:${pad(d.getSeconds(), 2)}`;
}

/** A glance at how long ago: now · 12 s ago · 4 min ago · yesterday */
export function ago(iso: string, now: number): string {
  const past = now - new Date(iso).getTime();
  if (past < 2000) return "now";
  if (past < 60_000) return `${Math.floor(past / 1000)} s ago`;
  if (past < 3_600_000) return `${Math.floor(past / 60_000)} min ago`;
  if (past < 86_400_000) return `${Math.floor(past / 3_600_000)} h ago`;
  if (past < 172_800_000) return "yesterday";
  return `${Math.floor(past / 86_400_000)} days ago`;
}

/** Keeps both ends of an id: leap_token_c18…9f2 */
export function middle(id: string, head = 12, tail = 4): string {
  return id.length <= head + tail + 1 ? id : `${id.slice(0, head)}…${id.slice(-tail)}`;
}

/** A message of the server as a sentence: "open the channel" becomes "Open the channel." */
export function sentence(text: string): string {
  const whole = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?…]$/.test(whole) ? whole : `${whole}.`;
}

/** A payload on one line, cut where no column could show more. */
export function oneLine(text: string): string {
  const head = text.length > 300 ? text.slice(0, 300) : text;
  return head.includes("\n") ? head.replace(/\s*\n\s*/g, " ") : head;
}
