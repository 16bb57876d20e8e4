(() => {
  "use strict";
  const MOST_ROWS = 500;
  const LONGEST_WAIT = 10000;
  /** Pixels from the end at which the list still follows. */
  const NEAR_END = 60;
  const id = document.body.dataset.socketConnectionId;
  const find = (name) => document.getElementById(name);
  const [status, list, empty, form, input, refused] = ["status", "messages", "empty", "post", "body", "refused"].map(find);
  const waiting = new Map();
  let socket;
  let calls = 0;
  let wait = 250;

  function state(name, text) {
    status.dataset.state = name;
    status.textContent = text;
  }

  function text(payload) {
    const body = payload !== null && typeof payload === "object" && Object.keys(payload).length === 1 ? payload.body : payload;
    return typeof body === "string" ? body : JSON.stringify(payload, null, 2);
  }

  function show(payload) {
    const row = document.createElement("li");
    const time = document.createElement("time");
    const body = document.createElement("pre");
    time.textContent = new Date().toTimeString().slice(0, 8);
    body.textContent = text(payload);
    row.append(time, body);
    const follows = list.scrollHeight - list.scrollTop - list.clientHeight < NEAR_END;
    list.append(row);
    if (list.children.length > MOST_ROWS) list.firstChild.remove();
    empty.hidden = true;
    if (follows) list.scrollTop = list.scrollHeight;
  }

  function complain(sentence) {
    refused.textContent = sentence;
    refused.hidden = !sentence;
  }

  function receive(event) {
    const frame = JSON.parse(event.data);
    const answered = waiting.get(frame.id);
    if (answered) {
      waiting.delete(frame.id);
      answered(frame);
    } else if ("channel" in frame) {
      show(frame.payload);
    }
  }

  function connect() {
    const scheme = location.protocol === "https:" ? "wss:" : "ws:";
    socket = new WebSocket(`${scheme}//${location.host}/?socket_connection_id=${encodeURIComponent(id)}`);
    socket.onmessage = receive;
    socket.onopen = () => {
      wait = 250;
      state("open", "Connected");
    };
    socket.onclose = () => {
      for (const answered of waiting.values()) answered(null);
      waiting.clear();
      state("lost", "Not connected, trying again…");
      setTimeout(connect, wait);
      wait = Math.min(wait * 2, LONGEST_WAIT);
    };
  }

  function call(method, uri, given, answered) {
    const number = String(++calls);
    waiting.set(number, answered);
    const input = { ...given, socket_connection_id: id };
    socket.send(JSON.stringify({ id: number, action: "call-route", method, uri, input }));
  }

  form.addEventListener("submit", (event) => {
    // Without a socket the form goes the way of forms.
    if (!socket || socket.readyState !== WebSocket.OPEN) return;
    event.preventDefault();
    const body = input.value;
    complain("");
    call("post", "/messages", { message: { body } }, (answer) => {
      if (answer && answer.status < 400) {
        if (input.value === body) input.value = "";
        return;
      }
      const error = answer && answer.body && answer.body.error;
      complain(error ? error.message : "The message may not have arrived. Send it again if it does not show up.");
    });
  });

  connect();
})();
