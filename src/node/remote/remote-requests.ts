import type { Json } from "../../bytes/json.ts";
import { NetworkError } from "../../errors.ts";
import { checkWait, WAIT_OPTIONS, type WaitOptions } from "../../events/waiting.ts";
import type { ZocpEffect } from "../../zocp/core/effects.ts";
import type { RequestTime } from "../../zocp/requests/requests.ts";
import type { ZocpMachine } from "../../zocp/zocp-machine.ts";
import type { ZocpDriver } from "../driver/zocp-driver.ts";
import type { Requests } from "./requests.ts";

type Ask = (machine: ZocpMachine, request: number, time: RequestTime) => readonly ZocpEffect[];

type AskAll = (machine: ZocpMachine, requests: readonly number[], time: RequestTime) => readonly ZocpEffect[];

/** How remote nodes speak to the machine: what they ask gets a number, a time-out and a promise. */
export class RemoteRequests {
  readonly #driver: ZocpDriver;
  readonly #requests: Requests;

  constructor(driver: ZocpDriver, requests: Requests) {
    this.#driver = driver;
    this.#requests = requests;
  }

  act(input: (machine: ZocpMachine, now: number) => readonly ZocpEffect[]): void {
    this.#driver.act(input);
  }

  /** A tag for fades that nothing else of this node has. */
  nextTag(): string {
    return this.#driver.machine.nextTag();
  }

  /** What the time of the show is called here. */
  timeline(): string {
    return this.#driver.timeline();
  }

  /** What time it is in the show. */
  showTime(): number {
    return this.#driver.showTime();
  }

  /** A moment of the machine in milliseconds since 1970. */
  dateOf(moment: number): number {
    return this.#driver.dateOf(moment);
  }

  roundTrip(peer: string): number | undefined {
    return this.#driver.transport.roundTrip?.(peer);
  }

  /** The key that a peer has proved to own. */
  keyOf(peer: string): string | undefined {
    return this.#driver.transport.keyOf?.(peer);
  }

  /**
   * Asks several things at once, and resolves with all results; when some fail, rejects with what they say together. Throws
   * `UsageError` for a wrong option.
   */
  askAll(what: string, options: WaitOptions, count: number, ask: AskAll): Promise<readonly Json[]> {
    checkWait(what, options, WAIT_OPTIONS);
    const { timeout = TIMEOUT, signal } = options;
    if (signal?.aborted === true) return Promise.reject(signal.reason);
    const numbers: number[] = [];
    const answers = Array.from({ length: count }, () => this.#requests.ask(signal, (request) => numbers.push(request)));
    const all = together(answers);
    this.#driver.act((machine, now) => ask(machine, numbers, { timeout, now }));
    return all;
  }

  /** A number that the machine settles, and what it is settled with. */
  number(signal?: AbortSignal): readonly [request: number, result: Promise<Json>] {
    let number = 0;
    const result = this.#requests.ask(signal, (request) => {
      number = request;
    });
    return [number, result];
  }

  /** Throws `UsageError` for a wrong option; `what` is asked for. */
  ask(what: string, options: WaitOptions, ask: Ask): Promise<Json> {
    checkWait(what, options, WAIT_OPTIONS);
    const { timeout = TIMEOUT, signal } = options;
    return this.#requests.ask(signal, (request) =>
      this.#driver.act((machine, now) => ask(machine, request, { timeout, now })),
    );
  }
}

async function together(answers: readonly Promise<Json>[]): Promise<readonly Json[]> {
  const outcomes = await Promise.allSettled(answers);
  const failures = outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason] : []));
  const [first] = failures;
  if (failures.length > 1 && first instanceof NetworkError)
    throw new NetworkError(first.code, failures.map((failure) => failure.message).join("; "));
  if (failures.length > 0) throw first;
  return outcomes.flatMap((outcome) => (outcome.status === "fulfilled" ? [outcome.value] : []));
}

const TIMEOUT = 5000;
