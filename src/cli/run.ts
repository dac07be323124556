import type { CommandModule, CommandSpec } from "./commands.ts";
import { coloursFor } from "./format/colours.ts";
import { printable } from "./format/text.ts";
import type { CommonOptions } from "./options.ts";
import { openSession } from "./session.ts";

/** Runs one command, and resolves with its exit code. What went wrong is printed to standard error. */
export async function runCommand(spec: CommandSpec, options: CommonOptions, words: readonly string[]): Promise<number> {
  const session = openSession(options);
  try {
    const module = (await spec.load()) as CommandModule;
    const code = await module.run(session, ...words);
    return (spec.lasting ? undefined : session.interrupted()) ?? code ?? 0;
  } catch (error) {
    if (session.signal.aborted) return (spec.lasting ? undefined : session.interrupted()) ?? 0;
    // Loaded with the stack, which only a command needs.
    const { describeMistake, toFailure } = await import("./failure.ts");
    const failure = toFailure(error) ?? describeMistake(error);
    process.stderr.write(
      `${coloursFor(process.stderr).red("zocp:")} ${failure.message.split("\n").map(printable).join("\n")}\n`,
    );
    return failure.exitCode;
  } finally {
    await session.close();
  }
}
