import type { Json } from "../bytes/json.ts";
import type { ZocpEffect } from "../zocp/effects.ts";
import type { RequestTime } from "../zocp/requests.ts";
import type { ZocpMachine } from "../zocp/zocp-machine.ts";
import type { Requests } from "./requests.ts";
import type { WaitOptions } from "./waiting.ts";
import type { ZocpDriver } from "./zocp-driver.ts";

type Ask = (machine: ZocpMachine, request: number, time: RequestTime) => readonly ZocpEffect[];

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

  roundTrip(peer: string): number | undefined {
    return this.#driver.realm.roundTrip?.(peer);
  }

  /** The key that a peer has proved to own. */
  keyOf(peer: string): string | undefined {
    return this.#driver.realm.keyOf?.(peer);
  }

  ask({ timeout = TIMEOUT, signal }: WaitOptions, ask: Ask): Promise<Json> {
    return this.#requests.ask(signal, (request) =>
      this.#driver.act((machine, now) => ask(machine, request, { timeout, now })),
    );
  }
}

const TIMEOUT = 5000;
