import { type ChildProcess, spawn } from "node:child_process";

/** A program that is started. Never by a shell: nothing in its words means anything but itself. */
export interface Program {
  /** The program and its arguments, from the file of the owner alone. */
  readonly argv: readonly string[];
  readonly folder?: string | undefined;
  /** What it reads. */
  readonly input?: string | undefined;
  /** What it finds in its environment besides the little that every program needs. */
  readonly environment?: Readonly<Record<string, string>> | undefined;
  /** Milliseconds; then it is ended. */
  readonly limit: number;
}

export interface Ended {
  /** As a shell counts: 0 is well, 124 was ended for its time, 127 could not be started, 128 and a number is that signal. */
  readonly code: number;
  /** What it wrote, to its output and for its errors, as far as it is kept. */
  readonly output: string;
  /** Why it could not be started, or was ended. */
  readonly reason?: string | undefined;
}

/** A program that runs, and those that it starts. */
export class RunningProgram {
  readonly ended: Promise<Ended>;
  readonly #child: ChildProcess;
  #output = "";
  #late: string | undefined;

  constructor({ argv: [file = "", ...words], folder, input, environment, limit }: Program) {
    this.#child = spawn(file, words, {
      cwd: folder,
      env: { ...cleanEnvironment(), ...environment },
      stdio: ["pipe", "pipe", "pipe"],
      // A group of its own: those that it has started end with it, and Ctrl-C in a terminal reaches only the bridge, which ends them.
      detached: !WINDOWS,
      shell: false,
      windowsHide: true,
    });
    const timer = setTimeout(() => this.#giveUp(limit), limit);
    this.ended = this.#end(file).finally(() => clearTimeout(timer));
    this.#keepOutput();
    // One that reads nothing may have ended before all was written.
    this.#child.stdin?.on("error", () => {});
    this.#child.stdin?.end(input);
  }

  /** Asks it to end, and ends it a second later. */
  end(): void {
    this.#signal("SIGTERM");
    const timer = setTimeout(() => this.#signal("SIGKILL"), GRACE);
    this.ended.finally(() => clearTimeout(timer));
  }

  #giveUp(limit: number): void {
    this.#late = `it is ended: it ran for ${limit / 1000} s`;
    this.end();
  }

  #end(file: string): Promise<Ended> {
    return new Promise((resolve) => {
      const settle = (code: number, reason?: string): void => resolve({ code, output: this.#output.trimEnd(), reason });
      this.#child.once("error", (error: NodeJS.ErrnoException) => settle(NOT_STARTED, whyNot(file, error)));
      this.#child.once("exit", (code, signal) => {
        const ended = (): void => settle(this.#late === undefined ? (code ?? codeOf(signal)) : TOO_LATE, this.#late);
        // A program that it left behind may hold its output: that one is not waited for.
        const timer = setTimeout(ended, LAST_WORDS);
        this.#child.once("close", () => {
          clearTimeout(timer);
          ended();
        });
      });
    });
  }

  #keepOutput(): void {
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding("utf8");
      stream?.on("data", (text: string) => {
        this.#output = (this.#output + text).slice(0, MOST_OUTPUT);
      });
    }
  }

  #signal(signal: NodeJS.Signals): void {
    const { pid, exitCode, signalCode } = this.#child;
    if (pid === undefined || exitCode !== null || signalCode !== null) return;
    try {
      if (WINDOWS) this.#child.kill(signal);
      else process.kill(-pid, signal);
    } catch (error) {
      // It has ended in this moment.
      if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
    }
  }
}

/** No key, token or option of the bridge is in it. */
export function cleanEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => KEPT.has(name.toUpperCase()) || name.startsWith("LC_"));
  return Object.fromEntries(kept);
}

function whyNot(file: string, error: NodeJS.ErrnoException): string {
  if (error.code === "ENOENT") return `there is no program ${JSON.stringify(file)}, or its folder is not there`;
  if (error.code === "EACCES") return `${JSON.stringify(file)} may not be run`;
  return `${JSON.stringify(file)} cannot be started: ${error.message}`;
}

function codeOf(signal: NodeJS.Signals | null): number {
  return 128 + (SIGNALS[signal ?? ""] ?? 0);
}

const WINDOWS = process.platform === "win32";
const SIGNALS: Readonly<Record<string, number>> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGABRT: 6,
  SIGKILL: 9,
  SIGSEGV: 11,
  SIGTERM: 15,
};
const KEPT: ReadonlySet<string> = new Set([
  ...["PATH", "HOME", "USER", "LOGNAME", "LANG", "TZ", "TMPDIR", "TEMP", "TMP", "SYSTEMROOT", "PATHEXT", "USERPROFILE"],
  ...[
    "APPDATA",
    "LOCALAPPDATA",
    "DISPLAY",
    "WAYLAND_DISPLAY",
    "XAUTHORITY",
    "XDG_RUNTIME_DIR",
    "DBUS_SESSION_BUS_ADDRESS",
  ],
]);
const TOO_LATE = 124;
const NOT_STARTED = 127;
/** Milliseconds. */
const GRACE = 1000;
const LAST_WORDS = 100;
/** Characters. */
const MOST_OUTPUT = 4000;
