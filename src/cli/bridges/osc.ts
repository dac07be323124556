import { DescriptionError } from "../../bridges.ts";
import { formatJson, type Json } from "../../index.ts";
import { type ExitCode, wrongUsage } from "../failure.ts";
import type { Session } from "../streams/session.ts";
import { type RunBridgesOptions, runBridges } from "./run-bridges.ts";

interface OscOptions extends RunBridgesOptions {
  readonly listen?: readonly string[];
  readonly send?: readonly string[];
  readonly text?: number;
  readonly auto?: boolean;
  readonly export?: readonly string[];
  readonly write?: boolean;
  readonly updateRate?: number;
  readonly name?: string;
  readonly keep?: boolean;
  readonly print?: boolean;
}

/** Bridges to OSC as options say, until it is told to end. */
export async function run(session: Session<OscOptions>): Promise<ExitCode | undefined> {
  const description = descriptionOf(session.options);
  if (session.options.print === true) {
    session.out.line(JSON.stringify(toPlain(description), null, 2));
    return 0;
  }
  try {
    return await runBridges(session, description, { folder: "." });
  } catch (error) {
    if (!(error instanceof DescriptionError)) throw error;
    const flag = error.field.split(/[.[]/)[0] ?? "";
    throw wrongUsage(GIVEN.has(flag) ? `--${error.message}` : error.message);
  }
}

/** The file that these options mean. */
function descriptionOf(options: OscOptions): Json {
  const { listen, send, text, auto, write, updateRate, name = "osc", keep } = options;
  const exported = (options.export ?? []).map((one) => exportOf(one, write));
  const fields: readonly (readonly [string, Json | undefined])[] = [
    ["name", name],
    ["bridge", "osc"],
    ["listen", listen],
    ["send", send],
    ["text", text],
    ["rate", updateRate],
    ["keep", keep],
    ["import", auto === true ? new Map([["auto", true]]) : undefined],
    ["export", exported.length === 0 ? undefined : new Map(exported)],
  ];
  return new Map(fields.filter((field): field is readonly [string, Json] => field[1] !== undefined));
}

/** `lamp*\/*`, or `lamp*\/*=/{node}/{parameter}`. */
function exportOf(text: string, write = false): readonly [string, Json] {
  const [pattern = "", to = "/{node}/{parameter}"] = text.split("=", 2);
  const rule: readonly (readonly [string, Json])[] = [["to", to], ...(write ? ([["write", true]] as const) : [])];
  return [pattern, write ? new Map(rule) : to];
}

function toPlain(json: Json): unknown {
  return JSON.parse(formatJson(json));
}

const GIVEN: ReadonlySet<string> = new Set(["listen", "send", "text", "export"]);
