import { existsSync } from "node:fs";
import { mkdir, readdir, rm, rmdir } from "node:fs/promises";
import { join } from "node:path";
import { Ring, type RingEffect, type RingOptions } from "../record/ring.ts";
import type { Outlet } from "./outlet.ts";
import { pack } from "./pack.ts";
import { FileSink, type SinkHandlers } from "./sink.ts";

export interface RingOutletOptions extends RingOptions {
  /** What is kept is called so, and when it was kept. */
  readonly path: string;
  /** Milliseconds since 1970. */
  readonly date: () => number;
  readonly handlers: SinkHandlers;
}

/** A black box: the last minutes in segments of one, in a folder beside what is kept of it. After a power cut they are still there. */
export class RingOutlet implements Outlet {
  readonly name: string;
  readonly #options: RingOutletOptions;
  readonly #folder: string;
  readonly #ring: Ring;
  #begin: (now: number) => string = () => "";
  #now = 0;
  #sink: FileSink | undefined;
  /** What came since a segment was begun that is not open yet. */
  #waiting: string[] | undefined;
  /** Files are opened and taken away in order; what is kept is copied beside that. */
  #work: Promise<void> = Promise.resolve();
  #keeping: Promise<unknown> = Promise.resolve();

  constructor(options: RingOutletOptions) {
    this.#options = options;
    this.name = options.path;
    this.#folder = `${options.path.replace(END, "")}.ring`;
    this.#ring = new Ring(options);
  }

  get bytes(): number {
    return this.#ring.bytes;
  }

  /** What a run left that was cut off is kept first. */
  async open(begin: (now: number) => string, now: number): Promise<void> {
    this.#begin = begin;
    this.#now = now;
    await mkdir(this.#folder, { recursive: true });
    const left = await this.#left();
    if (left.length > 0) await pack(left, this.#free("left"), { remove: true });
    this.#sink = await FileSink.open(this.#file(1), this.#options.handlers);
    this.#ring.handleTime(now, true);
    this.write(begin(now));
  }

  write(text: string): void {
    if (text === "") return;
    const bytes = Buffer.byteLength(text);
    if (!this.#ring.fits(bytes)) this.#perform(this.#ring.handleTime(this.#now, true));
    this.#perform(this.#ring.handleBytes(bytes));
    if (this.#waiting === undefined) this.#sink?.write(text);
    else this.#waiting.push(text);
  }

  async flush(now: number): Promise<void> {
    this.#now = now;
    this.#perform(this.#ring.handleTime(now));
    await this.#work;
    await this.#sink?.flush();
  }

  /** Copies what is there now; the ring goes on meanwhile. */
  keep(reason: string): Promise<string> {
    const kept = this.#keeping.then(async () => {
      await this.flush(this.#now);
      const path = this.#free(reason);
      const segments = this.#ring.segments.map((one) => this.#file(one));
      await pack(segments, path);
      return path;
    });
    this.#keeping = kept.catch(() => {});
    return kept;
  }

  /** What nobody kept goes, as it would have in time. */
  async close(): Promise<string> {
    await this.#keeping;
    await this.#work;
    await this.#sink?.close();
    for (const path of await this.#left()) await rm(path, { force: true });
    await rmdir(this.#folder).catch(() => {});
    return this.name;
  }

  #perform(effects: readonly RingEffect[]): void {
    for (const { type, segment } of effects) {
      if (type === "drop") this.#do(() => rm(this.#file(segment), { force: true }));
      else this.#change(segment);
    }
  }

  /** What comes meanwhile waits for the new segment, which begins with all that is known. */
  #change(segment: number): void {
    const head = this.#begin(this.#now);
    this.#waiting = [head];
    this.#perform(this.#ring.handleBytes(Buffer.byteLength(head)));
    this.#do(async () => {
      const before = this.#sink;
      try {
        this.#sink = await FileSink.open(this.#file(segment), this.#options.handlers);
      } finally {
        // A folder that is gone, or no room for a file: the segment before goes on, and can be read with a part in it.
        this.#sink?.write((this.#waiting ?? []).join(""));
        this.#waiting = undefined;
      }
      await before?.close();
    });
  }

  #do(work: () => Promise<unknown>): void {
    this.#work = this.#work.then(work).then(
      () => {},
      (error: unknown) => this.#options.handlers.trouble(error instanceof Error ? error.message : String(error)),
    );
  }

  #file(segment: number): string {
    return join(this.#folder, `${String(segment).padStart(6, "0")}.zrec`);
  }

  async #left(): Promise<string[]> {
    const names = (await readdir(this.#folder)).filter((name) => /^\d{6,}\.zrec$/.test(name));
    return names
      .sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10))
      .map((name) => join(this.#folder, name));
  }

  /** A name that is not taken yet: `show-20261124-201103-panic.zrec`. */
  #free(reason: string): string {
    const { path, date } = this.#options;
    const stamp = new Date(date()).toISOString().slice(0, 19).replace(/[-:]/g, "").replace("T", "-");
    const [base, end] = [path.replace(END, ""), END.exec(path)?.[0] ?? ".zrec"];
    for (let count = 1; ; count++) {
      const name = `${base}-${stamp}-${reason}${count === 1 ? "" : `-${count}`}${end}`;
      if (!existsSync(name)) return name;
    }
  }
}

const END = /\.zrec(?:\.gz)?$|\.gz$/;
