import { type Ingredients, part, quoted, type Snippets, shell, variables } from "./ingredients";

/** A client with `@onehop/client`: joins the channel and prints what arrives. */
function browser({ projectId, token, channel, socketUrl }: Ingredients): string {
  const who = [`projectId: ${quoted(projectId)}`, ...(token ? [`token: ${quoted(token)}`] : [])];
  return `// npm install @onehop/client
import { hop } from "@onehop/client";

const client = hop.init(
  {
${who.map((line) => `    ${line},`).join("\n")}
  },
  { leapSocketUrl: ${quoted(socketUrl)} },
);

client.on("CONNECTION_STATE_UPDATE", (state) => {
  if (state === "connected") client.subscribeToChannel(${quoted(channel)});
});
client.on("MESSAGE", ({ channel, event, data }) => {
  console.log(channel, event, data);
});
`;
}

/** A backend with `@onehop/js`: publishes one message. */
function backend({ projectToken, channel, restUrl }: Ingredients): string {
  return `// npm install @onehop/js
import { Hop } from "@onehop/js";

const hop = new Hop(
  ${quoted(projectToken)},
  ${quoted(restUrl)},
);

await hop.channels.publishMessage(${quoted(channel)}, "hello", { from: "backend" });
`;
}

/** The same message without any library. */
function curl({ projectToken, channel, restUrl }: Ingredients): string {
  return `curl -X POST ${shell(`${restUrl}/v1/channels/${part(channel)}/messages`)} \\
  -H ${shell(`Authorization: ${projectToken}`)} \\
  -H 'Content-Type: application/json' \\
  -d '{"e":"hello","d":{"from":"curl"}}'
`;
}

function env({ projectId, projectToken, token, channel, socketUrl, restUrl }: Ingredients): string {
  return variables({
    HOP_PROJECT_ID: projectId,
    HOP_PROJECT_TOKEN: projectToken,
    HOP_LEAP_TOKEN: token,
    HOP_CHANNEL: channel,
    HOP_SOCKET_URL: socketUrl,
    HOP_API_URL: restUrl,
  });
}

export const leap: Snippets = {
  browser: { write: browser },
  backend: { write: backend },
  curl: { write: curl },
  env: { write: env },
};
