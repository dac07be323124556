import type { Socket } from "node:dgram";

import { expect, test } from "vitest";

import { Sender } from "../../../src/net/host/sender.ts";

/** A socket whose datagrams to some addresses do not leave. */
function socket(unreachable: ReadonlySet<string>) {
  const sent: string[] = [];
  const send = (_datagram: Uint8Array, _port: number, address: string, done: (error: Error | null) => void): void => {
    sent.push(address);
    const code = "EHOSTUNREACH";
    done(unreachable.has(address) ? Object.assign(new Error(code), { code, syscall: "send" }) : null);
  };
  return { sent, socket: { send } as unknown as Socket };
}

const DATAGRAM = Uint8Array.of(1);

test("a failure counts when several datagrams in a row did not leave, and is over when one does", () => {
  const unreachable = new Set(["10.0.0.255"]);
  const sender = new Sender(socket(unreachable).socket, "cannot send beacons on eth0 (10.0.0.1)");
  const send = () => sender.send(DATAGRAM, { port: 1, to: ["10.0.0.255"], also: [] });
  send();
  send();
  expect([sender.failing, sender.failure]).toEqual([true, undefined]);
  send();
  expect(sender.failure).toMatchObject({
    code: "unreachable",
    message: expect.stringMatching(/^cannot send beacons on eth0 \(10\.0\.0\.1\): there is no way/),
  });
  unreachable.clear();
  send();
  expect([sender.failing, sender.failure]).toEqual([false, undefined]);
});

test("a datagram has left when it has left to one of its addresses; what is tried besides does not count", () => {
  const { sent, socket: outlet } = socket(new Set(["127.255.255.255"]));
  const sender = new Sender(outlet, "cannot send");
  sender.send(DATAGRAM, { port: 1, to: ["127.255.255.255", "225.25.25.25"], also: [] });
  expect(sender.failing).toBe(false);
  sender.send(DATAGRAM, { port: 1, to: ["127.255.255.255"], also: ["127.0.0.1"] });
  expect(sender.failing).toBe(true);
  expect(sent.slice(2)).toEqual(["127.255.255.255", "127.0.0.1"]);
});
