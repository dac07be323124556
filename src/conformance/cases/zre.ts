import { casesOf, must, mustEqual } from "../case.ts";
import { hears, pause, type Stage, says } from "../stage.ts";
import { readEndpoint } from "../subject.ts";
import type { HeardDatagram } from "../wire/ether.ts";
import type { Puppet } from "../wire/puppet.ts";
import { writeFrames } from "../wire/zmtp.ts";
import { writeBeacon, writeHead } from "../wire/zre.ts";

/** The mesh: beacons, HELLO, numbers, groups, signs of life. */
export const ZRE_CASES = casesOf("zre", {
  beacon: {
    title: "sends a beacon of 22 octets with its id and the port where it listens, within a second and a half",
    run: async (stage) => {
      const { octets, beacon } = await beaconOf(stage);
      mustEqual("the length of its beacon", octets.length, 22);
      mustEqual("the version of its beacon", beacon?.version, 1);
      mustEqual("the port of its beacon", beacon?.port, stage.place.port);
    },
  },
  "beacon-every-second": {
    title: "repeats its beacon about once a second",
    run: async (stage) => {
      const times: number[] = [];
      for (let count = 0; count < 3; count++) times.push((await beaconOf(stage, times.at(-1))).at);
      const [first = 0, , last = 0] = times;
      must(last - first < 4000, `three of its beacons take ${Math.round(last - first)} ms`);
    },
  },
  "found-by-beacon": {
    title: "dials whoever sends a beacon, and says HELLO with the number 1",
    run: async (stage) => {
      const puppet = await stage.newcomer();
      await beacons(stage, puppet);
      mustEqual("the number of HELLO", (await hears(puppet, "HELLO")).sequence, 1);
    },
  },
  "found-by-hello": {
    title: "dials whoever says HELLO, without a beacon",
    wire: true,
    run: async (stage) => {
      mustEqual("the number of HELLO", (await stage.peer()).met.sequence, 1);
    },
  },
  "hello-endpoint": {
    title: "says in HELLO where it can be reached",
    wire: true,
    run: async (stage) => {
      const { met } = await stage.peer();
      const place = readEndpoint(met.endpoint);
      must(place !== undefined, `its endpoint "${met.endpoint}" is not tcp://ADDRESS:PORT`);
      mustEqual("the port of its endpoint", place.port, stage.place.port);
    },
  },
  "hello-group": {
    title: "is in the group ZOCP, and says how many times it joined or left",
    wire: true,
    run: async (stage) => {
      const { met } = await stage.peer();
      must(met.groups.includes("ZOCP"), `its groups are ${JSON.stringify(met.groups)}`);
      mustEqual("the status of HELLO", met.status, met.groups.length);
    },
  },
  "hello-name": {
    title: "says its name and X-ZOCP: 1 in HELLO",
    run: async (stage) => {
      const { met } = await stage.peer();
      mustEqual("the name", met.name, stage.subject.name);
      mustEqual("the header X-ZOCP", met.headers.get("X-ZOCP"), "1");
    },
  },
  enter: {
    title: "tells that a peer came, by its name and id",
    run: async (stage) => {
      const puppet = await stage.peer({ name: "alice" });
      await stage.tells("enter", { node: "alice", id: puppet.id });
    },
  },
  "utf-8-name": {
    title: "reads the length of a name as octets, not as characters",
    run: async (stage) => {
      const puppet = await stage.peer({ name: "Bühne-灯" });
      await stage.tells("enter", { node: "Bühne-灯", id: puppet.id });
    },
  },
  goodbye: {
    title: "says goodbye with a beacon of port 0 when its input ends, and exits with 0",
    run: async (stage) => {
      const ether = await stage.ether();
      await stage.peer();
      const ended = stage.subject.finish(8000);
      const isGoodbye = ({ beacon }: HeardDatagram): boolean => beacon?.id === stage.subject.id && beacon.port === 0;
      const goodbye = await ether.heard.take(isGoodbye, 8000);
      must(goodbye !== undefined, "no beacon with port 0 came");
      mustEqual("its exit code", await ended, 0);
    },
  },
  "peer-goodbye": {
    title: "tells that a peer left when that says goodbye",
    run: async (stage) => {
      const puppet = await stage.newcomer({ name: "alice" });
      await beacons(stage, puppet);
      await puppet.dial(stage.place);
      puppet.hello();
      await stage.tells("enter", { id: puppet.id });
      await sayGoodbye(stage, puppet);
      await stage.tells("exit", { node: "alice", id: puppet.id });
    },
  },
  "ping-ok": {
    title: "answers PING with PING-OK",
    wire: true,
    run: async (stage) => {
      const puppet = await stage.peer();
      for (let count = 0; count < 3; count++) {
        puppet.ping();
        await hears(puppet, "PING-OK");
      }
    },
  },
  numbers: {
    title: "counts its messages up by one to each peer",
    wire: true,
    run: async (stage) => {
      const [one, other] = [await stage.peer(), await stage.peer()];
      for (let count = 0; count < 20; count++) {
        for (const puppet of count % 3 === 0 ? [one] : [one, other]) {
          puppet.say({ GET: null });
          await says(puppet, "MOD");
        }
      }
    },
  },
  gap: {
    title: "lets a peer go when a number is missing",
    run: async (stage) => {
      const puppet = await stage.peer();
      await stage.tells("enter", { id: puppet.id });
      puppet.next();
      puppet.ping();
      await stage.tells("exit", { id: puppet.id });
    },
  },
  "second-hello": {
    title: "begins anew with a peer that says HELLO again",
    run: async (stage) => {
      const puppet = await stage.peer();
      await stage.tells("enter", { id: puppet.id });
      puppet.hello();
      await stage.tells("exit", { id: puppet.id });
      await stage.tells("enter", { id: puppet.id });
    },
  },
  "return-of-an-id": {
    title: "follows a peer that comes back at another place after it said goodbye",
    run: async (stage) => {
      const puppet = await stage.peer();
      await stage.tells("enter", { id: puppet.id });
      await sayGoodbye(stage, puppet);
      await stage.tells("exit", { id: puppet.id });
      const again = await stage.newcomer();
      again.octets.set(puppet.octets);
      await again.dial(stage.place);
      again.hello();
      await stage.tells("enter", { id: puppet.id });
      await hears(again, "HELLO");
    },
  },
  "wrap-as-zyre": {
    title: "goes on with the number 0 after 65,535, as zyre counts",
    wire: true,
    run: (stage) => wrap(stage, 0xffff),
  },
  "wrap-as-pyre": {
    title: "goes on with the number 0 after 65,534, as pyre counts",
    wire: true,
    run: (stage) => wrap(stage, 0xfffe),
  },
  "other-groups": {
    title: "takes peers that join and leave other groups, with the right status",
    wire: true,
    run: async (stage) => {
      const puppet = await stage.peer();
      puppet.join("LIGHT", 2);
      puppet.leave("LIGHT", 3);
      puppet.join("", 4);
      puppet.ping();
      await hears(puppet, "PING-OK");
    },
  },
  "not-a-zocp-peer": {
    title: "meets a peer that speaks no ZOCP",
    wire: true,
    run: async (stage) => {
      const puppet = await stage.peer({ zocp: false });
      puppet.ping();
      await hears(puppet, "PING-OK");
    },
  },
  "ping-after-silence": {
    title: "asks a peer that was silent for some five seconds",
    wire: true,
    slow: true,
    run: async (stage) => {
      const puppet = await stage.peer();
      await hears(puppet, "PING", 12_000);
    },
  },
  expiry: {
    title: "lets a peer go that does not answer for some thirty seconds",
    slow: true,
    run: async (stage) => {
      const puppet = await stage.peer({ lively: false });
      await stage.tells("exit", { id: puppet.id }, 45_000);
    },
  },
});

/** The next beacon of the subject that came after a moment. */
async function beaconOf(stage: Stage, after = Number.NEGATIVE_INFINITY): Promise<HeardDatagram> {
  const ether = await stage.ether();
  // Two ways to everybody on loopback bring one beacon twice.
  const fits = ({ octets, at }: HeardDatagram): boolean =>
    octets.toString("hex", 4, 20) === stage.subject.id && at > after + TWICE;
  const heard = await ether.heard.take(fits, 3000);
  must(heard !== undefined, "no beacon with its id came within 3 s");
  return heard;
}

/** Sends beacons until the subject has dialled. */
async function beacons(stage: Stage, puppet: Puppet): Promise<void> {
  const ether = await stage.ether();
  for (let tries = 0; tries < 5; tries++) {
    ether.send(writeBeacon(puppet.octets, puppet.port));
    const line = await puppet.incoming.take(() => true, 1000);
    if (line !== undefined) return;
  }
  must(false, "it did not dial the port of a beacon that came five times");
}

/** Leaves as nodes do: a beacon with port 0, and its connections close. */
async function sayGoodbye(stage: Stage, puppet: Puppet): Promise<void> {
  (await stage.ether()).send(writeBeacon(puppet.octets, 0));
  puppet.close();
}

/** Counts up to the last number, and goes on with 0. */
async function wrap(stage: Stage, last: number): Promise<void> {
  const puppet = await stage.peer();
  while (puppet.sequence < last) {
    const messages: Buffer[] = [];
    // Each has its number from the peer itself, which may have to answer a PING in between.
    while (messages.length < 4096 && puppet.sequence < last) messages.push(writePingOk(puppet.next()));
    puppet.line.write(Buffer.concat(messages));
    await pause(1);
  }
  for (const sequence of [0, 1]) {
    puppet.count(sequence - 1);
    puppet.ping();
    await hears(puppet, "PING-OK", READING);
  }
}

/** Asks for nothing, and counts. */
function writePingOk(sequence: number): Buffer {
  return writeFrames([writeHead(0x07, sequence)]);
}

const TWICE = 300;
/** So many messages take a small machine, or a busy one, as long as they take. */
const READING = 30_000;
