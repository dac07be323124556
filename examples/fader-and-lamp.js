// A fader and a lamp: two nodes find each other, a wire goes from an emitter to a sensor, values follow it.
// They could as well be two programs on two computers: nothing here knows that they are not.
import { ZocpNode } from "zocp";

const desk = new ZocpNode("desk");
const fader = desk.percent("fader", 20, { access: "rwe", min: 0, max: 100, unit: "%" });

const lamp = new ZocpNode("lamp");
const level = lamp.percent("level", 0, { access: "rs", min: 0, max: 100, unit: "%" });
const events = level.events();

await Promise.all([desk.start(), lamp.start()]);

// Resolves when the wire is in effect. The lamp is sent the present value at once, so 20 is what it hears first.
await lamp.connect("desk/fader", "lamp/level", { timeout: 5000 });

const moves = [40, 60, 80];
for await (const event of events) {
  if (event.type !== "signal") continue;
  console.log(`lamp: ${event.name}/${event.emitter} sends ${event.value}`);
  const next = moves.shift();
  if (next === undefined) break;
  fader.emit(next);
}
console.log(`lamp: the level is ${level.value}`);

await Promise.all([desk.stop(), lamp.stop()]);
