import { closeSync, openSync, writeSync } from "node:fs";

/**
 * Tells the person something, also where npm keeps what its scripts print to itself.
 *
 * @param {string} text
 */
export function tell(text) {
  console.error(text);
  if (process.stderr.isTTY) return;
  try {
    const terminal = openSync(process.platform === "win32" ? "\\\\.\\CONOUT$" : "/dev/tty", "w");
    // npm's own line, which turns, may stand there.
    writeSync(terminal, `\r${text}\n`);
    closeSync(terminal);
  } catch {
    // Nobody looks.
  }
}
