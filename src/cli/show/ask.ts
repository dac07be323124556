import { createInterface } from "node:readline/promises";

/** Asks the person at the terminal; whatever is not yes is no. */
export async function askYes(question: string, signal: AbortSignal): Promise<boolean> {
  const line = createInterface({ input: process.stdin, output: process.stderr });
  // In this way of reading, Ctrl-C comes as an event of the reader.
  line.on("SIGINT", () => process.kill(process.pid, "SIGINT"));
  try {
    return /^y(es)?$/i.test((await line.question(`${question} [y/N] `, { signal })).trim());
  } finally {
    line.close();
  }
}
