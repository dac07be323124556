import { streamsAreHeld } from "../streams/standard-streams.ts";

/** What the keys of the demo do. */
export interface KeyHandlers {
  nudge(by: number): void;
  toggle(): void;
  go(): void;
  back(): void;
  quit(): void;
}

/** Listens to the keyboard, when there is one. Returns how to stop. */
export function listenToKeys({ stdin }: Pick<NodeJS.Process, "stdin">, handlers: KeyHandlers): () => void {
  if (!stdin.isTTY) return () => {};
  const handle = (chunk: string): void => {
    for (const key of chunk.match(KEY) ?? []) press(key, handlers);
  };
  stdin.setRawMode(true);
  stdin.setEncoding("utf8");
  stdin.on("data", handle);
  stdin.on("error", handlers.quit);
  stdin.resume();
  return () => {
    stdin.off("data", handle);
    // It would wait until the terminal has shown everything.
    if (!streamsAreHeld()) stdin.setRawMode(false);
    stdin.pause();
    stdin.unref();
  };
}

function press(key: string, { nudge, toggle, go, back, quit }: KeyHandlers): void {
  const step = STEPS.get(key);
  if (step !== undefined) nudge(step);
  else if (key === " ") toggle();
  else if (key === "g") go();
  else if (key === "b") back();
  else if (ENDS.has(key)) quit();
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: the arrow keys begin with one
const KEY = /\u001b\[[A-Z~\d;]+|./gsu;
const STEPS: ReadonlyMap<string, number> = new Map([
  ["\u001b[A", 0.05],
  ["\u001b[C", 0.05],
  ["k", 0.05],
  ["+", 0.05],
  ["\u001b[B", -0.05],
  ["\u001b[D", -0.05],
  ["j", -0.05],
  ["-", -0.05],
]);
/** In this mode the terminal sends Ctrl-C and Ctrl-D as characters. */
const ENDS: ReadonlySet<string> = new Set(["q", "Q", "\u0003", "\u0004"]);
