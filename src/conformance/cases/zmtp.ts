import { casesOf, must, mustEqual } from "../case.ts";
import { hears, pause, type Stage, says } from "../stage.ts";
import type { Line } from "../wire/line.ts";
import { readProperties, writeCommand, writeFrame, writeGreeting, writeReady } from "../wire/zmtp.ts";
import { writeHead } from "../wire/zre.ts";

/** The connections: greeting, handshake, frames. */
export const ZMTP_CASES = casesOf("zmtp", {
  greeting: {
    title: "greets with 64 octets: signature, version 3, mechanism NULL, and nothing else",
    wire: true,
    run: async (stage) => {
      const line = await handshake(stage);
      const greeting = line.greeted;
      mustEqual("the first octet", greeting[0], 0xff);
      mustEqual("the tenth octet", greeting[9], 0x7f);
      must(greeting.readUInt8(10) >= 3, `its major version is ${greeting[10]}, and has to be 3 or more`);
      mustEqual("the mechanism", greeting.toString("latin1", 12, 32), "NULL".padEnd(20, "\0"));
      mustEqual("the filler", greeting.toString("hex", 33), "00".repeat(31));
    },
  },
  "signature-first": {
    title: "sends its signature without waiting for that of the other side",
    wire: true,
    run: async (stage) => {
      const line = await stage.stranger();
      await until(() => line.greeted.length >= SIGNATURE, "the ten octets of its signature");
    },
  },
  "router-ready": {
    title: "says in READY that the socket that listens is a ROUTER",
    wire: true,
    run: async (stage) => {
      const { commands } = await handshake(stage);
      const ready = await commands.take(({ name }) => name === "READY", PATIENCE);
      mustEqual("Socket-Type", ready && readProperties(ready.body).get("Socket-Type")?.toString(), "ROUTER");
    },
  },
  "dealer-ready": {
    title: "says in READY that the socket that connects is a DEALER",
    wire: true,
    run: async (stage) => {
      mustEqual("Socket-Type", (await dealerReady(stage)).get("Socket-Type")?.toString(), "DEALER");
    },
  },
  "dealer-identity": {
    title: "presents 01 and the 16 octets of its id as identity",
    run: async (stage) => {
      mustEqual("Identity", (await dealerReady(stage)).get("Identity")?.toString("hex"), `01${stage.subject.id}`);
    },
  },
  "any-minor-version": {
    title: "meets a peer of version 3.0, which knows no PING",
    wire: true,
    run: (stage) => meetsOver(stage, writeGreeting({ minor: 0 })),
  },
  "later-version": {
    title: "meets a peer that speaks a later version of 3",
    wire: true,
    run: (stage) => meetsOver(stage, writeGreeting({ minor: 9 })),
  },
  "ready-in-capitals": {
    title: "reads the names of properties in any spelling",
    wire: true,
    run: (stage) => meetsOver(stage, writeGreeting(), (name) => name.toUpperCase()),
  },
  "octet-by-octet": {
    title: "reads a greeting, a READY and a message that come octet by octet",
    wire: true,
    run: async (stage) => {
      const puppet = await stage.newcomer();
      await puppet.dial(stage.place, { apart: true });
      puppet.hello();
      await hears(puppet, "HELLO");
    },
  },
  "long-form": {
    title: "reads frames with a size of eight octets where one would be enough",
    wire: true,
    run: async (stage) => {
      const puppet = await stage.peer();
      puppet.line.write(writeFrame(writeHead(0x06, puppet.next()), { long: true }));
      await hears(puppet, "PING-OK");
    },
  },
  ping: {
    title: "answers PING with PONG and the same context, with none as with 16 octets",
    wire: true,
    run: async (stage) => {
      const line = await handshake(stage);
      for (const context of ["", "0123456789abcdef"]) {
        line.write(writeCommand("PING", Buffer.concat([Buffer.of(0, 50), Buffer.from(context)])));
        const pong = await line.commands.take(({ name }) => name === "PONG", PATIENCE);
        mustEqual("the context of PONG", pong?.body.toString(), context);
      }
    },
  },
  handover: {
    title: "takes a second connection with the same identity for the newer one",
    wire: true,
    run: async (stage) => {
      const puppet = await stage.peer();
      await puppet.dial(stage.place);
      puppet.hello();
      await hears(puppet, "HELLO");
      puppet.say({ GET: null });
      await says(puppet, "MOD");
    },
  },
});

async function handshake(stage: Stage): Promise<Line> {
  const line = (await stage.stranger()).greet("DEALER", Buffer.concat([Buffer.of(1), Buffer.alloc(16, 7)]));
  await until(() => line.greeted.length >= 64, "the 64 octets of its greeting");
  return line;
}

/** The READY of the connection that the subject makes to a peer. */
async function dealerReady(stage: Stage): Promise<ReadonlyMap<string, Buffer>> {
  const puppet = await stage.peer();
  const line = await puppet.incoming.take(() => true, PATIENCE);
  const ready = await line?.commands.take(({ name }) => name === "READY", PATIENCE);
  must(ready !== undefined, "no READY came on the connection that it made");
  return readProperties(ready.body);
}

async function meetsOver(stage: Stage, greeting: Buffer, spelling?: (name: string) => string): Promise<void> {
  const puppet = await stage.newcomer();
  await puppet.dial(stage.place, {
    octets: Buffer.concat([greeting, writeReady("DEALER", puppet.identity, spelling)]),
  });
  puppet.hello();
  await hears(puppet, "HELLO");
}

async function until(is: () => boolean, what: string): Promise<void> {
  for (let tries = 0; !is(); tries++) {
    must(tries < PATIENCE / STEP, `${what} did not come within ${PATIENCE / 1000} s`);
    await pause(STEP);
  }
}

const SIGNATURE = 10;
const PATIENCE = 3000;
const STEP = 20;
