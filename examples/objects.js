// Objects: parameters that belong together have a name of their own, and a path with a dot.
import { ZocpNode } from "zocp";

const studio = new ZocpNode("studio");
const camera = studio.object("cam", "Camera");
camera.vec3f("location", [0, 1.6, 3], { access: "rwe", unit: "m" });
camera.float("zoom", 1, { access: "rw", min: 1, max: 12, clamp: true });
// Where the node itself stands.
studio.setLocation([12, 0, 4]);

const viewer = new ZocpNode("viewer");
const eye = viewer.vec3f("eye", [0, 0, 0], { access: "rs" });
await Promise.all([studio.start(), viewer.start()]);

const remote = await viewer.waitFor("studio", { timeout: 5000 });
for (const [path, { value }] of remote.parameters) console.log(`${path}: ${value}`);
console.log(`the studio stands at ${remote.metadata.get("_location")}`);

// A wire leads from it as from any other parameter, and a new subscriber is sent the present value.
const moved = new Promise((resolve) => eye.once("changed", resolve));
await viewer.connect("studio/cam.location", "viewer/eye", { timeout: 5000 });
await moved;
console.log(`eye: ${eye.value}`);

// 40 is more than 12. This parameter clamps, so the nearest value is taken; without `clamp` it would be refused.
console.log(`zoom: ${await remote.set("cam.zoom", 40)}`);

await Promise.all([studio.stop(), viewer.stop()]);
