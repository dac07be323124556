import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { RingOutlet } from "../../src/recording/file/ring-outlet.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "zocp-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const trouble: (string | undefined)[] = [];

function openRing(size = 1e9, length = 300_000): RingOutlet {
  const handlers = { trouble: (reason: string | undefined) => void trouble.push(reason), lost: () => {} };
  return new RingOutlet({
    path: join(folder, "box.zrec"),
    length,
    size,
    date: () => Date.UTC(2026, 10, 24, 20),
    handlers,
  });
}

function onDisk(): number {
  const ring = join(folder, "box.ring");
  return readdirSync(ring).reduce((sum, name) => sum + statSync(join(ring, name)).size, 0);
}

const HEAD = (now: number): string => `head ${now}\n`;

test("it is never more on disk than was said, however much comes, and goes on meanwhile", async () => {
  const ring = openRing(100_000);
  await ring.open(HEAD, 0);
  for (let i = 0; i < 500; i++) {
    ring.write(`${String(i).padStart(4, "0")} ${"x".repeat(994)}\n`);
    await ring.flush(i * 100);
    expect(onDisk()).toBeLessThanOrEqual(100_000);
  }
  const text = readFileSync(await ring.keep("asked"), "utf8");
  const numbers = [...text.matchAll(/^(\d{4}) /gm)].map(([, number]) => Number(number));
  expect(numbers.at(-1)).toBe(499);
  expect(numbers).toEqual(Array.from(numbers, (_, i) => 499 - numbers.length + 1 + i));
  expect(numbers.length).toBeGreaterThan(80);
  expect(text).toMatch(/^head/);
  await ring.close();
  expect(existsSync(join(folder, "box.ring"))).toBe(false);
});

test("what was there when the power went is kept at the next start, to its last whole line", async () => {
  const ring = openRing();
  await ring.open(HEAD, 0);
  ring.write("one\n");
  await ring.flush(70_000);
  ring.write("two\n");
  ring.write("thr");
  await ring.flush(70_100);
  // It is gone without a word.
  const next = openRing();
  await next.open(HEAD, 0);
  const left = readdirSync(folder).find((name) => name.endsWith("-left.zrec")) ?? "";
  expect(readFileSync(join(folder, left), "utf8")).toBe("head 0\none\nhead 70000\ntwo\n");
  expect(readdirSync(join(folder, "box.ring"))).toEqual(["000001.zrec"]);
  await ring.close();
});

test("each that is kept has a name of its own", async () => {
  const ring = openRing();
  await ring.open(HEAD, 0);
  const names = [await ring.keep("panic"), await ring.keep("panic")].map((path) => path.slice(folder.length + 1));
  expect(names).toEqual(["box-20261124-200000-panic.zrec", "box-20261124-200000-panic-2.zrec"]);
  await ring.close();
});

test("a folder that vanished is told, and ends nothing", async () => {
  const ring = openRing();
  await ring.open(HEAD, 0);
  rmSync(join(folder, "box.ring"), { recursive: true });
  trouble.length = 0;
  await ring.flush(61_000);
  ring.write("one\n");
  await ring.flush(61_100);
  expect(trouble[0]).toContain("ENOENT");
});
