import { tellError } from "./streams/messages.ts";
import { openSession, type Session } from "./streams/session.ts";
import type { CommandModule, CommandSpec } from "./table/commands.ts";
import type { CommonOptions } from "./table/options.ts";
import { othersWithAccess } from "./windows-access.ts";

/** Runs one command, and resolves with its exit code. What went wrong is printed to standard error. */
export async function runCommand(spec: CommandSpec, options: CommonOptions, words: readonly string[]): Promise<number> {
  const lasting = isLasting(spec, options);
  const session = openSession(options, { lasting, mute: spec.mute });
  const code = await attempt(spec, session, words);
  await session.close();
  if (lasting) return code;
  return session.interrupted() ?? (code || Number(session.lossy()));
}

function isLasting({ lasting }: CommandSpec, options: CommonOptions): boolean {
  return typeof lasting === "function" ? lasting(options) : lasting === true;
}

async function attempt(spec: CommandSpec, session: Session, words: readonly string[]): Promise<number> {
  try {
    const module = (await spec.load()) as CommandModule;
    if (isLasting(spec, session.options)) void warnOfAccess(session);
    return (await module.run(session, ...words)) ?? 0;
  } catch (error) {
    if (session.signal.aborted) return 0;
    // Loaded with the stack, which only a command needs.
    const { describeMistake, toFailure } = await import("./failure.ts");
    const failure = toFailure(error) ?? describeMistake(error);
    const { message, exitCode } = failure;
    tellError(message, { json: session.options.json === true, exitCode });
    return exitCode;
  }
}

/** Only where a command runs for long: to ask takes a second. */
async function warnOfAccess({ options, note }: Session): Promise<void> {
  const key = options.key ?? process.env.ZOCP_KEY;
  const warning = key ? await othersWithAccess(key) : undefined;
  if (warning !== undefined) note(warning);
}
