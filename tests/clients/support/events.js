// A reader of streams of events, with `fetch`.

import { Journal } from "./wait.js";

export class EventStream {
  /** Events as they came: `{event, id, data}`; `data` as JSON. */
  events = new Journal();
  /** One entry when the stream has ended. */
  ended = new Journal();
  #abort = new AbortController();

  /** Opens the stream of a channel; resolves when the answer has begun. */
  static async open(server, channel, { token, app = server.app.id, last, query } = {}) {
    const stream = new EventStream();
    const headers = { Accept: "text/event-stream" };
    if (token) headers.Authorization = token;
    if (app) headers.AppID = app;
    if (last !== undefined) headers["Last-Event-ID"] = last;
    const url = `${server.url}/sse/${encodeURIComponent(channel)}`;
    const asked = query ? `${url}?${new URLSearchParams(query)}` : url;
    stream.response = await fetch(asked, { headers, signal: stream.#abort.signal });
    if (stream.response.ok) void stream.#read();
    else stream.refusal = await stream.response.text();
    return stream;
  }

  /** The first event of this kind, from event number `from` on, that fits. */
  find(event, fits = () => true, from = 0) {
    return this.events.find(event, (one) => one.event === event && fits(one.data), { from });
  }

  /** The first message with this event. */
  message(eventType) {
    return this.find("message", (data) => data.eventType === eventType);
  }

  /** What messages say, in order. */
  get payloads() {
    return this.events.entries.filter(({ event }) => event === "message").map(({ data }) => data.payload);
  }

  close() {
    this.#abort.abort();
  }

  async #read() {
    let text = "";
    try {
      for await (const piece of this.response.body.pipeThrough(new TextDecoderStream())) {
        text += piece;
        const parts = text.split("\n\n");
        text = parts.pop();
        for (const part of parts) this.#hear(part);
      }
    } catch {
      // It was closed from here, or lost.
    }
    this.ended.add({});
  }

  #hear(part) {
    const fields = part.split("\n").map((line) => /^([a-z]*): ?(.*)$/.exec(line));
    const of = (name) => fields.find((field) => field?.[1] === name)?.[2];
    const data = of("data");
    if (data === undefined) return;
    this.events.add({ event: of("event") ?? "message", id: of("id"), data: JSON.parse(data) });
  }
}
