// One channel: what it says, who is in, its state, and every verb.

import { expect, tabTo, test, visitChannel, write } from "../support/test.js";

const publishAs = (page) => page.getByRole("region", { name: "Publish" });
const story = (page) => page.getByRole("listbox", { name: "Messages, oldest first" });
const messages = (page) => page.getByTestId("history-row");
const said = (page, event) => story(page).getByRole("option", { name: new RegExp(`\\b${event} `) });
const people = (page) => page.getByRole("region", { name: "People" });
const stateOf = (page) => page.getByRole("region", { name: "State" });

test.describe("messages", () => {
  test("a message is published by mouse, and a client hears it", async ({ dashboard, connect }) => {
    const alice = await connect("Alice");
    await alice.join("lobby");
    await visitChannel(dashboard, "lobby");
    await publishAs(dashboard).getByLabel("Event").fill("greet");
    await write(publishAs(dashboard), "Payload (JSON)", '{"n": 7}');
    await publishAs(dashboard).getByRole("button", { name: "Publish" }).click();
    await expect(dashboard.getByText("Published at position 1, on disk.")).toBeVisible();
    expect(await alice.event("MESSAGE", "lobby")).toEqual({ e: "greet", d: { n: 7 } });
    await expect(messages(dashboard)).toHaveCount(1);
    await expect(messages(dashboard)).toContainText("greet");
  });

  test("a message is published by keyboard alone", async ({ dashboard, connect }) => {
    const alice = await connect("Alice");
    await alice.join("room");
    await visitChannel(dashboard, "room");
    await dashboard.keyboard.press("p");
    await expect(publishAs(dashboard).getByLabel("Event")).toBeFocused();
    await dashboard.keyboard.press("Control+a");
    await dashboard.keyboard.type("knock");
    await dashboard.keyboard.press("Control+Enter");
    expect((await alice.event("MESSAGE", "room")).e).toBe("knock");
  });

  test("what cannot be published is said in place", async ({ dashboard }) => {
    await visitChannel(dashboard, "room");
    const panel = publishAs(dashboard);
    await write(panel, "Payload (JSON)", "{nonsense");
    await panel.getByRole("button", { name: "Publish" }).click();
    await expect(panel.getByText(/The payload is not JSON/)).toBeVisible();
    await write(panel, "Payload (JSON)", "1");
    await panel.getByLabel("Event").fill("");
    await panel.getByRole("button", { name: "Publish" }).click();
    await expect(panel.getByText("An event needs a name.")).toBeVisible();
  });

  test("what comes in is shown at once, and one message whole", async ({ dashboard, connect }) => {
    const bob = await connect("Bob");
    await bob.join("lobby");
    await visitChannel(dashboard, "lobby");
    bob.publish("lobby", "first", { a: { deep: "yes" } });
    bob.publish("lobby", "second", null);
    await expect(messages(dashboard)).toHaveCount(2);
    await messages(dashboard).first().click();
    const whole = dashboard.getByTestId("history-detail");
    await expect(whole).toContainText("first");
    await expect(whole).toContainText("Bob");
    await expect(whole).toContainText("deep");
    await whole.getByRole("button", { name: "Close the message" }).click();
    await expect(whole).toHaveCount(0);
  });

  test("history goes back page by page, by keyboard", async ({ dashboard, server }) => {
    const batch = Array.from({ length: 450 }, (_, n) => ({ event: `tick-${n + 1}`, payload: n }));
    await server.inApp("POST", "/channels/lobby/messages/batch", { messages: batch });
    await visitChannel(dashboard, "lobby");
    await expect(said(dashboard, "tick-450")).toBeVisible();
    await tabTo(story(dashboard));
    await dashboard.keyboard.press("Home");
    await expect(said(dashboard, "tick-251")).toBeVisible();
    await dashboard.keyboard.press("o");
    await expect(dashboard.getByRole("button", { name: "Load 50 older" })).toBeVisible();
    await dashboard.keyboard.press("Home");
    await expect(said(dashboard, "tick-51")).toBeVisible();
    await dashboard.keyboard.press("o");
    await expect(dashboard.getByText("This is where the channel began.")).toBeVisible();
    await dashboard.keyboard.press("Home");
    await expect(said(dashboard, "tick-1")).toBeVisible();
    await expect(dashboard.getByTestId("history-detail")).toContainText("tick-1");
    await dashboard.getByRole("button", { name: /Jump to latest/ }).click();
    await expect(said(dashboard, "tick-450")).toBeVisible();
  });

  test("the list jumps to a time", async ({ dashboard, server }) => {
    await server.inApp("POST", "/channels/lobby/messages", { event: "only", payload: 1 });
    await visitChannel(dashboard, "lobby");
    await dashboard.keyboard.press("t");
    const dialog = dashboard.getByRole("dialog", { name: "Jump to a time" });
    await dialog.getByLabel("time").fill("2036-01-01T00:00:00");
    await dialog.getByRole("button", { name: "Jump" }).click();
    await expect(dashboard.getByText("Nothing was published at that time or later.")).toBeVisible();
    await dashboard.getByRole("button", { name: "Jump to a time" }).click();
    await dialog.getByLabel("time").fill("2016-01-01T00:00:00");
    await dashboard.keyboard.press("Enter");
    await expect(messages(dashboard)).toHaveCount(1);
  });

  test("a channel that keeps nothing says so and shows what comes", async ({ dashboard, server }) => {
    await visitChannel(dashboard, "room");
    await expect(dashboard.getByText("This channel keeps no messages.", { exact: false })).toBeVisible();
    await server.inApp("POST", "/channels/room/messages", { event: "passing", payload: 1 });
    await expect(messages(dashboard)).toContainText("passing");
  });
});

test.describe("state", () => {
  test("the state is changed after a look at the difference", async ({ dashboard, connect }) => {
    const alice = await connect("Alice");
    await alice.join("lobby");
    await visitChannel(dashboard, "lobby");
    await stateOf(dashboard).getByRole("button", { name: "Edit" }).click();
    await write(stateOf(dashboard), "State as JSON", '{"topic": "tea"}');
    await stateOf(dashboard).getByRole("button", { name: "Review changes" }).click();
    const diff = stateOf(dashboard).getByRole("region", { name: "What would change" });
    await expect(diff).toContainText('"topic": "tea"');
    await stateOf(dashboard).getByRole("button", { name: "Save state" }).click();
    await expect(dashboard.getByTestId("channel-state-version")).toHaveText("version 1");
    expect(await alice.event("STATE_UPDATE", "lobby")).toEqual({ state: { topic: "tea" } });
  });

  test("the state is changed by keyboard alone", async ({ dashboard, server }) => {
    await visitChannel(dashboard, "lobby");
    await dashboard.keyboard.press("s");
    await expect(stateOf(dashboard).getByRole("textbox", { name: "State as JSON" })).toBeFocused();
    await dashboard.keyboard.press("Control+a");
    await dashboard.keyboard.insertText('{"topic": "keys"}');
    await dashboard.keyboard.press("Control+Enter");
    await expect(stateOf(dashboard).getByRole("button", { name: "Save state" })).toBeFocused();
    await dashboard.keyboard.press("Enter");
    await expect(dashboard.getByText("The state is at version 1; every subscriber has it.")).toBeVisible();
    expect((await server.inApp("GET", "/channels/lobby/state")).value).toEqual({ topic: "keys" });
  });

  test("what is no state is said in place", async ({ dashboard }) => {
    await visitChannel(dashboard, "lobby");
    await dashboard.keyboard.press("s");
    await write(stateOf(dashboard), "State as JSON", "[1]");
    await stateOf(dashboard).getByRole("button", { name: "Review changes" }).click();
    await expect(stateOf(dashboard).getByRole("alert")).toContainText(/object/);
  });

  test("a change by somebody else is shown, and both are kept", async ({ dashboard, server }) => {
    await server.inApp("PUT", "/channels/lobby/state", { value: { topic: "tea", seats: 4 } });
    await visitChannel(dashboard, "lobby");
    await stateOf(dashboard).getByRole("button", { name: "Edit" }).click();
    await write(stateOf(dashboard), "State as JSON", '{"topic": "coffee", "seats": 4}');
    await server.inApp("PUT", "/channels/lobby/state", { value: { topic: "tea", seats: 5 } });
    const conflict = dashboard.getByTestId("channel-state-conflict");
    await expect(conflict).toContainText("It is at version 2 now.");
    await expect(conflict.getByRole("region", { name: "Theirs: version 1 to 2" })).toContainText(
      '"seats": 5',
    );
    await expect(conflict.getByRole("region", { name: "Mine: version 1 to my text" })).toContainText(
      "coffee",
    );
    await conflict.getByRole("button", { name: "Keep both" }).click();
    await stateOf(dashboard).getByRole("button", { name: "Review changes" }).click();
    await stateOf(dashboard).getByRole("button", { name: "Save state" }).click();
    await expect(dashboard.getByTestId("channel-state-version")).toHaveText("version 3");
    const { value } = await server.inApp("GET", "/channels/lobby/state");
    expect(value).toEqual({ topic: "coffee", seats: 5 });
  });

  for (const { button, kept } of [
    { button: "Take theirs", kept: "theirs" },
    { button: "Save mine over it", kept: "mine" },
  ]) {
    test(`after a change by somebody else: ${button}`, async ({ dashboard, server }) => {
      await visitChannel(dashboard, "lobby");
      await stateOf(dashboard).getByRole("button", { name: "Edit" }).click();
      await write(stateOf(dashboard), "State as JSON", '{"whose": "mine"}');
      await server.inApp("PUT", "/channels/lobby/state", { value: { whose: "theirs" } });
      await dashboard.getByTestId("channel-state-conflict").getByRole("button", { name: button }).click();
      if (kept === "theirs") {
        await expect(stateOf(dashboard).getByRole("textbox")).toContainText("theirs");
        await stateOf(dashboard).getByRole("button", { name: "Cancel" }).click();
      }
      await expect(dashboard.getByTestId("channel-state-conflict")).toHaveCount(0);
      await expect(stateOf(dashboard).getByRole("tabpanel")).toContainText(kept);
      expect((await server.inApp("GET", "/channels/lobby/state")).value).toEqual({ whose: kept });
    });
  }

  test("a former state is looked at and put back, and that is taken back", async ({ dashboard, server }) => {
    await server.inApp("PUT", "/channels/lobby/state", { value: { n: 1 } });
    await server.inApp("PUT", "/channels/lobby/state", { value: { n: 2 } });
    await visitChannel(dashboard, "lobby");
    await dashboard.keyboard.press("v");
    const former = dashboard.getByTestId("channel-state-former");
    await expect(former).toHaveCount(2);
    await former.filter({ hasText: "version 1" }).getByRole("button").click();
    await expect(
      former.getByRole("region", { name: "From now to version 1" }).getByText('"n": 1'),
    ).toBeVisible();
    await former.getByRole("button", { name: "Restore version 1" }).click();
    await expect(dashboard.getByText("Version 1 is the state again, as version 3.")).toBeVisible();
    expect((await server.inApp("GET", "/channels/lobby/state")).value).toEqual({ n: 1 });
    await dashboard.getByRole("button", { name: "Undo" }).click();
    await expect(dashboard.getByTestId("channel-state-version")).toHaveText("version 4");
    expect((await server.inApp("GET", "/channels/lobby/state")).value).toEqual({ n: 2 });
  });
});

test.describe("people", () => {
  test("who comes and goes is seen, with its connection", async ({ dashboard, connect }) => {
    await visitChannel(dashboard, "lobby");
    await expect(people(dashboard).getByText("Nobody is in this channel.")).toBeVisible();
    const alice = await connect("Alice");
    await alice.join("lobby");
    const member = dashboard.getByTestId("presence-member");
    await expect(member).toContainText("Alice");
    await expect(member.getByRole("link")).toHaveAttribute("href", new RegExp(alice.id));
    alice.drop();
    await expect(member).toContainText("away, session still alive");
    await people(dashboard).getByRole("tab", { name: "Comings and goings" }).click();
    const changes = dashboard.getByTestId("presence-change");
    await expect(changes).toHaveCount(2);
    await expect(changes.first()).toContainText("Alice went · GONE");
    await expect(changes.last()).toContainText("Alice came");
  });

  test("a token is subscribed and removed, and that is taken back", async ({
    dashboard,
    server,
    connect,
  }) => {
    const alice = await connect("Alice");
    await visitChannel(dashboard, "backstage");
    await people(dashboard)
      .getByRole("tab", { name: /^Subscribed/ })
      .click();
    await people(dashboard).getByRole("button", { name: "Subscribe a token" }).click();
    const dialog = dashboard.getByRole("dialog", { name: "Subscribe a token" });
    await dialog.getByRole("button", { name: "Subscribe" }).click();
    await expect(dialog.getByLabel("Token")).toHaveAccessibleDescription(/Choose one of the tokens/);
    await dialog.getByLabel("Token").fill("Ali");
    await dialog.getByRole("option", { name: /Alice/ }).click();
    await dialog.getByRole("button", { name: "Subscribe" }).click();
    await alice.event("AVAILABLE", "backstage");
    const line = dashboard.getByTestId("channel-subscription");
    await expect(line).toContainText("Alice");

    await line.getByRole("button", { name: "Remove Alice" }).click();
    await alice.event("UNAVAILABLE", "backstage");
    await expect(line).toHaveCount(0);
    await expect(dashboard.getByText("Alice was removed from the channel.")).toBeVisible();
    await dashboard.getByRole("button", { name: "Undo" }).last().click();
    await expect(line).toContainText("Alice");
    expect(await server.inApp("GET", "/channels/backstage/subscriptions")).toHaveLength(1);
  });

  test("a grant is given by keyboard, lets in without a question, and is revoked", async ({
    dashboard,
    server,
    connect,
  }) => {
    const bob = await connect("Bob");
    await visitChannel(dashboard, "backstage");
    await dashboard.keyboard.press("r");
    const dialog = dashboard.getByRole("dialog", { name: "Give a grant" });
    await dashboard.keyboard.type("Bob");
    await expect(dialog.getByRole("option", { name: /Bob/ })).toBeVisible();
    await dashboard.keyboard.press("ArrowDown");
    await dashboard.keyboard.press("Enter");
    await dashboard.keyboard.press("Tab");
    await dashboard.keyboard.press("ArrowDown");
    await dashboard.keyboard.press("Tab");
    await dashboard.keyboard.type("knows the way");
    await dashboard.keyboard.press("Enter");
    const line = dashboard.getByTestId("channel-grant");
    await expect(line).toContainText("knows the way");
    await bob.join("backstage");
    expect(await server.admin("GET", "/approvals")).toEqual([]);

    await line.getByRole("button", { name: "Revoke the grant of Bob" }).click();
    await expect(line).toHaveCount(0);
    await bob.event("UNAVAILABLE", "backstage");
  });

  test("who may join is told, for one token too", async ({ dashboard }) => {
    await visitChannel(dashboard, "backstage");
    const panel = dashboard.getByRole("region", { name: "Who may join" });
    const joins = panel.getByTestId("channel-joins").getByRole("listitem");
    await expect(joins.filter({ hasText: "anonymous" })).toContainText("may not join");
    await expect(joins.filter({ hasText: "any token" })).toContainText("a person is asked");
    await panel.getByRole("combobox", { name: "May a token join? Type its name or id" }).fill("Alice");
    await panel.getByRole("option", { name: /Alice/ }).click();
    await expect(joins.filter({ hasText: "Alice" })).toContainText("a person is asked");
  });
});

test.describe("verbs", () => {
  test("it is edited, and what that means is said before", async ({ dashboard, server }) => {
    await visitChannel(dashboard, "room");
    await dashboard.getByRole("button", { name: "Edit channel" }).click();
    const dialog = dashboard.getByRole("dialog", { name: "Edit channel room" });
    await dialog.getByRole("radio", { name: /^private/ }).check();
    await dialog.getByRole("checkbox", { name: /^client publish/ }).uncheck();
    await expect(dialog).toContainText("From now on who joins needs a grant or an answer.");
    await expect(dialog).toContainText("What clients publish is refused");
    await dialog.getByRole("button", { name: "Save channel" }).click();
    await expect(dialog).toHaveCount(0);
    expect(await server.inApp("GET", "/channels/room")).toMatchObject({
      visibility: "private",
      capabilities: [],
    });
    await dashboard.getByRole("button", { name: "Undo" }).click();
    await expect(dashboard.getByText("Taken back.")).toBeVisible();
    expect(await server.inApp("GET", "/channels/room")).toMatchObject({
      visibility: "public",
      capabilities: ["client_publish"],
    });
  });

  test("closed it takes nothing, and it is opened again", async ({ dashboard, server }) => {
    await visitChannel(dashboard, "room");
    await dashboard.getByRole("button", { name: "Close channel" }).click();
    const panel = publishAs(dashboard);
    await expect(panel.getByText("The channel is closed: it accepts nothing.")).toBeVisible();
    await expect(panel.getByRole("button", { name: "Publish" })).toBeDisabled();
    await expect(server.inApp("POST", "/channels/room/messages", { event: "a", payload: 1 })).rejects.toThrow(
      "CHANNEL_CLOSED",
    );
    await panel.getByRole("button", { name: "Open channel" }).click();
    await expect(panel.getByRole("button", { name: "Publish" })).toBeEnabled();
  });

  test("by keyboard: edit, close, open, delete", async ({ dashboard, server }) => {
    await visitChannel(dashboard, "room");
    await dashboard.keyboard.press("e");
    await expect(dashboard.getByRole("dialog", { name: "Edit channel room" })).toBeVisible();
    await dashboard.keyboard.press("Escape");
    await dashboard.keyboard.press("x");
    await expect(dashboard.getByRole("button", { name: "Open channel" }).first()).toBeVisible();
    await dashboard.keyboard.press("x");
    await expect(dashboard.getByRole("button", { name: "Close channel" })).toBeVisible();
    await dashboard.keyboard.press("Shift+D");
    const dialog = dashboard.getByRole("dialog", { name: "Delete channel room?" });
    await tabTo(dialog.getByRole("button", { name: "Delete channel" }));
    await dashboard.keyboard.press("Enter");
    await expect(dashboard.getByRole("heading", { level: 1 })).toHaveText("Channels");
    await expect(server.inApp("GET", "/channels/room")).rejects.toThrow("404");
  });

  test("deleting says what goes with it", async ({ dashboard, server }) => {
    await server.inApp("POST", "/channels/lobby/messages", { event: "a", payload: 1 });
    await visitChannel(dashboard, "lobby");
    await dashboard.getByRole("button", { name: "Delete channel" }).click();
    const dialog = dashboard.getByRole("dialog", { name: "Delete channel lobby?" });
    await expect(dialog).toContainText("1 message");
    await dialog.getByRole("button", { name: "Cancel" }).click();
    expect((await server.inApp("GET", "/channels/lobby")).name).toBe("lobby");
  });

  test("one that is not there is resolved, and made from there", async ({ dashboard }) => {
    await visitChannel(dashboard, "nowhere");
    await dashboard.getByRole("button", { name: "Create nowhere" }).click();
    await dashboard
      .getByRole("dialog", { name: "Create channel" })
      .getByRole("button", { name: "Create channel" })
      .click();
    await expect(publishAs(dashboard)).toBeVisible();
  });
});
