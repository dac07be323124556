import { existsSync } from "node:fs";
import { afterEach, describe, expect, test } from "vitest";
import { ZocpNode } from "../src/index.ts";
import { freePort } from "../tools/ports.js";
import { Program } from "./program.ts";
import { filesIn, ROOT } from "./sources.ts";

/** What an example prints that ends by itself. Where two nodes speak at once the order of their lines is open. */
const OUTPUT: Readonly<Record<string, readonly string[]>> = {
  "fader-and-lamp": [
    "lamp: desk/fader sends 20",
    "lamp: desk/fader sends 40",
    "lamp: desk/fader sends 60",
    "lamp: desk/fader sends 80",
    "lamp: the level is 80",
  ],
  "third-party-patch": [
    "patch: connected",
    "sound: the volume is 2.5",
    "patch: disconnected, metres has 0 subscribers",
  ],
  "register-on-another": [
    "projector: stage registered scene",
    "projector: scene is sunrise (set)",
    "stage: scene is sunrise",
    "stage: the projector has shutter and scene",
  ],
  objects: ["cam.location: 0,1.6,3", "cam.zoom: 1", "the studio stands at 12,0,4", "eye: 0,1.6,3", "zoom: 12"],
  "simulated-network": ["connected", "the desk knows that the lamp is gone", "the lamp follows the fader again"],
  "own-transport": ["the lamp follows the fader: 0.75"],
  show: ["1 Doors: left 1, right 0", "3 Dark: left 0, right 0", "2 Dusk: left 0.2, right 0.4"],
  recording: ["4 values of desk", "the lamp is at 0.25", "the lamp is at 0.5", "the lamp is at 0.75"],
  clock: ["asked for: 0 of 3 are on", "then: 3 of 3 are on", "too early: 0"],
  maps: [
    "by itself: 0 becomes 20, 127 becomes 20000",
    "the fader is at 64: 650 Hz",
    "the fader is at 127: 20000 Hz",
    "the first press: the lamp is on",
    "the second press: the lamp is off",
  ],
  osc: ["level: 0.5", "broken: the bytes end too early: 4 are needed, 0 are left", "level: 1"],
  calls: [
    "player: desk starts rain",
    "desk: it lasts 12.5 s",
    'desk: refused-by-peer: calling play of player: there is no clip "snow"',
  ],
};

// Loaded by the examples as "zocp", as users load it.
const built = existsSync(`${ROOT}dist/index.js`);
const running: Program[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((program) => program.interrupt()));
});

function run(example: string, port: number, args: readonly string[] = []): Program {
  if (!built) throw new Error("the examples need a built copy: npm run build");
  const program = new Program(`examples/${example}.js`, { port, args });
  running.push(program);
  return program;
}

describe("an example that ends by itself", () => {
  test.each(Object.entries(OUTPUT))("%s prints what it promises", async (example, lines) => {
    const program = run(example, await freePort());
    const code = await program.ends();
    expect(program.lines).toEqual(lines);
    expect(code).toBe(0);
  });
});

test("the monitor shows a node, what it emits and that it leaves, until Ctrl-C", async () => {
  const port = await freePort();
  const monitor = run("monitor", port);
  await monitor.shows("Ctrl-C ends it");
  const desk = new ZocpNode("desk", { interface: "lo", beaconPort: port });
  const fader = desk.percent("fader", 20, { access: "rwe" });
  const subscribed = new Promise((resolve) => desk.once("subscribed", resolve));
  await desk.start();
  await monitor.shows("desk/fader = 20 (percent, rwe)");
  await subscribed;
  fader.emit(40);
  await monitor.shows("desk/fader sends 40");
  await desk.stop();
  await monitor.shows("desk is gone: goodbye");
  expect(await monitor.interrupt()).toBe(0);
});

test("the chat carries lines from one program to the other", async () => {
  const port = await freePort();
  const ada = run("chat", port, ["ada"]);
  const ben = run("chat", port, ["ben"]);
  await Promise.all([ada.shows("* ben is here"), ben.shows("* ada is here")]);
  ada.type("five minutes, please");
  await ben.shows("ada: five minutes, please");
  ben.type("thank you, five");
  await ada.shows("ben: thank you, five");
  ada.endInput();
  expect(await ada.ends()).toBe(0);
  await ben.shows("* ada is gone");
  expect(await ben.interrupt()).toBe(0);
});

test("every example is run here", () => {
  const examples = filesIn("examples", ".js").map((path) => path.slice("examples/".length, -".js".length));
  expect(examples.filter((example) => !(example in OUTPUT))).toEqual(["chat", "monitor"]);
});
