import { expect, test } from "vitest";

import { hostNet } from "../../../src/net/host/host-net.ts";
import type { Interface } from "../../../src/net/net.ts";
import { freePort } from "../../../tools/ports.js";
import { netSuite } from "../../suites/net.ts";
import { until } from "./until.ts";

netSuite("the network of this machine, on loopback", async () => {
  const net = hostNet();
  const lo = loopback();
  return { near: net, far: net, nearOn: lo, farOn: lo, beaconPort: await freePort(), until };
});

test("lists the loopback interface with its broadcast address", () => {
  expect(loopback()).toMatchObject({ address: "127.0.0.1", netmask: "255.0.0.0", broadcast: "127.255.255.255" });
});

test("knows where this process listens, as long as it does", async () => {
  const net = hostNet();
  const { address } = loopback();
  const listener = await net.listen(address, 0, (stream) => stream.destroy());
  const at = { address, port: listener.port };
  expect([net.listens?.(at), net.listens?.({ address: "127.0.0.2", port: at.port })]).toEqual([true, false]);
  listener.close();
  await until(() => net.listens?.(at) === false);
});

test("never rings at once for a delay that is longer than timers can count", async () => {
  const { clock } = hostNet();
  let rung = false;
  const cancel = clock.schedule(2 ** 40, () => {
    rung = true;
  });
  await new Promise((resolve) => setTimeout(resolve, 5));
  cancel();
  expect(rung).toBe(false);
});

function loopback(): Interface {
  const found = hostNet()
    .interfaces()
    .find(({ loopback }) => loopback);
  if (found === undefined) throw new Error("this machine has no loopback interface");
  return found;
}
