import { type Ingredients, part, quoted, type Snippets, SOCKETS } from "./ingredients";

/** With `itty-sockets`: says something, prints what arrives. */
function client({ socketUrl, channel }: Ingredients): string {
  return `// npm install itty-sockets
import { connect } from "itty-sockets";

${SOCKETS}
const room = connect(${quoted(socketUrl + part(channel))}, {
  alias: "me",
  announce: true,
});

room.on("join", ({ alias, uid, total }) => console.log("joined", alias ?? uid, total));
room.on("leave", ({ total }) => console.log("left", total));
room.on("error", ({ message }) => console.log("error", message));
room.on("message", ({ alias, uid, message }) => console.log(alias ?? uid, message));
room.send({ text: "hi" });
`;
}

/** As the class of the guide does it, in the app that the address names. */
function socket({ restUrl, projectId, channel }: Ingredients): string {
  const url = `${restUrl.replace(/^http/, "ws")}/${projectId}/${part(channel)}`;
  return `${SOCKETS}
const socket = new WebSocket(
  ${quoted(url)},
);

socket.onopen = () => socket.send(JSON.stringify({ type: "hello", data: { from: "js" } }));
socket.onmessage = ({ data }) => {
  const message = JSON.parse(data);
  console.log(message.type, message.data);
};
`;
}

export const itty: Snippets = {
  client: { write: client, home: true },
  socket: { write: socket },
};
