// A third-party patch: a node that owns neither end wires them, as a patch editor does, and cuts the wire again.
import { ZocpNode } from "zocp";

const sensor = new ZocpNode("distance");
const metres = sensor.float("metres", 4, { access: "re", min: 0, max: 10, unit: "m" });

const sound = new ZocpNode("sound");
const volume = sound.float("volume", 0, { access: "rs" });
const quieter = new Promise((resolve) => volume.on("changed", ({ value }) => value === 2.5 && resolve(value)));

const patch = new ZocpNode("patch");
await Promise.all([sensor.start(), sound.start(), patch.start()]);

await patch.connect("distance/metres", "sound/volume", { timeout: 5000 });
console.log("patch: connected");
metres.emit(2.5);
console.log(`sound: the volume is ${await quieter}`);

// The two nodes keep a wire by themselves: it outlives the node that asked for it. To cut it is an act of its own.
await patch.disconnect("distance/metres", "sound/volume", { timeout: 5000 });
console.log(
  `patch: disconnected, ${metres.path} has ${patch.peer("distance")?.parameter("metres")?.subscribers.length} subscribers`,
);

await Promise.all([sensor.stop(), sound.stop(), patch.stop()]);
