import { spawn } from "node:child_process";

/**
 * Tells systemd, where it has started this command, that the command is ready, and from then on that it is alive: one that hangs
 * is started again. Ends with the signal. Does nothing where nobody wants to know.
 *
 * systemd listens on a socket of a kind that Node.js cannot write to, so its own program `systemd-notify` does.
 *
 * @see sd_notify(3)
 */
export function tellServiceManager(signal: AbortSignal, env: NodeJS.ProcessEnv = process.env): void {
  if (env.NOTIFY_SOCKET === undefined || signal.aborted) return;
  notify(["--ready"]);
  const wanted = Number(env.WATCHDOG_USEC) / 1000;
  if (!(wanted > 0) || (env.WATCHDOG_PID !== undefined && Number(env.WATCHDOG_PID) !== process.pid)) return;
  const timer = setInterval(() => notify(["WATCHDOG=1"]), wanted / TIMES);
  signal.addEventListener("abort", () => clearInterval(timer), { once: true });
}

function notify(words: readonly string[]): void {
  const child = spawn("systemd-notify", words, { stdio: "ignore" });
  // What is not told is missed by systemd, which says so in its journal.
  child.on("error", () => {});
  // A command that ends does not wait for it.
  child.unref();
}

/** How often in the time after which systemd takes silence for a fault. */
const TIMES = 3;
