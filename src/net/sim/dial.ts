import { type NetworkCode, NetworkError } from "../../errors.ts";
import type { Endpoint } from "../net.ts";
import type { NetworkModel } from "./network-model.ts";
import type { Listening, SimulatedHost } from "./simulated-host.ts";
import type { SimulatedProgram } from "./simulated-program.ts";
import { SimulatedStream } from "./simulated-stream.ts";

/** Opens a stream, with the patience of an operating system: it knocks again after 1, 3, 7 … seconds. */
export function dial(medium: NetworkModel, program: SimulatedProgram, remote: Endpoint): SimulatedStream {
  const address = program.host.sourceFor(remote.address);
  const stream = new SimulatedStream(medium, program, { remote, address: address ?? "" });
  if (address === undefined) failLater(medium, stream, NO_WAY);
  else new Dial(medium, stream).knockLater(0);
  return stream;
}

class Dial {
  readonly #medium: NetworkModel;
  readonly #stream: SimulatedStream;
  readonly #began: number;

  constructor(medium: NetworkModel, stream: SimulatedStream) {
    this.#medium = medium;
    this.#stream = stream;
    this.#began = medium.time.now;
  }

  knockLater(delay: number): void {
    const { time } = this.#medium;
    const { host } = this.#stream.place;
    const arrives = this.#medium.arrival(host, this.#holder ?? host) + delay;
    time.at(arrives, undefined, () => this.#knock());
  }

  #knock(): void {
    const { host, address } = this.#stream.place;
    const to = this.#holder;
    if (!this.#stream.dialling) return;
    if (to === undefined || !this.#medium.joined(host, to) || !host.holds(address)) return this.#knockAgain(to);
    const listening = to.listener(this.#stream.remote.address, this.#stream.remote.port);
    if (listening !== undefined) return this.#accept(listening);
    this.#medium.tally.refused++;
    failLater(this.#medium, this.#stream, REFUSED, this.#medium.latency(to, host));
  }

  /** When nobody says that the address is his, a system gives up soon; when somebody has it and is silent, it tries for long. */
  #knockAgain(to: SimulatedHost | undefined): void {
    const waited = this.#medium.time.now - this.#began;
    if (to === undefined && waited >= NOBODY) failLater(this.#medium, this.#stream, NOBODY_THERE);
    else if (waited >= NO_ANSWER) failLater(this.#medium, this.#stream, SILENCE);
    else this.knockLater(waited + FIRST_RETRY);
  }

  #accept({ program, accept }: Listening): void {
    const medium = this.#medium;
    const dialled = this.#stream;
    medium.time.after(0, program, () => {
      if (!program.alive || !dialled.dialling) return;
      const remote = { address: dialled.place.address, port: program.host.freePort() };
      const accepted = new SimulatedStream(medium, program, { remote, address: dialled.remote.address });
      SimulatedStream.join(medium, dialled, accepted);
      accept(accepted);
    });
  }

  get #holder(): SimulatedHost | undefined {
    const { place, remote } = this.#stream;
    return place.host.holds(remote.address) ? place.host : this.#medium.holder(remote.address);
  }
}

type Failure = readonly [NetworkCode, string];

function failLater(medium: NetworkModel, stream: SimulatedStream, [code, why]: Failure, delay = 0): void {
  const error = new NetworkError(code, `${stream.what}: ${why}`);
  medium.time.after(delay, stream.program, () => stream.program.host.whenAwake(() => stream.fail(error)));
}

const NO_WAY: Failure = ["unreachable", "there is no way to that network"];
const NOBODY_THERE: Failure = ["unreachable", "that machine does not answer"];
const SILENCE: Failure = ["timed-out", "no answer came"];
const REFUSED: Failure = ["connection-refused", "nothing listens there"];

// What Linux does, in milliseconds.
const FIRST_RETRY = 1000;
const NOBODY = 3000;
const NO_ANSWER = 127_000;
