import { checkFunction, checkNumber } from "../arguments/check.ts";
import { asked, checkWait, WAIT_OPTIONS, type WaitOptions, type Waits } from "../events/waiting.ts";
import type { Clock } from "../zocp/clock/clock.ts";
import type { ZocpDriver } from "./driver/zocp-driver.ts";
import type { Requests } from "./remote/requests.ts";

/** Whom the time of the show comes from. */
export interface ClockReference {
  readonly id: string;
  readonly name: string;
}

/**
 * The clock that the nodes of a network share: milliseconds, the same for everybody, with no relation to the time of day. It is
 * kept in order while somebody uses it: whatever is asked here counts as a use for a minute. {@link sync} waits until it is.
 */
export interface NodeClock {
  /** Milliseconds of the show. It never goes back, unless the event `clock` tells of a jump. */
  now(): number;
  /** Whether others have this time, too; false while this node is alone. */
  readonly synced: boolean;
  /** The node whose clock this is; this node itself, where the others go by it; undefined for none. */
  readonly reference: ClockReference | undefined;
  /** Milliseconds by which this time may differ from that of the reference, at most; Infinity while it is not synced. */
  readonly error: number;
  /** By how much this machine's clock is slower than that of the show, in parts of a million; 0 until that is known. */
  readonly drift: number;
  /** What this time is called; nodes whose timelines differ have no common time. */
  readonly timeline: string;
  /** Resolves as soon as it is synced. Rejects with `NetworkError` after the time-out. */
  sync(options?: WaitOptions): Promise<void>;
  /** Calls back at a time of the show, never before it; at once when that has passed. Returns how to cancel it. Throws `UsageError`. */
  at(time: number, callback: () => void): () => void;
  /** A time of the show, or the present one, in milliseconds since 1970, as far as this machine knows that. */
  date(time?: number): number;
}

/** The parts of a node that its clock needs. */
interface ClockParts {
  readonly driver: ZocpDriver;
  readonly requests: Requests;
  readonly waits: Waits;
  /** Calls back whenever the event `clock` is told; returns how to stop. */
  readonly onChange: (listener: () => void) => () => void;
}

/** What {@link NodeClock} says of a node. */
export class SharedClock implements NodeClock {
  readonly #parts: ClockParts;

  constructor(parts: ClockParts) {
    this.#parts = parts;
  }

  now(): number {
    return this.#use().time.at(this.#local);
  }

  get synced(): boolean {
    return this.#use().synced(this.#local);
  }

  get reference(): ClockReference | undefined {
    return this.#use().reference;
  }

  get error(): number {
    return this.#use().error(this.#local);
  }

  get drift(): number {
    return this.#use().drift;
  }

  get timeline(): string {
    return this.#use().timeline;
  }

  sync(options: WaitOptions = {}): Promise<void> {
    return asked(() => {
      checkWait("sync", options, WAIT_OPTIONS);
      const what = (): string => "this node has no common clock with others";
      return this.#parts.waits.begin<void>(options, what, (resolve) => {
        const look = (): void => {
          if (this.synced) resolve();
        };
        const stop = this.#parts.onChange(look);
        look();
        return stop;
      });
    });
  }

  at(time: number, callback: () => void): () => void {
    checkNumber("the time", time);
    checkFunction("the callback", callback);
    const { driver, requests } = this.#parts;
    let wanted = true;
    const waited = requests.ask(undefined, (request) =>
      driver.act((machine, now) => machine.awaitMoment(request, time, now)),
    );
    // A node that is stopped calls nobody back any more.
    waited.then(
      () => {
        if (wanted) driver.guard(callback);
      },
      () => {},
    );
    return () => {
      wanted = false;
    };
  }

  date(time = this.now()): number {
    checkNumber("the time", time);
    const { driver } = this.#parts;
    return driver.dateOf(this.#use().time.localOf(time));
  }

  get #local(): number {
    return this.#parts.driver.clock.now();
  }

  /** The clock of the machine, which is kept in order from now on. */
  #use(): Clock {
    const { driver } = this.#parts;
    if (!driver.machine.clock.usedAt(this.#local)) driver.act((machine, now) => machine.useClock(now));
    return driver.machine.clock;
  }
}
