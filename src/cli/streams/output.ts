/** The part of a stream that is needed to print. */
export interface Sink {
  /** False while it takes no more: `drain` follows. */
  write(text: string): boolean;
  on(event: "drain" | "close", listener: () => void): unknown;
  /** `error`: nobody reads any more. `lost`: what was written last is lost, and the next text may fare better (a full disk). */
  on(event: "error" | "lost", listener: (error: NodeJS.ErrnoException) => void): unknown;
}

interface Line {
  readonly text: string;
  /** One of many of its kind: the first to go when the reader is too slow. */
  readonly passing: boolean;
}

export interface OutputOptions {
  /** Lines that may wait for a slow reader; 10,000 unless told. */
  readonly limit?: number;
}

/**
 * Lines to standard output, each as soon as it is known. While the reader is slower than we are they wait; when too many
 * wait, the oldest passing ones are left out, and a line says how many. Order is kept.
 */
export class Output {
  readonly #sink: Sink;
  readonly #limit: number;
  #describeLoss = (count: number): string => `… ${count} ${count === 1 ? "line" : "lines"} left out`;
  #waiting: Line[] = [];
  #lost = 0;
  /** How many lines the text stands for that was written last. */
  #written = 0;
  #blocked = false;
  #closed = false;
  #settled: (() => void)[] = [];
  #unread: (() => void)[] = [];
  #failed: ((error: NodeJS.ErrnoException) => void)[] = [];

  constructor(sink: Sink, { limit = LIMIT }: OutputOptions = {}) {
    this.#sink = sink;
    this.#limit = limit;
    sink.on("drain", () => this.#drain());
    sink.on("lost", (error) => this.#handleLoss(error));
    sink.on("close", () => this.#end());
    sink.on("error", () => this.#end());
  }

  /** How the line reads that says how many were left out. */
  describeLoss(describe: (count: number) => string): void {
    this.#describeLoss = describe;
  }

  /** Calls `listener` when nobody reads any more. */
  onUnread(listener: () => void): void {
    if (this.#closed) listener();
    else this.#unread.push(listener);
  }

  /** Calls `listener` whenever a line is lost because the system refuses it. */
  onLost(listener: (error: NodeJS.ErrnoException) => void): void {
    this.#failed.push(listener);
  }

  line(text: string, passing = false): void {
    if (this.#closed) return;
    if (!this.#blocked && this.#waiting.length === 0 && this.#lost === 0) return this.#write(`${text}\n`, 1);
    if (this.#waiting.push({ text, passing }) > this.#limit) this.#drop();
    if (!this.#blocked) this.#drain();
  }

  /** Writes a whole picture of the terminal, or nothing and returns false while something else is on its way to it. */
  picture(text: string): boolean {
    if (this.#closed || this.#blocked || this.#waiting.length > 0) return false;
    this.#write(text, 0);
    return true;
  }

  /** Resolves when everything has been handed to the system, when nobody reads any more, or when `limit` aborts. */
  async flush(limit: AbortSignal): Promise<void> {
    if (this.#closed || !this.#blocked || limit.aborted) return;
    await new Promise<void>((resolve) => {
      this.#settled.push(resolve);
      limit.addEventListener("abort", () => resolve(), { once: true });
    });
  }

  #write(text: string, lines: number): void {
    this.#written = lines;
    this.#blocked = !this.#sink.write(text);
  }

  #drain(): void {
    this.#blocked = false;
    while (!this.#blocked && this.#waiting.length > 0) {
      if (this.#lost > 0) this.#writeLoss();
      else this.#writeWaiting();
    }
    if (!this.#blocked) this.#settle();
  }

  #writeLoss(): void {
    const count = this.#lost;
    this.#lost = 0;
    this.#write(`${this.#describeLoss(count)}\n`, count);
  }

  /** As many lines as make a piece of a good size: each piece may have to wait for its turn. */
  #writeWaiting(): void {
    let text = "";
    let count = 0;
    for (const line of this.#waiting) {
      text += `${line.text}\n`;
      count += 1;
      if (text.length >= PIECE) break;
    }
    this.#waiting.splice(0, count);
    this.#write(text, count);
  }

  /** What waits would fare no better: the next line that comes tries again. */
  #handleLoss(error: NodeJS.ErrnoException): void {
    this.#lost += this.#written + this.#waiting.length;
    this.#waiting = [];
    this.#blocked = false;
    this.#settle();
    for (const listener of this.#failed) listener(error);
  }

  /** A tenth at a time: looking through all of them for each new line would cost too much. */
  #drop(): void {
    let excess = Math.ceil(this.#limit / 10);
    const before = this.#waiting.length;
    this.#waiting = this.#waiting.filter(({ passing }) => !passing || excess-- <= 0);
    if (this.#waiting.length > this.#limit) this.#waiting.splice(0, this.#waiting.length - this.#limit);
    this.#lost += before - this.#waiting.length;
  }

  #end(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#waiting = [];
    this.#settle();
    for (const unread of this.#unread) unread();
  }

  #settle(): void {
    for (const settled of this.#settled) settled();
    this.#settled = [];
  }
}

const LIMIT = 10_000;
/** Characters. */
const PIECE = 0x4000;
