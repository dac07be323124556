import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

import { resolve } from "../../../src/net/host/resolve.ts";
import { whyNoNamespaces } from "../../node/namespaces.ts";
import { ROOT } from "../../sources.ts";

/** It stands in a file of every system, and needs no name server. */
test("a name that the system knows has its address, also when it is asked for twice at once", async () => {
  expect(await Promise.all([resolve("localhost"), resolve("localhost")])).toEqual(["127.0.0.1", "127.0.0.1"]);
});

test("a name that nobody knows is a NetworkError that says so", async () => {
  // Too long for a question: no name server hears of it.
  const name = `${"n".repeat(64)}.invalid`;
  const message = `cannot find the machine "${name}": no machine has that name`;
  await expect(resolve(name)).rejects.toMatchObject({ code: "unreachable", message });
});

/** On a machine of its own whose only name server is 127.0.0.9. The system would ask it for minutes. */
const MACHINE = `
ip link set lo up
for file in hosts resolv.conf nsswitch.conf; do mount --bind $file /etc/$file; done
exec "$0" program.mjs
`;

/** Runs a program there to its end. */
async function runOnMachine(program: string): Promise<{ readonly code: unknown; readonly output: string }> {
  const folder = mkdtempSync(join(tmpdir(), "zocp-resolve-"));
  writeFileSync(join(folder, "hosts"), "127.0.0.1 localhost\n10.1.2.3 stage.example.org\n");
  writeFileSync(join(folder, "resolv.conf"), "nameserver 127.0.0.9\noptions timeout:30 attempts:5\n");
  writeFileSync(join(folder, "nsswitch.conf"), "hosts: files dns\n");
  writeFileSync(join(folder, "program.mjs"), program);
  const child = spawn("unshare", ["-rmn", "sh", "-c", MACHINE, process.execPath], { cwd: folder });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => (output += text));
  const late = setTimeout(() => child.kill("SIGKILL"), PATIENCE);
  const code = await new Promise((done) => child.once("close", done));
  clearTimeout(late);
  rmSync(folder, { recursive: true });
  return { code, output };
}

describe.skipIf(whyNoNamespaces())("on a machine whose name server is silent", () => {
  test("a name that stands in a file is known", async () => {
    const program = `
      import { hostNet } from ${JSON.stringify(`${ROOT}dist/index.js`)};
      const held = setInterval(() => {}, 1000);
      console.log(await hostNet().resolve("stage.example.org"));
      clearInterval(held);
    `;
    expect(await runOnMachine(program)).toEqual({ code: 0, output: "10.1.2.3\n" });
  });

  test.each(["peers", "gossip"])(
    "a program ends when its node has stopped, though it looks for a name: %s",
    async (option) => {
      const program = `
        import { createSocket } from "node:dgram";
        import { ZocpNode } from ${JSON.stringify(`${ROOT}dist/index.js`)};
        const node = new ZocpNode("lamp", { interface: "lo", ${option}: ["tcp://hub.example.org:5670"] });
        const silent = createSocket("udp4");
        silent.once("message", async () => {
          silent.unref();
          await node.stop();
          console.log("stopped");
        });
        silent.bind(53, "127.0.0.9", () => node.start());
      `;
      expect(await runOnMachine(program)).toEqual({ code: 0, output: "stopped\n" });
    },
    60_000,
  );
});

const PATIENCE = 40_000;
