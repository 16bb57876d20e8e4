//! Apps of the pictures: the one in view and others beside it.

import type { components } from "../../api/schema.gen";
import { app, past } from "./world";

type Schemas = components["schemas"];

const DAY = 86_400_000;

export const apps: Schemas["App"][] = [
  app,
  {
    ...app,
    id: "project_NDE1OTI2NTM1ODk3OTMyMzg",
    name: "Checkout, with a name that is much too long for any column of a list",
    join_mode: "deny",
    channels: 1_204,
    tokens: 31_415,
    connections: 912,
    created_at: past(30 * DAY),
    default_capabilities: ["persistent", "presence"],
    limits: { ...app.limits, connections: 1_000 },
    retention: { ...app.retention, messages: 10_000, age_ms: 7 * DAY },
  },
  {
    ...app,
    id: "project_NTkyNjUzNTg5NzkzMjM4NDY",
    name: "Playground",
    join_mode: "allow",
    channels: 0,
    tokens: 0,
    connections: 0,
    created_at: past(DAY),
    default_capabilities: [],
  },
];

const credentials: Schemas["AppCredentials"] = {
  project_token: "ptk_c18f3a0d52b94e6c8a7b1f60d2e3a9f2",
  keys: [
    { id: "ptkid_2", token: "ptk_c18f3a0d52b94e6c8a7b1f60d2e3a9f2", created_at: past(3_600_000) },
    {
      id: "ptkid_1",
      token: "ptk_c0771be2d5f84a3390aa41c8f60d2e3a",
      created_at: past(30 * DAY),
      until: past(-23 * 3_600_000),
    },
  ],
  signing_keys: [
    { id: "signkid_2", secret: "kM3v_Qz81bXw4-Ty", created_at: past(2 * 3_600_000) },
    {
      id: "signkid_1",
      secret: "a secret of our own",
      created_at: past(30 * DAY),
      until: past(-3 * 3_600_000),
    },
  ],
};

/** What is asked about apps; nothing for other questions. */
export function readApps(empty: boolean, path: string): unknown {
  // The frame needs its app, whatever the scene.
  if (path === "/admin/v1/apps") return empty ? [app] : apps;
  if (path.endsWith("/credentials") || path.endsWith("/credentials/rotate") || path.endsWith("/signing-keys"))
    return credentials;
  return apps.find((one) => path === `/admin/v1/apps/${one.id}`);
}
