import { expect, test } from "vitest";
import { Bench } from "./stage.ts";

/** A page with a node of an object and a loose parameter. */
async function page() {
  const bench = new Bench();
  const node = await bench.add("cam", (one) => {
    one.float("power", 0, { access: "re" });
    one.object("pan", "Axis").float("x", 0, { access: "rws" });
  });
  const shown = bench.composer.network.nodeOf("cam");
  if (shown === undefined) throw new Error("no cam");
  const { positions, network } = bench.composer;
  const box = () => positions.boxOf(shown);
  /** The network is looked at anew. */
  const renew = async (): Promise<void> => {
    let told = 0;
    const stop = network.subscribe(() => void (told += 1));
    const before = told;
    network.lookAgain();
    await bench.until(() => told > before, "it was looked at");
    stop();
  };
  return { bench, node, positions, shown, box, renew };
}

test("a node that looks as before keeps its box, so that nothing of it is drawn anew", async () => {
  const { box, renew, node } = await page();
  const before = box();
  await renew();
  node.set("power", 0.5);
  await renew();
  expect(box()).toBe(before);
});

test("it gets another box when it is folded, when a parameter comes or goes, and when a port does", async () => {
  const { bench, box, positions, shown, node } = await page();
  const folded = box();
  positions.folds.group(shown, "pan");
  expect(box()).not.toBe(folded);
  const before = box();
  node.float("zoom", 0, { access: "rw" });
  await bench.until(() => box().rows.length === before.rows.length + 1, "the parameter is drawn");
  const more = box();
  node.remove("zoom");
  await bench.until(() => box() !== more, "it is gone");
  const ports = () => box().rows.map((row) => (row.type === "parameter" ? `${row.senses} ${row.emits}` : row.type));
  expect(ports()).toContain("true false");
});
