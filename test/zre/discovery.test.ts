import { describe, expect, test } from "vitest";

import type { Mesh } from "../../src/zre/mesh/mesh.ts";
import {
  ADA,
  ADA_AT,
  BOB,
  BOB_AT,
  bobsHello,
  CY,
  eventsOf,
  framesOf,
  hear,
  meshWithBob,
  messagesOf,
  startedMesh,
  story,
} from "./samples.ts";

/** Bob's record at a place where he is said to be. */
const TRIED = `tcp://10.0.0.3:50001 ${BOB}`;
const BEACON = { peer: BOB, port: 50000 };

describe("a beacon", () => {
  test("of a stranger is answered with a connection and HELLO", () => {
    const mesh = startedMesh({ headers: new Map([["X-ZOCP", "1"]]), groups: ["ZOCP"] });
    expect(mesh.handleBeacon(BEACON, "10.0.0.2", 0)).toEqual([
      { type: "connect", peer: BOB, address: "10.0.0.2", port: 50000 },
      {
        type: "send",
        peer: BOB,
        message: {
          type: "HELLO",
          sequence: 1,
          endpoint: "tcp://10.0.0.1:49152",
          groups: ["ZOCP"],
          status: 1,
          name: "ada",
          headers: new Map([["X-ZOCP", "1"]]),
        },
      },
    ]);
  });

  test("of a peer that is known changes nothing", () => {
    const mesh = meshWithBob();
    expect(mesh.handleBeacon(BEACON, "10.0.0.2", 1000)).toEqual([]);
  });

  test("of our own is ignored, wherever it comes from", () => {
    const mesh = startedMesh();
    expect(mesh.handleBeacon({ peer: ADA, port: 49152 }, "10.0.0.1", 0)).toEqual([]);
    expect(mesh.handleBeacon({ peer: ADA, port: 6666 }, "10.0.0.66", 0)).toEqual([]);
  });

  test("that names our own endpoint is ignored: we never dial ourselves", () => {
    const mesh = startedMesh();
    expect(mesh.handleBeacon({ peer: BOB, port: 49152 }, "10.0.0.1", 0)).toEqual([]);
  });

  test("is ignored while we have no endpoint that a HELLO could carry", () => {
    const mesh = startedMesh();
    mesh.setInterfaces([], 0);
    expect(mesh.handleBeacon(BEACON, "10.0.0.2", 0)).toEqual([]);
  });

  test("tells a broken connection to try again at once", () => {
    const mesh = meshWithBob();
    mesh.handleOutboundLost(BOB, { confirmed: true, refused: false });
    expect(mesh.handleBeacon(BEACON, "10.0.0.2", 1000)).toEqual([{ type: "redial", peer: BOB }]);
    mesh.handleOutboundRestored(BOB, 1001);
    expect(mesh.handleBeacon(BEACON, "10.0.0.2", 2000)).toEqual([]);
  });

  test("with a new id from the endpoint of an old one replaces that once the new one is found there: it was started again", () => {
    const mesh = meshWithBob();
    const effects = mesh.handleBeacon({ peer: CY, port: 50000 }, "10.0.0.2", 9000);
    expect(story(effects)).toEqual(["connect 10.0.0.2:50000", "send HELLO 1"]);
    expect([...mesh.peers.keys()]).toEqual([BOB]);
    expect(story(mesh.handleOutboundReady(CY, CY, 9001))).toEqual(["disconnect", "exit replaced"]);
    expect(mesh.peers.size).toBe(0);
  });

  test("with a new id from the endpoint of an old one whose connection is gone replaces that at once", () => {
    const mesh = meshWithBob();
    mesh.handleInboundLost(BOB);
    const effects = mesh.handleBeacon({ peer: CY, port: 50000 }, "10.0.0.2", 9000);
    expect(story(effects)).toEqual(["disconnect", "exit replaced", "connect 10.0.0.2:50000", "send HELLO 1"]);
  });

  test("from the second interface of a peer is ignored while the first is alive", () => {
    const mesh = meshWithBob();
    for (let now = 1000; now < 60_000; now += 1000) {
      expect(mesh.handleBeacon(BEACON, "10.0.0.2", now)).toEqual([]);
      expect(mesh.handleBeacon({ peer: BOB, port: 50001 }, "192.168.1.2", now)).toEqual([]);
    }
  });

  test("from elsewhere moves a peer whose connection is down, once it is found there", () => {
    const mesh = meshWithBob();
    mesh.handleOutboundLost(BOB, { confirmed: true, refused: false });
    const effects = mesh.handleBeacon({ peer: BOB, port: 50001 }, "10.0.0.3", 1000);
    expect(story(effects)).toEqual(["connect 10.0.0.3:50001", "send HELLO 1"]);
    expect(effects[0]).toMatchObject({ peer: TRIED, expects: BOB });
    expect(story(mesh.handleOutboundReady(TRIED, BOB, 1001))).toEqual(["exit resync", "rename"]);
    expect(story(hear(mesh, bobsHello({ endpoint: "tcp://10.0.0.3:50001" }), 1002))).toEqual(["enter"]);
    expect(mesh.peers.get(BOB)).toMatchObject({ address: "10.0.0.3", port: 50001 });
  });

  test("from elsewhere takes nothing away from a peer that is not found there, or that is heard again meanwhile", () => {
    const mesh = meshWithBob();
    const beacon = (now: number) => story(mesh.handleBeacon({ peer: BOB, port: 50001 }, "10.0.0.3", now));
    mesh.handleOutboundLost(BOB, { confirmed: true, refused: false });
    expect(beacon(1000)).toContain("connect 10.0.0.3:50001");
    expect(story(mesh.handleOutboundReady(TRIED, CY, 1001))).toEqual(["disconnect"]);
    expect(beacon(1100)).toContain("connect 10.0.0.3:50001");
    expect(story(mesh.handleOutboundLost(TRIED, { confirmed: true, refused: true }))).toEqual(["disconnect"]);
    expect(beacon(1200)).toContain("connect 10.0.0.3:50001");
    mesh.handleOutboundRestored(BOB, 1300);
    expect(story(mesh.handleOutboundReady(TRIED, BOB, 1301))).toEqual(["disconnect"]);
    expect(mesh.peers.get(BOB)).toMatchObject({ address: "10.0.0.2", port: 50000 });
  });

  test("forged a hundred times a second while a peer pauses makes nobody leave, and hides the right one no longer than a moment", () => {
    const mesh = meshWithBob({ promptFor: () => true });
    const told: string[] = [];
    for (let now = 0; now <= 1800; now += 10) {
      told.push(...story(mesh.handleTimeout(now)));
      told.push(...story(mesh.handleBeacon({ peer: BOB, port: 1 + now }, "10.0.0.66", now)));
    }
    expect(told).toContain("suspected");
    expect(told.filter((line) => line.startsWith("exit"))).toEqual([]);
    // No more than a few are tried at a time.
    const open = (kind: string) => told.filter((line) => line.startsWith(kind)).length;
    expect(open("connect") - open("disconnect")).toBe(4);
    mesh.handleBeacon({ peer: BOB, port: 7 }, "10.0.0.3", 1801);
    expect(story(mesh.handleOutboundReady(`tcp://10.0.0.3:7 ${BOB}`, BOB, 1802))).toEqual(["exit resync", "rename"]);
  });

  test("of a node that does not say who it is moves it when something like it is found there", () => {
    const mesh = meshWithBob();
    mesh.handleBeacon({ peer: BOB, port: 50001 }, "10.0.0.3", 3001);
    expect(story(mesh.handleOutboundReady(TRIED, undefined, 3002))).toEqual(["exit resync", "rename"]);
    const prompt = meshWithBob({ promptFor: () => true });
    prompt.handleBeacon({ peer: BOB, port: 50001 }, "10.0.0.3", 3001);
    expect(story(prompt.handleOutboundReady(TRIED, undefined, 3002))).toEqual(["disconnect"]);
  });

  test("from elsewhere moves a peer that was not heard for three beacons", () => {
    const mesh = meshWithBob();
    const elsewhere = { peer: BOB, port: 50001 };
    expect(mesh.handleBeacon(elsewhere, "10.0.0.3", 3000)).toEqual([]);
    expect(story(mesh.handleBeacon(elsewhere, "10.0.0.3", 3001))).toContain("connect 10.0.0.3:50001");
  });

  test("from our own endpoint does not move a peer", () => {
    const mesh = meshWithBob();
    mesh.handleOutboundLost(BOB, { confirmed: true, refused: false });
    expect(mesh.handleBeacon({ peer: BOB, port: 49152 }, "10.0.0.1", 1000)).toEqual([]);
  });
});

describe("a goodbye", () => {
  const GONE = ["disconnect", "exit goodbye"];
  const goodbye = (mesh: Mesh, now: number) => story(mesh.handleBeacon({ peer: BOB, port: 0 }, "10.0.0.2", now));

  test("ends a peer that has no connection to us", () => {
    const mesh = meshWithBob();
    mesh.handleInboundLost(BOB);
    expect(goodbye(mesh, 100)).toEqual(GONE);
    expect(mesh.peers.size).toBe(0);
  });

  test("ends a peer that was only dialled", () => {
    const mesh = startedMesh();
    mesh.handleBeacon({ peer: BOB, port: 50000 }, "10.0.0.2", 0);
    expect(goodbye(mesh, 100)).toEqual(["disconnect"]);
  });

  test("has a peer asked whose connections stand, and ends it when one of them goes", () => {
    for (const goes of ["in", "out"]) {
      const mesh = meshWithBob();
      expect(goodbye(mesh, 100)).toEqual(["send PING 2"]);
      const lost = { confirmed: true, refused: false };
      expect(story(goes === "in" ? mesh.handleInboundLost(BOB) : mesh.handleOutboundLost(BOB, lost))).toEqual(GONE);
    }
  });

  test("ends a peer that does not answer within three seconds, whatever its connections say", () => {
    const mesh = meshWithBob();
    goodbye(mesh, 100);
    expect(story(mesh.handleTimeout(1000))).toEqual(["beacon 49152"]);
    for (const now of [2000, 3000]) expect(story(mesh.handleTimeout(now))).toEqual(["beacon 49152"]);
    expect(story(mesh.handleTimeout(4000))).toEqual(["beacon 49152", ...GONE]);
  });

  test("that was forged does not end a peer that answers or beacons", () => {
    for (const sign of ["message", "beacon"]) {
      const mesh = meshWithBob();
      goodbye(mesh, 100);
      if (sign === "message") hear(mesh, { type: "PING-OK", sequence: 2 }, 101);
      else mesh.handleBeacon({ peer: BOB, port: 50000 }, "10.0.0.2", 900);
      mesh.handleTimeout(1000);
      expect(story(mesh.handleTimeout(2000))).toEqual(["beacon 49152", "ignored"]);
      expect(mesh.peers.has(BOB)).toBe(true);
    }
  });

  test("that comes a thousand times is asked about once a second", () => {
    const mesh = meshWithBob();
    const asked: string[] = [];
    for (let now = 1; now <= 1000; now++) {
      asked.push(...goodbye(mesh, now));
      if (now % 10 === 0) mesh.handleBeacon({ peer: BOB, port: 50000 }, "10.0.0.2", now);
    }
    expect(asked).toEqual(["send PING 2"]);
  });

  test("from another address is forged, and ignored", () => {
    const mesh = meshWithBob();
    expect(mesh.handleBeacon({ peer: BOB, port: 0 }, "10.0.0.66", 100)).toEqual([]);
    expect(mesh.peers.has(BOB)).toBe(true);
  });

  test("from a stranger, a second time, and of our own is ignored", () => {
    const mesh = meshWithBob();
    mesh.handleInboundLost(BOB);
    mesh.handleBeacon({ peer: BOB, port: 0 }, "10.0.0.2", 100);
    expect(mesh.handleBeacon({ peer: BOB, port: 0 }, "10.0.0.2", 120)).toEqual([]);
    expect(mesh.handleBeacon({ peer: CY, port: 0 }, "10.0.0.3", 120)).toEqual([]);
    expect(mesh.handleBeacon({ peer: ADA, port: 0 }, "10.0.0.1", 120)).toEqual([]);
  });

  test("ends a peer that never said HELLO without a word", () => {
    const mesh = startedMesh();
    mesh.handleBeacon(BEACON, "10.0.0.2", 0);
    expect(mesh.handleBeacon({ peer: BOB, port: 0 }, "10.0.0.2", 10)).toEqual([{ type: "disconnect", peer: BOB }]);
  });
});

describe("HELLO", () => {
  test("of a peer that was dialled makes it present, and tells its groups after that", () => {
    const mesh = startedMesh();
    mesh.handleBeacon(BEACON, "10.0.0.2", 0);
    const headers = new Map([["X-ZOCP", "1"]]);
    const effects = hear(mesh, bobsHello({ groups: ["ZOCP", "CHAT", "ZOCP"], status: 2, headers }), 1);
    expect(eventsOf(effects)).toEqual([
      { type: "enter", peer: BOB, name: "bob", headers, endpoint: "tcp://10.0.0.2:50000" },
      { type: "join", peer: BOB, name: "bob", group: "ZOCP" },
      { type: "join", peer: BOB, name: "bob", group: "CHAT" },
    ]);
    expect(effects).toHaveLength(3);
  });

  test("of a stranger is answered over a connection to the endpoint that it names", () => {
    const mesh = startedMesh();
    const effects = hear(mesh, bobsHello({ groups: ["CHAT"] }), 0);
    expect(story(effects)).toEqual(["connect 10.0.0.2:50000", "send HELLO 1", "enter", "join CHAT"]);
  });

  test.each(["tcp://0.0.0.0:50007", "tcp://bobs-laptop:50007", "tcp://127.0.0.1:50007", "tcp://225.25.25.25:50007"])(
    "with the endpoint %s is answered where it comes from",
    (endpoint) => {
      expect(story(hear(startedMesh(), bobsHello({ endpoint }), 0))).toContain("connect 10.0.0.2:50007");
    },
  );

  test("from this host is answered on the loopback interface when it says so", () => {
    const mesh = startedMesh();
    mesh.setInterfaces([{ address: "127.0.0.1", port: 49152, netmask: "255.0.0.0" }], 0);
    const hello = bobsHello({ endpoint: "tcp://127.0.0.2:50007" });
    expect(story(mesh.handleMessage(BOB, framesOf(hello), "127.0.0.1", 0))).toContain("connect 127.0.0.2:50007");
  });

  test("of a peer that was dialled counts, whatever endpoint it names", () => {
    const mesh = startedMesh();
    mesh.handleBeacon(BEACON, "10.0.0.2", 0);
    expect(story(hear(mesh, bobsHello({ endpoint: "" }), 1))).toEqual(["enter"]);
  });

  test("of a stranger that names no endpoint is ignored", () => {
    const mesh = startedMesh();
    expect(story(hear(mesh, bobsHello({ endpoint: "" }), 0))).toEqual(["ignored"]);
    expect(mesh.peers.size).toBe(0);
  });

  test.each(["tcp://10.0.0.1:49152", "tcp://192.168.1.7:49153"])("with our own endpoint %s is ignored", (endpoint) => {
    const mesh = startedMesh();
    mesh.setInterfaces([ADA_AT, { address: "192.168.1.7", port: 49153, netmask: "255.255.255.0" }], 0);
    expect(story(hear(mesh, bobsHello({ endpoint }), 0))).toEqual(["ignored"]);
  });

  test("with no host and our own port from our own address is ignored", () => {
    const hello = framesOf(bobsHello({ endpoint: "tcp://0.0.0.0:49152" }));
    expect(story(startedMesh().handleMessage(BOB, hello, "10.0.0.1", 0))).toEqual(["ignored"]);
  });

  test("with our own id is ignored", () => {
    expect(story(startedMesh().handleMessage(ADA, framesOf(bobsHello()), "10.0.0.2", 0))).toEqual(["ignored"]);
  });

  test("of a present peer ends it and greets it anew, where it is", () => {
    const mesh = meshWithBob({}, { groups: ["CHAT"] });
    const effects = hear(mesh, bobsHello({ name: "bobby" }), 100);
    expect(story(effects)).toEqual(["exit resync", "connect 10.0.0.2:50000", "send HELLO 1", "enter"]);
    expect(mesh.peers.get(BOB)).toMatchObject({ name: "bobby", groups: new Set() });
    expect(story(hear(mesh, { type: "PING", sequence: 2 }, 101))).toEqual(["send PING-OK 2"]);
  });

  test("of a present peer with a new endpoint redials it there", () => {
    const mesh = meshWithBob();
    const effects = hear(mesh, bobsHello({ endpoint: "tcp://10.0.0.9:50009" }), 100);
    expect(story(effects)).toContain("connect 10.0.0.9:50009");
  });

  test("of a present peer is answered where its beacons come from, although it names another address", () => {
    const hello = { endpoint: "tcp://192.168.99.2:50000" };
    const mesh = meshWithBob({}, hello);
    expect(story(hear(mesh, bobsHello(hello), 100))).toContain("connect 10.0.0.2:50000");
  });

  test("is told the endpoint on the peer's network", () => {
    const mesh = startedMesh();
    mesh.setInterfaces([ADA_AT, { address: "192.168.1.7", port: 49153, netmask: "255.255.255.0" }], 0);
    const [hello] = messagesOf(mesh.handleBeacon(BEACON, "192.168.1.20", 0));
    expect(hello).toMatchObject({ endpoint: "tcp://192.168.1.7:49153" });
  });
});

describe("the endpoint of a peer that is well", () => {
  test("is not taken by a beacon with another id", () => {
    const mesh = meshWithBob();
    expect(story(mesh.handleBeacon({ peer: CY, port: 50000 }, "10.0.0.2", 500))).toEqual(["ignored"]);
    expect([...mesh.peers.keys()]).toEqual([BOB]);
  });

  test("is not taken by a HELLO with another id", () => {
    const mesh = meshWithBob();
    expect(story(mesh.handleMessage(CY, framesOf(bobsHello()), "10.0.0.2", 500))).toEqual(["ignored"]);
    expect([...mesh.peers.keys()]).toEqual([BOB]);
  });

  test("is taken once its connection to us, or ours to it, is gone", () => {
    const left = meshWithBob();
    left.handleInboundLost(BOB);
    expect(story(left.handleBeacon({ peer: CY, port: 50000 }, "10.0.0.2", 500))).toContain("exit replaced");
    const lost = meshWithBob();
    lost.handleOutboundLost(BOB, { confirmed: true, refused: false });
    expect(story(lost.handleBeacon({ peer: CY, port: 50000 }, "10.0.0.2", 500))).toContain("exit replaced");
  });
});

test("while only loopback is left, a peer elsewhere is not greeted with an endpoint that means nothing there", () => {
  const mesh = meshWithBob();
  mesh.setInterfaces([{ address: "127.0.0.1", port: 49153, netmask: "255.0.0.0" }], 1000);
  mesh.handleOutboundLost(BOB, { confirmed: false, refused: false });
  expect(story(mesh.handleOutboundRestored(BOB, 2000))).toEqual(["disconnect", "exit resync"]);
  mesh.setInterfaces([ADA_AT], 3000);
  expect(story(mesh.handleBeacon(BEACON, "10.0.0.2", 3001))).toEqual(["connect 10.0.0.2:50000", "send HELLO 1"]);
});

test("those who were dialled are awaited from their address until they have said HELLO", () => {
  const mesh = startedMesh();
  mesh.handleBeacon(BEACON, BOB_AT.address, 0);
  mesh.handleBeacon({ peer: CY, port: 50_001 }, BOB_AT.address, 0);
  expect([mesh.awaitedFrom(BOB_AT.address), mesh.awaitedFrom("10.0.0.9")]).toEqual([2, 0]);
  hear(mesh, bobsHello(), 0);
  expect(mesh.awaitedFrom(BOB_AT.address)).toBe(1);
});
