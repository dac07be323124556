import { afterEach, beforeEach, describe, expect, test } from "vitest";

import type { NetworkError } from "../../src/errors.ts";
import type { Endpoint, Interface, Listener, Net, Stream } from "../../src/net/net.ts";

/** Two programs that reach each other, and how to wait until something has happened between them. */
export interface Ground {
  readonly near: Net;
  readonly far: Net;
  /** The interface on which each reaches the other. */
  readonly nearOn: Interface;
  readonly farOn: Interface;
  /** A UDP port that nobody else uses. */
  readonly beaconPort: number;
  until(condition: () => boolean): Promise<void>;
}

/** What a node expects of every network. */
export function netSuite(name: string, lay: () => Ground | Promise<Ground>): void {
  describe(name, () => {
    let ground: Ground;
    const closing: { close(): void }[] = [];
    beforeEach(async () => {
      ground = await lay();
    });
    afterEach(() => {
      for (const one of closing.splice(0)) one.close();
    });

    async function listen(accept: (stream: Stream) => void = (stream) => void new Ear(stream)): Promise<Listener> {
      const listener = await ground.far.listen(ground.farOn.address, 0, accept);
      closing.push(listener);
      return listener;
    }

    /** A stream from near to far, with an ear at each end. */
    async function pair(): Promise<readonly [Ear, Ear]> {
      let accepted: Ear | undefined;
      const { port } = await listen((stream) => (accepted = new Ear(stream)));
      const dialled = new Ear(ground.near.connect(ground.farOn.address, port));
      await ground.until(() => dialled.connected && accepted !== undefined);
      closing.push({ close: () => dialled.stream.destroy() }, { close: () => accepted?.stream.destroy() });
      return [dialled, accepted as unknown as Ear];
    }

    test("carries bytes in both directions", async () => {
      const [dialled, accepted] = await pair();
      dialled.stream.write(Uint8Array.of(1, 2));
      dialled.stream.write(Uint8Array.of(3));
      accepted.stream.write(Uint8Array.of(4));
      await ground.until(() => accepted.heard === 3 && dialled.heard === 1);
      expect([accepted.bytes(), dialled.bytes()]).toEqual([Uint8Array.of(1, 2, 3), Uint8Array.of(4)]);
    });

    test("carries what was written before the connection was there", async () => {
      let accepted: Ear | undefined;
      const { port } = await listen((stream) => (accepted = new Ear(stream)));
      const dialled = new Ear(ground.near.connect(ground.farOn.address, port));
      dialled.stream.write(Uint8Array.of(7));
      await ground.until(() => accepted?.heard === 1);
      dialled.stream.destroy();
      expect(accepted?.bytes()).toEqual(Uint8Array.of(7));
    });

    test("connects after the call has returned, not within it", async () => {
      const { port } = await listen();
      const dialled = new Ear(ground.near.connect(ground.farOn.address, port));
      expect(dialled.connected).toBe(false);
      await ground.until(() => dialled.connected);
      dialled.stream.destroy();
    });

    test("tells each end where the other one is", async () => {
      const [dialled, accepted] = await pair();
      expect(dialled.stream.remote.address).toBe(ground.farOn.address);
      expect(accepted.stream.remote.address).toBe(ground.nearOn.address);
    });

    test("refuses a connection where nothing listens", async () => {
      const { port, close } = await ground.far.listen(ground.farOn.address, 0, () => {});
      close();
      const dialled = new Ear(ground.near.connect(ground.farOn.address, port));
      await ground.until(() => dialled.closed);
      expect(dialled.error?.code).toBe("connection-refused");
      expect(dialled.connected).toBe(false);
    });

    test("refuses an address and port that is taken", async () => {
      const { port } = await listen();
      await expect(ground.far.listen(ground.farOn.address, port, () => {})).rejects.toMatchObject({
        code: "address-in-use",
      });
    });

    test("refuses to listen on an address that the machine does not have", async () => {
      await expect(ground.far.listen("192.0.2.1", 0, () => {})).rejects.toMatchObject({ code: "unreachable" });
    });

    test("sends what waits before it ends, and tells the other end without an error", async () => {
      const [dialled, accepted] = await pair();
      dialled.stream.write(new Uint8Array(300_000));
      dialled.stream.end();
      await ground.until(() => accepted.closed);
      expect([accepted.heard, accepted.error]).toEqual([300_000, undefined]);
    });

    test("tells the other end when a stream is destroyed, and calls no handler of its own", async () => {
      const [dialled, accepted] = await pair();
      dialled.stream.destroy();
      await ground.until(() => accepted.closed);
      expect([dialled.closed, accepted.closes]).toEqual([false, 1]);
    });

    test("asks the writer to wait when the reader does not read, keeps everything, and says when to go on", async () => {
      const [dialled, accepted] = await pair();
      accepted.stream.pause();
      let written = 0;
      for (; written < 400 && dialled.stream.write(new Uint8Array(MEBI / 16)); written++);
      // The piece that was answered with "wait" is kept, too.
      written++;
      expect(dialled.stream.buffered).toBeGreaterThan(0);
      expect(dialled.drained).toBe(false);
      accepted.stream.resume();
      await ground.until(() => dialled.drained && accepted.heard === (written * MEBI) / 16);
      expect(dialled.stream.buffered).toBe(0);
    });

    test("takes nothing more when a stream is over", async () => {
      const [dialled, accepted] = await pair();
      dialled.stream.end();
      await ground.until(() => accepted.closed);
      expect(dialled.stream.write(Uint8Array.of(1))).toBe(false);
    });

    test("calls back after a delay, unless that was cancelled", async () => {
      const { clock } = ground.near;
      const rung: string[] = [];
      const before = clock.now();
      clock.schedule(20, () => rung.push("second"));
      clock.schedule(10, () => rung.push("first"));
      clock.schedule(10, () => rung.push("cancelled"))();
      await ground.until(() => rung.length === 2);
      expect(rung).toEqual(["first", "second"]);
      // Timers of the host may ring a fraction of a millisecond early.
      expect(clock.now() - before).toBeGreaterThan(18);
    });

    test("does what is deferred after the present event and before the next", async () => {
      const { clock } = ground.near;
      const order: string[] = [];
      clock.schedule(1, () => {
        clock.defer(() => order.push("deferred"));
        clock.schedule(1, () => order.push("next"));
        order.push("present");
      });
      await ground.until(() => order.length === 3);
      expect(order).toEqual(["present", "deferred", "next"]);
    });

    test("carries a datagram to everyone who listens on the port, the sender too", async () => {
      const [near, far] = [new Ears(), new Ears()];
      const sender = await ground.near.broadcast([ground.nearOn], ground.beaconPort, near.receive);
      closing.push(sender, await ground.far.broadcast([ground.farOn], ground.beaconPort, far.receive));
      sender.send(Uint8Array.of(1, 2, 3), ground.nearOn);
      await ground.until(() => near.heard.length > 0 && far.heard.length > 0);
      expect(far.heard[0]).toMatchObject({
        datagram: [1, 2, 3],
        source: { address: ground.nearOn.address },
      });
    });

    test("hears nothing of another port and nothing after it was closed", async () => {
      const [far, closed, witness] = [new Ears(), new Ears(), new Ears()];
      const sender = await ground.near.broadcast([ground.nearOn], ground.beaconPort, witness.receive);
      const other = await ground.far.broadcast([ground.farOn], ground.beaconPort + 1, far.receive);
      (await ground.far.broadcast([ground.farOn], ground.beaconPort, closed.receive)).close();
      closing.push(sender, other);
      sender.send(Uint8Array.of(1), ground.nearOn);
      await ground.until(() => witness.heard.length > 0);
      expect([far.heard, closed.heard]).toEqual([[], []]);
    });

    test("does not mind a broadcast that is closed while the loop goes on", async () => {
      const sender = await ground.near.broadcast([ground.nearOn], ground.beaconPort, () => {});
      sender.close();
      expect(() => sender.send(Uint8Array.of(1), ground.nearOn)).not.toThrow();
    });

    test("gives chance between 0 and 1, and as many bytes as asked for", () => {
      const { random } = ground.near;
      for (let i = 0; i < 100; i++) expect(Math.floor(random.next())).toBe(0);
      expect(random.bytes(16)).toHaveLength(16);
      expect(random.bytes(16)).not.toEqual(random.bytes(16));
    });
  });
}

/** Listens to one end of a stream. */
class Ear {
  readonly stream: Stream;
  readonly #chunks: Uint8Array[] = [];
  heard = 0;
  connected = false;
  drained = false;
  closes = 0;
  error: NetworkError | undefined;

  constructor(stream: Stream) {
    this.stream = stream;
    stream.open({
      connect: () => {
        this.connected = true;
      },
      data: (chunk) => {
        this.#chunks.push(chunk);
        this.heard += chunk.length;
      },
      drain: () => {
        this.drained = true;
      },
      close: (error) => {
        this.closes++;
        this.error = error;
      },
    });
  }

  get closed(): boolean {
    return this.closes > 0;
  }

  bytes(): Uint8Array {
    return Uint8Array.from(this.#chunks.flatMap((chunk) => [...chunk]));
  }
}

/** Listens to datagrams. */
class Ears {
  readonly heard: { readonly datagram: number[]; readonly source: Endpoint }[] = [];
  readonly receive = (datagram: Uint8Array, { address, port }: Endpoint): void => {
    this.heard.push({ datagram: [...datagram], source: { address, port } });
  };
}

const MEBI = 1024 * 1024;
