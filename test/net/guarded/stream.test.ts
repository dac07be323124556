import { describe, expect, test } from "vitest";

import { NetworkError } from "../../../src/errors.ts";
import type { Stream } from "../../../src/net/net.ts";
import { Bare, ear, guarded } from "./stage.ts";

const LOST = new NetworkError("connection-lost", "the other side closed the connection");

/** A guarded stream that was dialled, and the bare one behind it. */
function dialled(throwing: readonly string[] = []) {
  const { bare: network, net, told } = guarded();
  const stream = net.connect("10.0.0.2", 7000);
  const bare = network.streams[0] as Bare;
  const heard = ear(stream, new Set(throwing));
  return { network, stream, bare, heard, told };
}

describe("a guarded stream hands on", () => {
  test("what comes, in its order", () => {
    const { bare, heard, told } = dialled();
    bare.handlers?.connect?.();
    bare.handlers?.data(new Uint8Array(3));
    bare.handlers?.data(new Uint8Array(5));
    bare.handlers?.drain?.();
    bare.handlers?.close(LOST);
    expect(heard).toEqual(["connect", "data 3", "data 5", "drain", "close connection-lost"]);
    expect(told).toEqual([]);
  });

  test("what is done to it, and what it is", () => {
    const { stream, bare } = dialled();
    bare.buffered = 7;
    expect([stream.write(new Uint8Array(2)), stream.taken, stream.buffered]).toEqual([false, true, 7]);
    stream.pause();
    stream.resume();
    expect(bare.done).toEqual(["open", "write 2", "pause", "resume"]);
    expect([stream.remote, stream.local]).toEqual([bare.remote, "10.0.0.1"]);
  });

  test("only the handlers that somebody has", () => {
    const { net, bare: network } = guarded();
    const stream = net.connect("10.0.0.2", 7000);
    stream.open({ data: () => {}, close: () => {} });
    const { handlers } = network.streams[0] as Bare;
    expect([handlers?.connect, handlers?.drain]).toEqual([undefined, undefined]);
  });

  test("that its buffers were taken only when the system has them", () => {
    const { stream, bare } = dialled();
    stream.write(new Uint8Array(1));
    expect(stream.taken).toBe(true);
    bare.taken = false;
    stream.write(new Uint8Array(1));
    expect(stream.taken).toBe(false);
    bare.taken = true;
    bare.failing.add("write");
    stream.write(new Uint8Array(1));
    expect(stream.taken).toBe(false);
  });
});

describe("when the network fails at", () => {
  test.each<[string, (stream: Stream) => void]>([
    ["write", (stream) => void stream.write(new Uint8Array(1))],
    ["pause", (stream) => stream.pause()],
    ["resume", (stream) => stream.resume()],
  ])("%s, the stream is closed like a lost one, at the end of the turn", (name, use) => {
    const { network, stream, bare, heard, told } = dialled();
    bare.handlers?.connect?.();
    bare.failing.add(name);
    expect(() => use(stream)).not.toThrow();
    expect(heard).toEqual(["connect"]);
    expect(bare.done.at(-1)).toBe("destroy");
    network.turn();
    expect(heard).toEqual(["connect", "close network-failure"]);
    expect(told).toEqual([`${name} fails`]);
  });

  test("open, the same: whoever opens is told after it", () => {
    const { net, bare: network, told } = guarded();
    const stream = net.connect("10.0.0.2", 7000);
    network.streams[0]?.failing.add("open");
    const heard = ear(stream);
    expect(heard).toEqual([]);
    network.turn();
    expect([heard, told]).toEqual([["close network-failure"], ["open fails"]]);
  });

  test("everything, also at being destroyed, it is told of each and closed once", () => {
    const { network, stream, bare, heard, told } = dialled();
    for (const name of ["write", "pause", "resume", "destroy"]) bare.failing.add(name);
    stream.write(new Uint8Array(1));
    stream.pause();
    stream.resume();
    network.turn();
    network.turn();
    expect(heard).toEqual(["close network-failure"]);
    expect(told).toEqual(["write fails", "destroy fails", "pause fails", "resume fails"]);
  });

  test("end, whoever ends it hears nothing, and waits for nothing", async () => {
    const { network, stream, bare, heard, told } = dialled();
    bare.failing.add("end");
    await stream.end();
    network.turn();
    expect([heard, told, bare.done.at(-1)]).toEqual([[], ["end fails"], "destroy"]);
  });

  test("destroy, the same", () => {
    const { network, stream, bare, heard, told } = dialled();
    bare.failing.add("destroy");
    stream.destroy();
    network.turn();
    expect([heard, told[0]]).toEqual([[], "destroy fails"]);
  });

  test("a NetworkError of its own, that is the one that is told", () => {
    const { network, stream, bare, heard } = dialled();
    bare.write = () => {
      throw LOST;
    };
    stream.write(new Uint8Array(1));
    network.turn();
    expect(heard).toEqual(["close connection-lost"]);
  });

  test.each(["buffered", "local", "remote"] as const)("telling its %s, nobody who asks is thrown at", (name) => {
    const { network, stream, bare, heard, told } = dialled();
    Object.defineProperty(bare, name, {
      get: () => {
        throw new Error(`${name} fails`);
      },
    });
    expect(() => stream[name]).not.toThrow();
    if (name !== "local") expect(stream[name]).toBeDefined();
    network.turn();
    expect(heard).toEqual(["close network-failure"]);
    expect(told[0]).toBe(`${name} fails`);
  });
});

describe("when we throw at", () => {
  test.each([
    ["connect", (bare: Bare) => bare.handlers?.connect?.()],
    ["data", (bare: Bare) => bare.handlers?.data(new Uint8Array(1))],
    ["drain", (bare: Bare) => bare.handlers?.drain?.()],
  ] as const)("%s, the stream is destroyed and closed, and the network is spared", (name, deliver) => {
    const { network, bare, heard, told } = dialled([name]);
    expect(() => deliver(bare)).not.toThrow();
    expect(bare.done).toEqual(["open", "destroy"]);
    network.turn();
    expect(heard.at(-1)).toBe("close network-failure");
    expect(told).toEqual([`${name} of ours throws`]);
  });

  test("close, it is told, and nothing comes a second time", () => {
    const { network, bare, heard, told } = dialled(["close"]);
    expect(() => bare.handlers?.close(LOST)).not.toThrow();
    network.turn();
    bare.handlers?.close();
    expect(heard).toEqual(["close connection-lost"]);
    expect(told).toEqual(["close of ours throws"]);
  });

  test("each of many pieces, it is closed once", () => {
    const { network, bare, heard } = dialled(["data"]);
    for (let i = 0; i < 5; i++) bare.handlers?.data(new Uint8Array(1));
    network.turn();
    expect(heard.filter((what) => what.startsWith("close"))).toHaveLength(1);
  });

  test("accepting a stream, that one is destroyed, and the next one is accepted", async () => {
    const { bare: network, net, told } = guarded();
    let accepted = 0;
    await net.listen("10.0.0.1", 7000, () => {
      if (accepted++ === 0) throw new Error("accepting throws");
    });
    const [one, two] = [new Bare(), new Bare()];
    network.accept?.(one);
    network.accept?.(two);
    expect([accepted, one.done, two.done, told]).toEqual([2, ["destroy"], [], ["accepting throws"]]);
  });
});

describe("after", () => {
  test.each([
    ["end", (stream: Stream): void => void stream.end()],
    ["destroy", (stream: Stream): void => stream.destroy()],
  ] as const)("%s nobody hears that it is closed, whatever the network says", (_, leave) => {
    const { network, stream, bare, heard } = dialled();
    leave(stream);
    bare.handlers?.close(LOST);
    network.turn();
    expect(heard).toEqual([]);
  });

  test("a failure and before its turn has ended, whoever destroys it hears nothing more", () => {
    const { network, stream, bare, heard } = dialled();
    bare.failing.add("write");
    stream.write(new Uint8Array(1));
    stream.destroy();
    network.turn();
    expect(heard).toEqual([]);
  });

  test("it was closed by the other end, a failure is told and closes nothing again", () => {
    const { network, stream, bare, heard, told } = dialled();
    bare.handlers?.close();
    bare.failing.add("write");
    expect(stream.write(new Uint8Array(1))).toBe(false);
    network.turn();
    expect([heard, told]).toEqual([["close well"], ["write fails"]]);
  });
});

describe("a connection that could not even begin", () => {
  function refused() {
    const { bare: network, net, told } = guarded();
    network.failing.add("connect");
    const stream = net.connect("10.0.0.2", 7000);
    return { network, stream, told };
  }

  test("is a stream that closes when whoever opened it is done", () => {
    const { network, stream, told } = refused();
    expect(stream).toMatchObject({ remote: { address: "10.0.0.2", port: 7000 }, buffered: 0 });
    const heard = ear(stream);
    expect(stream.write(new Uint8Array(1))).toBe(false);
    expect(heard).toEqual([]);
    network.turn();
    expect([heard, told]).toEqual([["close network-failure"], ["connect fails"]]);
  });

  test.each(["end", "destroy"] as const)("is silent after %s", (leave) => {
    const { network, stream } = refused();
    const heard = ear(stream);
    stream.pause();
    stream.resume();
    void stream[leave]();
    network.turn();
    expect(heard).toEqual([]);
  });

  test("does not keep the next from being made", () => {
    const { network, stream } = refused();
    ear(stream);
    network.turn();
    network.failing.clear();
    expect(network.connect()).toBeInstanceOf(Bare);
  });
});
