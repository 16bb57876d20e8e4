// Ways out of the page, for `walls.rs`: each has to end in `done("refused")`; what else it says is the hole it found.
// LISTEN and ADMIN are the addresses of the server's listeners.

const refused = () => done("refused");

/** Refused is what the content policy reports under this directive. */
function reported(directive) {
  addEventListener("securitypolicyviolation", (event) => {
    if (event.effectiveDirective.startsWith(directive)) refused();
  });
}

function put(tag, properties) {
  return document.body.appendChild(Object.assign(document.createElement(tag), properties));
}

const WAYS_OUT = {
  "fetch from the admin listener": () => {
    fetch("http://ADMIN/admin/v1/info").then(() => done("fetched"), refused);
  },
  "fetch from the client listener": () => {
    fetch("http://LISTEN/v1/channels", { mode: "no-cors" }).then(() => done("fetched"), refused);
  },
  "a request of the older kind": () => {
    const request = new XMLHttpRequest();
    request.onload = () => done("loaded");
    request.onerror = refused;
    request.open("GET", "http://LISTEN/");
    request.send();
  },
  "a socket": () => {
    reported("connect-src");
    new WebSocket("ws://LISTEN/ws").onopen = () => done("open");
  },
  "a beacon": () => {
    reported("connect-src");
    navigator.sendBeacon("http://LISTEN/", "x");
  },
  "an event source": () => {
    reported("connect-src");
    new EventSource("http://LISTEN/").onopen = () => done("open");
  },
  "an image from elsewhere": () => {
    reported("img-src");
    put("img", { src: "http://LISTEN/x.png", onload: () => done("loaded") });
  },
  "a style sheet from elsewhere": () => {
    reported("style-src");
    put("link", { rel: "stylesheet", href: "http://LISTEN/x.css" });
  },
  "a script from elsewhere": () => {
    reported("script-src");
    put("script", { src: "http://LISTEN/x.js" });
  },
  "an inline script": () => {
    reported("script-src");
    put("script", { textContent: "window.ranInline = true" });
  },
  "an inline handler": () => {
    reported("script-src");
    document.body.insertAdjacentHTML("beforeend", '<img src="data:," onerror="window.ranInline = true">');
  },
  "code from text": () => {
    reported("script-src");
    done(String(new Function("return 'ran'")()));
  },
  "a worker from text": () => {
    reported("worker-src");
    const worker = new Worker(URL.createObjectURL(new Blob(["postMessage('ran')"])));
    worker.onmessage = () => done("ran");
    worker.onerror = refused;
  },
  "a frame": () => {
    reported("frame-src");
    put("iframe", { src: "http://LISTEN/" });
  },
  "a frame of the page itself": () => {
    reported("frame-src");
    put("iframe", { src: "/index.html" });
  },
  "an object": () => {
    reported("object-src");
    put("object", { data: "http://LISTEN/" });
  },
  "a form that is sent away": () => {
    reported("form-action");
    put("form", { action: "http://LISTEN/", method: "post" }).submit();
  },
  "another base address": () => {
    reported("base-uri");
    put("base", { href: "http://LISTEN/" });
  },
  "another window": () => {
    done(open("http://LISTEN/") ? "opened" : "refused");
  },
};

function tryOut(name) {
  try {
    WAYS_OUT[name]();
  } catch (error) {
    // The engine throws where the policy forbids; any other error is a fault of the test.
    if (error.name === "SecurityError" || error.name === "EvalError") refused();
    else done(String(error));
  }
}
