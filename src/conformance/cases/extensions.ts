import { casesOf, must, mustEqual } from "../case.ts";
import { type Stage, says, saysNo } from "../stage.ts";
import type { Puppet } from "../wire/puppet.ts";
import { isObject, type Said } from "../wire/zocp.ts";
import { acquaint, lists, PEER_TREE, prepare, treeOf } from "./fixture.ts";

/** What nodes with the header X-ZOCP-EXTENSIONS do besides; each word of it is looked at alone. */
export const EXTENSION_CASES = casesOf("extensions", {
  "tree-is-whole": {
    title: "says behind its tree that this was all of it",
    extension: "call",
    run: async (stage) => {
      const puppet = await meetOurs(stage, "call");
      puppet.say({ GET: null });
      mustEqual("REP", (await says(puppet, "REP")).data, ["GET", {}]);
    },
  },
  "set-accepted": {
    title: "tells the setter what it took",
    extension: "call",
    run: async (stage) => {
      const puppet = await meetOurs(stage, "call");
      puppet.say({ SET: { level: { value: 0.5 } } });
      const answer = await answerTo(puppet, "SET");
      mustEqual("what it took", answer.accepted, ["level"]);
    },
  },
  "set-refused": {
    title: "refuses what is out of range, of another type or not writable, with a reason for each, and takes the rest",
    extension: "refuse",
    run: async (stage) => {
      const puppet = await meetOurs(stage, "refuse");
      puppet.say({ SET: { level: { value: 5 }, count: { value: "x" }, fixed: { value: 0 }, on: { value: true } } });
      const { accepted, refused } = await answerTo(puppet, "SET");
      mustEqual("what it took", accepted, ["on"]);
      must(isObject(refused), `it gives no reasons: ${JSON.stringify(refused)}`);
      mustEqual("what it refused", Object.keys(refused).sort(), ["count", "fixed", "level"]);
      mustEqual("level", (await treeOf(puppet)).level?.value, 0);
    },
  },
  "sub-refused": {
    title: "refuses a SUB to what is no emitter, with a reason",
    extension: "refuse",
    run: async (stage) => {
      const puppet = await meetOurs(stage, "refuse");
      puppet.say({ SUB: [stage.subject.id, "fixed", puppet.id, "lamp"] });
      must(isObject((await answerTo(puppet, "SUB")).refused), "it gives no reason");
    },
  },
  greets: {
    title: "sends the present value to a new subscriber",
    extension: "refuse",
    run: async (stage) => {
      const puppet = await meetOurs(stage, "refuse");
      puppet.say({ SUB: [stage.subject.id, "count", puppet.id, "lamp"] });
      mustEqual("SIG", (await says(puppet, "SIG")).data, ["count", 3]);
    },
  },
  removes: {
    title: "tells that a parameter is gone: null to those who know it, an empty access to others",
    extension: "remove",
    run: async (stage) => {
      const ours = await meetOurs(stage, "remove");
      const old = await acquaint(stage);
      await stage.subject.tell({ remove: "count" });
      const isAbout = ({ data }: Said): boolean => isObject(data) && "count" in data;
      mustEqual("MOD to one of ours", (await says(ours, "MOD", isAbout)).data, { count: null });
      const { data } = await says(old, "MOD", isAbout);
      mustEqual("MOD to one of the reference", data, { count: { access: "", subscribers: [] } });
    },
  },
  rate: {
    title: "sends a subscriber that asks for a rate no more than that, and the last value always",
    extension: "pace",
    run: async (stage) => {
      const puppet = await meetOurs(stage, "pace");
      puppet.say({ SUB: [stage.subject.id, "level", puppet.id, "lamp", { rate: 5 }] });
      await lists(puppet, "level", [[puppet.id, "lamp"]]);
      await emitAll(stage);
      let sigs = 1;
      while (!isLast(await says(puppet, "SIG"))) sigs++;
      must(sigs < 12, `of 20 values at once it sends ${sigs}`);
    },
  },
  calls: {
    title: "answers a call with the id that it came with",
    extension: "call",
    run: async (stage) => {
      const puppet = await meetOurs(stage, "call");
      puppet.say({ CALL: ["no.such.method", [], "41"] });
      const { data } = await says(puppet, "REP", (said) => Array.isArray(said.data) && said.data[0] === "CALL");
      must(JSON.stringify(data).includes("41"), `it answers ${JSON.stringify(data)}`);
    },
  },
  fades: {
    title: "goes to a value in the time that a SET asks for, and arrives",
    extension: "fade",
    run: async (stage) => {
      const puppet = await meetOurs(stage, "fade");
      puppet.say({ SET: { level: { value: 1, over: 0.3, tag: "conform#1" } } });
      const { data } = await says(puppet, "CALL", (said) => Array.isArray(said.data) && said.data[0] === "zocp.faded");
      mustEqual("zocp.faded", data, ["zocp.faded", ["conform#1", { level: "arrived" }]]);
      mustEqual("level", (await treeOf(puppet)).level?.value, 1);
    },
  },
  "packs-read": {
    title: "reads each frame of a whisper as a message of its own",
    extension: "pack",
    run: async (stage) => {
      const puppet = await meetOurs(stage, "pack");
      puppet.whisper(...[4, 5, 6].map((value) => Buffer.from(JSON.stringify({ SET: { count: { value } } }))));
      for (const value of [4, 5, 6]) await stage.tells("set", { parameter: "count", value });
    },
  },
  "one-frame-to-others": {
    title: "sends no whisper of several frames to who does not say that it reads them",
    extension: "pack",
    run: async (stage) => {
      await prepare(stage);
      const puppet = await acquaint(stage);
      puppet.say({ SUB: [stage.subject.id, "level", puppet.id, "lamp"] });
      await lists(puppet, "level", [[puppet.id, "lamp"]]);
      await emitAll(stage);
      while (!isLast(await says(puppet, "SIG")));
    },
  },
  "no-extensions-to-others": {
    title: "answers no REP to who announces no extensions",
    extension: "refuse",
    run: async (stage) => {
      await prepare(stage);
      const puppet = await acquaint(stage);
      puppet.say({ SET: { level: { value: 5 } }, SUB: [stage.subject.id, "fixed", puppet.id, "lamp"] });
      await treeOf(puppet);
      await saysNo(puppet, "REP");
    },
  },
  clock: {
    title: "answers a question for the time of the show",
    extension: "clock",
    run: async (stage) => {
      const puppet = await meetOurs(stage, "call clock");
      puppet.say({ CALL: ["zocp.clock", [1000], "7"] });
      await says(puppet, "REP", ({ data }) => Array.isArray(data) && data[0] === "CALL");
    },
  },
});

/** A peer that announces extensions, whose tree the subject has read. */
async function meetOurs(stage: Stage, extensions: string): Promise<Puppet> {
  await prepare(stage);
  const puppet = await stage.peer({ tree: PEER_TREE, extensions });
  puppet.say({ REP: ["GET", {}] });
  await stage.tells("described", { id: puppet.id });
  return puppet;
}

async function answerTo(puppet: Puppet, verb: string): Promise<Readonly<Record<string, unknown>>> {
  const { data } = await says(puppet, "REP", (said) => Array.isArray(said.data) && said.data[0] === verb);
  const answer: unknown = (data as readonly unknown[])[1];
  must(isObject(answer), `it answers ${JSON.stringify(data)}`);
  return answer;
}

/** Emits twenty values as fast as they can be told. */
async function emitAll(stage: Stage): Promise<void> {
  const values = Array.from({ length: 20 }, (_, index) => (index + 1) / 32);
  await Promise.all(values.map((value) => stage.subject.tell({ emit: ["level", value] })));
}

/** Whether this is the last of the values that these cases emit. */
function isLast({ data }: Said): boolean {
  return Array.isArray(data) && data[1] === 20 / 32;
}
