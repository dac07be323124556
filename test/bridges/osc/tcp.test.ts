import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { expect, onTestFinished, test } from "vitest";

import { type TcpConnection, TcpDialler, TcpPort } from "../../../src/bridges/osc/tcp.ts";
import { freePort } from "../../../tools/ports.js";
import { settled } from "../../patience.ts";

async function open(takes: (address: string) => boolean = () => true) {
  const port = await freePort();
  const [opened, failures]: [TcpConnection[], string[]] = [[], []];
  let closed = 0;
  const listening = await TcpPort.open({ address: "127.0.0.1", port }, takes, {
    open: (connection) => {
      opened.push(connection);
      return { data: () => {}, close: () => void closed++ };
    },
    failed: (reason) => failures.push(reason),
  });
  onTestFinished(() => listening.close());
  return { port, opened, failures, closed: () => closed };
}

function dial(port: number): Socket {
  const socket = connect(port, "127.0.0.1").on("error", () => {});
  onTestFinished(() => void socket.destroy());
  return socket;
}

test("connections are 64, and one that reads nothing is closed before it fills the memory", async () => {
  const { port, opened, failures, closed } = await open();
  const sockets = Array.from({ length: 70 }, () => dial(port));
  await settled(() =>
    expect(sockets.filter(({ destroyed, readyState }) => destroyed || readyState !== "open")).toHaveLength(6),
  );
  expect(opened).toHaveLength(64);
  sockets[0]?.pause();
  const [first] = opened;
  for (let i = 0; i < 100 && failures.length === 0; i++) first?.send(new Uint8Array(0x1_0000));
  expect(failures).toEqual([expect.stringContaining("more than 1048576 octets wait for it")]);
  await settled(() => expect(closed()).toBeGreaterThan(0));
});

test("a connection from an address that is not taken is closed", async () => {
  const { port, opened } = await open(() => false);
  const socket = dial(port).resume();
  await once(socket, "close");
  expect(opened).toEqual([]);
});

test("who is not there is dialled until he is, and told once; a connection that ends is made again", async () => {
  const port = await freePort();
  const failures: string[] = [];
  let opened = 0;
  const dialler = new TcpDialler(
    { host: "127.0.0.1", port },
    { open: () => ({ data: () => {}, close: () => {} }), failed: (reason) => failures.push(reason) },
  );
  onTestFinished(() => dialler.close());
  await settled(() => expect(failures).toHaveLength(1));
  const listening = await TcpPort.open({ address: "127.0.0.1", port }, () => true, {
    open: (connection) => {
      if (opened++ === 0) connection.end();
      return { data: () => {}, close: () => {} };
    },
    failed: () => {},
  });
  onTestFinished(() => listening.close());
  await settled(() => expect(opened).toBe(2));
  expect(failures).toHaveLength(1);
});
