import type { Traffic } from "../../api/types";

/** Is only the beginning of the payload here? */
export function isCut({ payload, size }: Pick<Traffic, "payload" | "size">): boolean {
  return payload != null && size != null && new TextEncoder().encode(payload).length < size;
}
