// A part of the crowd for the composer's benchmark: nodes with twenty parameters each, and signals for whoever listens. One
// process cannot hold all of it: in a mesh of a hundred nodes each has two hundred sockets.
import { ZocpNode } from "zocp";

const [, , beaconPort = "0", first = "0", count = "25", all = "100", rate = "500"] = process.argv;
const network = { interface: "lo", beaconPort: Number(beaconPort) };
const unit = { min: 0, max: 1 };

const nodes = Array.from({ length: Number(count) }, (_, index) => {
  const node = new ZocpNode(`node-${Number(first) + index}`, network);
  const emitters = Array.from({ length: 10 }, (_, each) => node.float(`out-${each}`, 0, { ...unit, access: "re" }));
  for (let each = 0; each < 10; each += 1) node.float(`in-${each}`, 0, { ...unit, access: "rws" });
  return { node, emitters };
});
for (const { node } of nodes) await node.start();
// Until all know each other they are busy with themselves.
while (nodes.some(({ node }) => node.peers.size < Number(all) - 1))
  await new Promise((resolve) => setTimeout(resolve, 100));

// A tick every 10 ms: timers of the host cannot do 2,000 a second one by one.
let turn = 0;
setInterval(() => {
  for (let each = 0; each < Number(rate) / 100; each += 1, turn += 1) {
    const emitters = nodes[turn % nodes.length]?.emitters ?? [];
    const emitter = emitters[Math.floor(turn / nodes.length) % emitters.length];
    emitter?.set((turn % 997) / 997);
  }
}, 10);

process.send?.("ready");
process.on("disconnect", () => process.exit());
