import { BRIDGE_KINDS } from "../bridges/kinds.ts";
import { COMMANDS, type CommandSpec, type WordKind } from "../table/commands.ts";
import { COMMON_OPTIONS } from "../table/common-options.ts";
import type { OptionSpec } from "../table/options.ts";

/** What may stand where the cursor is: words that are known here, or things that have to be looked for. */
export interface Completion {
  readonly words: readonly Candidate[];
  readonly kind: WordKind | undefined;
  /** The words and options before the cursor, for whoever looks for nodes. */
  readonly given: readonly string[];
}

/** A word, and what it means; some shells show that beside it. */
export interface Candidate {
  readonly word: string;
  readonly meaning: string;
}

/** What may come next in a command line. `words`: those after `zocp`; the last one is being typed, and may be empty. */
export function completionOf(words: readonly string[]): Completion {
  const given = words.slice(0, -1);
  const typed = words.at(-1) ?? "";
  const { command, operands, awaited } = read(given);
  const next = (kind: WordKind | undefined, all: readonly Candidate[] = []): Completion => ({
    words: all.filter(({ word }) => word.startsWith(typed)),
    kind,
    given,
  });
  if (awaited !== undefined) return next(kindOfValue(awaited), choicesOf(awaited));
  if (typed.startsWith("-")) return next(undefined, optionsOf(command));
  if (command === undefined) return next(undefined, COMMAND_NAMES);
  const kinds = command.completes ?? [];
  const kind = kinds[Math.min(operands, kinds.length - 1)];
  if (kind === "shell") return next(undefined, SHELLS);
  if (kind === "cue-action") return next(undefined, CUE_ACTIONS);
  if (kind === "scene-action") return next(undefined, SCENE_ACTIONS);
  if (kind === "recording-action") return next(undefined, RECORDING_ACTIONS);
  if (kind === "broker-action") return next(undefined, BROKER_ACTIONS);
  if (kind === "broker-kind") return next(undefined, BROKER_KINDS);
  // A file describes bridges, too.
  if (kind === "bridge-kind") return next("file", BRIDGES);
  // A show knows its scenes, and it would have to be asked.
  if (kind === "scene") return next(undefined);
  // Only what ends in "..." takes more words than it names.
  return next(operands < kinds.length || command.words.includes("...") ? kind : undefined);
}

/** What the words before the cursor say. */
interface Read {
  readonly command: CommandSpec | undefined;
  /** How many words that are no options follow the command. */
  readonly operands: number;
  /** The option whose value is being typed. */
  readonly awaited: OptionSpec | undefined;
}

function read(given: readonly string[]): Read {
  let command: CommandSpec | undefined;
  let operands = 0;
  let awaited: OptionSpec | undefined;
  for (const word of given) {
    if (awaited !== undefined) awaited = undefined;
    else if (word.startsWith("--")) awaited = optionOf(command, word);
    else if (command === undefined) command = COMMANDS.find(({ name }) => name === word);
    else operands += 1;
  }
  return { command, operands, awaited };
}

/** The option of that name, when it takes a value. */
function optionOf(command: CommandSpec | undefined, word: string): OptionSpec | undefined {
  const all = [...(command?.options ?? []), ...COMMON_OPTIONS];
  return all.find(({ flags }) => flags.startsWith(`${word} <`));
}

function optionsOf(command: CommandSpec | undefined): readonly Candidate[] {
  const all = [...(command?.options ?? []), ...COMMON_OPTIONS];
  const named = all.map(({ flags, help }) => ({ word: flags.split(" ")[0] ?? flags, meaning: help }));
  return [...named, { word: "--help", meaning: "show this help" }];
}

function kindOfValue({ flags }: OptionSpec): WordKind | undefined {
  if (/<(file|folder)>/i.test(flags)) return "file";
  return flags.startsWith("--interface") ? "interface" : undefined;
}

/** The words of `<on|off>`. */
function choicesOf({ flags }: OptionSpec): readonly Candidate[] {
  const choices = /<([^<>/]+\|[^<>/]+)>/.exec(flags)?.[1] ?? "";
  return choices === "" ? [] : choices.split("|").map((word) => ({ word, meaning: "" }));
}

const COMMAND_NAMES: readonly Candidate[] = [
  ...COMMANDS.filter(({ hidden }) => hidden !== true).map(({ name, summary }) => ({ word: name, meaning: summary })),
  { word: "help", meaning: "display help for command" },
];

/** The shells that there is a script for. */
export const SHELL_NAMES = ["bash", "zsh", "fish", "powershell"] as const;
const SHELLS: readonly Candidate[] = SHELL_NAMES.map((word) => ({ word, meaning: "" }));
const CUE_ACTIONS: readonly Candidate[] = [
  { word: "record", meaning: "keep what is on stage" },
  { word: "rm", meaning: "remove a cue" },
];
const BROKER_ACTIONS: readonly Candidate[] = [
  { word: "config", meaning: "write the configuration of a broker" },
  { word: "status", meaning: "say how a broker, or a node on it, fares" },
];
const BROKER_KINDS: readonly Candidate[] = [
  { word: "nats", meaning: "for clusters and several sites" },
  { word: "mosquitto", meaning: "MQTT 5" },
];
const BRIDGES: readonly Candidate[] = BRIDGE_KINDS.map(({ name, summary }) => ({ word: name, meaning: summary }));
const RECORDING_ACTIONS: readonly Candidate[] = [
  { word: "info", meaning: "say what is in it" },
  { word: "export", meaning: "write it as CSV or MCAP" },
];
const SCENE_ACTIONS: readonly Candidate[] = [
  { word: "store", meaning: "keep what is on stage" },
  { word: "recall", meaning: "go to a scene" },
  { word: "ls", meaning: "list the scenes" },
  { word: "rm", meaning: "remove a scene" },
];
