import { DescriptionError } from "../../bridges.ts";
import { formatJson, type Json } from "../../index.ts";
import { type ExitCode, wrongUsage } from "../failure.ts";
import type { Session } from "../streams/session.ts";
import { type RunBridgesOptions, runBridges } from "./run-bridges.ts";

/** What all bridges to protocols have in their options. */
export interface SharedOptions extends RunBridgesOptions {
  readonly auto?: boolean;
  readonly export?: readonly string[];
  readonly write?: boolean;
  readonly name?: string;
  readonly keep?: boolean;
  readonly print?: boolean;
}

/** The file that options mean. `to`: where a parameter goes whose option does not say, undefined where it has to; `imports`: addresses that become parameters. */
export function describe(
  kind: string,
  options: SharedOptions,
  own: Readonly<Record<string, Json | undefined>>,
  to: string | undefined,
  imports: readonly string[] = [],
): Json {
  const { auto, write, name = kind, keep } = options;
  const imported = new Map<string, Json>(imports.map((one) => [one, new Map()]));
  if (auto === true) imported.set("auto", true);
  const exported = (options.export ?? []).map((one) => exportOf(one, write, to));
  const fields: readonly (readonly [string, Json | undefined])[] = [
    ["name", name],
    ["bridge", kind],
    ...Object.entries(own),
    ["keep", keep],
    ["import", imported.size === 0 ? undefined : imported],
    ["export", exported.length === 0 ? undefined : new Map(exported)],
  ];
  return new Map(fields.filter((field): field is readonly [string, Json] => field[1] !== undefined));
}

/** Runs what options mean, or prints it. `flags`: fields that have options of their names. */
export async function runDescribed(
  session: Session<SharedOptions>,
  description: Json,
  flags: ReadonlySet<string>,
): Promise<ExitCode | undefined> {
  if (session.options.print === true) {
    session.out.line(JSON.stringify(JSON.parse(formatJson(description)), null, 2));
    return 0;
  }
  try {
    return await runBridges(session, description, { folder: ".", mayRun: false });
  } catch (error) {
    if (!(error instanceof DescriptionError)) throw error;
    const flag = error.field.split(/[.[]/)[0] ?? "";
    throw wrongUsage(flags.has(flag) ? `--${error.message}` : error.message);
  }
}

/** `lamp*\/*`, or `lamp*\/*=/{node}/{parameter}`. */
function exportOf(text: string, write = false, instead: string | undefined): readonly [string, Json] {
  const [pattern = "", to = instead] = text.split("=", 2);
  if (to === undefined) throw wrongUsage(`--export is "${text}" and says not where to: "desk/cue=text"`);
  const rule: readonly (readonly [string, Json])[] = [["to", to], ...(write ? ([["write", true]] as const) : [])];
  return [pattern, write ? new Map(rule) : to];
}

/** `name=value`, each pair a field of an object; undefined for none. */
export function pairsOf(
  texts: readonly string[] | undefined,
  flag: string,
  of: (text: string) => Json,
): Json | undefined {
  const pairs = (texts ?? []).map((text): readonly [string, Json] => {
    const at = text.indexOf("=");
    if (at <= 0) throw wrongUsage(`${flag} is "${text}", not of the form name=value`);
    return [text.slice(0, at), of(text.slice(at + 1))];
  });
  return pairs.length === 0 ? undefined : new Map(pairs);
}
