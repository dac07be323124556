// The compiler keeps the shebang of the command line but not the mode that makes it a program.
import { chmodSync, existsSync } from "node:fs";

const program = new URL("../dist/cli/main.js", import.meta.url);
if (existsSync(program)) chmodSync(program, 0o755);
