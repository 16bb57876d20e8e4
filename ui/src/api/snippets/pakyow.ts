import { type Ingredients, quoted, type Snippets, SOCKETS, shell } from "./ingredients";

/** The page that is there to be looked at. */
function page({ restUrl }: Ingredients): string {
  return `# A page that shows a channel as it happens: open ${restUrl}/ in a browser.
# What it was given, for a program:
curl ${shell(`${restUrl}/`)} -H 'Accept: application/json'
`;
}

/** A page of one's own: the backend subscribes it, then it opens its socket. */
function socket({ restUrl, projectToken, channel }: Ingredients): string {
  return `${SOCKETS}
const page = {
  socket_connection_id: crypto.randomUUID(),
  socket_key: crypto.randomUUID(),
};

// The backend's part, while it renders the page.
await fetch(${quoted(`${restUrl}/realtime/subscribe`)}, {
  method: "POST",
  headers: {
    Authorization: ${quoted(projectToken)},
    "Content-Type": "application/json",
  },
  body: JSON.stringify({ ...page, channels: [${quoted(channel)}] }),
});

// The page's part.
const socket = new WebSocket(
  \`${restUrl.replace(/^http/, "ws")}/?\${new URLSearchParams(page)}\`,
);
socket.onopen = () => console.log("open");
socket.onmessage = ({ data }) => {
  const { channel, payload } = JSON.parse(data);
  console.log(channel, payload);
};
`;
}

/** Pushes to all pages that are subscribed. */
function push({ restUrl, projectToken, channel }: Ingredients): string {
  const body = JSON.stringify({ message: { from: "curl" }, channels: channel });
  return `curl -X POST ${shell(`${restUrl}/realtime/push`)} \\
  -H ${shell(`Authorization: ${projectToken}`)} \\
  -H 'Content-Type: application/json' \\
  -d ${shell(body)}
`;
}

export const pakyow: Snippets = {
  page: { write: page, home: true },
  socket: { write: socket, home: true },
  push: { write: push },
};
