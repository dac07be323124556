import { describe, expect, test } from "vitest";

import type { Mesh } from "../../src/zre/mesh/mesh.ts";
import { BOB, BOB_AT, bobsHello, hear, meshWithBob, startedMesh, story, textFrames } from "./samples.ts";

describe("a silent peer", () => {
  test("is asked, then evasive, then silent, then gone", () => {
    expect(tellings(meshWithBob(), 31_000)).toEqual([
      "5000 send PING 2",
      "6000 evasive",
      "7000 silent",
      "30000 disconnect",
      "30000 exit expired",
    ]);
  });

  test("is not asked while its beacons come", () => {
    const mesh = meshWithBob();
    expect(tellings(mesh, 60_000, (now) => mesh.handleBeacon({ peer: BOB, port: 50000 }, "10.0.0.2", now))).toEqual([]);
  });

  test("is not asked while its messages come", () => {
    const mesh = meshWithBob();
    let sequence = 1;
    expect(tellings(mesh, 60_000, (now) => hear(mesh, { type: "PING-OK", sequence: ++sequence }, now))).toEqual([]);
  });

  test("is asked, and not evasive when it answers", () => {
    const mesh = meshWithBob();
    expect(tellings(mesh, 5000)).toEqual(["5000 send PING 2"]);
    hear(mesh, { type: "PING-OK", sequence: 2 }, 5001);
    expect(mesh.handleTimeout(6001)).toEqual([{ type: "beacon", beacon: expect.anything() }]);
  });

  test("has been heard when it said HELLO", () => {
    const mesh = startedMesh();
    mesh.handleBeacon({ peer: BOB, port: 50000 }, "10.0.0.2", 0);
    hear(mesh, bobsHello(), 4000);
    expect(tellings(mesh, 9000, undefined, 4000)).toEqual(["9000 send PING 2"]);
  });

  test("shows its state", () => {
    const mesh = meshWithBob();
    tellings(mesh, 6000);
    expect(mesh.peers.get(BOB)?.state).toBe("evasive");
    tellings(mesh, 7000, undefined, 7000);
    expect(mesh.peers.get(BOB)?.state).toBe("silent");
    hear(mesh, { type: "PING-OK", sequence: 2 }, 7500);
    expect(mesh.peers.get(BOB)?.state).toBe("ready");
  });

  describe("that is a node of our own process", () => {
    const OWN = { sameProcess: () => true };

    test("is never asked: it is as well as we are", () => {
      expect(tellings(meshWithBob(OWN), 60_000)).toEqual([]);
    });

    test("is as any other from the moment on when one of its connections is lost", () => {
      const mesh = meshWithBob(OWN);
      tellings(mesh, 40_000);
      mesh.handleOutboundLost(BOB, { confirmed: true, refused: false });
      expect(tellings(mesh, 71_000, undefined, 40_001)).toEqual([
        "45001 send PING 2",
        "46001 evasive",
        "47001 silent",
        "70001 disconnect",
        "70001 exit expired",
      ]);
    });

    test("is gone when it says goodbye", () => {
      const mesh = meshWithBob(OWN);
      mesh.handleBeacon({ peer: BOB, port: 0 }, BOB_AT.address, 1000);
      expect(story(mesh.handleInboundLost(BOB)).at(-1)).toBe("exit goodbye");
    });
  });

  test("is forgotten without a word when it never said HELLO", () => {
    const mesh = startedMesh();
    mesh.handleBeacon({ peer: BOB, port: 50000 }, "10.0.0.2", 0);
    expect(tellings(mesh, 31_000)).toEqual(["30000 disconnect"]);
  });
});

test("peers get a second to show themselves after our host slept", () => {
  const mesh = meshWithBob();
  expect(story(mesh.handleTimeout(60_000))).toEqual(["beacon 49152"]);
  mesh.handleBeacon({ peer: BOB, port: 50000 }, "10.0.0.2", 60_500);
  expect(story(mesh.handleTimeout(61_000))).toEqual(["beacon 49152"]);
  mesh.handleTimeout(120_000);
  expect(story(mesh.handleTimeout(121_000))).toContain("exit expired");
});

test("a peer is checked once a second, however often the mesh is woken", () => {
  const mesh = meshWithBob({ interval: 100, evasive: 2500 });
  const asked: number[] = [];
  for (let now = 0; now < 4000; now += 10) {
    if (story(mesh.handleTimeout(now)).includes("send PING 2")) asked.push(now);
  }
  expect(asked).toEqual([3000]);
});

describe("connections", () => {
  test("a peer whose port refuses us and whose connection to us is gone has died: it leaves at once", () => {
    const mesh = meshWithBob();
    expect(mesh.handleInboundLost(BOB)).toEqual([]);
    expect(mesh.handleOutboundLost(BOB, { confirmed: true, refused: false })).toEqual([]);
    expect(story(mesh.handleOutboundLost(BOB, { confirmed: true, refused: true }))).toEqual([
      "disconnect",
      "exit disconnected",
    ]);
  });

  test("the order in which the two are noticed does not matter", () => {
    const mesh = meshWithBob();
    expect(story(mesh.handleOutboundLost(BOB, { confirmed: true, refused: true }))).toEqual(["ask"]);
    expect(story(mesh.handleInboundLost(BOB))).toEqual(["disconnect", "exit disconnected"]);
  });

  test("a peer that was dialled and refuses is forgotten, and dialled again at its next beacon", () => {
    const mesh = startedMesh();
    mesh.handleBeacon({ peer: BOB, port: 50000 }, "10.0.0.2", 0);
    expect(story(mesh.handleOutboundLost(BOB, { confirmed: true, refused: true }))).toEqual(["disconnect"]);
    expect(story(mesh.handleBeacon({ peer: BOB, port: 50000 }, "10.0.0.2", 1000))).toContain("connect 10.0.0.2:50000");
  });

  test("numbers go on over a new connection when nothing was lost", () => {
    const mesh = meshWithBob();
    mesh.handleOutboundLost(BOB, { confirmed: true, refused: false });
    expect(mesh.handleOutboundRestored(BOB, 200)).toEqual([]);
    expect(story(mesh.whisper(BOB, textFrames("x")))).toEqual(["send WHISPER 2"]);
  });

  test("the peer is greeted anew when something may be lost", () => {
    const mesh = meshWithBob();
    mesh.handleOutboundLost(BOB, { confirmed: false, refused: false });
    mesh.handleOutboundLost(BOB, { confirmed: true, refused: true });
    expect(story(mesh.handleOutboundRestored(BOB, 200))).toEqual([
      "exit resync",
      "connect 10.0.0.2:50000",
      "send HELLO 1",
    ]);
    expect(story(hear(mesh, bobsHello(), 201))).toEqual(["enter"]);
  });

  test("the peer's outlives that we greet it anew", () => {
    const mesh = meshWithBob();
    hear(mesh, { type: "PING", sequence: 9 }, 1);
    expect(story(mesh.handleOutboundLost(BOB, { confirmed: true, refused: true }))).toEqual(["ask"]);
  });

  test("those of strangers do not matter", () => {
    const mesh = startedMesh();
    expect(mesh.handleInboundLost(BOB)).toEqual([]);
    expect(mesh.handleOutboundLost(BOB, { confirmed: false, refused: true })).toEqual([]);
    expect(mesh.handleOutboundRestored(BOB, 0)).toEqual([]);
  });

  test("nobody is greeted anew while we have no endpoint: an empty one would end a pyre node", () => {
    const mesh = meshWithBob();
    mesh.handleOutboundLost(BOB, { confirmed: false, refused: false });
    mesh.setInterfaces([], 100);
    expect(story(mesh.handleOutboundRestored(BOB, 200))).toEqual(["disconnect", "exit resync"]);
  });
});

describe("a peer that beacons but has lost its connection to us", () => {
  test("is asked over ours, and left alone when it answers over a new one", () => {
    const mesh = meshWithBob();
    mesh.handleInboundLost(BOB);
    expect(tellings(mesh, 1000, beacons(mesh))).toEqual(["1000 send PING 2"]);
    hear(mesh, { type: "PING-OK", sequence: 2 }, 1001);
    expect(tellings(mesh, 60_000, beacons(mesh), 2000)).toEqual([]);
  });

  test("is asked again when it loses its connection again", () => {
    const mesh = meshWithBob();
    mesh.handleInboundLost(BOB);
    tellings(mesh, 1000, beacons(mesh));
    hear(mesh, { type: "PING-OK", sequence: 2 }, 1001);
    tellings(mesh, 9000, beacons(mesh), 2000);
    mesh.handleInboundLost(BOB);
    expect(tellings(mesh, 10_000, beacons(mesh), 10_000)).toEqual(["10000 send PING 3"]);
  });

  test("is greeted anew when it does not answer: pyre never dials again by itself", () => {
    const mesh = meshWithBob();
    mesh.handleInboundLost(BOB);
    expect(tellings(mesh, 4000, beacons(mesh))).toEqual([
      "1000 send PING 2",
      "4000 exit resync",
      "4000 connect 10.0.0.2:50000",
      "4000 send HELLO 1",
    ]);
  });

  test("is given three times as long again as the handshake with it took", () => {
    const mesh = meshWithBob();
    mesh.handleOutboundReady(BOB, undefined, 0, 9000);
    mesh.handleInboundLost(BOB);
    expect(tellings(mesh, 60_000, beacons(mesh)).filter((line) => line.includes("HELLO"))).toEqual([
      "31000 send HELLO 1",
    ]);
  });

  test("is not asked while our own connection is down", () => {
    const mesh = meshWithBob();
    mesh.handleInboundLost(BOB);
    mesh.handleOutboundLost(BOB, { confirmed: true, refused: false });
    expect(tellings(mesh, 20_000, beacons(mesh)).filter((line) => !line.endsWith("redial"))).toEqual([]);
  });
});

describe("a peer that beacons but does not say HELLO", () => {
  test("is greeted anew after five seconds, and then less and less often", () => {
    const mesh = startedMesh();
    beacons(mesh)(0);
    mesh.handleOutboundReady(BOB, undefined, 0);
    expect(tellings(mesh, 60_000, connecting(mesh)).filter((line) => line.includes("HELLO"))).toEqual([
      "5000 send HELLO 1",
      "16000 send HELLO 1",
      "37000 send HELLO 1",
    ]);
  });

  test("is given three times as long again as the handshake with it took: greeted anew, everybody would have even more to do", () => {
    const mesh = startedMesh();
    beacons(mesh)(0);
    mesh.handleOutboundReady(BOB, undefined, 9000, 9000);
    const greetings = tellings(mesh, 60_000, beacons(mesh)).filter((line) => line.includes("HELLO"));
    expect(greetings).toEqual(["41000 send HELLO 1"]);
  });

  test("is left alone while our HELLO waits for the connection: greeting it anew would only begin another", () => {
    const mesh = startedMesh();
    beacons(mesh)(0);
    expect(tellings(mesh, 60_000, beacons(mesh)).filter((line) => line.includes("HELLO"))).toEqual([]);
  });

  test("is left alone while there is no connection to it", () => {
    const mesh = startedMesh();
    beacons(mesh)(0);
    mesh.handleOutboundLost(BOB, { confirmed: true, refused: false });
    expect(tellings(mesh, 60_000, beacons(mesh)).filter((line) => line.includes("HELLO"))).toEqual([]);
  });
});

/** Bob beacons, and a connection to him stands a second after it was dialled. */
function connecting(mesh: Mesh) {
  return (now: number) => [...beacons(mesh)(now), ...mesh.handleOutboundReady(BOB, undefined, now)];
}

function beacons(mesh: Mesh) {
  return (now: number) => mesh.handleBeacon({ peer: BOB, port: BOB_AT.port }, BOB_AT.address, now);
}

/** What a mesh does in the course of time besides its own beacons; `each` happens every second. */
function tellings(
  mesh: Mesh,
  until: number,
  each?: (now: number) => Parameters<typeof story>[0],
  from = 1000,
): string[] {
  const lines: string[] = [];
  for (let now = from; now <= until; now += 1000) {
    const effects = [...(each?.(now) ?? []), ...mesh.handleTimeout(now)];
    for (const line of story(effects)) if (!line.startsWith("beacon")) lines.push(`${now} ${line}`);
  }
  return lines;
}
