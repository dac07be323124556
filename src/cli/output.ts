/** The part of a stream that is needed to print. */
export interface Sink {
  write(text: string): boolean;
  on(event: "drain" | "close", listener: () => void): unknown;
  on(event: "error", listener: (error: NodeJS.ErrnoException) => void): unknown;
}

interface Line {
  readonly text: string;
  /** One of many of its kind: the first to go when the reader is too slow. */
  readonly passing: boolean;
}

export interface OutputOptions {
  /** Lines that may wait for a slow reader; 10,000 unless told. */
  readonly limit?: number;
  /** Nobody reads any more. */
  readonly closed?: () => void;
}

/**
 * Lines to standard output, each as soon as it is known. While the reader is slower than we are they wait; when too many
 * wait, the oldest passing ones are left out, and a line says how many. Order is kept.
 */
export class Output {
  readonly #sink: Sink;
  readonly #options: Required<OutputOptions>;
  #describeLoss = (count: number): string => `… ${count} lines left out`;
  #waiting: Line[] = [];
  #lost = 0;
  #blocked = false;
  #closed = false;
  #flushed: (() => void)[] = [];

  constructor(sink: Sink, options: OutputOptions = {}) {
    this.#sink = sink;
    this.#options = { limit: LIMIT, closed: () => {}, ...options };
    sink.on("drain", () => this.#drain());
    sink.on("close", () => this.#end());
    sink.on("error", () => this.#end());
  }

  /** How the line reads that says how many were left out. */
  describeLoss(describe: (count: number) => string): void {
    this.#describeLoss = describe;
  }

  line(text: string, passing = false): void {
    if (this.#closed) return;
    if (!this.#blocked) this.#write(text);
    else if (this.#waiting.push({ text, passing }) > this.#options.limit) this.#drop();
  }

  /** Resolves when everything has been handed to the system, nobody reads any more, or the time is over. */
  async flush(timeout: number): Promise<void> {
    if (this.#closed || !this.#blocked) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, timeout);
      this.#flushed.push(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  #write(text: string): void {
    this.#blocked = !this.#sink.write(`${text}\n`);
  }

  #drain(): void {
    this.#blocked = false;
    if (this.#lost > 0) {
      const count = this.#lost;
      this.#lost = 0;
      this.#write(this.#describeLoss(count));
    }
    let written = 0;
    while (!this.#blocked && written < this.#waiting.length) this.#write(this.#waiting[written++]?.text ?? "");
    this.#waiting = this.#waiting.slice(written);
    if (!this.#blocked) this.#settle();
  }

  /** A tenth at a time: looking through all of them for each new line would cost too much. */
  #drop(): void {
    let excess = Math.ceil(this.#options.limit / 10);
    const before = this.#waiting.length;
    this.#waiting = this.#waiting.filter(({ passing }) => !passing || excess-- <= 0);
    if (this.#waiting.length > this.#options.limit) this.#waiting.splice(0, this.#waiting.length - this.#options.limit);
    this.#lost += before - this.#waiting.length;
  }

  #end(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#waiting = [];
    this.#settle();
    this.#options.closed();
  }

  #settle(): void {
    for (const flushed of this.#flushed) flushed();
    this.#flushed = [];
  }
}

const LIMIT = 10_000;
