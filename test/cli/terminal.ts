import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import type { Bench, Running } from "./program.ts";
import { SimulatedTerminal } from "./screen/simulated-terminal.ts";

/** What a screen writes when it takes a terminal, and when it gives it back. */
export const ENTER = "\u001b[?1049h";
export const LEAVE = "\u001b[?1049l";

/** A command on a terminal of its own. */
export interface Terminal extends Running {
  readonly pid: () => number;
  /** Gives it another width. */
  resize(columns: number): void;
  press(...keys: readonly string[]): void;
  /** Waits until this stands on the screen. */
  shows(text: string | RegExp): Promise<void>;
}

/** Runs words of the command line on a terminal of 24 rows. */
export function openTerminal(
  bench: Bench,
  words: string,
  { preload = "", columns = 80, variables = "" } = {},
): Terminal {
  const path = join(bench.folder, `pid-${Math.random()}`);
  const line = `stty cols ${columns} rows 24; echo $$ > ${path}; tty > ${path}.tty; ${variables} exec $NODE ${preload} $PROGRAM ${words}`;
  const terminal = bench.shell(`exec script --quiet --return --command '${line}' /dev/null`);
  const screen = (): string => {
    const shown = new SimulatedTerminal(columns, 24);
    shown.write(terminal.stdout);
    return shown.texts().join("\n");
  };
  return Object.assign(terminal, {
    shows: (text: string | RegExp) =>
      terminal
        .until(() => (typeof text === "string" ? screen().includes(text) : text.test(screen())), String(text))
        .catch((error: unknown) => {
          throw new Error(`${text} is not on the screen:\n${screen()}`, { cause: error });
        }),
    resize(width: number): void {
      execFileSync("stty", ["-F", readFileSync(`${path}.tty`, "utf8").trim(), "cols", String(width)]);
    },
    pid: () => Number(readFileSync(path, "utf8")),
    press: (...keys: readonly string[]) => terminal.child.stdin.write(keys.join("")),
  });
}

/** Whether a process is still there; one that has ended stays as Z while its parent cannot take notice of it. */
export function runs(pid: number): boolean {
  return existsSync(`/proc/${pid}`) && !/\) Z/.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
}
