// A server on which something is going on: enough of everything that each page has something to show.

import { Client } from "./client.js";

const LONG = "a.channel:with-a-name-that-is-longer-than-any-column-has-room-for";

/** Fills the server; answers the clients that are connected, by name. */
export async function stage(server, connect) {
  await server.admin("PATCH", `/apps/${server.app.id}`, { ask_timeout_ms: 600_000 });
  await server.admin("POST", "/apps", { name: "Second app" });
  await server.admin("POST", "/keys", { name: "monitoring", scope: "read" });
  await server.inApp("POST", "/channels", {
    name: LONG,
    visibility: "public",
    capabilities: ["persistent", "presence", "client_publish", "client_set_state"],
    extra: "row 7 of the table of rooms",
  });
  await server.inApp("POST", "/channels", { name: "archive", visibility: "private" });
  await server.inApp("PATCH", "/channels/archive", { closed: true });
  const guest = await server.inApp("POST", "/tokens", {
    name: "Guest of the evening",
    state: { user: 42, role: "guest", tags: ["early", "quiet"] },
    channels: ["room"],
    expires_at: new Date(Date.now() + 7 * 86_400_000).toISOString(),
  });
  await server.inApp("PUT", `/channels/backstage/grants/${guest.id}`, { reason: "is with the band" });
  await server.inApp("POST", "/clients", { id: "ada", username: "Ada Lovelace", extra: "engines" });
  await server.inApp("PUT", "/channels/backstage/grants/client:ada", { reason: "sings tonight" });
  for (const seats of [4, 5]) {
    await server.inApp("PUT", "/channels/lobby/state", { value: { topic: "tea", seats, open: true } });
  }

  const alice = await connect("Alice");
  for (const channel of ["lobby", "room", LONG]) await alice.join(channel);
  const bob = await connect("Bob");
  await bob.join("lobby");
  const anonymous = await connect();
  await anonymous.join("lobby");
  const messages = Array.from({ length: 60 }, (_, n) => ({
    event: n % 7 ? "tick" : "greet",
    payload: { n, text: "the kettle is on", from: { table: n % 4 } },
  }));
  await server.inApp("POST", "/channels/lobby/messages/batch", { messages });
  alice.publish("lobby", "greet", { text: "hi" });
  await bob.until(({ d }) => d?.e === "MESSAGE" && d.d.e === "greet" && d.d.d.text === "hi");

  await (await Client.connect(server, "leap_token_nobody")).gone();
  anonymous.subscribe("nowhere");
  await anonymous.event("UNAVAILABLE", "nowhere");
  anonymous.subscribe("backstage");
  await anonymous.event("UNAVAILABLE", "backstage");
  bob.subscribe("backstage");
  const [question] = await asked(server, 1);
  await server.admin("POST", `/approvals/${question.id}/decision`, {
    answer: "deny",
    reason: "the band is not there yet",
  });
  await bob.event("UNAVAILABLE", "backstage");
  bob.subscribe("backstage");
  alice.subscribe("backstage");
  await asked(server, 2);
  await server.admin("POST", "/snapshots", { name: "baseline" });
  return { alice, bob, anonymous, guest };
}

/** The questions that wait, once there are so many. */
async function asked(server, count) {
  const late = Date.now() + 10_000;
  for (;;) {
    const waiting = await server.admin("GET", "/approvals");
    if (waiting.length >= count) return waiting;
    if (Date.now() > late) throw new Error(`only ${waiting.length} of ${count} questions are asked`);
  }
}

/** Every page, by name: its address, and what is there when it is complete. */
export function pagesOf(server, { alice }) {
  const tail = server.token("Alice").slice(-12);
  return [
    ["overview", "#/", (page) => page.getByTestId("count-messages").filter({ hasText: /[1-9]/ })],
    ["live", "#/live", (page) => page.getByTestId("live-row").last()],
    ["channels", "#/channels", (page) => page.getByTestId("channel-row").last()],
    ["resolved", "#/channels?q=back", (page) => page.getByTestId("channel-joins")],
    ["channel", "#/channels/lobby", (page) => page.getByTestId("history-row").last()],
    ["channel-private", "#/channels/backstage", (page) => page.getByTestId("channel-rule")],
    ["channel-unknown", "#/channels/nowhere", (page) => page.getByTestId("channel-resolved")],
    ["connections", "#/connections", (page) => page.getByTestId("connection-row").last()],
    ["refusals", "#/connections?view=refused", (page) => page.getByTestId("refusal-row").last()],
    ["connection", `#/connections/${alice.id}`, (page) => page.getByTestId("timeline-entry").last()],
    ["tokens", "#/tokens", (page) => page.getByTestId("token-row").last()],
    ["token", `#/tokens/${tail}`, (page) => page.getByTestId("token-access").last()],
    ["clients", "#/tokens?kind=client", (page) => page.getByTestId("token-row").last()],
    ["client", "#/tokens/client:ada", (page) => page.getByTestId("token-access").last()],
    ["inspect", "#/tokens/inspect", (page) => page.getByRole("textbox", { name: "Text to inspect" })],
    ["approvals", "#/approvals", (page) => page.getByTestId("approval-card").last()],
    ["apps", "#/apps", (page) => page.getByTestId("app-row").last()],
    ["app", `#/apps/${server.app.id}`, (page) => page.getByTestId("project-key").last()],
    ["settings-server", "#/settings/server", (page) => page.getByText("On disk")],
    ["settings-keys", "#/settings/keys", (page) => page.getByTestId("access-key").last()],
    ["settings-snapshots", "#/settings/snapshots", (page) => page.getByTestId("snapshot").last()],
    [
      "settings-project",
      "#/settings/project",
      (page) => page.getByRole("textbox", { name: "Project file (JSON)" }),
    ],
    ["settings-appearance", "#/settings/appearance", (page) => page.getByRole("group", { name: "Theme" })],
    ["settings-about", "#/settings/about", (page) => page.getByText("The server can")],
  ].map(([name, address, complete]) => ({ name, address, complete }));
}
