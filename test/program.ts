import { type ChildProcess, spawn } from "node:child_process";
import { PATIENCE } from "./patience.ts";
import { ROOT } from "./sources.ts";

/** A program that runs beside the test, on loopback and a beacon port of its own, and what it has printed so far. */
export class Program {
  output = "";
  readonly #child: ChildProcess;
  readonly #ended: Promise<number | null>;
  #printed = (): void => {};

  constructor(
    path: string,
    options: { readonly port: number; readonly args?: readonly string[]; readonly cwd?: string },
  ) {
    this.#child = spawn(process.execPath, [path, ...(options.args ?? [])], {
      cwd: options.cwd ?? ROOT,
      env: { ...process.env, ZOCP_INTERFACE: "lo", ZOCP_PORT: String(options.port) },
    });
    this.#child.stdout?.setEncoding("utf8").on("data", (text: string) => this.#print(text));
    this.#child.stderr?.setEncoding("utf8").on("data", (text: string) => this.#print(text));
    this.#ended = new Promise((resolve) => this.#child.once("close", (code) => resolve(code)));
    this.#ended.then(() => this.#printed());
  }

  get lines(): string[] {
    return this.output.split("\n").filter((line) => line !== "");
  }

  /** Waits until the output holds a text. Rejects with all of the output when the program ends before, or takes too long. */
  async shows(text: string): Promise<void> {
    const late = AbortSignal.timeout(PATIENCE);
    while (!this.output.includes(text)) {
      const { exitCode, signalCode } = this.#child;
      if (exitCode !== null || signalCode !== null || late.aborted)
        throw new Error(`"${text}" did not appear in:\n${this.output}`);
      await new Promise<void>((resolve) => {
        this.#printed = resolve;
        late.addEventListener("abort", () => resolve(), { once: true });
      });
    }
  }

  /** Types a line. */
  type(line: string): void {
    this.#child.stdin?.write(`${line}\n`);
  }

  /** Ends the input, as Ctrl-D does. */
  endInput(): void {
    this.#child.stdin?.end();
  }

  /** Presses Ctrl-C and waits for the exit code. */
  interrupt(): Promise<number | null> {
    this.#child.kill("SIGINT");
    return this.ends();
  }

  /** Waits for the exit code; a program that does not end is ended, and has none. */
  ends(): Promise<number | null> {
    const late = setTimeout(() => this.#child.kill("SIGKILL"), PATIENCE);
    return this.#ended.finally(() => clearTimeout(late));
  }

  #print(text: string): void {
    this.output += text;
    this.#printed();
  }
}
