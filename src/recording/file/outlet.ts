import { existsSync } from "node:fs";
import { pack } from "./pack.ts";
import { FileSink, type SinkHandlers } from "./sink.ts";

/** Where a recording goes. */
export interface Outlet {
  /** What people call it. */
  readonly name: string;
  /** Bytes on disk. */
  readonly bytes: number;
  /** Opens what is needed, before anything is written. `begin` gives the beginning of a text that can be read by itself. Rejects with the error of the system. */
  open(begin: (now: number) => string, now: number): Promise<void>;
  /** Takes whole lines. */
  write(text: string): void;
  /** Hands on what waits; to be called often. Never rejects. */
  flush(now: number): Promise<void>;
  /** Puts what it holds into a file of its own, and gives its path; undefined where everything is kept anyway. */
  keep(reason: string): Promise<string | undefined>;
  /** Resolves with the path of what is there then. Rejects with the error of the system. */
  close(): Promise<string>;
}

/** One file. Where its name ends in `.gz`, it is packed when it is closed: until then, and after a power cut, it stands beside it without. */
export class FileOutlet implements Outlet {
  readonly name: string;
  readonly #plain: string;
  readonly #handlers: SinkHandlers;
  #sink: FileSink | undefined;

  constructor(path: string, handlers: SinkHandlers) {
    this.name = path;
    this.#plain = path.replace(/\.gz$/, "");
    this.#handlers = handlers;
  }

  get bytes(): number {
    return this.#sink?.bytes ?? 0;
  }

  async open(begin: (now: number) => string, now: number): Promise<void> {
    if (existsSync(this.name)) throw Object.assign(new Error(`${this.name} is there already`), { code: "EEXIST" });
    this.#sink = await FileSink.open(this.#plain, this.#handlers);
    this.#sink.write(begin(now));
  }

  write(text: string): void {
    this.#sink?.write(text);
  }

  async flush(): Promise<void> {
    await this.#sink?.flush();
  }

  async keep(): Promise<undefined> {}

  async close(): Promise<string> {
    await this.#sink?.close();
    if (this.#sink === undefined || this.name === this.#plain) return this.name;
    await pack([this.#plain], this.name, { remove: true });
    return this.name;
  }
}
