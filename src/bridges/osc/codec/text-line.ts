import type { OscArgument, OscMessage } from "./packet.ts";

/**
 * Reads a message as people type it: `/lamp/level 0.5`, `/title "Act two"`. A number with a point is a float, one without is an integer;
 * `true`, `false`, `nil` and `impulse` are what they say; everything else is a text. Undefined for a line that is none.
 */
export function parseLine(line: string): OscMessage | undefined {
  const [address, ...words] = line.match(WORD) ?? [];
  if (address === undefined || !address.startsWith("/")) return undefined;
  const args = words.map(parseWord);
  return args.includes(undefined) ? undefined : { address, args: args as OscArgument[] };
}

/** Writes a message as {@link parseLine} reads it, as far as it can be written so: octets are shown as their number. */
export function formatLine({ address, args }: OscMessage): string {
  return [address, ...args.map(formatArgument)].join(" ");
}

function parseWord(word: string): OscArgument | undefined {
  if (/^[+-]?\d+$/.test(word)) return parseWhole(word);
  if (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(word)) return { type: "f", value: Number(word) };
  const named = NAMED[word.toLowerCase()];
  if (named !== undefined) return { type: named };
  if (!word.startsWith('"')) return { type: "s", value: word };
  try {
    return { type: "s", value: String(JSON.parse(word)).replaceAll("\0", "") };
  } catch {
    return undefined;
  }
}

function parseWhole(word: string): OscArgument | undefined {
  const value = Number(word);
  if (value === (value | 0)) return { type: "i", value };
  const long = BigInt(word);
  return BigInt.asIntN(64, long) === long ? { type: "h", value: long } : { type: "d", value };
}

function formatArgument(argument: OscArgument): string {
  switch (argument.type) {
    case "f":
    case "d":
      return formatFloat(argument.value);
    case "s":
    case "S":
    case "c":
      return /^[^\s"\d+.-][^\s"]*$/.test(argument.value) && NAMED[argument.value.toLowerCase()] === undefined
        ? argument.value
        : JSON.stringify(argument.value);
    case "b":
    case "m":
      return `<${argument.value.length} octets>`;
    case "[":
      return `[${argument.value.map(formatArgument).join(" ")}]`;
    case "i":
    case "r":
    case "h":
    case "t":
      return String(argument.value);
    default:
      return WORDS[argument.type];
  }
}

/** A float is written with a point, so that it is read as one. */
function formatFloat(value: number): string {
  const text = String(Number(value.toPrecision(7)));
  return Number.isInteger(Number(text)) && !text.includes("e") ? `${text}.0` : text;
}

const WORD = /"(?:[^"\\]|\\.)*"|\S+/g;
const WORDS = { T: "true", F: "false", N: "nil", I: "impulse" } as const;
const NAMED: Readonly<Record<string, "T" | "F" | "N" | "I" | undefined>> = Object.assign(Object.create(null), {
  true: "T",
  false: "F",
  nil: "N",
  impulse: "I",
});
