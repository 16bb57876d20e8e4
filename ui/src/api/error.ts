//! What went wrong, in the form every screen shows it.

import { sentence } from "../lib/format";

/** Codes that this side gives when no server answered with one of its own. */
export const UNREACHABLE = "UNREACHABLE";
export const UNREADABLE = "UNREADABLE";

export class ApiError extends Error {
  /** HTTP status; 0 when there was no answer. */
  readonly status: number;
  /** What programs decide by. */
  readonly code: string;
  /** What would make it work. */
  readonly detail: string | undefined;

  constructor(status: number, code: string, message: string, detail?: string) {
    super(message);
    this.name = "ApiError";
    this.status = status;
    this.code = code;
    this.detail = detail;
  }
}

interface Detail {
  code: string;
  message: string;
  detail?: string | null;
}

function detailOf(body: unknown): Detail | null {
  const error = (body as { error?: Partial<Detail> } | null | undefined)?.error;
  return typeof error?.code === "string" && typeof error.message === "string" ? (error as Detail) : null;
}

/** The error that an answer with a bad status carries. */
export function fromAnswer(status: number, body: unknown): ApiError {
  const detail = detailOf(body);
  if (detail) {
    const fix = detail.detail ? sentence(detail.detail) : undefined;
    return new ApiError(status, detail.code, sentence(detail.message), fix);
  }
  return new ApiError(status, UNREADABLE, `The server answered ${status} without saying why.`);
}

/** Makes an `ApiError` of whatever was thrown. */
export function asApiError(thrown: unknown): ApiError {
  if (thrown instanceof ApiError) return thrown;
  const reason =
    thrown instanceof Error ? thrown.message : typeof thrown === "string" ? thrown : JSON.stringify(thrown);
  return new ApiError(0, UNREACHABLE, `The server did not answer: ${reason}.`, "Check that it is running.");
}
