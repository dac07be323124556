#!/usr/bin/env node
import { runCommandLine } from "./program.ts";
import { endProcess, leaveLostTerminals, streamsAreHeld } from "./streams/standard-streams.ts";

process.on("exit", leaveLostTerminals);
process.exitCode = await runCommandLine(process.argv.slice(2));
// What still holds the process (a terminal that is read, a pipe that nobody empties) must not keep it.
if (streamsAreHeld()) endProcess();
else setTimeout(() => endProcess(), 200).unref();
