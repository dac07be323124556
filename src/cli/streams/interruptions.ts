/** What a shell makes of the signals that end a command: 128 and the number of the signal. */
export const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129, SIGBREAK: 149 } as const;

export type Interruption = keyof typeof SIGNALS;

/** Tells apart the interruption that ends a command, the second one of an impatient person, and what only repeats the first. */
export class Interruptions {
  #first: { readonly name: Interruption; readonly at: number } | undefined;

  /** The exit code that the first one asks for, when one came. */
  get code(): number | undefined {
    return this.#first && SIGNALS[this.#first.name];
  }

  /** What a signal means that arrives at the time `at`, in milliseconds. */
  take(name: Interruption, at: number): "end" | "hurry" | "echo" {
    if (this.#first !== undefined) return isEcho(name, at - this.#first.at, this.#first.name) ? "echo" : "hurry";
    this.#first = { name, at };
    return "end";
  }
}

/**
 * npm and npx pass a Ctrl-C on that the terminal has sent to everybody. When a terminal is closed, the system and the shell both
 * say so, and a service manager may say it beside its SIGTERM.
 */
function isEcho(name: Interruption, since: number, first: Interruption): boolean {
  return name === "SIGHUP" || ((name === first || first === "SIGHUP") && since < ECHO);
}

/** Milliseconds: sooner no person presses Ctrl-C again. */
const ECHO = 100;
