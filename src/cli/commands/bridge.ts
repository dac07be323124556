import { BRIDGE_KINDS, BRIDGE_OPTIONS, type BridgeKind } from "../bridges/kinds.ts";
import { wrongUsage } from "../failure.ts";
import type { Session } from "../streams/session.ts";
import { hint } from "../targets/suggest.ts";

/** What runs a bridge of one kind; resolves when it has ended. */
interface BridgeModule {
  // Each names its own options besides; what its row in the table of kinds declares is what it gets.
  run(session: Session): Promise<void>;
}

/** Joins nodes with something else until it is told to end. */
export async function run(session: Session, name: string): Promise<void> {
  const kind = BRIDGE_KINDS.find((one) => one.name === name);
  if (kind === undefined) throw wrongUsage(`there is no bridge "${name}"${hint(name, NAMES, "there are")}`);
  refuseForeign(kind, session);
  const module = (await kind.load()) as BridgeModule;
  await module.run(session);
}

/** An option of another kind would have no effect, in silence. */
function refuseForeign(kind: BridgeKind, { options }: Session): void {
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
