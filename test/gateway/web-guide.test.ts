import { execFile, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

import { Stage } from "./stage.ts";

const LINES = readFileSync(new URL("../../docs/guide/web.md", import.meta.url), "utf8").split("\n");
const CALLS = LINES.filter((line) => line.startsWith("$ curl")).map((line) => line.slice(2));

test.skipIf(spawnSync("curl", ["--version"]).error !== undefined)(
  "each call in the guide is answered as it says",
  async () => {
    const stage = await Stage.open();
    await stage.node("lamp", (node) => {
      node.float("level", 0.25, { min: 0, max: 1, access: "rwes" });
      node.handle("add", ([a, b]) => Number(a) + Number(b));
    });
    const gateway = await stage.gateway();
    expect(CALLS.length).toBeGreaterThan(7);
    for (const call of CALLS) {
      const env = { ...process.env, ZOCP: `http://127.0.0.1:${gateway.port}`, TOKEN: "none" };
      const output = await run(call, env);
      const shown = LINES[LINES.indexOf(`$ ${call}`) + 1] ?? "";
      if (shown.startsWith("{") && !shown.includes("…")) expect(JSON.parse(output)).toEqual(JSON.parse(shown));
      else if (shown.startsWith("data: ")) expect(output).toContain(shown);
      else expect(Object.keys(JSON.parse(output) as object)).not.toContain("error");
    }
  },
);

/** Beside the gateway, which runs in this process. */
function run(call: string, env: NodeJS.ProcessEnv): Promise<string> {
  return new Promise((resolve) => void execFile("bash", ["-c", call], { env }, (_, stdout) => resolve(stdout)));
}
