// The real server as a child process: starts with an app, two personas and three channels, on free ports.

import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, watch } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const CHECKOUT = resolve(dirname(fileURLToPath(import.meta.url)), "../../..");

const BINARY =
  process.env.SWITCHBOARD_SERVER_BIN ??
  join(process.env.CARGO_TARGET_DIR ?? join(CHECKOUT, "target"), "debug/switchboard-server");

const START_MS = 20_000;

/** A started `switchboard-server serve --dev`. */
export class Server {
  #folder = mkdtempSync(join(tmpdir(), "switchboard-browser-"));
  #process;
  #log = "";
  /** What the ready file says. */
  ready;

  static async start() {
    const server = new Server();
    await server.launch("127.0.0.1:0", "127.0.0.1:0");
    return server;
  }

  /** Starts on these addresses, with the data there is. */
  async launch(listen = this.ready.listen, admin = this.ready.admin) {
    const file = join(this.#folder, "ready.json");
    const args = ["serve", "--dev", "--data", join(this.#folder, "data"), "--ready-file", file];
    this.#process = spawn(BINARY, [...args, "--listen", listen, "--admin-listen", admin], {
      stdio: ["ignore", "ignore", "pipe"],
    });
    this.#process.stderr.on("data", (text) => {
      this.#log += text;
    });
    await appears(file, this.#process, () => this.#log);
    this.ready = JSON.parse(readFileSync(file, "utf8"));
  }

  /** Ends the process and waits for it. */
  async quit() {
    if (this.#process.exitCode !== null) return;
    const over = new Promise((done) => this.#process.once("exit", done));
    this.#process.kill("SIGTERM");
    await over;
  }

  async stop() {
    await this.quit();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  get url() {
    return `http://${this.ready.admin}/`;
  }

  get key() {
    return this.ready.admin_key;
  }

  get app() {
    return this.ready.apps[0];
  }

  token(name) {
    return this.ready.personas.find((persona) => persona.name === name).token;
  }

  /** One call of the admin API; the decoded body, or `undefined` where there is none. */
  async admin(method, path, body) {
    const response = await fetch(`http://${this.ready.admin}/admin/v1${path}`, {
      method,
      headers: { Authorization: `Bearer ${this.key}`, "Content-Type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text === "" ? undefined : JSON.parse(text);
  }

  /** The same, below the app that is there from the start. */
  inApp(method, path, body) {
    return this.admin(method, `/apps/${this.app.id}${path}`, body);
  }
}

/** Resolves when the file is there; rejects when the process ends before, or takes too long. */
function appears(file, process, log) {
  return new Promise((done, fail) => {
    const settle = (act, value) => {
      clearTimeout(late);
      watcher.close();
      process.removeListener("exit", ended);
      act(value);
    };
    const look = () => existsSync(file) && settle(done);
    const ended = (code) => settle(fail, new Error(`the server ended with ${code}\n${log()}`));
    const late = setTimeout(() => settle(fail, new Error(`no ready file in time\n${log()}`)), START_MS);
    const watcher = watch(dirname(file), look);
    process.once("exit", ended);
    look();
  });
}
