// npm run bench:composer: measures the composer's page in headless Chromium, with a crowd behind its gateway, and prints each figure beside its
// target. Fails when one is missed. Tasks and pictures are measured in processor time of the page's main thread: what else the machine does then
// does not count. Options: --nodes 100 --wires 200 --rate 2000 --minutes 10 --large 800 --only opening,wheel
import { parseArgs } from "node:util";
import { openPage } from "./composer/page.js";
import * as rows from "./composer/rows.js";
import { withCrowd, withStar } from "./composer/stage.js";
import { Table } from "./composer/table.js";

const { values } = parseArgs({
  options: {
    nodes: { type: "string", default: "100" },
    wires: { type: "string", default: "200" },
    rate: { type: "string", default: "2000" },
    minutes: { type: "string", default: "10" },
    large: { type: "string", default: "800" },
    only: { type: "string", default: "opening,working,wheel,scrolling,memory,layout" },
  },
});
const [nodes, wires, rate, large] = [values.nodes, values.wires, values.rate, values.large].map(Number);
const only = values.only.split(",");
const table = new Table();

if (only.some((name) => name !== "layout"))
  await withCrowd({ nodes: nodes ?? 0, wires: wires ?? 0, rate: rate ?? 0 }, async (url, browser) => {
    if (only.includes("opening")) await rows.opening(table, browser, url, nodes ?? 0);
    const opened = await openPage(browser, url);
    await opened.page
      .locator(".count b", { hasText: new RegExp(`^${nodes}$`) })
      .first()
      .waitFor();
    if (only.includes("working")) await rows.working(table, opened);
    if (only.includes("wheel")) await rows.wheel(table, opened);
    if (only.includes("scrolling")) await rows.scrolling(table, opened);
    if (only.includes("memory")) await rows.memory(table, opened, Number(values.minutes));
  });
if (only.includes("layout"))
  await withStar({ nodes: large ?? 0, wires: large ?? 0, rate: rate ?? 0 }, (url, browser) =>
    rows.layout(table, browser, url, large ?? 0),
  );
if (table.missed.length > 0) {
  console.log(`missed: ${table.missed.join("; ")}`);
  process.exitCode = 1;
}
