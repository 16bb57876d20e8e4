//! Settings, access keys, snapshots and the desktop of the pictures.

import type { components } from "../../api/schema.gen";
import { past } from "./world";

type Schemas = components["schemas"];

const HOUR = 3_600_000;

const settings: Schemas["Settings"] = {
  listen: "127.0.0.1:8092",
  admin_listen: "127.0.0.1:8091",
  data_dir: "/home/ada/.local/share/switchboard",
  data_bytes: 84_213_760,
  config_file: "/home/ada/.local/share/switchboard/server.toml",
  origins: [],
  frame_bytes: 1_114_112,
  body_bytes: 8_388_608,
  outbox_bytes: 1_048_576,
};

const keys: Schemas["AccessKey"][] = [
  {
    id: "key_1",
    name: "Grafana",
    scope: "read",
    hint: "9f2c",
    created_at: past(400 * HOUR),
    last_used: past(30_000),
  },
  {
    id: "key_2",
    name: "On-call phone",
    scope: "approve",
    hint: "b01d",
    created_at: past(90 * HOUR),
    expires_at: past(-200 * HOUR),
    last_used: past(26 * HOUR),
  },
  {
    id: "key_3",
    name: "deploy",
    scope: "manage",
    hint: "77ae",
    created_at: past(900 * HOUR),
    expires_at: past(3 * HOUR),
  },
];

const snapshots: Schemas["Snapshot"][] = [
  { name: "before the launch", taken_at: past(2 * HOUR), bytes: 84_103_168 },
  { name: "baseline", taken_at: past(49 * HOUR), bytes: 1_404_928 },
];

const preferences: Schemas["Preferences"] = {
  listen_port: 8090,
  admin_port: 8091,
  notifications: true,
  keep_running: true,
  close_explained: true,
};

const about: Schemas["About"] = {
  version: "0.1.0",
  data_dir: "/home/ada/.local/share/switchboard",
  tray: true,
};

const project: Schemas["Project"] = {
  switchboard: 1,
  apps: [
    {
      name: "My app",
      join_mode: "ask",
      ask_timeout_ms: 30_000,
      channels: [{ name: "lobby", visibility: "unprotected", capabilities: ["persistent"] }],
      personas: [{ name: "Alice", state: { user: 42 } }],
    },
  ],
};

const imported: Schemas["Imported"] = {
  created: ['channel "stage" of "My app"', 'persona "Carol" of "My app"'],
  updated: ['channel "lobby" of "My app"'],
  unchanged: ['app "My app"', 'channel "room" of "My app"'],
  warnings: ['The credential of "My app" was left as it is: the environment has no MY_APP_PROJECT_TOKEN.'],
};

/** What is asked about the server's setup; nothing for other questions. */
export function readSettings(empty: boolean, path: string, method: string): unknown {
  if (path === "/admin/v1/settings") return settings;
  if (path === "/admin/v1/project") return method === "GET" ? project : imported;
  if (path === "/admin/v1/keys") {
    return method === "GET"
      ? empty
        ? []
        : keys
      : { key: keys[0], secret: "sbk_4f1c0e8a7d6b5a49382716f5e4d3c2b1" };
  }
  if (path === "/admin/v1/snapshots") return method === "GET" ? (empty ? [] : snapshots) : snapshots[0];
  if (path.endsWith("/restore") && path.includes("/snapshots/")) return { name: "baseline", took_ms: 412 };
  return undefined;
}

/** What the desktop itself answers. */
export function readDesktop(path: string): unknown {
  if (path === "/app/v1/about") return about;
  if (path === "/app/v1/preferences") return preferences;
  return undefined;
}
