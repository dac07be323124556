import type { NetworkError } from "../../../src/errors.ts";
import type { Net, Stream } from "../../../src/net/net.ts";
import type { SimulatedHost } from "../../../src/net/sim/simulated-host.ts";
import { SimulatedNetwork, type SimulatedNetworkOptions } from "../../../src/net/sim/simulated-network.ts";

/** Two hosts on a network. */
export function lan(options: SimulatedNetworkOptions = {}) {
  const network = new SimulatedNetwork(options);
  return { network, near: network.host("10.0.0.1"), far: network.host("10.0.0.2") };
}

/** Datagrams that a host hears on port 5670, as `moment: bytes`; and how it sends some. */
export async function beacons(network: SimulatedNetwork, host: SimulatedHost) {
  const heard: string[] = [];
  const cards = host.interfaces.filter(({ loopback }) => !loopback);
  const opened = await host.net.broadcast(cards, 5670, (datagram) => heard.push(`${network.now}: ${[...datagram]}`));
  const send = (...bytes: number[]): void => {
    for (const card of cards) opened.send(Uint8Array.from(bytes), card);
  };
  return { heard, send };
}

/** One end of a stream, and what it was told: `connect`, the numbers of bytes, `drain`, `close` with the error's code. */
export class End {
  readonly stream: Stream;
  readonly told: string[] = [];

  constructor(stream: Stream) {
    this.stream = stream;
    stream.open({
      connect: () => this.told.push("connect"),
      data: ({ length }) => this.told.push(String(length)),
      drain: () => this.told.push("drain"),
      close: (error?: NetworkError) => this.told.push(`close ${error?.code ?? "well"}`),
    });
  }
}

/** A stream between two hosts, once it is there; far listens on port 7000. */
export async function stream(network: SimulatedNetwork, near: Net, far: SimulatedHost) {
  let accepted: End | undefined;
  await far.net.listen(far.address, 7000, (one) => {
    accepted = new End(one);
  });
  const dialled = new End(near.connect(far.address, 7000));
  await network.until(() => accepted !== undefined && dialled.told.length > 0);
  dialled.told.length = 0;
  return { dialled, accepted: accepted as unknown as End };
}
