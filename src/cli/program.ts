import { Command, CommanderError, Option } from "commander";

import { COMMANDS, type CommandSpec } from "./commands.ts";
import {
  type CommonOptions,
  parseEndpoint,
  parsePlaces,
  parsePort,
  parseSeconds,
  parseSwitch,
  parseTtl,
} from "./options.ts";
import { VERSION } from "./version.ts";

/** Runs the command line, and resolves with its exit code. Prints messages to standard error. */
export async function runCommandLine(words: readonly string[]): Promise<number> {
  let exitCode = 0;
  const program = makeProgram(async (spec, options, given) => {
    // The help can do without what runs a command.
    const { runCommand } = await import("./run.ts");
    exitCode = await runCommand(spec, options, given);
  });
  try {
    if (words.length === 0) program.help({ error: true });
    await program.parseAsync(words, { from: "user" });
    return exitCode;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // Help and the version end with 0 where they were asked for.
    return error.exitCode === 0 ? 0 : 2;
  }
}

type Run = (spec: CommandSpec, options: CommonOptions, words: readonly string[]) => Promise<void>;

function makeProgram(run: Run): Command {
  const program = configure(new Command("zocp"))
    .description("See, change and wire the parameters of every ZOCP node on the local network.")
    .usage("<command> [options]")
    .version(VERSION)
    .helpCommand(true)
    .showSuggestionAfterError();
  for (const spec of COMMANDS) program.addCommand(makeCommand(spec, run));
  program.addHelpText("after", `\nExamples:\n${formatExamples(FIRST_STEPS)}\n\n"zocp <command> --help" tells more.`);
  return program;
}

function makeCommand(spec: CommandSpec, run: Run): Command {
  const command = configure(new Command(spec.name)).summary(spec.summary).description(spec.summary);
  if (spec.words !== "") command.arguments(spec.words);
  for (const { flags, help, parse } of spec.options ?? []) {
    if (parse === undefined) command.option(flags, help);
    else command.option(flags, help, parse);
  }
  const details = spec.details === undefined ? "" : `\n${spec.details}\n`;
  command.addHelpText("after", `${details}\nExamples:\n${formatExamples(spec.examples)}`);
  command.action(() => run(spec, command.optsWithGlobals(), command.args));
  return command;
}

/** The options stand on both: before and after the name of the command they mean the same. */
function configure(command: Command): Command {
  command
    .exitOverride()
    .helpOption("-h, --help", "show this help")
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, "zocp: ")) });
  for (const option of commonOptions()) command.addOption(option);
  return command.showHelpAfterError(`(try "zocp${command.name() === "zocp" ? "" : ` ${command.name()}`} --help")`);
}

function commonOptions(): readonly Option[] {
  return [
    new Option("--interface <name>", "network interface, by name or address (env ZOCP_INTERFACE)"),
    new Option(
      "--gossip <tcp://host:port>",
      "hub where nodes learn of each other, repeatable (env ZOCP_GOSSIP)",
    ).argParser(parsePlaces),
    new Option("--peer <tcp://host:port>", "where another node is, repeatable (env ZOCP_PEER)").argParser(parsePlaces),
    new Option(
      "--endpoint <tcp://address:port>",
      "where nodes beyond a router reach this one (env ZOCP_ENDPOINT)",
    ).argParser(parseEndpoint),
    new Option("--tcp-port <number>", "TCP port to be reached at (env ZOCP_TCP_PORT; any)").argParser(parsePort),
    new Option("--beacons <on|off>", "find nodes by beacons (env ZOCP_BEACONS; on)").argParser(parseSwitch),
    new Option(
      "--multicast-ttl <number>",
      "beacons by multicast too, over so many networks (env ZOCP_MULTICAST_TTL)",
    ).argParser(parseTtl),
    new Option("--port <number>", "UDP port of the beacons (env ZOCP_PORT; 5670, or 5671 with a key)").argParser(
      parsePort,
    ),
    new Option("--key <file>", "key of the show or of this machine: encrypts, and lets its holders in (env ZOCP_KEY)"),
    new Option("--keys <folder>", "public keys of the other machines that may enter (env ZOCP_KEYS)"),
    new Option("--wait <seconds>", "how long to discover (until the named node is known, at most 2)").argParser(
      parseSeconds,
    ),
    new Option("--json", "print JSON"),
    new Option("--all", "show the nodes of other zocp commands too"),
  ];
}

function formatExamples(examples: CommandSpec["examples"]): string {
  const longest = Math.max(...examples.map(([command]) => (command.length > WIDEST ? 0 : command.length)));
  return examples
    .map(([command, meaning]) => `  ${meaning === "" ? command : `${command.padEnd(longest)}  ${meaning}`}`)
    .join("\n");
}

const FIRST_STEPS: CommandSpec["examples"] = [
  ["zocp demo", "four nodes on this machine, until Ctrl-C"],
  ["zocp ls --interface lo", "what they are (in a second terminal)"],
  ["zocp set fader/level 0.2 --interface lo", "and turn the lamps down"],
];
const WIDEST = 60;
