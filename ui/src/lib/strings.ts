//! Every sentence of the dashboard in one place.

import { apps } from "./strings/apps";
import { channels } from "./strings/channels";
import { charts } from "./strings/charts";
import { connections } from "./strings/connections";
import { expiry } from "./strings/expiry";
import { kit } from "./strings/kit";
import { live } from "./strings/live";
import { may } from "./strings/may";
import { settings } from "./strings/settings";
import { shell } from "./strings/shell";
import { tokens } from "./strings/tokens";
import { units } from "./strings/units";

export const strings = {
  apps,
  charts,
  expiry,
  may,
  settings,
  shell,
  kit,
  live,
  tokens,
  units,
  product: "Switchboard",
  nav: {
    overview: "Overview",
    live: "Live",
    channels: "Channels",
    connections: "Connections",
    tokens: "Tokens & clients",
    approvals: "Approvals",
    apps: "Apps",
    settings: "Settings",
  },

  top: {
    server: "Server",
    app: "App",
    running: "running",
    checking: "checking",
    notRunning: "not answering",
    starting: "starting",
    failed: "failed",
    approvals: (n: number) => (n === 1 ? "1 approval" : `${n} approvals`),
    noApprovals: "no approvals",
    theme: "Theme",
    themes: { light: "Light", dark: "Dark", system: "Like the system" },
    environments: { local: "local", staging: "staging", production: "production" },
  },

  common: {
    copy: "Copy",
    copied: "Copied",
    close: "Close",
    cancel: "Cancel",
    retry: "Try again",
    search: "Search",
    loading: "Loading",
    pageFailed: "This page could not be shown.",
    unknownReason: "No reason was given.",
    menu: "More",
    clear: "Clear",
    undo: "Undo",
    notUndone: "It could not be taken back.",
    typeName: (name: string) => `Type ${name} to confirm`,
    undone: "Taken back.",
  },

  lost: {
    title: "The server does not answer",
    trying: "Connecting again …",
    in: (seconds: number) => `Trying again in ${seconds} s. What you see is what was there before.`,
    now: "Try now",
  },

  key: {
    title: "This dashboard needs the admin key",
    about: "It is in the ready file and in admin.key of the server's data folder. It stays in this tab only.",
    label: "Admin key",
    open: "Open the dashboard",
  },

  overview: {
    title: "Overview",
    about: "Is the server all right, and how do clients reach it?",
    state: "Server",
    probeOk: "A client connected, published and received.",
    probeBad: "A client could not get through.",
    probeAgain: "Probe again",
    probing: "Probing …",
    roundTrip: "round trip",
    steps: {
      connect: "connect",
      join: "join",
      publish: "publish",
      receive: "receive",
    } as Record<string, string>,
    since: "running since",
    version: "version",
    addresses: "Addresses",
    counters: "Since the start",
    curves: "curves: the last 5 minutes",
    curve: (what: string, top: string) => `${what} in the last 5 minutes, at most ${top} at a time`,
    connect: "Connect",
    connectAbout: "Paste and run: these hold the real ids of this app.",
    checked: "checked",
    transports: { socket: "WebSocket", rest: "HTTP" } as Record<string, string>,
    persona: "as",
    nobody: "without a token",
    channel: "in",
    noChannel: {
      title: "There is no channel to connect to",
      about: "A snippet needs a channel that its client may join.",
      create: "Go to the channels",
    },
    dialects: "Dialect of the snippet",
    snippets: "Snippet",
    tabs: {
      leap: { browser: "Client (JS)", backend: "Backend (JS)", curl: "curl", env: "Environment" },
      channels: {
        client: "Client (JS)",
        events: "EventSource",
        sse: "curl, events",
        publish: "curl, publish",
        env: "Environment",
      },
      itty: { client: "Client (JS)", socket: "WebSocket" },
      pakyow: { page: "Demo page", socket: "WebSocket", push: "curl" },
    } as Record<string, Record<string, string>>,
    newChannel: (name: string) => `${name} (new)`,
    somebody: (name: string) => `${name} (not registered)`,
    minted: "Each credential in it holds for a day.",
    elsewhere: (app: string) =>
      `Clients that name no app are in ${app}. The setting app of this dialect names another one.`,
    toElsewhere: "Look at that app",
    notMinted: "Credentials for a snippet are made by who may manage this server.",
    speaksOther: "There is no snippet for this dialect.",
    counts: {
      connections: "connections",
      channels: "channels",
      messages: "messages",
      deliveries: "deliveries",
      refusals: "refusals",
      dropped: "dropped",
    },
  },

  channels,
  connections,

  approvals: {
    title: "Approvals",
    about: "Clients that wait to be let into a private channel.",
    wants: "wants to join",
    left: (seconds: number) => `${seconds} s`,
    atZero: "At zero the answer is no.",
    allow: "Allow",
    deny: "Deny…",
    always: "Allow for good",
    more: "Allow for a time",
    terms: { hour: "Allow for 1 hour", day: "Allow for 1 day", week: "Allow for 7 days" },
    denyTitle: (who: string, channel: string) => `Deny ${who} the channel ${channel}?`,
    denyAbout: "The reason goes into the journal and to wherever the refusal is shown.",
    reason: "Reason",
    denyVerb: "Deny",
    allowed: (who: string, channel: string) => `${who} is in ${channel}.`,
    denied: (who: string, channel: string) => `${who} was not let into ${channel}.`,
    noOrigin: "no origin",
    noAgent: "unknown client",
    waiting: (n: number) => (n === 1 ? "1 connection waits" : `${n} connections wait`),
    stateEmpty: "no state",
    state: "state",
    origin: (origin: string) => `origin ${origin}`,
    inApp: (app: string) => `in ${app}`,
    already: (who: string, channel: string) => `${who} already had an answer about ${channel}.`,
    before: "before",
    empty: {
      title: "Nobody waits",
      about:
        "When a client asks to join a private channel, its card appears here with the time that is left.",
    },
    journal: "Answered",
    columns: {
      time: "Time",
      outcome: "Outcome",
      who: "Who",
      channel: "Channel",
      by: "Answered by",
      term: "Holds",
      reason: "Reason",
    },
    journalEmpty: "No answer has been given yet.",
    outcomes: { allowed: "allowed", denied: "denied", revoked: "revoked" },
    by: {
      person: "by a person",
      mode: "by the app's mode",
      deadline: "at the deadline",
      backend: "by the backend",
    },
    termWords: { once: "this time", always: "for good", duration: "for" },
    mode: "Private joins",
    modes: { ask: "Ask a person", allow: "Allow all", deny: "Deny all" },
    modeChanged: {
      ask: "From now on a person is asked.",
      allow: "From now on every token is let in.",
      deny: "From now on nobody is let in without a grant.",
    },
  },
} as const;
