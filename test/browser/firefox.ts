import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { WebSocket } from "ws";

/** The Firefox of this machine; undefined where there is none. `ZOCP_FIREFOX` names another one. */
export function findFirefox(): string | undefined {
  const { ZOCP_FIREFOX } = process.env;
  const candidates = ZOCP_FIREFOX === undefined ? ["firefox-esr", "firefox"] : [ZOCP_FIREFOX];
  return candidates.find((name) => spawnSync(name, ["--version"], { stdio: "ignore" }).status === 0);
}

type Answer = { readonly id?: number; readonly error?: string; readonly message?: string; readonly result?: unknown };
type LogEntry = { readonly method?: string; readonly params?: { readonly level?: string; readonly text?: string } };

/** One page in a Firefox of its own, which is told what to do by WebDriver BiDi. @see https://w3c.github.io/webdriver-bidi/ */
export class Firefox {
  /** What the page has logged as an error, and what it threw. */
  readonly wrong: string[] = [];
  readonly #child: ChildProcess;
  readonly #profile: string;
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  #context = "";
  #number = 0;

  private constructor(child: ChildProcess, profile: string, socket: WebSocket) {
    this.#child = child;
    this.#profile = profile;
    this.#socket = socket;
    socket.on("message", (data) => this.#receive(JSON.parse(String(data))));
  }

  static async open(program: string): Promise<Firefox> {
    const profile = mkdtempSync(join(tmpdir(), "zocp-firefox-"));
    const child = spawn(program, ["--headless", "--no-remote", "--profile", profile, "--remote-debugging-port", "0"], {
      env: { ...process.env, MOZ_CRASHREPORTER_DISABLE: "1" },
      stdio: ["ignore", "ignore", "pipe"],
    });
    const socket = new WebSocket(`${await listening(child)}/session`);
    await new Promise((resolve, reject) => socket.on("open", resolve).on("error", reject));
    const firefox = new Firefox(child, profile, socket);
    await firefox.#begin();
    return firefox;
  }

  /** Opens an address, and waits until it is loaded. */
  async go(url: string): Promise<void> {
    await this.#ask("browsingContext.navigate", { context: this.#context, url, wait: "complete" });
  }

  /** What an expression of the page is, as JSON. */
  async evaluate(expression: string): Promise<unknown> {
    const target = { context: this.#context };
    const how = { expression: `JSON.stringify(${expression})`, target, awaitPromise: false };
    const answer = (await this.#ask("script.evaluate", how)) as { readonly result?: { readonly value?: string } };
    return answer.result?.value === undefined ? undefined : JSON.parse(answer.result.value);
  }

  /** Presses keys, one after the other, and lets them go. */
  async press(...keys: readonly string[]): Promise<void> {
    const actions = keys.flatMap((value) => ["keyDown", "keyUp"].map((type) => ({ type, value })));
    await this.#ask("input.performActions", {
      context: this.#context,
      actions: [{ type: "key", id: "keys", actions }],
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const gone = new Promise((resolve) => this.#child.once("exit", resolve));
    this.#socket.close();
    this.#child.kill();
    await gone;
    rmSync(this.#profile, { recursive: true, force: true, maxRetries: 5 });
  }

  async #begin(): Promise<void> {
    await this.#ask("session.new", { capabilities: {} });
    await this.#ask("session.subscribe", { events: ["log.entryAdded"] });
    const { contexts } = (await this.#ask("browsingContext.getTree", {})) as { contexts: { context: string }[] };
    this.#context = contexts[0]?.context ?? "";
  }

  #ask(method: string, params: object): Promise<unknown> {
    const id = ++this.#number;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, ({ error, message, result }) => {
        if (error === undefined) resolve(result);
        else reject(new Error(`${method}: ${error}: ${message}`));
      });
      this.#socket.send(JSON.stringify({ id, method, params }));
    });
  }

  #receive(message: Answer & LogEntry): void {
    if (message.method === "log.entryAdded" && message.params?.level === "error")
      this.wrong.push(message.params.text ?? "");
    if (message.id === undefined) return;
    this.#waiting.get(message.id)?.(message);
    this.#waiting.delete(message.id);
  }
}

/** Where it listens for what it is told. */
function listening(child: ChildProcess): Promise<string> {
  let said = "";
  return new Promise((resolve, reject) => {
    child.stderr?.on("data", (chunk) => {
      said += chunk;
      const url = /WebDriver BiDi listening on (ws:\/\/\S+)/.exec(said)?.[1];
      if (url !== undefined) resolve(url);
    });
    child.on("error", reject).on("exit", () => reject(new Error(`Firefox ended: ${said}`)));
  });
}
