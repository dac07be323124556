import { describe, expect, test } from "vitest";
import { bobsHello, framesOf, textFrames, textsOf } from "./samples.ts";
import { SimulatedLan, type SimulatedNode } from "./simulated-lan.ts";

describe("two nodes", () => {
  test("find each other within milliseconds", () => {
    const { ada, bob } = pair();
    expect(ada.told()).toEqual(["enter"]);
    expect(bob.told()).toEqual(["enter"]);
  });

  test("know each other's name, headers and groups", () => {
    const lan = new SimulatedLan();
    const ada = lan.node(1, { groups: ["ZOCP"], headers: new Map([["X-ZOCP", "1"]]) });
    const bob = lan.node(2);
    lan.run(10);
    expect(bob.mesh.peers.get(ada.id)).toMatchObject({ name: "node 1", groups: new Set(["ZOCP"]) });
    expect(bob.mesh.peers.get(ada.id)?.headers.get("X-ZOCP")).toBe("1");
  });

  test("stay together for an hour of silence and exchange no message beyond HELLO", () => {
    const { lan, ada, bob } = pair();
    const messages = lan.delivered;
    lan.run(3_600_000);
    expect([ada.told(), bob.told()]).toEqual([["enter"], ["enter"]]);
    expect(lan.delivered).toBe(messages);
  });

  test("exchange 200,000 whispers beyond every wrap", () => {
    const { lan, ada, bob } = pair();
    for (let i = 0; i < 20; i++) {
      for (let j = 0; j < 10_000; j++) ada.perform(ada.mesh.whisper(bob.id, textFrames("x")));
      lan.run(10);
    }
    expect(bob.events.filter(({ type }) => type === "whisper")).toHaveLength(200_000);
    expect(bob.events.filter(({ type }) => type === "exit")).toEqual([]);
  });

  test("that count in two ways agree after the wrap of the first", () => {
    const lan = new SimulatedLan();
    const pyre = lan.node(1, { wrapFor: () => 65535 });
    const ours = lan.node(2);
    lan.run(10);
    for (let i = 0; i < 70_000; i++) pyre.perform(pyre.mesh.whisper(ours.id, textFrames("x")));
    lan.run(10);
    for (let i = 0; i < 70_000; i++) ours.perform(ours.mesh.whisper(pyre.id, textFrames("x")));
    lan.run(10);
    expect(new Set([...pyre.told(), ...ours.told()])).toEqual(new Set(["enter", "whisper"]));
  });

  test("join and leave groups and shout", () => {
    const { lan, ada, bob } = pair();
    bob.perform(bob.mesh.join("CHAT"));
    lan.run(5);
    ada.perform(ada.mesh.shout("CHAT", textFrames("one", "two")));
    lan.run(5);
    bob.perform(bob.mesh.leave("CHAT"));
    lan.run(5);
    expect(ada.told()).toEqual(["enter", "join CHAT", "leave CHAT"]);
    const shout = bob.events.find((event) => event.type === "shout");
    expect(shout?.type === "shout" && textsOf(shout.content)).toEqual(["one", "two"]);
  });

  test("part at once when one says goodbye", () => {
    const { lan, ada, bob } = pair();
    bob.perform(bob.mesh.stop());
    lan.run(5);
    expect(ada.told()).toEqual(["enter", "exit goodbye"]);
  });

  test("part at once when one is killed", () => {
    const { lan, ada, bob } = pair();
    lan.kill(bob);
    lan.run(200);
    expect(ada.told()).toEqual(["enter", "exit disconnected"]);
  });

  test("greet each other once after a message was lost, and go on", () => {
    const { lan, ada, bob } = pair();
    loseNext(lan, "WHISPER");
    ada.perform(ada.mesh.whisper(bob.id, textFrames("lost")));
    ada.perform(ada.mesh.whisper(bob.id, textFrames("seen")));
    lan.run(60_000);
    expect(bob.told()).toEqual(["enter", "ignored", "exit protocol", "enter"]);
    expect(ada.told()).toEqual(["enter", "exit resync", "enter"]);
    expect(works(lan, ada, bob) && works(lan, bob, ada)).toBe(true);
  });

  test("find each other although the first HELLO was lost", () => {
    const lan = new SimulatedLan();
    loseNext(lan, "HELLO");
    const [ada, bob] = [lan.node(1), lan.node(2)];
    lan.run(60_000);
    expect(works(lan, ada, bob) && works(lan, bob, ada)).toBe(true);
  });

  test("go on over a new connection when nothing was lost", () => {
    const { lan, ada, bob } = pair();
    for (const link of [...ada.inbound.values(), ...bob.inbound.values()]) link.breakDown();
    lan.run(60_000);
    expect([ada.told(), bob.told()]).toEqual([["enter"], ["enter"]]);
    expect(works(lan, ada, bob) && works(lan, bob, ada)).toBe(true);
  });

  test("greet each other once when both may have lost something", () => {
    const { lan, ada, bob } = pair();
    for (const link of [...ada.inbound.values(), ...bob.inbound.values()]) link.breakDown(false);
    lan.run(60_000);
    expect([ada.told(), bob.told()]).toEqual([
      ["enter", "exit resync", "enter"],
      ["enter", "exit resync", "enter"],
    ]);
    expect(works(lan, ada, bob) && works(lan, bob, ada)).toBe(true);
  });

  test("settle after a HELLO that nobody asked for", () => {
    const { lan, ada, bob } = pair();
    const hello = framesOf(bobsHello({ endpoint: "tcp://10.0.0.2:49152" }));
    for (let i = 0; i < 20; i++) {
      ada.perform(ada.mesh.handleMessage(bob.id, hello, bob.at.address, lan.now));
      lan.run(10);
    }
    lan.run(60_000);
    ada.told();
    bob.told();
    lan.run(600_000);
    expect([ada.told(), bob.told()]).toEqual([[], []]);
    expect(works(lan, ada, bob) && works(lan, bob, ada)).toBe(true);
  });
});

describe("three nodes", () => {
  test("see each other", () => {
    const { nodes } = triple();
    expect(nodes.map((node) => node.told())).toEqual(nodes.map(() => ["enter", "enter"]));
  });

  test("do not notice a loss between two others", () => {
    const { lan, nodes } = triple();
    const [ada, bob, cy] = nodes;
    loseNext(lan, "WHISPER");
    ada.perform(ada.mesh.whisper(bob.id, textFrames("lost")));
    ada.perform(ada.mesh.whisper(bob.id, textFrames("seen")));
    lan.run(10_000);
    expect(cy.told()).toEqual(["enter", "enter"]);
  });

  test("take one that was started again at the same endpoint for a new one at once", () => {
    const { lan, nodes } = triple();
    const [ada, bob, cy] = nodes;
    lan.kill(cy);
    lan.node(4, { address: cy.at.address });
    lan.run(20);
    for (const node of [ada, bob]) expect(node.told()).toEqual(["enter", "enter", "exit replaced", "enter"]);
  });

  test("ignore one that claims to be another's endpoint in its HELLO", () => {
    const { lan, nodes } = triple();
    const [ada, bob] = nodes;
    const hello = framesOf(bobsHello({ endpoint: "tcp://10.0.0.1:49152" }));
    ada.perform(ada.mesh.handleMessage("d".repeat(32), hello, "10.0.0.9", lan.now));
    lan.run(30_000);
    expect(ada.told()).toEqual(["enter", "enter", "ignored"]);
    expect(bob.told()).toEqual(["enter", "enter"]);
  });

  test("keep one that moves to another address", () => {
    const { lan, nodes } = triple();
    const [ada, , cy] = nodes;
    lan.kill(cy);
    const moved = lan.node(3, { address: "10.0.9.9" });
    lan.run(10_000);
    expect(ada.mesh.peers.get(cy.id)).toMatchObject({ address: "10.0.9.9" });
    expect(works(lan, ada, moved) && works(lan, moved, ada)).toBe(true);
  });
});

test("fifty nodes that lose one message in a hundred all know each other in the end", () => {
  const lan = new SimulatedLan();
  let count = 0;
  lan.loses = () => ++count % 100 === 0;
  const nodes = Array.from({ length: 50 }, (_, i) => lan.node(i + 1, { groups: ["ZOCP"] }));
  for (let i = 0; i < 10; i++) {
    lan.run(1000);
    for (const node of nodes) node.perform(node.mesh.shout("ZOCP", textFrames("x")));
  }
  lan.loses = () => false;
  lan.run(30_000);
  expect(nodes.map(({ mesh }) => mesh.peersOf("ZOCP").length)).toEqual(nodes.map(() => 49));
});

function pair() {
  const lan = new SimulatedLan();
  const [ada, bob] = [lan.node(1), lan.node(2)];
  lan.run(100);
  return { lan, ada, bob };
}

function triple() {
  const lan = new SimulatedLan();
  const nodes = [lan.node(1), lan.node(2), lan.node(3)] as const;
  lan.run(100);
  return { lan, nodes };
}

/** The next message of a type vanishes. */
function loseNext(lan: SimulatedLan, type: string): void {
  let lost = false;
  lan.loses = (message) => {
    if (lost || message.type !== type) return false;
    lost = true;
    return true;
  };
}

/** Whether a whisper arrives. */
function works(lan: SimulatedLan, from: SimulatedNode, to: SimulatedNode): boolean {
  from.perform(from.mesh.whisper(to.id, textFrames("still there?")));
  lan.run(10);
  return to.events.at(-1)?.type === "whisper";
}
