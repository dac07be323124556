import { createSocket, type Socket as Datagrams } from "node:dgram";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { join } from "node:path";
import { expect, test } from "vitest";

import { createKeyFile } from "../../src/index.ts";
import { freePort } from "../../tools/ports.js";
import { eventually, pause } from "../node/loopback.ts";
import { Bench, type Running } from "./program.ts";

/**
 * Stands between the first nodes on two beacon ports: passes their beacons on with a TCP port of its own in them, passes on
 * what goes over the connections, and writes everything down.
 */
class Eavesdropper {
  readonly #recorded: Buffer[] = [];
  readonly #ears: Datagrams[] = [];
  readonly #doors: Server[] = [];
  readonly #sockets = new Set<Socket>();

  static async between(one: number, other: number): Promise<Eavesdropper> {
    const ear = new Eavesdropper();
    const beacons = await Promise.all([ear.#hear(one), ear.#hear(other)]);
    const [ofOne, ofOther] = beacons;
    const passOn = (beacon: Buffer | undefined, port: number) =>
      beacon && ear.#ears[0]?.send(beacon, port, "127.255.255.255");
    // Both at once: a node that is greeted before it has heard of the other would dial it past us.
    const timer = setInterval(() => {
      if (ofOne.latest === undefined || ofOther.latest === undefined) return;
      passOn(ofOne.latest, other);
      passOn(ofOther.latest, one);
    }, 200);
    ear.#stop = () => clearInterval(timer);
    return ear;
  }

  /** How many octets came by. */
  get size(): number {
    return this.#recorded.reduce((size, part) => size + part.length, 0);
  }

  /** Which of these words could be read, in a datagram or over a connection. */
  heard(words: readonly string[]): string[] {
    const text = Buffer.concat(this.#recorded).toString("latin1");
    return words.filter((word) => text.includes(word));
  }

  async close(): Promise<void> {
    this.#stop();
    for (const ear of this.#ears) ear.close();
    for (const door of this.#doors) door.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  #stop = (): void => {};

  /** The latest beacon of the first node on a port, with our own TCP port in it. */
  async #hear(port: number): Promise<{ latest: Buffer | undefined }> {
    const ear = createSocket({ type: "udp4", reuseAddr: true });
    this.#ears.push(ear);
    const heard: { latest: Buffer | undefined } = { latest: undefined };
    let door: Server | undefined;
    ear.on("message", (beacon) => {
      this.#recorded.push(Buffer.from(beacon));
      if (door !== undefined) return;
      door = this.#doorTo(beacon.readUInt16BE(PORT_AT), (own) => {
        heard.latest = Buffer.from(beacon);
        heard.latest.writeUInt16BE(own, PORT_AT);
      });
    });
    await new Promise<void>((resolve) => ear.bind(port, "127.255.255.255", resolve));
    ear.setBroadcast(true);
    return heard;
  }

  #doorTo(port: number, ready: (own: number) => void): Server {
    const door = createServer((guest) => this.#join(guest, connect({ port, host: "127.0.0.1", noDelay: true })));
    this.#doors.push(door);
    return door.listen(0, "127.0.0.1", () => ready((door.address() as AddressInfo).port));
  }

  #join(guest: Socket, host: Socket): void {
    guest.setNoDelay(true);
    for (const [from, to] of [
      [guest, host],
      [host, guest],
    ] as const) {
      this.#sockets.add(from);
      from.on("data", (chunk) => {
        this.#recorded.push(chunk);
        to.write(chunk);
      });
      from.on("error", () => {});
      from.on("close", () => to.destroy());
    }
  }
}

const PORT_AT = 20;

const LAMP = {
  name: "lamp-of-secrets",
  parameters: {
    brightness: { type: "float", value: 0, access: "rs" },
    motto: { type: "string", value: "abracadabra" },
  },
};
const DESK = {
  name: "desk-of-secrets",
  parameters: { fader: { type: "float", value: 0.1, access: "re" } },
  connect: [["fader", "lamp-of-secrets/brightness"]],
};
const WORDS = ["lamp-of-secrets", "desk-of-secrets", "brightness", "abracadabra", "fader", "0.123456789", "DEALER"];

/** Two nodes that only know each other through the one who listens; what is set on one reaches the other. */
async function show(bench: Bench, ports: readonly [number, number], key: readonly string[]) {
  const lamp = await bench.node(LAMP, "--port", String(ports[0]), ...key);
  const desk = await bench.node(DESK, "--port", String(ports[1]), ...key);
  await desk.event("linked");
  desk.send({ emit: ["fader", 0.123456789] });
  await lamp.event("signal", { parameter: "brightness", value: 0.123456789 });
  return { lamp, desk };
}

const entered = ({ stdout }: Running): string[] =>
  stdout
    .split("\n")
    .filter((line) => line.includes('"event":"enter"'))
    .map((line) => JSON.parse(line).node);

test("what two nodes say to each other is read by one who stands between them, unless they have a key", async () => {
  await using bench = await Bench.open();
  const ports = [await freePort(), await freePort()] as const;
  const ear = await Eavesdropper.between(...ports);
  try {
    await show(bench, ports, []);
    expect(ear.heard(WORDS)).toEqual(WORDS);
  } finally {
    await ear.close();
  }
});

test("two nodes with a key are linked, a third without it and a fourth with another stay out, and nobody reads along", async () => {
  await using bench = await Bench.open();
  const [key, otherKey] = ["show.key", "other.key"].map((name) => join(bench.folder, name)) as [string, string];
  createKeyFile(key);
  createKeyFile(otherKey);
  const ports = [await freePort(), await freePort()] as const;
  const ear = await Eavesdropper.between(...ports);
  try {
    const { lamp, desk } = await show(bench, ports, ["--key", key]);
    const port = ["--port", String(ports[0])];
    const third = await bench.node({ name: "third", parameters: {} }, ...port);
    const fourth = await bench.node({ name: "fourth", parameters: {} }, ...port, "--key", otherKey);
    // Each has heard the others' beacons, and a person is told.
    const told = (running: Running, text: string) => eventually(text, () => running.stderr.includes(text));
    await told(lamp, "has no key, and this one has");
    await told(lamp, "has another key than this one");
    await told(third, "has a key, and this one has none");
    await told(fourth, "has another key than this one");
    // And several of everybody's beacons after that.
    await pause(2000);
    expect([entered(lamp), entered(desk)]).toEqual([["desk-of-secrets"], ["lamp-of-secrets"]]);
    expect([entered(third), entered(fourth)]).toEqual([[], []]);
    expect(ear.size).toBeGreaterThan(2000);
    expect(ear.heard(WORDS)).toEqual([]);
  } finally {
    await ear.close();
  }
});
