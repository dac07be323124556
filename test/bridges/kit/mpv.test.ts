import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";

import { settled } from "../../patience.ts";
import { KitStage } from "./kit-stage.ts";

const hasMpv = spawnSync("mpv", ["--version"]).error === undefined;
if (!hasMpv) console.warn("mpv is not here: the bridge to a video player is not tested");

/** Silence of so many seconds, as a file of sound. */
function wav(seconds: number): string {
  const [rate, octets] = [8000, 8000 * seconds];
  const head = Buffer.alloc(44);
  head.write("RIFF", 0);
  head.writeUInt32LE(36 + octets, 4);
  head.write("WAVEfmt ", 8);
  head.writeUInt32LE(16, 16);
  for (const [at, value] of [
    [20, 1],
    [22, 1],
    [32, 1],
    [34, 8],
  ] as const)
    head.writeUInt16LE(value, at);
  for (const at of [24, 28]) head.writeUInt32LE(rate, at);
  head.write("data", 36);
  head.writeUInt32LE(octets, 40);
  return head.toString("latin1") + "A".repeat(octets);
}

const QUIET = ["--vo=null", "--ao=null", "--no-config"];
const CLIPS = { "short.wav": wav(1), "long.wav": wav(60) };

describe.runIf(hasMpv)("a video player", () => {
  test("plays what is chosen of its folder, is paused and moved, and tells its time and its end", async () => {
    const stage = await KitStage.open("mpv", { folder: ".", args: QUIET }, CLIPS);
    await stage.becomes("alive", true);
    const ends = stage.heard("end");
    await stage.remote.set("file", "long.wav");
    await settled(() => expect(stage.value("duration")).toBeGreaterThan(50));
    await settled(() => expect(stage.value("time")).toBeGreaterThan(0));
    await stage.remote.set("pause", true);
    await stage.remote.set("seek", 30);
    await settled(() => expect(stage.value("time")).toBeCloseTo(30, 0));
    await stage.remote.set({ pause: false, volume: 40 });
    await stage.remote.set("file", "short.wav");
    await settled(() => expect(ends).toEqual([true]));
    await stage.becomes("file", "");
    expect(stage.value("volume")).toBe(40);
  });

  test("plays nothing that is not in its folder, and tells what it plays instead", async () => {
    const stage = await KitStage.open("mpv", { folder: ".", args: QUIET }, CLIPS);
    await stage.becomes("alive", true);
    for (const name of ["/etc/passwd", "../../etc/passwd", "http://127.0.0.1/x", "nowhere.wav"]) {
      const before = stage.notes.length;
      await stage.remote.set("file", name);
      await settled(() => expect(stage.notes.length).toBe(before + 1));
      await stage.becomes("file", "");
    }
  });

  test("is started again when it is gone, with what it was told", async () => {
    const stage = await KitStage.open(
      "mpv",
      (folder) => ({ folder: ".", args: [...QUIET, `--title=${folder}`] }),
      CLIPS,
    );
    await stage.becomes("alive", true);
    await stage.remote.set({ volume: 30, file: "long.wav" });
    await settled(() => expect(stage.value("duration")).toBeGreaterThan(50));
    const found = spawnSync("pgrep", ["-f", `title=${stage.folder}`], { encoding: "utf8" })
      .stdout.trim()
      .split("\n");
    expect(found).toHaveLength(1);
    process.kill(Number(found[0]), "SIGKILL");
    await stage.becomes("alive", false);
    await stage.becomes("alive", true);
    await stage.becomes("volume", 30);
    await settled(() => expect(stage.value("file")).toBe("long.wav"));
  });

  test("is found at its socket when it comes, and again when it is back", async () => {
    const stage = await KitStage.open("mpv", (folder) => ({ socket: join(folder, "socket") }), CLIPS);
    expect(stage.value("alive")).toBe(false);
    const first = player(stage.folder, 25);
    await stage.becomes("alive", true);
    await stage.becomes("volume", 25);
    first.kill("SIGKILL");
    await stage.becomes("alive", false);
    player(stage.folder, 75);
    await stage.becomes("volume", 75);
  });
});

function player(folder: string, volume: number): ChildProcess {
  const socket = `--input-ipc-server=${join(folder, "socket")}`;
  const child = spawn("mpv", ["--idle=yes", "--no-terminal", socket, `--volume=${volume}`, ...QUIET], {
    stdio: "ignore",
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  return child;
}
