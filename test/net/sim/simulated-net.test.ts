import type { Interface } from "../../../src/net/net.ts";
import type { SimulatedHost } from "../../../src/net/sim/simulated-host.ts";
import { SimulatedNetwork } from "../../../src/net/sim/simulated-network.ts";
import { netSuite } from "../../suites/net.ts";

netSuite("the simulated network, between two hosts", () => {
  const network = new SimulatedNetwork();
  const [near, far] = [network.host("10.0.0.1"), network.host("10.0.0.2")];
  const cards = { nearOn: card(near, "eth0"), farOn: card(far, "eth0") };
  return { near: near.net, far: far.net, ...cards, beaconPort: 5670, until: (condition) => network.until(condition) };
});

netSuite("the simulated network, between two programs of a host", () => {
  const network = new SimulatedNetwork({ jitter: 3 });
  const host = network.host("10.0.0.1");
  const lo = card(host, "lo");
  const programs = { near: host.program(), far: host.program() };
  return { ...programs, nearOn: lo, farOn: lo, beaconPort: 5670, until: (condition) => network.until(condition) };
});

function card(host: SimulatedHost, name: string): Interface {
  const found = host.interfaces.find((one) => one.name === name);
  if (found === undefined) throw new Error(`the host has no ${name}`);
  return found;
}
