// Parameters registered on another node: a program gives a node parameters that its maker did not think of.
import { ZocpNode } from "zocp";

const projector = new ZocpNode("projector");
projector.bool("shutter", false, { access: "rw" });
projector.on("registered", ({ parameter, name }) => console.log(`projector: ${name} registered ${parameter}`));
projector.on("changed", ({ parameter, value, by }) => console.log(`projector: ${parameter} is ${value} (${by})`));

const stage = new ZocpNode("stage");
await Promise.all([projector.start(), stage.start()]);

const remote = await stage.waitFor("projector", { timeout: 5000 });
const scene = await remote.register("scene", {
  typeHint: "string",
  value: "dark",
  access: "rwes",
  description: "which scene is on",
});

// It is a parameter like any other now: anyone can read it, set it, and wire it. `set` tells what came of it.
console.log(`stage: ${scene.path} is ${await scene.set("sunrise")}`);
console.log(`stage: the projector has ${[...remote.parameters.keys()].join(" and ")}`);

await Promise.all([projector.stop(), stage.stop()]);
