// The real server as a child process, and its admin API.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, openSync, readFileSync, rmSync, watch, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { WebSocket } from "ws";
import { waitFor } from "./wait.js";

const CHECKOUT = resolve(dirname(fileURLToPath(import.meta.url)), "../../..");

const BINARY =
  process.env.SWITCHBOARD_SERVER_BIN ??
  join(process.env.CARGO_TARGET_DIR ?? join(CHECKOUT, "target"), "debug/switchboard-server");

/** A started `switchboard-server serve --dev`. */
export class Server {
  #process;
  #folder;
  #ready;

  /** Starts on new data and free ports, with what `config` (TOML) says besides. */
  static async start(config = "") {
    const server = new Server(mkdtempSync(join(tmpdir(), "switchboard-clients-")));
    try {
      writeFileSync(join(server.#folder, "config.toml"), config);
      await server.#launch("127.0.0.1:0");
    } catch (error) {
      server.#forget();
      throw error;
    }
    return server;
  }

  constructor(folder) {
    this.#folder = folder;
  }

  /** Stops gracefully and starts again with the same data on the same address. */
  async restart() {
    const { listen } = this.#ready;
    await this.#quit();
    await this.#launch(listen);
  }

  /** Ends the server, which has to exit in order, and removes its data. */
  async stop() {
    try {
      await this.#quit();
    } finally {
      this.#forget();
    }
  }

  get app() {
    return this.#ready.apps[0];
  }

  persona(name) {
    const persona = this.#ready.personas.find((one) => one.name === name);
    assert.ok(persona, `no persona ${name} in the ready file`);
    return persona;
  }

  /** Base URL for the Hop SDK, which appends `/v1` itself. */
  get url() {
    return `http://${this.#ready.listen}`;
  }

  get socketUrl() {
    return `ws://${this.#ready.listen}/ws`;
  }

  /** Base URL of the listener that a dialect has for itself. */
  ownUrl(dialect) {
    const own = this.#ready.own.find((one) => one.dialect === dialect);
    assert.ok(own, `no listener of ${dialect}'s own in the ready file`);
    return `ws://${own.listen}`;
  }

  /** A call of the app's API as it is on the wire, for what the SDKs hide. `body` is sent as JSON. */
  call(method, path, { body, token = this.app.project_token, key } = {}) {
    const headers = {};
    if (token !== null) headers.Authorization = token;
    if (key !== undefined) headers["Idempotency-Key"] = key;
    const json = body === undefined ? undefined : JSON.stringify(body);
    return fetch(`${this.url}${path}`, { method, headers, body: json });
  }

  /** One call of the admin API; resolves with the decoded body, or rejects with an error that has the `status`. */
  async admin(method, path, body) {
    const response = await fetch(`http://${this.#ready.admin}/admin/v1${path}`, {
      method,
      headers: { Authorization: `Bearer ${this.#ready.admin_key}`, "Content-Type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) {
      throw Object.assign(new Error(`${method} ${path}: ${response.status} ${text}`), {
        status: response.status,
      });
    }
    return text === "" ? undefined : JSON.parse(text);
  }

  /** The admin API's stream, not open yet. */
  stream(query = "") {
    return new WebSocket(`ws://${this.#ready.admin}/admin/v1/stream${query}`, {
      headers: { Authorization: `Bearer ${this.#ready.admin_key}` },
    });
  }

  /** Waits until somebody with this token asks to join the channel; resolves with the approval. */
  async approval(channel, token) {
    const stream = this.stream();
    let waiting = [];
    try {
      await once(stream, "open", { signal: AbortSignal.timeout(5_000) });
      return await waitFor(
        `somebody to ask for ${channel}`,
        (report) => {
          const read = async () => {
            waiting = await this.admin("GET", "/approvals");
            report();
          };
          const frame = (text) => {
            if (JSON.parse(text).changes?.includes("approvals")) void read();
          };
          stream.on("message", frame);
          void read();
          return () => stream.off("message", frame);
        },
        () => waiting.find((one) => one.channel === channel && one.who.token === token),
      );
    } finally {
      stream.terminate();
    }
  }

  /** Answers an approval; resolves with the journal entry. */
  decide(approval, decision) {
    return this.admin("POST", `/approvals/${encodeURIComponent(approval.id)}/decision`, decision);
  }

  async #launch(listen) {
    const readyFile = join(this.#folder, "ready.json");
    const logFile = join(this.#folder, "server.log");
    rmSync(readyFile, { force: true });
    const log = openSync(logFile, "a");
    const child = spawn(
      BINARY,
      // biome-ignore format: an option and its value stay on one line
      [
        "serve", "--dev",
        "--config", join(this.#folder, "config.toml"),
        "--listen", listen,
        "--admin-listen", "127.0.0.1:0",
        "--data", join(this.#folder, "data"),
        "--ready-file", readyFile,
      ],
      { stdio: ["ignore", log, log] },
    );
    this.#process = child;
    const orphan = () => child.kill("SIGKILL");
    process.once("exit", orphan);
    let failure;
    child.once("error", (error) => {
      failure = error;
    });
    child.once("exit", () => process.off("exit", orphan));
    const readReady = () => {
      if (failure) throw failure;
      if (child.exitCode !== null) {
        throw new Error(`the server exited with ${child.exitCode}:\n${readFileSync(logFile, "utf8")}`);
      }
      // It appears in one step: whoever sees it sees all of it.
      return existsSync(readyFile) ? JSON.parse(readFileSync(readyFile, "utf8")) : undefined;
    };
    const watchStart = (report) => {
      const folder = watch(this.#folder, report);
      child.on("error", report).on("exit", report);
      return () => {
        folder.close();
        child.off("error", report).off("exit", report);
      };
    };
    this.#ready = await waitFor("the server to be ready", watchStart, readReady, 20_000);
  }

  #forget() {
    this.#process?.kill("SIGKILL");
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #quit() {
    const child = this.#process;
    assert.equal(child.exitCode, null, "the server has already exited");
    const exited = once(child, "exit", { signal: AbortSignal.timeout(15_000) });
    child.kill("SIGTERM");
    const [code, signal] = await exited;
    assert.deepEqual({ code, signal }, { code: 0, signal: null }, "SIGTERM ends the server in order");
  }
}
