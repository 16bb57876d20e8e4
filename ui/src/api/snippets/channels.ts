import { type Ingredients, part, quoted, type Snippets, SOCKETS, shell, variables } from "./ingredients";

const clientOf = (from: Ingredients) => from.signed?.client ?? "";
const adminOf = (from: Ingredients) => from.signed?.admin ?? "";

const query = (from: Ingredients) => `AppID=${part(from.projectId)}&Authorization=${part(clientOf(from))}`;

const headers = ({ projectId }: Ingredients, token: string) =>
  `-H ${shell(`AppID: ${projectId}`)} \\
  -H ${shell(`Authorization: ${token}`)}`;

/** A whole client without a library: subscribes, says something, prints what arrives. */
function client(from: Ingredients): string {
  return `${SOCKETS}
const channel = ${quoted(from.channel)};
const url = ${quoted(`${from.socketUrl}?${query(from)}`)};

// Protobuf: each field is its place and kind, then a number, or a length and bytes.
const bytes = (value) => (typeof value === "string" ? [...new TextEncoder().encode(value)] : value);
const number = (n) => (n < 128 ? [n] : [(n % 128) + 128, ...number(Math.floor(n / 128))]);
const field = (at, value) =>
  typeof value === "number"
    ? [at << 3, ...number(value)]
    : [(at << 3) | 2, ...number(bytes(value).length), ...bytes(value)];
const frame = (type, ...fields) => new Uint8Array([...field(1, type), ...field(2, fields.flat())]);
const text = (value) => new TextDecoder().decode(value);

function read(data) {
  const fields = {};
  let at = 0;
  const next = (byte = data[at++]) => (byte < 128 ? byte : byte - 128 + 128 * next());
  while (at < data.length) {
    const tag = next();
    const value = next();
    fields[tag >> 3] = tag & 7 ? data.subarray(at, (at += value)) : value;
  }
  return fields;
}

const socket = new WebSocket(url);
socket.binaryType = "arraybuffer";
socket.onopen = () => socket.send(frame(4, field(1, channel), field(2, 1))); // SUBSCRIBE
socket.onmessage = ({ data }) => {
  const { 1: type, 2: payload } = read(new Uint8Array(data));
  const said = read(payload ?? []);
  if (type === 5) console.log(text(said[4]), text(said[2]), text(said[3])); // PUBLISH
  if (type === 6) console.log(said[1] === 1 ? "subscribed" : "published", said[2] === 1); // ACK
  if (type !== 6 || said[1] !== 1 || said[2] !== 1) return;
  socket.send(frame(5, field(1, 2), field(2, "hello"), field(3, channel), field(4, '{"from":"js"}')));
};
`;
}

function events(from: Ingredients): string {
  return `// In a page, or in the console of a browser.
const events = new EventSource(
  ${quoted(`${from.restUrl}/sse/${part(from.channel)}?${query(from)}`)},
);

for (const name of ["joined", "left", "refused"]) {
  events.addEventListener(name, ({ data }) => console.log(name, JSON.parse(data)));
}
events.onmessage = ({ data }) => {
  const { eventType, payload, senderID } = JSON.parse(data);
  console.log(senderID, eventType, payload);
};
`;
}

/** The same events in a terminal. */
function sse(from: Ingredients): string {
  return `curl -N ${shell(`${from.restUrl}/sse/${part(from.channel)}`)} \\
  ${headers(from, clientOf(from))}
`;
}

/** One message, as an admin. */
function publish(from: Ingredients): string {
  return `curl -X POST ${shell(`${from.restUrl}/channel/${part(from.channel)}/publish`)} \\
  ${headers(from, adminOf(from))} \\
  -d '{"eventType":"hello","payload":"{\\"from\\":\\"curl\\"}"}'
`;
}

function env(from: Ingredients): string {
  return variables({
    CHANNELS_APP_ID: from.projectId,
    CHANNELS_CLIENT_TOKEN: clientOf(from),
    CHANNELS_ADMIN_TOKEN: adminOf(from),
    CHANNELS_CHANNEL: from.channel,
    CHANNELS_SOCKET_URL: from.socketUrl,
    CHANNELS_API_URL: from.restUrl,
  });
}

export const channels: Snippets = {
  client: { write: client },
  events: { write: events },
  sse: { write: sse },
  publish: { write: publish },
  env: { write: env },
};
