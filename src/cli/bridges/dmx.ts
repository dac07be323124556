import type { Json } from "../../index.ts";
import { type ExitCode, wrongUsage } from "../failure.ts";
import type { Session } from "../streams/session.ts";
import { describe, runDescribed, type SharedOptions } from "./from-options.ts";

interface DmxOptions extends SharedOptions {
  readonly input?: readonly string[];
  readonly output?: readonly string[];
  readonly fixture?: readonly string[];
  readonly channels?: readonly string[];
  readonly priority?: number;
}

/** Bridges to DMX as options say, until it is told to end. */
export function run(session: Session<DmxOptions>): Promise<ExitCode | undefined> {
  const { input, output, fixture, channels, priority } = session.options;
  const lost = session.options.export?.find((one) => !one.includes("="));
  if (lost !== undefined) throw wrongUsage(`--export ${lost}: say which channel it drives, for instance ${lost}=1/17`);
  const fixtures = fixture === undefined ? undefined : new Map(fixture.map(fixtureOf));
  const description = describe("dmx", session.options, { input, output, fixtures, channels, priority }, "");
  return runDescribed(session, description, GIVEN);
}

/** `par1=1/1 dimmer red green blue`; with commas where names have spaces. */
function fixtureOf(text: string): readonly [string, Json] {
  const [, name = "", universe, address, channels = ""] = /^([^=]+)=(\d+)\/(\d+)\s+(.+)$/.exec(text.trim()) ?? [];
  if (name === "")
    throw wrongUsage(`--fixture ${JSON.stringify(text)} is not of the form "par1=1/1 dimmer red green blue"`);
  const words = channels.split(channels.includes(",") ? "," : /\s+/).map((one) => one.trim());
  const fields: readonly (readonly [string, Json])[] = [
    ["universe", Number(universe)],
    ["address", Number(address)],
    ["channels", words],
  ];
  return [name.trim(), new Map(fields)];
}

const GIVEN: ReadonlySet<string> = new Set(["input", "output", "channels", "priority", "export"]);
