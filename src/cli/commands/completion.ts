import { SHELL_NAMES } from "../completion/completion.ts";
import { SCRIPTS } from "../completion/scripts.ts";
import { wrongUsage } from "../failure.ts";
import type { Session } from "../streams/session.ts";
import { hint } from "../targets/suggest.ts";

/** Prints the script with which a shell completes `zocp`. */
export async function run({ out }: Session, shell: string): Promise<void> {
  const name = SHELL_NAMES.find((known) => known === shell.toLowerCase());
  if (name === undefined)
    throw wrongUsage(`there is no completion for "${shell}"${hint(shell, SHELL_NAMES, "only for")}`);
  out.line(SCRIPTS[name].trimEnd());
}
