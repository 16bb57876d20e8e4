import { expect, it } from "vitest";
import { messageCurl, messageScript } from "./message";

const from = { projectToken: "ptk_1", restUrl: "http://127.0.0.1:8090" };
const said = { channel: "room 'a'", event: 'say "hi"', payload: `{"text":"it's"}` };

it("is one command of a shell, whatever stands in the message", () => {
  expect(
    messageCurl(from, said),
  ).toBe(`curl -X POST 'http://127.0.0.1:8090/v1/channels/room%20%27a%27/messages' \\
  -H 'Authorization: ptk_1' \\
  -H 'Content-Type: application/json' \\
  -d '{"e":"say \\"hi\\"","d":{"text":"it'\\''s"}}'
`);
});

it("is a program", () => {
  expect(messageScript(from, said)).toContain(
    `await hop.channels.publishMessage("room 'a'", "say \\"hi\\"", {"text":"it's"});`,
  );
});
