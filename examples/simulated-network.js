// The simulated network in a test: a show is tried without sockets and without waiting. Time is virtual, chance is seeded.
// The question of this test: does the lamp follow the fader again after its computer lost its power?
import assert from "node:assert/strict";
import { ZocpNode } from "zocp";
import { SimulatedNetwork } from "zocp/sim";

const network = new SimulatedNetwork({ loss: 0.3, delay: 2, seed: 7 });
const stage = network.host();

const desk = new ZocpNode("desk", { net: network.host().net });
const fader = desk.float("fader", 0.2, { access: "re" });

/** The lamp's program, as its computer starts it each time. */
async function startLamp() {
  const lamp = new ZocpNode("lamp", { net: stage.net });
  const level = lamp.float("level", 0, { access: "rs" });
  await lamp.start();
  return level;
}

await desk.start();
const before = await startLamp();
await network.until(desk.connect("desk/fader", "lamp/level"));
await network.until(() => before.value === 0.2);
console.log("connected");

stage.powerOff();
await network.until(() => desk.peer("lamp") === undefined);
console.log("the desk knows that the lamp is gone"); // half a minute has passed, but not for us

stage.powerOn();
const after = await startLamp();
fader.emit(0.9);
await network.until(() => after.value === 0.9);
console.log("the lamp follows the fader again");

// The same seed gives the same run each time, so figures can be relied on.
assert.ok(network.figures.lost > 0, "beacons were lost on the way, and it worked all the same");
