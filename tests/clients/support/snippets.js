// The dashboard's snippets: written as the dashboard writes them, run as somebody would who has pasted them.

import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath, pathToFileURL } from "node:url";
import { Journal } from "./wait.js";

const HERE = fileURLToPath(new URL("..", import.meta.url));
const UI = resolve(HERE, "../../ui");

/** The module that writes them, which is TypeScript. */
export async function writer() {
  const vite = createRequire(join(UI, "package.json")).resolve("vite");
  const { createServer } = await import(pathToFileURL(vite));
  const server = await createServer({
    root: UI,
    configFile: false,
    appType: "custom",
    logLevel: "error",
    optimizeDeps: { noDiscovery: true },
    server: { middlewareMode: true, ws: false, watch: null },
  });
  try {
    return await server.ssrLoadModule("/src/api/snippets.ts");
  } finally {
    await server.close();
  }
}

/** A snippet that was started. */
export class Run {
  /** What it prints, line by line. */
  lines = new Journal();
  /** How it ended: one entry, its exit code. */
  ends = new Journal();
  #process;
  #said = "";

  /** A module, in a folder where the packages are that it says to install. */
  static node(code) {
    const folder = join(HERE, "node_modules/.snippets");
    mkdirSync(folder, { recursive: true });
    const own = mkdtempSync(join(folder, "run-"));
    writeFileSync(join(own, "snippet.mjs"), code);
    const run = new Run(process.execPath, [join(own, "snippet.mjs")]);
    run.ends.watch(() => rmSync(own, { recursive: true, force: true }));
    return run;
  }

  /** Lines for a shell. */
  static shell(code) {
    return new Run("bash", ["-c", code]);
  }

  constructor(program, args) {
    const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] });
    this.#process = child;
    const orphan = () => child.kill("SIGKILL");
    process.once("exit", orphan);
    child.stderr.on("data", (text) => {
      this.#said += text;
    });
    createInterface({ input: child.stdout }).on("line", (line) => this.lines.add(line));
    child.once("close", (code) => {
      process.off("exit", orphan);
      this.ends.add({ code });
    });
  }

  /** Resolves with the first line, from number `from` on, that has this in it. */
  async says(text, from = 0) {
    const ended = this.ends
      .find("its end", () => true)
      .then(
        ({ code }) => {
          const printed = this.lines.entries.slice(from).find((line) => line.includes(text));
          if (printed) return printed;
          throw new Error(`it ended with ${code} before it said ${text}:\n${this.output}`);
        },
        () => new Promise(() => {}),
      );
    const said = this.lines.find(`${text} to be printed`, (line) => line.includes(text), { from });
    try {
      return await Promise.race([said, ended]);
    } catch (error) {
      said.catch(() => {});
      throw new Error(`${error.message}\n${this.output}`);
    }
  }

  /** Resolves with everything it printed, once it has ended well. */
  async done() {
    const { code } = await this.ends.find("its end", () => true);
    if (code !== 0) throw new Error(`it ended with ${code}:\n${this.output}`);
    return this.lines.entries.join("\n");
  }

  get output() {
    return `${this.lines.entries.join("\n")}\n${this.#said}`;
  }

  stop() {
    this.#process.kill("SIGKILL");
  }
}
