#!/usr/bin/env node
import { runCommandLine } from "./program.ts";

// Who closes the pipe has read enough, of the help too.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});
process.exitCode = await runCommandLine(process.argv.slice(2));
// What still holds the process (a terminal that is read, a pipe that nobody empties) must not keep it.
setTimeout(() => process.exit(), 200).unref();
