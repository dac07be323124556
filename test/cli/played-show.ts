import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { Bench, PROGRAM, type Running } from "./program.ts";

const LAMP = { name: "lamp", parameters: { level: { type: "float", value: 0, access: "rws", min: 0, max: 1 } } };
const SHOW = {
  zocp: 1,
  title: "The Harbour",
  cues: [
    { id: "a", cue: "1", name: "House out", values: { "lamp/level": 0.25 } },
    {
      id: "b",
      cue: "2",
      name: "Dusk",
      over: 1,
      values: { "lamp/level": 0.5, "cam@foyer/pan": 1 },
      note: "after the horn",
    },
    { id: "c", cue: "3", name: "Night", over: 60, values: { "lamp/level": 1 } },
  ],
};

/** A program that plays a show. */
export function playShow(bench: Bench, name = "show"): Running {
  const library = new URL("../show.js", pathToFileURL(PROGRAM)).href;
  const program = join(bench.folder, `${name}.mjs`);
  writeFileSync(
    program,
    `import { ShowNode } from "${library}";
     const show = new ShowNode("${name}", { file: ${JSON.stringify(bench.file(SHOW))} });
     await show.start();
     process.once("SIGTERM", () => show.stop());
     console.log("{}");`,
  );
  return bench.shell(`exec $NODE ${program}`);
}

/** A lamp, and a show that moves it. */
export async function openStage() {
  const bench = await Bench.open();
  const lamp = await bench.node(LAMP);
  const show = playShow(bench);
  await show.until(() => show.stdout !== "");
  return { bench, lamp, show, [Symbol.asyncDispose]: () => bench[Symbol.asyncDispose]() };
}
