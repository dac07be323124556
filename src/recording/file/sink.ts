import { type FileHandle, open } from "node:fs/promises";

export interface SinkHandlers {
  /** The system does not let it be written, or does again: why, in its words; undefined when all is well again. */
  trouble(reason: string | undefined): void;
  /** So many lines could not be kept until the system would take them. */
  lost(lines: number): void;
}

/**
 * Writes lines at the end of a file, and waits for nobody: what the system does not take yet waits here, up to a bound. A disk that is full is tried again
 * each second, from the very octet at which it was; what is written stays.
 */
export class FileSink {
  readonly path: string;
  readonly #file: FileHandle;
  readonly #handlers: SinkHandlers;
  #waiting: string[] = [];
  #size = 0;
  /** What is being written, and from which octet on. */
  #piece: Buffer = NOTHING;
  #position = 0;
  #running: Promise<void> = Promise.resolve();
  #busy = false;
  #failed = false;
  #synced = 0;

  private constructor(path: string, file: FileHandle, handlers: SinkHandlers) {
    this.path = path;
    this.#file = file;
    this.#handlers = handlers;
  }

  /** Makes a file that is not there yet. Rejects with the error of the system. */
  static async open(path: string, handlers: SinkHandlers): Promise<FileSink> {
    return new FileSink(path, await open(path, "wx"), handlers);
  }

  /** Bytes that the system has taken. */
  get bytes(): number {
    return this.#position;
  }

  /** Takes whole lines. */
  write(text: string): void {
    if (text === "") return;
    if (this.#size > MOST_WAITING) return this.#handlers.lost(text.split("\n").length - 1);
    this.#waiting.push(text);
    this.#size += text.length;
  }

  /** Hands on what waits. Resolves when the system has it, or has refused it. */
  flush(): Promise<void> {
    if (!this.#busy) {
      this.#busy = true;
      this.#running = this.#hand().finally(() => {
        this.#busy = false;
      });
    }
    return this.#running;
  }

  /** Writes what waits, and closes the file. What the system does not take now is lost. */
  async close(): Promise<void> {
    await this.#running;
    await this.flush();
    if (this.#failed) this.#handlers.lost(this.#waiting.length);
    await this.#file.datasync().catch(() => {});
    await this.#file.close();
  }

  async #hand(): Promise<void> {
    try {
      while (this.#piece.length > 0 || this.#waiting.length > 0) await this.#handOne();
      if (this.#failed) this.#handlers.trouble(undefined);
      this.#failed = false;
      this.#sync();
    } catch (error) {
      if (!this.#failed) this.#handlers.trouble(error instanceof Error ? error.message : String(error));
      this.#failed = true;
    }
  }

  async #handOne(): Promise<void> {
    if (this.#piece.length === 0) {
      this.#piece = Buffer.from(this.#waiting.join(""));
      this.#waiting = [];
      this.#size = 0;
    }
    const { bytesWritten } = await this.#file.write(this.#piece, 0, this.#piece.length, this.#position);
    this.#position += bytesWritten;
    this.#piece = this.#piece.subarray(bytesWritten);
  }

  /** Against a power cut, and not each time: it takes a disk long. */
  #sync(): void {
    const now = performance.now();
    if (now - this.#synced < SYNC) return;
    this.#synced = now;
    this.#file.datasync().catch(() => {});
  }
}

const NOTHING = Buffer.alloc(0);
/** Characters. */
const MOST_WAITING = 0x80_0000;
/** Milliseconds. */
const SYNC = 1000;
