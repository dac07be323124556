import { type Case, casesOf, must } from "../case.ts";
import { pause, type Stage } from "../stage.ts";
import type { Puppet } from "../wire/puppet.ts";
import { writeFrame, writeFrames, writeGreeting, writeReady } from "../wire/zmtp.ts";
import { writeBeacon, writeGroup, writeHead, writeNumber, writeString } from "../wire/zre.ts";
import { acquaint, lists, prepare } from "./fixture.ts";

/** A case of this level: whatever it did, the subject takes in somebody new afterwards, and answers. */
interface Trouble {
  readonly title: string;
  readonly wire?: boolean;
  readonly make: (stage: Stage) => Promise<void>;
}

/** Whatever comes over the network, a node goes on. */
export const ROBUSTNESS_CASES: readonly Case[] = survive({
  "no-json": whispers("texts that are no JSON", ["", "x", "{", '{"GET": null', "\0", '{"GET": nul}', "{'GET': None}"]),
  "no-object": whispers("JSON that is no object", ["null", "7", '"GET"', "[]", '[{"GET": null}]', "true"]),
  "unknown-verbs": whispers("verbs that nobody knows", [
    '{"": 1}',
    '{"get": null}',
    '{"BOO": []}',
    '{"__proto__": {}}',
  ]),
  get: whispers("a GET of the wrong form", forms("GET")),
  set: whispers("a SET of the wrong form", [...forms("SET"), ...descriptions("SET")]),
  mod: whispers("a MOD of the wrong form", [...forms("MOD"), ...descriptions("MOD")]),
  sub: whispers("a SUB of the wrong form", [...forms("SUB"), ...links("SUB")]),
  unsub: whispers("an UNSUB of the wrong form", [...forms("UNSUB"), ...links("UNSUB")]),
  sig: whispers("a SIG of the wrong form", [...forms("SIG"), '{"SIG": [["level"], 1]}', '{"SIG": [{}, {}]}']),
  call: whispers("a CALL of the wrong form", [...forms("CALL"), '{"CALL": ["__class__", []]}', '{"CALL": ["x", 5]}']),
  rep: whispers("a REP of the wrong form", [...forms("REP"), '{"REP": ["SET", 5]}', '{"REP": ["GET", null]}']),
  "own-names": whispers(
    "names that mean something to programming languages",
    ["__proto__", "constructor", "toString", "__class__", "hasOwnProperty"].map(
      (name) => `{"SET": {"${name}": {"value": 1}}, "SUB": ["x", "${name}", "y", "${name}"]}`,
    ),
  ),
  deep: whispers("JSON that is nested 100,000 levels deep", [
    `{"SET": ${"[".repeat(100_000)}`,
    `{"SET": ${"[".repeat(100_000)}${"]".repeat(100_000)}}`,
  ]),
  "long-numbers": whispers("numbers of 10,000 digits", [`{"SET": {"count": {"value": ${"9".repeat(10_000)}}}}`]),
  "not-finite": whispers("NaN and Infinity", ['{"SET": {"level": {"value": NaN}}}', '{"SIG": ["fader", -Infinity]}']),
  "no-utf-8": {
    title: "goes on after texts that are no UTF-8",
    make: async (stage) => {
      const puppet = await ready(stage);
      puppet.whisper(Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0xc0, 0x80, 0x22, 0x3a, 0x31, 0x7d]));
      puppet.whisper(Buffer.from([0xff]));
    },
  },
  "large-text": {
    title: "goes on after a text of one mebibyte",
    make: async (stage) => {
      const puppet = await ready(stage);
      puppet.say({ SET: { text: { value: "x".repeat(1024 * 1024) } } });
    },
  },
  "no-content": {
    title: "goes on after a whisper and a shout without content",
    make: async (stage) => {
      const puppet = await ready(stage);
      puppet.whisper();
      puppet.write(Buffer.concat([writeHead(0x03, puppet.next()), writeString("ZOCP")]));
    },
  },
  "unknown-message": troubles("ZRE messages of unknown types", () => (puppet) => {
    for (const type of [0x00, 0x08, 0x63, 0xff]) puppet.write(writeHead(type, puppet.next()));
  }),
  "wrong-signature": troubles("frames that are no ZRE messages", () => (puppet) => {
    for (const octets of ["", "aa", "aaa1", "aaa101", "0000000000000000", "aaa2010200ff"])
      puppet.write(Buffer.from(octets, "hex"));
  }),
  "wrong-version": troubles("ZRE messages of other versions", () => (puppet) => {
    for (const version of [0, 1, 3, 255]) puppet.write(Buffer.of(0xaa, 0xa1, 0x06, version, 0, puppet.next()));
  }),
  "hello-cut": {
    title: "goes on after a HELLO that is cut at every octet",
    wire: true,
    make: async (stage) => {
      const whole = Buffer.concat([
        ...[writeHead(0x01, 1), writeString("tcp://127.0.0.1:1"), writeNumber(1, 4), writeNumber(4, 4)],
        ...[Buffer.from("ZOCP"), Buffer.of(1), writeString("cut"), writeNumber(0, 4)],
      ]);
      for (let size = 1; size < whole.length; size += 3) {
        const line = await greeted(stage, size);
        line.write(writeFrames([whole.subarray(0, size)]));
      }
    },
  },
  "hello-counts": {
    title: "goes on after a HELLO that says it has four thousand million groups and headers",
    wire: true,
    make: async (stage) => {
      const head = Buffer.concat([writeHead(0x01, 1), writeString("tcp://127.0.0.1:1")]);
      const bodies = [
        [writeNumber(0xffffffff, 4)],
        [writeNumber(1, 4), writeNumber(0xffffffff, 4)],
        [writeNumber(0, 4), Buffer.of(0), writeString("x"), writeNumber(0xffffffff, 4)],
        [writeNumber(0, 4), Buffer.of(0), Buffer.of(255)],
      ];
      for (const [index, body] of bodies.entries())
        (await greeted(stage, index)).write(writeFrames([Buffer.concat([head, ...body])]));
    },
  },
  "hello-endpoints": {
    title: "goes on after HELLOs with endpoints where nobody is, or that are none",
    wire: true,
    make: async (stage) => {
      for (const endpoint of [
        "",
        "x",
        "tcp://",
        "tcp://127.0.0.1:0",
        "tcp://127.0.0.1:99999",
        "inproc://x",
        "tcp://127.0.0.1:1",
      ]) {
        const puppet = await stage.newcomer();
        await puppet.dial(stage.place);
        puppet.hello({ endpoint });
      }
    },
  },
  "own-id": {
    title: "goes on after a HELLO and a beacon with its own id",
    make: async (stage) => {
      const puppet = await stage.newcomer();
      puppet.octets.set(Buffer.from(stage.subject.id, "hex"));
      (await stage.ether()).send(writeBeacon(puppet.octets, puppet.port));
      await puppet.dial(stage.place);
      puppet.hello();
    },
  },
  "wrong-status": troubles("JOIN and LEAVE with a wrong status", () => (puppet) => {
    puppet.write(writeGroup(0x04, puppet.next(), "LIGHT", 77));
    puppet.write(writeGroup(0x05, puppet.next(), "NOWHERE", 0));
  }),
  "before-hello": {
    title: "goes on after messages of a peer that did not say HELLO",
    wire: true,
    make: async (stage) => {
      const puppet = await stage.newcomer();
      await puppet.dial(stage.place);
      puppet.say({ GET: null });
      puppet.ping();
      puppet.join("ZOCP", 1);
    },
  },
  datagrams: {
    title: "goes on after datagrams that are no beacons: empty, cut, too long, of another version, with port 0",
    make: async (stage) => {
      const ether = await stage.ether();
      const { octets } = await stage.newcomer();
      const beacon = writeBeacon(octets, 1);
      const version = Buffer.from(beacon).fill(9, 3, 4);
      for (let size = 0; size < beacon.length; size++) ether.send(beacon.subarray(0, size));
      for (const datagram of [version, Buffer.alloc(1400, 7), Buffer.concat([beacon, beacon]), writeBeacon(octets, 0)])
        ether.send(datagram);
      await pause(100);
    },
  },
  "beacons-of-nobody": {
    title: "goes on after beacons of 200 nodes where nobody listens",
    make: async (stage) => {
      const ether = await stage.ether();
      for (let count = 0; count < 200; count++) {
        const octets = Buffer.alloc(16, 0x41);
        octets.writeUInt16BE(count, 0);
        ether.send(writeBeacon(octets, 1));
      }
      await pause(500);
    },
  },
  "other-protocols": {
    title: "goes on after HTTP, TLS, SSH, ZMTP 1.0 and 2.0 on its port",
    wire: true,
    make: async (stage) => {
      for (const octets of FOREIGN) (await stage.stranger()).write(Buffer.from(octets, "latin1"));
      await pause(200);
    },
  },
  "other-mechanisms": {
    title: "goes on after greetings with other mechanisms",
    wire: true,
    make: async (stage) => {
      for (const mechanism of ["PLAIN", "CURVE", "GSSAPI", "", "x".repeat(20)]) {
        const line = await stage.stranger();
        line.write(Buffer.concat([writeGreeting({ mechanism }), writeReady("DEALER", Buffer.alloc(17, 1))]));
      }
      await pause(200);
    },
  },
  "endless-frame": {
    title: "goes on after a frame that says it has 2^63 octets, and takes no memory for it",
    wire: true,
    make: async (stage) => {
      const line = await greeted(stage, 1);
      line.write(Buffer.from("027fffffffffffffff", "hex"));
      line.write(Buffer.alloc(65_536));
      await pause(200);
    },
  },
  "half-frame": {
    title: "goes on after a connection that ends in the middle of a frame",
    wire: true,
    make: async (stage) => {
      const line = await greeted(stage, 1);
      line.write(writeFrame(Buffer.alloc(200)).subarray(0, 90));
      await pause(50);
      line.end();
    },
  },
  "many-frames": {
    title: "goes on after a message of 20,000 frames",
    wire: true,
    make: async (stage) => {
      const line = await greeted(stage, 1);
      line.write(Buffer.concat(Array.from({ length: 20_000 }, () => writeFrame(Buffer.of(1), { more: true }))));
      await pause(200);
    },
  },
  "silent-connections": {
    title: "lets newcomers in while 60 connections say nothing",
    wire: true,
    make: async (stage) => {
      for (let count = 0; count < 60; count++) await stage.stranger();
    },
  },
  "connections-that-go": {
    title: "goes on after 200 connections that close at once",
    wire: true,
    make: async (stage) => {
      for (let count = 0; count < 200; count++) (await stage.stranger()).end();
    },
  },
  flood: {
    title: "goes on after 5,000 messages at once",
    make: async (stage) => {
      const puppet = await ready(stage);
      for (let count = 0; count < 5000; count++) puppet.say({ SET: { count: { value: count } } });
      await stage.tells("set", { parameter: "count", value: 4999 }, 20_000);
    },
  },
  "deaf-subscriber": {
    title: "goes on, and serves others, when a subscriber reads nothing any more",
    make: async (stage) => {
      const deaf = await ready(stage);
      deaf.say({ SUB: [stage.subject.id, "level", deaf.id, "lamp"] });
      await lists(deaf, "level", [[deaf.id, "lamp"]]);
      (await deaf.incoming.take(() => true, 1000))?.socket.pause();
      for (let count = 0; count < 2000; count++) await stage.subject.tell({ emit: ["level", (count % 64) / 64] });
    },
  },
  "sub-of-nothing": whispers("a SUB to an emitter that does not exist", [
    '{"SUB": ["SUBJECT", "nothing", "PUPPET", "lamp"]}',
    '{"SUB": ["SUBJECT", "objects", "PUPPET", "lamp"]}',
    '{"SUB": ["SUBJECT", "a.b.c", "PUPPET", null]}',
    '{"UNSUB": ["SUBJECT", "nothing", "PUPPET", "lamp"]}',
  ]),
});

function survive(table: Readonly<Record<string, Trouble>>): readonly Case[] {
  const cases = Object.entries(table).map(([name, { make, ...rest }]) => {
    const run = async (stage: Stage): Promise<void> => {
      await make(stage);
      await stage.isAlive();
    };
    return [name, { ...rest, run }] as const;
  });
  return casesOf("robustness", Object.fromEntries(cases));
}

/** A peer whispers each of these texts. */
function whispers(what: string, texts: readonly string[]): Trouble {
  return troubles(what, (stage) => (puppet) => {
    for (const text of texts) puppet.say(text.replaceAll("SUBJECT", stage.subject.id).replaceAll("PUPPET", puppet.id));
  });
}

function troubles(what: string, make: (stage: Stage) => (puppet: Puppet) => void): Trouble {
  return {
    title: `goes on after ${what}`,
    make: async (stage) => make(stage)(await ready(stage)),
  };
}

async function ready(stage: Stage): Promise<Puppet> {
  await prepare(stage);
  return acquaint(stage);
}

/** A connection that has done the handshake as somebody of its own. */
async function greeted(stage: Stage, who: number): Promise<Awaited<ReturnType<Stage["stranger"]>>> {
  const identity = Buffer.alloc(17, 0x50);
  identity.writeUInt8(1);
  identity.writeUInt16BE(who, 15);
  const line = (await stage.stranger()).greet("DEALER", identity);
  const ready = await line.commands.take(({ name }) => name === "READY", 3000);
  must(ready !== undefined, "no READY came");
  return line;
}

/** A verb with everything that its data is not. */
function forms(verb: string): readonly string[] {
  const data = [
    "null",
    "7",
    '""',
    "[]",
    "{}",
    "[null]",
    "[[]]",
    "[{}, []]",
    "true",
    '["a", "b", "c"]',
    "[1, 2, 3, 4, 5, 6, 7]",
  ];
  return data.map((one) => `{"${verb}": ${one}}`);
}

/** Names with everything that is no description. */
function descriptions(verb: string): readonly string[] {
  const entries = [
    "null",
    "5",
    '"x"',
    "[]",
    '{"value": null}',
    '{"value": {"value": {}}}',
    '{"access": 5, "min": "x"}',
  ];
  const names = ["level", "objects", "nothing", "_location", ""];
  return names.flatMap((name) => entries.map((entry) => `{"${verb}": {"${name}": ${entry}}}`));
}

/** Links with wrong ends. */
function links(verb: string): readonly string[] {
  const wrong = ["null", "5", "[]", "{}", '""', '"x"', "true"];
  const at = (place: number, end: string): string =>
    ['"SUBJECT"', '"level"', '"PUPPET"', '"lamp"'].map((right, index) => (index === place ? end : right)).join(", ");
  return [0, 1, 2, 3].flatMap((place) => wrong.map((end) => `{"${verb}": [${at(place, end)}]}`));
}

const FOREIGN = [
  "GET / HTTP/1.1\r\nHost: x\r\n\r\n",
  "\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03",
  "SSH-2.0-OpenSSH_9.0\r\n",
  "\x01\0\x05\0hello",
  "\xff\0\0\0\0\0\0\0\x01\x7f\x01\x05\0\0",
  "\0".repeat(64),
  "\xff".repeat(64),
];
