import { checkFunction, checkGiven, checkSwitch, show } from "../../arguments/check.ts";
import { UsageError, type ZocpOptions } from "../../index.ts";

/** What is recorded, and where to. */
export interface RecordingOptions {
  /** The file, which must not be there yet; packed when it is closed where its name ends in `.gz`. Of a black box, how files are called that are kept. */
  readonly output: string;
  /** Values a second of each parameter at most; 50 unless said. */
  readonly rate?: number | undefined;
  /** Every single value instead. */
  readonly every?: boolean | undefined;
  /** A black box: only the last so many seconds are held, from 120 to 86,400, and put into a file when somebody asks, at a panic, and when a node leaves. */
  readonly ring?: number | undefined;
  /** Bytes of which a black box holds no more, from 1 MiB; 1 GiB unless said. */
  readonly ringSize?: number | undefined;
  /** Which parameters; all of them unless said. */
  readonly choose?: ((node: string, parameter: string) => boolean) | undefined;
  /** What is written as the version of zocp. */
  readonly by?: string | undefined;
}

/** A recorder: everything that a node takes, and what is recorded. */
export interface RecorderNodeOptions extends ZocpOptions, RecordingOptions {}

/** Splits off what is the recorder's. Throws `UsageError`. */
export function readOptions({ output, rate, every, ring, ringSize, choose, by, ...network }: RecorderNodeOptions): {
  readonly recording: RecordingOptions;
  readonly network: ZocpOptions;
} {
  if (typeof output !== "string" || output === "")
    throw new UsageError("invalid-argument", `the output is ${show(output)}, not a path`);
  checkRange("ring", ring, 120, 86_400);
  checkRange("ringSize", ringSize, 0x10_0000, Number.MAX_SAFE_INTEGER);
  checkRange("rate", rate, 0.001, 1000);
  checkSwitch("every", every);
  if (every === true && rate !== undefined)
    throw new UsageError("invalid-argument", `either every value, or ${rate} in a second, not both`);
  checkGiven("choose", choose, checkFunction);
  return { recording: { output, rate, every, ring, ringSize, choose, by }, network };
}

function checkRange(name: string, given: unknown, least: number, most: number): void {
  if (given !== undefined && !(typeof given === "number" && given >= least && given <= most))
    throw new UsageError("invalid-argument", `${name} is ${show(given)}, not a number from ${least} to ${most}`);
}
