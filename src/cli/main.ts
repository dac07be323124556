#!/usr/bin/env node
import { runCommandLine } from "./program.ts";

process.exitCode = await runCommandLine(process.argv.slice(2));
// What still holds the process (a terminal that is read, a pipe that nobody empties) must not keep it.
setTimeout(() => process.exit(), 200).unref();
