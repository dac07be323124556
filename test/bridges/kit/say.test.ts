import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

import { settled } from "../../patience.ts";
import { KitStage } from "./kit-stage.ts";

const hasEspeak = spawnSync("espeak-ng", ["--version"]).error === undefined;
if (!hasEspeak) console.warn("espeak-ng is not here: that texts are spoken is not tested");

/** Seconds of sound. */
function secondsOf(path: string): number {
  const bytes = readFileSync(path);
  expect(bytes.toString("latin1", 0, 4)).toBe("RIFF");
  return (bytes.length - 44) / bytes.readUInt32LE(28);
}

describe.runIf(hasEspeak)("texts that are spoken", () => {
  test("become sound, one after the other, as fast as is wanted; a text is never an option", async () => {
    const stage = await KitStage.open("say", { wav: "out.wav", voice: "en" });
    const path = join(stage.folder, "out.wav");
    await stage.remote.set("text", "Ladies and gentlemen, the doors are open.");
    await settled(() => expect(existsSync(path)).toBe(true));
    await stage.becomes("speaking", false);
    const slow = secondsOf(path);
    expect(slow).toBeGreaterThan(1);
    await stage.remote.set("speed", 400);
    await stage.remote.set("text", "Ladies and gentlemen, the doors are open.");
    await settled(() => expect(secondsOf(path)).toBeLessThan(slow * 0.7));
    await stage.remote.set("text", "--version");
    await stage.becomes("speaking", false);
    expect(stage.notes).toEqual([]);
  });

  test("of more than ten that wait some are left out, and it says so; stop forgets them", async () => {
    const stage = await KitStage.open("say", { wav: "out.wav" });
    for (let i = 0; i < 40; i++) stage.remote.send("text", `number ${i}`);
    await settled(() => expect(stage.notes.join()).toContain("10 texts wait to be spoken already"));
    await stage.remote.set("stop", true);
    await stage.becomes("speaking", false);
  });

  test("a voice that could be an option is refused", async () => {
    await expect(KitStage.open("say", { voice: "-w x" })).rejects.toThrow('voice: "-w x" is no voice');
  });
});
