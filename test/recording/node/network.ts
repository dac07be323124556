import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ZocpNode } from "../../../src/index.ts";
import {
  RecorderNode,
  type RecorderNodeOptions,
  type RecordingEntry,
  readRecordingFile,
} from "../../../src/recording.ts";
import { SimulatedNetwork } from "../../../src/sim.ts";

/** A network in virtual time, and a folder that is real. */
export class RecordedStage {
  readonly network = new SimulatedNetwork({ seed: 5 });
  readonly folder: string = mkdtempSync(join(tmpdir(), "zocp-"));
  readonly #stops: (() => Promise<unknown>)[] = [];

  path(name: string): string {
    return join(this.folder, name);
  }

  /** The files whose name begins so. */
  files(begin = ""): readonly string[] {
    return readdirSync(this.folder)
      .filter((name) => name.startsWith(begin))
      .sort();
  }

  async node(
    name: string,
    begin: (node: ZocpNode) => void = () => {},
    headers: Record<string, string> = {},
  ): Promise<ZocpNode> {
    const node = new ZocpNode(name, { net: this.network.host().net, headers });
    this.#stops.push(() => node.stop());
    begin(node);
    await this.settle(node.start());
    return node;
  }

  async recorder(options: Partial<RecorderNodeOptions> = {}): Promise<RecorderNode> {
    const recorder = new RecorderNode("recorder", {
      net: this.network.host().net,
      output: this.path("one.zrec"),
      ...options,
    });
    this.#stops.push(() => recorder.stop().catch(() => {}));
    await this.settle(recorder.start());
    await this.wait(3);
    return recorder;
  }

  /** Seconds of virtual time, in which the disk keeps up. */
  async wait(seconds: number): Promise<void> {
    for (let left = seconds * 1000; left > 0; left -= STEP) {
      await this.network.run(Math.min(left, STEP));
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** Lets virtual and real time pass until something is done. */
  async settle<Value>(work: Promise<Value>): Promise<Value> {
    let done = false;
    const end = (): void => void (done = true);
    work.then(end, end);
    for (let turns = 0; !done && turns < 20_000; turns++) {
      await this.network.run(STEP);
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    return work;
  }

  /** Waits for what happens on disk. */
  until(condition: () => boolean): Promise<void> {
    const look = async (): Promise<void> => {
      while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
    };
    return this.settle(look());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const stop of this.#stops.reverse()) await this.settle(stop());
    rmSync(this.folder, { recursive: true });
  }
}

export async function entriesOf(path: string): Promise<readonly RecordingEntry[]> {
  const entries: RecordingEntry[] = [];
  await readRecordingFile(path, (entry) => void entries.push(entry));
  return entries;
}

/** Values by address, in their order. */
export function valuesIn(entries: readonly RecordingEntry[]): Readonly<Record<string, unknown[]>> {
  const values: Record<string, unknown[]> = {};
  for (const entry of entries)
    if (entry.kind === "value") (values[`${entry.channel.node}/${entry.channel.parameter}`] ??= []).push(entry.value);
  return values;
}

export function eventsIn(entries: readonly RecordingEntry[], event: string): readonly object[] {
  return entries.flatMap((entry) =>
    entry.kind === "event" && entry.event === event ? [Object.fromEntries(entry.about)] : [],
  );
}

/** Milliseconds. */
const STEP = 50;
