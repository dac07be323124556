// A part of the crowd for the composer's benchmark: nodes with twenty parameters each, wires between them, and signals for whoever
// listens. Each knows the page, and those that it is wired with: in a whole mesh of 800 there would be 640,000 connections on one machine.
import { createSocket } from "node:dgram";
import { ZocpNode } from "zocp";
import { freePort } from "../../tools/ports.js";
import { introduce, tcpPort } from "../harness/nodes.js";

const [beaconPort = 0, first = 0, count = 25, wires = 50, rate = 500] = process.argv.slice(2).map(Number);
const unit = { min: 0, max: 1 };

/** @type {number[]} */
const ports = [];
for (let index = 0; index < count; index += 1) ports.push(await freePort());
const nodes = ports.map((port, index) => {
  const node = new ZocpNode(nameOf(index), { interface: "lo", beaconPort: port });
  const emitters = Array.from({ length: 10 }, (_, each) => node.float(`out-${each}`, 0, { ...unit, access: "re" }));
  for (let each = 0; each < 10; each += 1) node.float(`in-${each}`, 0, { ...unit, access: "rws" });
  return { node, emitters };
});
for (const { node } of nodes) await node.start();
// One after the other: on a busy machine many handshakes at once would come to no end.
for (let index = 0; index < wires; index += 1) await wire(index);
await meetPages();
emit();
process.send?.("ready");
process.on("disconnect", () => process.exit());

/** From a node to one a little behind it, as many shows are: the same at every run. @param {number} index */
async function wire(index) {
  const [from, round] = [index % count, Math.floor(index / count)];
  const to = (from + 1 + ((from * 7 + round * 3) % Math.min(9, count - 1))) % count;
  const [emitter, sensor] = [nodes[from]?.node, nodes[to]?.node];
  if (emitter === undefined || sensor === undefined) return;
  for (let tries = 0; !sensor.peers.has(emitter.id); tries += 1) {
    if (tries % 20 === 0) await introduce({ id: emitter.id, port: tcpPort(emitter) }, [ports[to] ?? 0]);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  await sensor.connect(`${emitter.name}/out-${(round * 3) % 10}`, `${sensor.name}/in-${index % 10}`, {
    timeout: 60_000,
  });
}

/** Tells each node of the pages behind the gateway, whose beacons it cannot hear, until the node knows them. */
async function meetPages() {
  const socket = createSocket({ type: "udp4", reuseAddr: true });
  socket.on("message", (beacon) => {
    const id = beacon.toString("hex", 4, 20);
    const strangers = ports.filter((_, index) => nodes[index]?.node.peers.has(id) === false);
    void introduce({ id, port: beacon.readUInt16BE(20) }, strangers);
  });
  await new Promise((resolve) => socket.bind(beaconPort, "127.255.255.255", () => resolve(undefined)));
}

/** A tick every 10 ms: timers of the host cannot do 2,000 a second one by one. */
function emit() {
  let turn = 0;
  setInterval(() => {
    for (let each = 0; each < rate / 100; each += 1, turn += 1) {
      const emitters = nodes[turn % nodes.length]?.emitters ?? [];
      emitters[Math.floor(turn / nodes.length) % emitters.length]?.set((turn % 997) / 997);
    }
  }, 10);
}

/** Kinds that stand in stacks, as equals do in a show. @param {number} index */
function nameOf(index) {
  const number = first + index;
  return `${["lamp", "fan", "sensor", "motor"][number % 4]}-${number}`;
}
