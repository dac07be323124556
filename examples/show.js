// A small whole show: two lamps, a button, and a list of cues. The lamps fade by themselves; the show only says where to.
// Run it: node examples/show.js
import { setTimeout } from "node:timers/promises";
import { ZocpNode } from "zocp";
import { readShow, ShowNode } from "zocp/show";

const left = new ZocpNode("left");
const right = new ZocpNode("right");
const pad = new ZocpNode("pad");
for (const lamp of [left, right]) lamp.float("level", 0, { access: "rws", min: 0, max: 1 });
pad.bool("button", false, { access: "re", event: true });

// What `zocp show FILE.json` reads from a file.
const file = readShow(`{
  "zocp": 1,
  "values": {"left/level": 0, "right/level": 0},
  "scenes": {
    "dusk": {"values": {"left/level": 0.2, "right/level": 0.4}, "over": 0.3, "timing": {"right/*": {"delay": 0.1, "curve": "smooth"}}}
  },
  "cues": [
    {"cue": "1", "name": "Doors", "values": {"left/level": 1}, "over": 0.5},
    {"cue": "2", "name": "Dusk", "scene": "dusk", "follow": {"end": 0.1}},
    {"cue": "3", "name": "Dark", "values": {"left/level": 0, "right/level": 0}, "over": 0.2}
  ]
}`);

const stage = new ZocpNode("show");
const show = ShowNode.from(stage, file);
await Promise.all([left, right, pad, stage].map((node) => node.start()));
await show.start();
await Promise.all(["left", "right", "pad"].map((name) => stage.waitFor(name, { timeout: 20_000 })));
await pad.connect("pad/button", "show/go", { timeout: 20_000 });

/** Resolves when a cue was played and everything has arrived. */
async function arrived(/** @type {string} */ number) {
  const done = () => show.state.cues.some(({ cue, state }) => cue === number && state === "done");
  while (!done() || show.state.running.length > 0) await setTimeout(20);
}
const levels = () => `left ${left.parameter("level").value}, right ${right.parameter("level").value}`;

pad.emit("button", true); // whatever emits can press GO
await arrived("1");
console.log(`1 Doors: ${levels()}`);

pad.emit("button", true);
await arrived("3"); // it follows the second by itself
console.log(`3 Dark: ${levels()}`);

await show.goto("2", { instant: true });
await arrived("2");
console.log(`2 Dusk: ${levels()}`);

await show.stop();
await Promise.all([left, right, pad, stage].map((node) => node.stop()));
