import type { Interface } from "../../../src/net/net.ts";
import type { PretendHost } from "../../../src/net/sim/pretend-host.ts";
import { PretendNetwork } from "../../../src/net/sim/pretend-network.ts";
import { netSuite } from "../../suites/net.ts";

netSuite("the pretend network, between two hosts", () => {
  const network = new PretendNetwork();
  const [near, far] = [network.host("10.0.0.1"), network.host("10.0.0.2")];
  const cards = { nearOn: card(near, "eth0"), farOn: card(far, "eth0") };
  return { near: near.net, far: far.net, ...cards, beaconPort: 5670, until: (condition) => network.until(condition) };
});

netSuite("the pretend network, between two programs of a host", () => {
  const network = new PretendNetwork({ jitter: 3 });
  const host = network.host("10.0.0.1");
  const lo = card(host, "lo");
  const programs = { near: host.program(), far: host.program() };
  return { ...programs, nearOn: lo, farOn: lo, beaconPort: 5670, until: (condition) => network.until(condition) };
});

function card(host: PretendHost, name: string): Interface {
  const found = host.interfaces.find((one) => one.name === name);
  if (found === undefined) throw new Error(`the host has no ${name}`);
  return found;
}
