import { Command, CommanderError, Help, Option } from "commander";
import { VERSION } from "../version.ts";
import { describeTerm, flow } from "./format/paragraphs.ts";
import { foreignWord, withoutQuotes } from "./given-words.ts";
import { tellError } from "./streams/messages.ts";
import { flushStandardStreams, standardError, standardOutput } from "./streams/standard-streams.ts";
import { COMMANDS, type CommandSpec, GROUPS } from "./table/commands.ts";
import { COMMON_OPTIONS, commandIn, optionOf } from "./table/common-options.ts";
import type { CommonOptions } from "./table/options.ts";

/** Runs the command line, and resolves with its exit code. Prints messages to standard error. */
export async function runCommandLine(given: readonly string[]): Promise<number> {
  let exitCode = 0;
  const json = given.slice(0, given.indexOf("--") + 1 || undefined).includes("--json");
  const words = plainly(withoutQuotes(given));
  const named = COMMANDS.find(({ name }) => name === commandIn(words))?.name;
  const program = makeProgram({ json, named }, async (spec, options, args) => {
    // The help can do without what runs a command.
    const { runCommand } = await import("./run.ts");
    exitCode = await runCommand(spec, options, args);
  });
  try {
    if (words.length === 0) program.help({ error: true });
    const foreign = foreignWord(given);
    if (foreign !== undefined) program.error(`error: "${foreign}" is not UTF-8: tell your terminal to send UTF-8`);
    await program.parseAsync(words, { from: "user" });
    return exitCode;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (json && error.exitCode !== 0) tellError(describeForPrograms(error), { json, exitCode: 2 });
    await flushStandardStreams(new AbortController().signal);
    // Help and the version end with 0 where they were asked for.
    return error.exitCode === 0 ? 0 : 2;
  }
}

/** What stands for `help ls` is `ls --help`; of a command that does not exist no help is printed. */
function plainly(words: readonly string[]): readonly string[] {
  const name = commandIn(words);
  const others = words.filter((_, index) => index !== words.indexOf(HELP));
  if (name === HELP && commandIn(others) !== undefined) return plainly([...others, "--help"]);
  if (name === undefined || name === HELP || COMMANDS.some((spec) => spec.name === name)) return words;
  return [name];
}

function describeForPrograms({ code, message }: CommanderError): string {
  return code === "commander.help" ? "a command is missing; zocp --help lists them" : message.replace(/^error: /, "");
}

type Run = (spec: CommandSpec, options: CommonOptions, words: readonly string[]) => Promise<void>;

function makeProgram(manner: Manner, run: Run): Command {
  const program = configure(new Command("zocp"), manner)
    .description("See, change and wire the parameters of every ZOCP node on the local network.")
    .usage("<command> [options]")
    .version(VERSION)
    .helpCommand(true)
    .configureHelp({ subcommandTerm: termOf, formatHelp: commandsFirst, formatItem })
    .showSuggestionAfterError();
  for (const option of program.options) option.helpGroup(COMMON_GROUP);
  for (const spec of COMMANDS) program.addCommand(makeCommand(spec, manner, run), { hidden: spec.hidden ?? false });
  program.addHelpText("after", () => `${formatExamples(FIRST_STEPS)}\n\n"zocp <command> --help" tells more.`);
  return program;
}

interface Manner {
  /** Messages are read by a program: it gets them as JSON. */
  readonly json: boolean;
  /** The command that was named: options that every command has stand in its help, too. */
  readonly named: string | undefined;
}

function makeCommand(spec: CommandSpec, manner: Manner, run: Run): Command {
  const command = new Command(spec.name).summary(spec.summary).description(spec.summary);
  if (spec.words !== "") command.arguments(spec.words);
  // What only this command has stands first in its help.
  for (const option of spec.options ?? []) command.addOption(optionOf(option));
  if (spec.group !== undefined) command.helpGroup(GROUPS[spec.group]);
  configure(command, manner);
  const { details } = spec;
  const text = () => (details === undefined ? "" : `\n${flow(details, helpWidth())}\n`);
  command.addHelpText("after", () => text() + formatExamples(spec.examples));
  command.action(() => run(spec, command.optsWithGlobals(), command.args));
  return command;
}

/** The options stand on both: before and after the name of the command they mean the same. */
function configure(command: Command, { json, named }: Manner): Command {
  command
    .exitOverride()
    .configureHelp({ formatItem })
    .addHelpOption(new Option("-h, --help", "show this help").helpGroup(COMMON_GROUP))
    .configureOutput({
      writeOut: (text) => standardOutput().line(text.trimEnd()),
      writeErr: (text) => {
        if (!json) standardError().line(text.trimEnd());
      },
      outputError: (text, write) => write(text.replace(/^error: /, "zocp: ")),
    });
  for (const spec of COMMON_OPTIONS) command.addOption(optionOf(spec).helpGroup(COMMON_GROUP));
  return command.showHelpAfterError(`(try "zocp${named === undefined ? "" : ` ${named}`} --help")`);
}

/** A command as the list of commands shows it: that each has options needs no saying. */
function termOf(command: Command): string {
  const name = command.name();
  return `${name} ${COMMANDS.find((spec) => spec.name === name)?.words ?? "[command]"}`.trim();
}

/** An option or a command with what it does, as examples are shown: below it where the terminal is narrow. */
function formatItem(term: string, termWidth: number, description: string): string {
  return describeTerm(`  ${term}`, description, { indent: termWidth + 4, width: helpWidth() });
}

/** Whoever asks for help looks for a command first. */
function commandsFirst(command: Command, helper: Help): string {
  const sections = Help.prototype.formatHelp.call(helper, command, helper).trimEnd().split("\n\n");
  const commands = sections.filter((section) => HEADINGS.some((heading) => section.startsWith(heading)));
  const others = sections.filter((section) => !commands.includes(section));
  return `${[...others.slice(0, 2), ...commands, ...others.slice(2)].join("\n\n")}\n`;
}

function formatExamples(examples: CommandSpec["examples"]): string {
  const width = helpWidth();
  const longest = Math.max(...examples.map(([command]) => (command.length > WIDEST ? 0 : command.length)));
  const lines = examples.map(([command, meaning]) =>
    describeTerm(`  ${command}`, meaning, { indent: Math.max(longest, command.length) + 4, width }),
  );
  return `\nExamples:\n${lines.join("\n")}`;
}

/** Columns: lines longer than these are hard to read, also where the terminal is wider. */
function helpWidth(): number {
  return Math.min(process.stdout.columns || USUAL_WIDTH, MOST_WIDTH);
}

const FIRST_STEPS: CommandSpec["examples"] = [
  ["zocp demo", "a small show on this machine, until Ctrl-C"],
  ["zocp ls --interface loopback", "what they are (in a second terminal)"],
  ["zocp set fader/level 0.2 --interface loopback", "and turn the lamps down"],
];
const HEADINGS = ["Commands:", ...Object.values(GROUPS)];
const HELP = "help";
const COMMON_GROUP = "Options of every command:";
const WIDEST = 60;
const USUAL_WIDTH = 80;
const MOST_WIDTH = 120;
