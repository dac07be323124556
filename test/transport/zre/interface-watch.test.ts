import { expect, test } from "vitest";

import { NetworkError } from "../../../src/errors.ts";
import type { Interface } from "../../../src/net/net.ts";
import { InterfaceWatch } from "../../../src/transport/zre/interface-watch.ts";
import { network, SimulatedNet } from "../../node/simulated-net.ts";

const wired = network("eth0", "10.0.0.1");
const wireless = network("wlan0", "192.168.1.7");
const unlisted = new NetworkError("network-failure", "this system does not list its network interfaces");
const taken = new NetworkError("address-in-use", "another program holds this address and port");

function watch(present: Interface[], { wanted, port = 0 }: { wanted?: string; port?: number } = {}) {
  const net = new SimulatedNet();
  net.present = present;
  const log: string[] = [];
  const watching = new InterfaceWatch({
    net,
    wanted,
    beaconPort: 5670,
    multicastTtl: undefined,
    port,
    accept: () => {},
    receive: () => {},
    changed: (listening) => log.push(listening.map(({ interface: on }) => on.name).join("+") || "none"),
    failed: (error) => log.push(error.code),
    threw: (cause) => log.push(`threw ${cause}`),
  });
  return { net, log, watching };
}

test("listens on every suitable interface, and opens the beacon sockets once", async () => {
  const { net, log, watching } = watch([wired, wireless]);
  await watching.start();
  await net.clock.pass(5000);
  expect(log).toEqual(["eth0+wlan0"]);
  expect(net.broadcasts).toEqual([[wired, wireless]]);
});

test("follows an interface that goes and comes back within a second, on the port that it had", async () => {
  const { net, log, watching } = watch([wired, wireless]);
  await watching.start();
  const before = net.listening.get("192.168.1.7");
  net.present = [wired];
  await net.clock.pass(1000);
  expect(net.listening.has("192.168.1.7")).toBe(false);
  net.present = [wired, wireless];
  await net.clock.pass(1000);
  expect(net.listening.get("192.168.1.7")).toBe(before);
  expect(log).toEqual(["eth0+wlan0", "eth0", "eth0+wlan0"]);
});

test("takes another port when somebody has taken the one that it had", async () => {
  const { net, watching } = watch([wired, wireless]);
  await watching.start();
  const before = net.listening.get("192.168.1.7");
  net.broken.set(`192.168.1.7:${before}`, taken);
  net.present = [wired];
  await net.clock.pass(1000);
  net.present = [wired, wireless];
  await net.clock.pass(1000);
  expect(net.listening.get("192.168.1.7")).not.toBe(before);
  expect(net.listening.has("192.168.1.7")).toBe(true);
});

test("one interface that cannot be opened leaves the others in use, is told once and tried again", async () => {
  const { net, log, watching } = watch([wired, wireless]);
  net.broken.set("10.0.0.1", taken);
  await watching.start();
  await net.clock.pass(10_000);
  expect(log).toEqual(["wlan0", "address-in-use"]);
  net.broken.clear();
  await net.clock.pass(1000);
  expect(log).toEqual(["wlan0", "address-in-use", "wlan0+eth0"]);
});

test("a beacon port that another program holds does not keep a node from starting", async () => {
  const { net, log, watching } = watch([wired]);
  net.broken.set("beacons", taken);
  await watching.start();
  await net.clock.pass(10_000);
  expect(log).toEqual(["eth0", "address-in-use"]);
  net.broken.clear();
  await net.clock.pass(1000);
  // Told as a change, so that a beacon goes out at once.
  expect(log).toEqual(["eth0", "address-in-use", "eth0"]);
  expect(net.broadcasts).toHaveLength(1);
});

test("does not start when it cannot listen at all", async () => {
  const { net, log, watching } = watch([wired], { port: 49152 });
  net.broken.set("10.0.0.1", taken);
  await expect(watching.start()).rejects.toMatchObject({ code: "address-in-use" });
  watching.stop();
  expect(log).toEqual(["none"]);
  expect(net.open).toBe(0);
});

test("does not start without the interface that was asked for", async () => {
  const { watching } = watch([wired], { wanted: "wlan0" });
  await expect(watching.start()).rejects.toMatchObject({ code: "interface-not-found" });
});

test("waits for the interface that was asked for when it goes away later", async () => {
  const { net, log, watching } = watch([wired, wireless], { wanted: "wlan0" });
  await watching.start();
  net.present = [wired];
  await net.clock.pass(10_000);
  net.present = [wired, wireless];
  await net.clock.pass(1000);
  expect(log).toEqual(["wlan0", "none", "interface-not-found", "wlan0"]);
});

test("a machine without any network is waited for", async () => {
  const { net, log, watching } = watch([]);
  await watching.start();
  await net.clock.pass(3000);
  net.present = [wired];
  await net.clock.pass(1000);
  expect(log).toEqual(["eth0"]);
});

test("a moment in which the system lists no interfaces changes nothing, and is told", async () => {
  const { net, log, watching } = watch([wired, wireless]);
  await watching.start();
  const before = net.open;
  net.broken.set("interfaces", unlisted);
  await net.clock.pass(3000);
  expect([net.open, net.listening.size, net.broadcasts.length]).toEqual([before, 2, 1]);
  net.broken.clear();
  await net.clock.pass(1000);
  expect(log).toEqual(["eth0+wlan0", "network-failure"]);
});

test("a start while the system lists no interfaces for a moment asks again", async () => {
  const { net, log, watching } = watch([wired]);
  net.broken.set("interfaces", unlisted);
  const starting = watching.start();
  await net.clock.pass(100);
  net.broken.clear();
  await net.clock.pass(200);
  await starting;
  expect(log).toEqual(["eth0"]);
});

test("does not start where the system never lists interfaces, unless an address is named", async () => {
  const { net, watching } = watch([wired]);
  net.broken.set("interfaces", unlisted);
  const starting = expect(watching.start()).rejects.toBe(unlisted);
  await net.clock.pass(1000);
  await starting;
  const named = watch([], { wanted: "10.0.0.1" });
  named.net.broken.set("interfaces", unlisted);
  await named.watching.start();
  await named.net.clock.pass(3000);
  expect(named.log).toEqual(["10.0.0.1"]);
});

test("beacons that do not leave are told once, and again when they failed anew", async () => {
  const { net, log, watching } = watch([wired, wireless]);
  await watching.start();
  net.unsent.set("10.0.0.1", new NetworkError("unreachable", "cannot send beacons on eth0 (10.0.0.1)"));
  await net.clock.pass(5000);
  expect(log).toEqual(["eth0+wlan0", "unreachable"]);
  expect(net.broadcasts).toHaveLength(1);
  net.unsent.clear();
  await net.clock.pass(1000);
  net.unsent.set("10.0.0.1", new NetworkError("unreachable", "cannot send beacons on eth0 (10.0.0.1)"));
  await net.clock.pass(1000);
  expect(log).toEqual(["eth0+wlan0", "unreachable", "unreachable"]);
});

test("an interface with another netmask is announced anew, over the listener that it has", async () => {
  const { net, log, watching } = watch([wired]);
  await watching.start();
  const port = net.listening.get("10.0.0.1");
  net.present = [network("eth0", "10.0.0.1", "255.255.0.0")];
  await net.clock.pass(1000);
  expect(log).toEqual(["eth0", "eth0"]);
  expect(watching.listening).toEqual([{ interface: net.present[0], port }]);
});

test("stopping closes everything, also while it is being opened", async () => {
  const { net, log, watching } = watch([wired, wireless]);
  const starting = watching.start();
  watching.stop();
  await starting;
  expect(net.open).toBe(0);
  expect(net.clock.armed).toBe(0);
  expect(log).toEqual([]);
});
