import { guardNet } from "../../../src/net/guarded/net.ts";
import type {
  Broadcast,
  Clock,
  Interface,
  Listener,
  Net,
  Receive,
  Stream,
  StreamHandlers,
} from "../../../src/net/net.ts";

/** A stream that does what a test says, and notes what is done to it. */
export class Bare implements Stream {
  readonly remote = { address: "10.0.0.2", port: 7000 };
  readonly local = "10.0.0.1";
  buffered = 0;
  taken = true;
  readonly done: string[] = [];
  handlers: StreamHandlers | undefined;
  /** What fails from now on, by the name of the method. */
  readonly failing = new Set<string>();

  open(handlers: StreamHandlers): void {
    this.#do("open");
    this.handlers = handlers;
  }

  write(bytes: Uint8Array): boolean {
    this.#do(`write ${bytes.length}`);
    return this.buffered === 0;
  }

  pause(): void {
    this.#do("pause");
  }

  resume(): void {
    this.#do("resume");
  }

  end(): void {
    this.#do("end");
  }

  destroy(): void {
    this.#do("destroy");
  }

  #do(what: string): void {
    this.done.push(what);
    const [name = ""] = what.split(" ");
    if (this.failing.has(name)) throw new Error(`${name} fails`);
  }
}

/** A network that does what a test says; time and turns pass when the test lets them. */
export class BareNet implements Net {
  readonly failing = new Set<string>();
  readonly streams: Bare[] = [];
  readonly sent: string[] = [];
  readonly #later: (() => void)[] = [];
  readonly timers: { readonly delay: number; readonly callback: () => void; cancelled: boolean }[] = [];
  accept: ((stream: Stream) => void) | undefined;
  receive: Receive | undefined;
  time = 0;

  readonly clock: { -readonly [Name in keyof Clock]: Clock[Name] } = {
    now: () => this.#do("now", () => this.time),
    date: () => this.#do("date", () => 1_000_000 + this.time),
    defer: (callback) => this.#do("defer", () => void this.#later.push(callback)),
    schedule: (delay, callback) =>
      this.#do("schedule", () => {
        const timer = { delay, callback, cancelled: false };
        this.timers.push(timer);
        return () => this.#do("cancel", () => void (timer.cancelled = true));
      }),
    soon: (callback) =>
      this.#do("soon", () => {
        this.#later.push(callback);
        return () => {};
      }),
  };

  readonly random = {
    next: () => this.#do("next", () => 0.25),
    bytes: (length: number) => this.#do("bytes", () => new Uint8Array(length)),
  };

  interfaces(): readonly Interface[] {
    return this.#do("interfaces", () => []);
  }

  async listen(_address: string, port: number, accept: (stream: Stream) => void): Promise<Listener> {
    this.accept = accept;
    return this.#do("listen", () => ({ port, close: () => this.#do("close", () => {}) }));
  }

  connect(): Stream {
    return this.#do("connect", () => {
      const stream = new Bare();
      this.streams.push(stream);
      return stream;
    });
  }

  listens(): boolean {
    return this.#do("listens", () => true);
  }

  async resolve(name: string): Promise<string> {
    return this.#do("resolve", () => `address of ${name}`);
  }

  async broadcast(_interfaces: readonly Interface[], _port: number, receive: Receive): Promise<Broadcast> {
    this.receive = receive;
    return this.#do("broadcast", () => ({
      send: (datagram) => this.#do("send", () => void this.sent.push(String(datagram))),
      failure: () => this.#do("failure", () => undefined),
      close: () => this.#do("close", () => {}),
    }));
  }

  /** Lets the present turn end. */
  turn(): void {
    for (const callback of this.#later.splice(0)) callback();
  }

  #do<T>(name: string, work: () => T): T {
    if (this.failing.has(name)) throw new Error(`${name} fails`);
    return work();
  }
}

/** A network with a wall around it, and what it was told. */
export function guarded() {
  const bare = new BareNet();
  const told: string[] = [];
  const net = guardNet(bare, (cause) => told.push(cause instanceof Error ? cause.message : String(cause)));
  return { bare, net, told };
}

/** What somebody hears of a stream: `connect`, the numbers of bytes, `drain`, `close` with the error's code. */
export function ear(stream: Stream, throwing: ReadonlySet<string> = new Set()): string[] {
  const heard: string[] = [];
  const hear = (what: string): void => {
    heard.push(what);
    const [name = ""] = what.split(" ");
    if (throwing.has(name)) throw new Error(`${name} of ours throws`);
  };
  stream.open({
    connect: () => hear("connect"),
    data: ({ length }) => hear(`data ${length}`),
    drain: () => hear("drain"),
    close: (error) => hear(`close ${error?.code ?? "well"}`),
  });
  return heard;
}
