//! Typed calls over the carrier. Every failure, of whatever kind, arrives as an `ApiError`.

import createClient, { type Client } from "openapi-fetch";
import type { Carrier, Target } from "../platform";
import { asApiError, fromAnswer } from "./error";
import type { paths } from "./schema.gen";

export type Api = Client<paths>;

/** Calls to one target. The host in the URL is a placeholder: the carrier knows where the target is. */
export function apiFor(carrier: Carrier, target: Target): Api {
  return createClient<paths>({
    baseUrl: "http://target.invalid",
    fetch: (request) => carrier.fetch(target, request),
  });
}

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** The body of a good answer; a bad one is thrown. */
export async function ask<T>(call: Promise<Answer<T>>): Promise<T> {
  let answer: Answer<T>;
  try {
    answer = await call;
  } catch (thrown) {
    throw asApiError(thrown);
  }
  if (!answer.response.ok) throw fromAnswer(answer.response.status, answer.error);
  return answer.data as T;
}
