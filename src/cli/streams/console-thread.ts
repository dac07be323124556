import { WriteStream } from "node:tty";
import { parentPort, workerData } from "node:worker_threads";

// Waits for the console, so that nobody else has to: a click into its window stops it until a key is pressed.
const terminal = new WriteStream(workerData as number);
terminal.on("error", () => {});
parentPort?.on("message", (text: string) => {
  terminal.write(text, (error) => parentPort?.postMessage(error ?? null));
});
