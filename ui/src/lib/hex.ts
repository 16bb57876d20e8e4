//! Bytes as people read them.

/** Bytes of one line. */
export const HEX_LINE = 8;

export interface HexLine {
  /** Number of its first byte: `0018`. */
  offset: string;
  bytes: string;
  text: string;
}

/** The first so many lines. */
export function hexLines(bytes: Uint8Array, most: number): HexLine[] {
  const lines: HexLine[] = [];
  const width = Math.max(4, bytes.length.toString(16).length);
  for (let at = 0; at < bytes.length && lines.length < most; at += HEX_LINE) {
    const line = [...bytes.subarray(at, at + HEX_LINE)];
    lines.push({
      offset: at.toString(16).padStart(width, "0"),
      bytes: line.map((byte) => byte.toString(16).padStart(2, "0")).join(" "),
      text: line.map((byte) => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : "·")).join(""),
    });
  }
  return lines;
}
