import { type Block, blocksOf } from "../format/paragraphs.ts";
import { COMMANDS, type CommandSpec } from "./commands.ts";
import { COMMON_OPTIONS } from "./common-options.ts";
import type { OptionSpec } from "./options.ts";

/** The manual page zocp(1), made from the table of commands. @see man(7) */
export function formatManual(version: string): string {
  const commands = COMMANDS.filter(({ hidden }) => hidden !== true);
  return [
    `.TH ZOCP 1 "" "zocp ${version}" "User Commands"`,
    ".SH NAME",
    "zocp \\- see, change and wire the parameters of every ZOCP node on the local network",
    ".SH SYNOPSIS",
    ".B zocp",
    "\\fIcommand\\fR [\\fIoptions\\fR]",
    ".SH COMMANDS",
    ...commands.flatMap(formatCommand),
    ".SH OPTIONS OF EVERY COMMAND",
    ...COMMON_OPTIONS.flatMap(formatOption),
    ".SH EXIT STATUS",
    ...EXIT_CODES.flatMap(([code, meaning]) => [".TP", `.B ${code}`, roff(meaning)]),
    ".SH SEE ALSO",
    "The guide in the folder docs of the package; zocp \\fIcommand\\fR \\-\\-help.",
    "",
  ].join("\n");
}

function formatCommand({ name, words, summary, details, options = [], examples }: CommandSpec): readonly string[] {
  return [
    `.SS ${roff(`zocp ${name} ${words}`.trimEnd())}`,
    `${roff(summary)}.`,
    ...(details === undefined ? [] : blocksOf(details).flatMap(formatBlock)),
    ...options.flatMap(formatOption),
    ...literal(
      examples.map(([command, meaning]) => `${command}${meaning === "" ? "" : `    # ${meaning}`}`).join("\n"),
    ),
  ];
}

function formatOption({ flags, help }: OptionSpec): readonly string[] {
  return [".TP", `.B ${roff(flags)}`, roff(help)];
}

function formatBlock({ asItIs, lines }: Block): readonly string[] {
  return asItIs ? literal(lines.join("\n")) : [".PP", ...lines.map(roff)];
}

/** Lines as they are: they are set by hand for a terminal. */
function literal(text: string): readonly string[] {
  return [".PP", ".nf", ...text.split("\n").map(roff), ".fi"];
}

/** A line that begins with a dot or a quote would be a request, a bare hyphen a dash; roff reads ASCII only. */
function roff(line: string): string {
  const plain = line
    .replaceAll("\\", "\\e")
    .replaceAll("-", "\\-")
    .replaceAll("'", "\\(aq")
    .replace(BEYOND_ASCII, unicode);
  return plain.startsWith(".") ? `\\&${plain}` : plain;
}

function unicode(character: string): string {
  return `\\[u${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}]`;
}

const BEYOND_ASCII = /[^ -~]/gu;
const EXIT_CODES = [
  ["0", "Done; also when what runs until it is told to end was ended by Ctrl-C, SIGTERM or SIGHUP."],
  ["1", "Refused, not found, or something is wrong."],
  ["2", "The command, a value or a description file is not written correctly."],
] as const;
