//! What cannot be read when the list cannot: what was recorded here, a file, or what a server tells.

import { sentence } from "../../lib/format";
import { strings } from "../../lib/strings";
import type { Told } from "./source/source";
import type { OpenFile } from "./tabs";

const text = strings.live.unread;

export function unread({ phase, reason }: Told, file: OpenFile | undefined, recorded: boolean) {
  const why = reason ? sentence(reason) : strings.common.unknownReason;
  return {
    code: recorded ? "CAPTURE_UNREADABLE" : "STREAM_LOST",
    message: file ? text.file(file.name) : recorded ? text.recorded : text.streamed,
    detail: phase === "lost" ? `${why} ${text.again}` : why,
  };
}
