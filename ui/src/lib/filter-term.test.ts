import { expect, it } from "vitest";
import { termText, withTerm } from "./filter-term";

const term = (key: string | null, value: string, exclude = false) => ({ key, value, exclude });

it("writes what is plain as it is, and quotes the rest", () => {
  expect(termText(term("channel", "room"))).toBe("channel:room");
  expect(termText(term("kind", "heartbeat", true))).toBe("-kind:heartbeat");
  expect(termText(term("channel", "the archive"))).toBe('channel:"the archive"');
  expect(termText(term("event", 'say "hi" \\o/'))).toBe('event:"say \\"hi\\" \\\\o/"');
  expect(termText(term(null, "hello"))).toBe("hello");
});

it("quotes what would mean something else: globs, minus, words of the language", () => {
  expect(termText(term("channel", "room-*"))).toBe('channel:"room-*"');
  expect(termText(term(null, "-x"))).toBe('"-x"');
  expect(termText(term(null, "chat:42"))).toBe('"chat:42"');
  expect(termText(term("channel", "chat:42"))).toBe("channel:chat:42");
  expect(termText(term("event", "a,b"))).toBe('event:"a,b"');
  expect(termText(term(null, "or"))).toBe('"or"');
  expect(termText(term("event", ""))).toBe('event:""');
});

it("compares values of a payload as what they are", () => {
  expect(termText(term("payload.user.id", "42"))).toBe("payload.user.id=42");
  expect(termText(term("payload.t", "-1.5e3", true))).toBe("-payload.t=-1.5e3");
  expect(termText(term("payload.paid", "true"))).toBe("payload.paid=true");
  expect(termText(term('payload."a b"[0]', "x y"))).toBe('payload."a b"[0]="x y"');
});

it("adds a term once", () => {
  const room = term("channel", "room");
  expect(withTerm("", room)).toBe("channel:room");
  expect(withTerm("kind:message ", room)).toBe("kind:message channel:room");
  for (const filter of ["channel:room", "channel:room x", "x channel:room", "x channel:room y"]) {
    expect(withTerm(filter, room)).toBe(filter);
  }
  expect(withTerm("x channel:room-1", room)).toBe("x channel:room-1 channel:room");
});
