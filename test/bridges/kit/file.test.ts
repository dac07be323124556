import { renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

import { settled } from "../../patience.ts";
import { KitStage } from "./kit-stage.ts";

test("tells what stands in a file, and each change, also of one that is replaced or comes later", async () => {
  const stage = await KitStage.open(
    "file",
    { files: { score: "score.txt", late: "late.txt" } },
    { "score.txt": "one\n" },
  );
  expect(stage.value("score.content")).toBe("one");
  expect(stage.value("late.exists")).toBe(false);
  const changed = stage.heard("score.changed");
  await settled(() => expect(stage.bridge.node.parameter("score.changed").subscribers).toHaveLength(1));
  writeFileSync(join(stage.folder, "score.txt"), "two\nlines\n");
  await stage.becomes("score.content", "two\nlines");
  await settled(() => expect(changed).toEqual([true]));
  writeFileSync(join(stage.folder, "new.txt"), "three");
  renameSync(join(stage.folder, "new.txt"), join(stage.folder, "score.txt"));
  await stage.becomes("score.content", "three");
  writeFileSync(join(stage.folder, "late.txt"), "here");
  await stage.becomes("late.content", "here");
  rmSync(join(stage.folder, "late.txt"));
  await stage.becomes("late.exists", false);
});

test("reads numbers, switches and vectors from the first line, and keeps to the range", async () => {
  const files = {
    level: { path: "level", type: "float", min: 0, max: 1 },
    on: { path: "on", type: "bool" },
    at: { path: "at", type: "vec2f" },
  };
  const stage = await KitStage.open("file", { files }, { level: "0.5\nmore\n", on: "on\n", at: "1, 2.5\n" });
  await settled(() =>
    expect(["level.content", "on.content", "at.content"].map((name) => stage.value(name))).toEqual([
      0.5,
      true,
      [1, 2.5],
    ]),
  );
  const changed = stage.heard("level.changed");
  await settled(() => expect(stage.bridge.node.parameter("level.changed").subscribers).toHaveLength(1));
  writeFileSync(join(stage.folder, "level"), "7");
  await settled(() => expect(changed).toHaveLength(1));
  expect(stage.value("level.content")).toBe(0.5);
});

test("of a file that is too long only the change is told", async () => {
  const stage = await KitStage.open("file", { files: { big: "big" } }, { big: "x".repeat(70_000) });
  expect(stage.value("big.content")).toBe("");
  expect(stage.notes[0]).toContain("it has 70000 octets; of more than 65536 only the change is told");
});
