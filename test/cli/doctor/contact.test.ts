import { createServer, type Server } from "node:net";

import { afterEach, describe, expect, test } from "vitest";

import { knock } from "../../../src/cli/doctor/contact.ts";

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** Listens on loopback; gives the port. */
function listen(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer((socket) => void socket.on("error", () => {}));
    servers.push(server);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : 0);
    });
  });
}

describe("who knocks at a TCP port", () => {
  test("is told that it is open, and where that was", async () => {
    const port = await listen();
    const open = { open: true, address: `tcp://127.0.0.1:${port}` };
    expect(await knock(`tcp://127.0.0.1:${port}`, 20_000)).toEqual(open);
    expect(await knock(`tcp://127.0.0.1:${port}|KEY`, 20_000)).toEqual(open);
    expect(await knock(`tcp://127.0.0.1:${port}@FILE`, 20_000)).toEqual(open);
  });

  test("is told the address of a name", async () => {
    const port = await listen();
    const answer = await knock(`tcp://localhost:${port}`, 20_000);
    expect(answer).toEqual({ open: true, address: `tcp://127.0.0.1:${port}` });
  });

  test("is told that nothing listens there", async () => {
    const port = await listen();
    await new Promise((resolve) => servers.splice(0)[0]?.close(resolve));
    const answer = await knock(`tcp://127.0.0.1:${port}`, 20_000);
    expect(answer).toMatchObject({ open: false, reason: expect.stringContaining("nothing listens there") });
  });

  test("is told that nobody knows a name", async () => {
    const answer = await knock("tcp://nowhere.invalid:5670", 20_000);
    expect(answer).toMatchObject({ open: false, reason: expect.stringContaining("nowhere.invalid") });
  });
});
