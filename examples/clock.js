// Three lamps that switch on at the same moment, whatever the messages took.
import { ZocpNode } from "zocp";

const names = ["left", "middle", "right"];
const desk = new ZocpNode("desk");
/** @type {number[]} */
const times = [];
const lamps = names.map((name) => {
  const lamp = new ZocpNode(name);
  const level = lamp.float("level", 0, { access: "rws", min: 0, max: 1 });
  level.on("changed", () => times.push(lamp.clock.now()));
  return lamp;
});
const nodes = [desk, ...lamps];
await Promise.all(nodes.map((node) => node.start()));
const remotes = await Promise.all(names.map((name) => desk.waitFor(name, { timeout: 10_000 })));

// A common time takes a moment, once.
await Promise.all(nodes.map((node) => node.clock.sync({ timeout: 10_000 })));
const at = desk.clock.now() + 500;
await Promise.all(remotes.map((lamp) => lamp.set("level", 1, { at })));
console.log(`asked for: ${times.length} of ${names.length} are on`);

await new Promise((resolve) => {
  desk.clock.at(at + 1000, () => resolve(undefined));
});
console.log(`then: ${times.length} of ${names.length} are on`);
// Their clocks differ by their errors, at most.
console.log(`too early: ${times.filter((time) => time < at - 1).length}`);
await Promise.all(nodes.map((node) => node.stop()));
