// A fader from 0 to 127 drives a filter in hertz, and a button switches a lamp on and off: maps on links.
import { compileMap, ZocpNode } from "zocp";

// What a map makes of values, without any network.
const cutoff = /** @type {const} */ ([{ range: [0, 127, 20, 20_000] }, { curve: "exp" }]);
const map = compileMap(cutoff);
console.log(`by itself: 0 becomes ${map.push(0, 0)}, 127 becomes ${map.push(127, 1)}`);

const desk = new ZocpNode("desk");
const fader = desk.int("fader", 0, { access: "re", min: 0, max: 127 });
const button = desk.bool("button", false, { access: "re", event: true });
const stage = new ZocpNode("stage");
const filter = stage.float("cutoff", 20, { access: "rws", min: 20, max: 20_000, unit: "Hz" });
const lamp = stage.bool("lamp", false, { access: "rws" });
await desk.start();
await stage.start();

// The map belongs to the link: it is computed at the sensor's node, and returns with the link.
await desk.connect("desk/fader", "stage/cutoff", { map: cutoff, timeout: 10_000 });
await desk.connect("desk/button", "stage/lamp", { map: [{ toggle: true }], timeout: 10_000 });

for (const position of [64, 127]) {
  const followed = new Promise((resolve) => filter.once("changed", () => resolve(undefined)));
  fader.emit(position);
  await followed;
  console.log(`the fader is at ${position}: ${Math.round(filter.value)} Hz`);
}
for (const press of ["first", "second"]) {
  const switched = new Promise((resolve) => lamp.once("changed", () => resolve(undefined)));
  button.emit(true);
  await switched;
  console.log(`the ${press} press: the lamp is ${lamp.value ? "on" : "off"}`);
}
await desk.stop();
await stage.stop();
