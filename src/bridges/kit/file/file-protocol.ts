import { type Stats, unwatchFile, watchFile } from "node:fs";
import { readFile } from "node:fs/promises";

import { CONTROLS } from "../../core/control.ts";
import type { ForeignValue } from "../../core/conversion.ts";
import type { Protocol, ProtocolHandlers } from "../../core/node/protocol.ts";
import type { WatchedFile } from "./settings.ts";

/**
 * Tells what stands in files, and when they change. It looks at them five times a second: what a system tells of changes is another thing on
 * each of them, and nothing at all of a file that another machine writes.
 */
export class FileProtocol implements Protocol {
  readonly dialect = CONTROLS;
  readonly places: readonly string[];
  readonly does = "watches";
  readonly #watches: readonly FileWatch[];
  #handlers: ProtocolHandlers | undefined;

  constructor(files: readonly WatchedFile[]) {
    this.places = files.map(({ path }) => path);
    this.#watches = files.map((file) => {
      const tell = (what: string, args: readonly ForeignValue[]): void =>
        this.#handlers?.input({ address: `${file.name}.${what}`, args, from: { host: file.name } });
      return new FileWatch(file, { tell, note: (reason) => this.#handlers?.note(`${file.path}: ${reason}`) });
    });
  }

  async start(handlers: ProtocolHandlers): Promise<void> {
    this.#handlers = handlers;
    await Promise.all(this.#watches.map((watch) => watch.start()));
  }

  stop(): Promise<void> {
    for (const watch of this.#watches) watch.stop();
    return Promise.resolve();
  }

  send(): void {
    // Its parameters only tell.
  }

  answer(): void {
    // Nobody asks.
  }
}

interface FileWatchOptions {
  readonly tell: (what: "content" | "changed" | "exists", args: readonly ForeignValue[]) => void;
  readonly note: (reason: string) => void;
}

class FileWatch {
  readonly #file: WatchedFile;
  readonly #options: FileWatchOptions;
  readonly #listener = (now: Stats): void => this.#look(now);
  #ended = false;
  #reading = false;
  #again = false;

  constructor(file: WatchedFile, options: FileWatchOptions) {
    this.#file = file;
    this.#options = options;
  }

  async start(): Promise<void> {
    await this.#read();
    watchFile(this.#file.path, { interval: LOOK, persistent: true }, this.#listener);
  }

  stop(): void {
    this.#ended = true;
    unwatchFile(this.#file.path, this.#listener);
  }

  /** A file that is not there has no time. */
  #look({ mtimeMs }: Stats): void {
    if (mtimeMs === 0) return this.#options.tell("exists", [false]);
    if (this.#reading) {
      this.#again = true;
      return;
    }
    this.#read().then((isRead) => {
      if (isRead && !this.#ended) this.#options.tell("changed", [true]);
      if (!this.#again) return;
      this.#again = false;
      this.#look({ mtimeMs } as Stats);
    });
  }

  async #read(): Promise<boolean> {
    const { path, typeHint } = this.#file;
    const { tell, note } = this.#options;
    this.#reading = true;
    try {
      const bytes = await readFile(path);
      if (this.#ended) return false;
      tell("exists", [true]);
      if (bytes.length > MOST_OCTETS) {
        note(`it has ${bytes.length} octets; of more than ${MOST_OCTETS} only the change is told`);
        return true;
      }
      const text = bytes.toString("utf8");
      tell("content", contentOf(text, typeHint));
      return true;
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (!this.#ended) tell("exists", [false]);
      if (code !== "ENOENT") note(message);
      return false;
    } finally {
      this.#reading = false;
    }
  }
}

/** A text is all of the file; other types are in its first line, the components of a vector with spaces or commas between them. */
function contentOf(text: string, typeHint: string): readonly ForeignValue[] {
  if (typeHint === "string") return [text.replace(/\r?\n$/, "")];
  const [line = ""] = text.trim().split(/\r?\n/);
  if (typeHint === "bool") return [SWITCHES.get(line.toLowerCase()) ?? line];
  return /^vec\d+f$/.test(typeHint) ? line.split(/[\s,]+/) : [line];
}

const SWITCHES: ReadonlyMap<string, boolean> = new Map([
  ["true", true],
  ["on", true],
  ["1", true],
  ["false", false],
  ["off", false],
  ["0", false],
]);
/** Milliseconds. */
const LOOK = 200;
const MOST_OCTETS = 65_536;
