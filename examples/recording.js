// A fader is recorded, and leaves; what was recorded stands in for it, and a lamp follows that as it would follow the fader.
// Run it: node examples/recording.js
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { ZocpNode } from "zocp";
import { RecorderNode, ReplayNode, readRecordingFile, TimelineBuilder } from "zocp/recording";

const folder = mkdtempSync(join(tmpdir(), "recording-"));
const file = join(folder, "tonight.zrec");

const desk = new ZocpNode("desk");
const fader = desk.float("fader", 0, { access: "re", min: 0, max: 1 });
const recorder = new RecorderNode("recorder", { output: file, every: true });
await Promise.all([desk.start(), recorder.start()]);
// From then on it is told every value.
while (fader.subscribers.length === 0) await setTimeout(20);
for (const value of [0.25, 0.5, 0.75]) {
  fader.emit(value);
  await setTimeout(100);
}
while (recorder.count.values < 4) await setTimeout(20);
await Promise.all([desk.stop(), recorder.stop()]);

const builder = new TimelineBuilder();
await readRecordingFile(file, (entry) => builder.add(entry));
const timeline = builder.build();
console.log(`${timeline.size} values of ${timeline.channels.map(({ node }) => node).join()}`);

const lamp = new ZocpNode("lamp");
const level = lamp.float("level", 0, { access: "rs" });
await lamp.start();
void lamp.connect("desk/fader", "lamp/level").catch(() => {}); // it waits for the desk, whoever plays it
level.on("changed", ({ value }) => console.log(`the lamp is at ${value}`));
const replay = new ReplayNode("replay", { timeline, wait: 500 });
const ended = new Promise((resolve) => replay.on("ended", resolve));
await replay.start();
await ended;
while (level.value < 0.75) await setTimeout(20);

await Promise.all([replay.stop(), lamp.stop()]);
rmSync(folder, { recursive: true });
