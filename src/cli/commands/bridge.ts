import { existsSync } from "node:fs";

import { BRIDGE_KINDS, BRIDGE_OPTIONS, type BridgeKind, FILE_OPTIONS } from "../bridges/kinds.ts";
import { type ExitCode, wrongUsage } from "../failure.ts";
import type { Session } from "../streams/session.ts";
import { hint } from "../targets/suggest.ts";

/** What runs a bridge of one kind; resolves when it has ended. */
interface BridgeModule {
  // Each names its own options besides; what its row in the table of kinds declares is what it gets.
  run(session: Session): Promise<ExitCode | undefined>;
}

/** Joins nodes with something else until it is told to end. `what`: a kind of bridge, or a file that describes some. */
export async function run(session: Session, what: string): Promise<ExitCode | undefined> {
  const kind = BRIDGE_KINDS.find((one) => one.name === what);
  if (kind !== undefined) {
    refuseForeign(kind, session);
    return ((await kind.load()) as BridgeModule).run(session);
  }
  if (!what.endsWith(".json") && !existsSync(what))
    throw wrongUsage(`there is no bridge and no file "${what}"${hint(what, NAMES, "bridges are")}`);
  refuseForeign({ name: what, options: FILE_OPTIONS }, session);
  const { runFile } = await import("../bridges/file.ts");
  return runFile(session, what);
}

/** An option of another kind would have no effect, in silence. */
function refuseForeign(kind: Pick<BridgeKind, "name" | "options">, { options }: Session): void {
  const own = new Set(kind.options.map(({ flags }) => flags));
  for (const { flags } of BRIDGE_OPTIONS) {
    if (own.has(flags) || !(keyOf(flags) in options)) continue;
    throw wrongUsage(`${flags.split(" ")[0]} means nothing to the bridge "${kind.name}": leave it out`);
  }
}

/** Under which name the value of an option is given: `--http-port <number>` as httpPort. */
function keyOf(flags: string): string {
  const [name = ""] = flags.replace(/^--/, "").split(" ");
  return name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}

const NAMES = BRIDGE_KINDS.map(({ name }) => name);
