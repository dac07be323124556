import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";

import { RecorderNode, ReplayNode } from "../../src/recording.ts";
import { freePort } from "../../tools/ports.js";
import { until } from "../gateway/stage.ts";
import { channel, recordingOf, type Sample, timelineOf } from "../recording/samples.ts";
import { faults } from "./axe.ts";
import { openChromium } from "./chromium.ts";
import { type ComposerPage, Theatre } from "./composer-page.ts";

// The drawer of recorders and replays drives real ones.

let browser: Browser;

beforeAll(async () => {
  browser = await openChromium();
});

afterAll(() => browser?.close());

async function opened(options: Parameters<Theatre["page"]>[0] = {}) {
  const theatre = await Theatre.open(browser, await freePort());
  const desk = await theatre.stage.node("desk", (node) => {
    node.float("fader", 0, { access: "re", min: 0, max: 1 });
  });
  const page = await theatre.page(options);
  await page.node("desk").waitFor();
  return { theatre, desk, page };
}

async function openDrawer(page: ComposerPage) {
  await page.press("r");
  const drawer = page.page.getByRole("region", { name: "recorder", exact: true });
  await drawer.waitFor();
  return drawer;
}

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "zocp-recorder-"));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** A recording of a minute and a half in which a fader goes up. */
const PAN: Sample = {
  channels: [channel("pan", "x")],
  steps: Array.from({ length: 91 }, (_, second) => ({
    after: second === 0 ? 0 : 1000,
    channel: 0,
    value: second / 90,
  })),
};

async function startReplay(theatre: Theatre) {
  const replay = new ReplayNode("replay", {
    ...theatre.stage.network,
    timeline: timelineOf(recordingOf(PAN)),
    wait: 0,
  });
  onTestFinished(() => replay.stop());
  await replay.start();
  return replay;
}

test("where nobody records the drawer says which command does", async () => {
  const { page } = await opened();
  const drawer = await openDrawer(page);
  await drawer.getByText("npx zocp record --output tonight.zrec.gz").waitFor();
  await drawer.getByText("npx zocp replay tonight.zrec.gz").waitFor();
});

test("a recorder is seen, marks a moment, pauses and goes on; nothing of that happens by itself", async () => {
  const { theatre, desk, page } = await opened();
  const path = join(folder(), "tonight.zrec");
  const recorder = new RecorderNode("tape", { ...theatre.stage.network, output: path });
  onTestFinished(() => recorder.stop().then(() => {}));
  await recorder.start();
  const drawer = await openDrawer(page);
  const row = drawer.getByRole("region", { name: "tape" });
  await row.getByText(/^records to .*tonight\.zrec$/).waitFor();
  desk.set("fader", 0.5);
  await row.getByText(/^[1-9]\d* values$/).waitFor();
  const { node } = recorder;
  expect([node.parameter("recording").value, node.parameter("marks").value]).toEqual([true, 0]);
  await row.getByRole("button", { name: "Mark" }).click();
  await until(() => node.parameter("marks").value === 1, "it is marked");
  await row.getByRole("button", { name: "Pause" }).click();
  await until(() => node.parameter("recording").value === false, "it pauses");
  await row.getByText(/^paused: nothing goes to/).waitFor();
  await page.button("Undo").click();
  await until(() => node.parameter("recording").value === true, "undo lets it go on");
  await recorder.stop();
  expect(readFileSync(path, "utf8")).toContain('"mark"');
  await drawer.getByText("npx zocp record --output tonight.zrec.gz").waitFor();
});

test("a black box keeps what it holds, and says which file that is", async () => {
  const { theatre, page } = await opened();
  const place = folder();
  const recorder = new RecorderNode("box", { ...theatre.stage.network, output: join(place, "box.zrec"), ring: 600 });
  onTestFinished(() => recorder.stop().then(() => {}));
  await recorder.start();
  const row = (await openDrawer(page)).getByRole("region", { name: "box" });
  await row.getByText(/^holds the last 10:00 for/).waitFor();
  await row.getByRole("button", { name: "Keep" }).click();
  await row.getByText(/^kept .*asked\.zrec$/).waitFor();
  expect(readdirSync(place).some((name) => name.endsWith("asked.zrec"))).toBe(true);
});

test("a replay is paused, moved along its timeline, typed to a time, looped and made faster", async () => {
  const { theatre, page } = await opened();
  const replay = await startReplay(theatre);
  const drawer = await openDrawer(page);
  const row = drawer.getByRole("region", { name: "replay" });
  await row.getByText(/^plays, as 1 ghost$/).waitFor();
  await row.getByRole("button", { name: "Pause, replay" }).click();
  await until(() => !replay.playing, "it pauses");
  const line = row.getByRole("slider");
  const before = replay.position;
  // A press alone moves nothing.
  await line.click({ position: { x: 200, y: 20 } });
  await page.page.waitForTimeout(300);
  expect(replay.position).toBe(before);
  await page.drag(line, [before / 90, 0.5], [0.5, 0.5]);
  // The first piece of a drag only says that it is one.
  await until(() => replay.position > 30 && replay.position <= 45, "about in the middle");
  const position = await comeToRest(page, replay);
  await row.getByRole("button", { name: "10 seconds on, replay" }).click();
  await until(() => Math.abs(replay.position - position - 10) < 0.01, "ten seconds on");
  await row.getByTitle("Type a time").click();
  await row.getByLabel("Time in the recording", { exact: true }).fill("1:15");
  await page.press("Enter");
  await until(() => replay.position === 75, "at 1:15");
  await row.getByRole("button", { name: "Loop, replay" }).click();
  await row.getByLabel("Speed, replay").selectOption("4");
  await until(() => replay.node.parameter("speed").value === 4, "four times as fast");
  expect(replay.node.parameter("loop").value).toBe(true);
  await row.getByRole("button", { name: "Play, replay" }).click();
  await until(() => replay.playing, "it plays again");
});

/** Where a replay is when nothing of a drag comes any more. */
async function comeToRest(page: ComposerPage, replay: ReplayNode): Promise<number> {
  for (;;) {
    const { position } = replay;
    await page.page.waitForTimeout(500);
    if (replay.position === position) return position;
  }
}

test("who may only look sees a recorder and a replay, and presses nothing", async () => {
  const { theatre } = await opened();
  const replay = await startReplay(theatre);
  const gateway = await theatre.stage.gateway({ composer: "dist/composer", readOnly: true });
  const page = await theatre.page({ url: gateway.links()[0]?.url ?? "" });
  await page.node("desk").waitFor();
  const row = (await openDrawer(page)).getByRole("region", { name: "replay" });
  await row.getByText(/^plays/).waitFor();
  for (const button of await row.getByRole("button").all()) expect(await button.isDisabled()).toBe(true);
  await page.drag(row.getByRole("slider"), [0.2, 0.5], [0.8, 0.5]);
  await page.page.waitForTimeout(300);
  expect(replay.playing && replay.position < 60).toBe(true);
});

test("axe finds no serious fault in the drawer", async () => {
  const { theatre, page } = await opened({ reducedMotion: "reduce" });
  const recorder = new RecorderNode("tape", { ...theatre.stage.network, output: join(folder(), "tonight.zrec") });
  onTestFinished(() => recorder.stop().then(() => {}));
  await recorder.start();
  await startReplay(theatre);
  const drawer = await openDrawer(page);
  await drawer.getByText(/^plays/).waitFor();
  await drawer.getByText(/^records to/).waitFor();
  for (const theme of ["dark", "light", "contrast"]) {
    await page.page.evaluate(`document.documentElement.dataset.theme = ${JSON.stringify(theme)}`);
    expect(await faults(page.page), theme).toEqual([]);
  }
});
