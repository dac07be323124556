import { once } from "node:events";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { WebSocket } from "ws";

import type { Gateway } from "../../src/gateway/gateway.ts";
import { PageValues } from "../../src/gateway/pages/page-values.ts";
import { encodeBatch } from "../../src/gateway/protocol/batch.ts";
import { encodeJoin, encodeWhisper } from "../../src/gateway/protocol/client-messages.ts";
import { SUBPROTOCOL } from "../../src/gateway/protocol/constants.ts";
import { ZreNode } from "../../src/index.ts";
import { PATIENCE } from "../patience.ts";
import { Stage, until } from "./stage.ts";

const DEEP = "[".repeat(5000) + "]".repeat(5000);
const JOIN = encodeJoin({ secret: "ab".repeat(32), name: "page", headers: new Map(), received: undefined });
const whisper = (text: string): string => encodeBatch({ number: 1, records: encodeWhisper("0".repeat(32), text) }, 0);

/** A socket that says these words one after the other; how it was closed. */
async function talk(gateway: Gateway, query: string, words: readonly string[]): Promise<string> {
  const socket = new WebSocket(`ws://127.0.0.1:${gateway.port}/mesh${query}`, SUBPROTOCOL);
  onTestFinished(() => socket.terminate());
  await once(socket, "open");
  for (const text of words) {
    socket.send(text);
    if (text === JOIN) await once(socket, "message");
  }
  const [code, reason] = await once(socket, "close");
  return `${code} ${reason}`;
}

describe("a text of nothing but brackets", () => {
  const inside = whisper("x").replace('"x"', DEEP);
  test.each([
    ["before joining", [DEEP]],
    ["as objects", [`${'{"a":'.repeat(5000)}1${"}".repeat(5000)}`]],
    ["within a join", [JOIN.replace("{}", DEEP)]],
    ["after joining", [JOIN, DEEP]],
    ["within a batch", [JOIN, inside]],
    ["that are few enough to be parsed", [`${"[".repeat(1500)}${"]".repeat(1500)}`]],
  ])("closes its socket and nothing else: %s", async (_, words) => {
    const show = await Stage.open();
    const notes: string[] = [];
    const gateway = await show.gateway({ host: "0.0.0.0", note: (note) => notes.push(note) });
    const [full = "", look = ""] = gateway.links().map(({ url }) => new URL(url).search);
    for (const query of [full, look]) expect(await talk(gateway, query, words)).toMatch(/^4400 /);
    expect(notes).toEqual([]);
  });

  test("that a page which only looks wants to send is refused", async () => {
    const show = await Stage.open();
    const gateway = await show.gateway({ readOnly: true });
    const lamp = await show.node("lamp");
    const socket = new WebSocket(`ws://127.0.0.1:${gateway.port}/mesh`, SUBPROTOCOL);
    onTestFinished(() => socket.terminate());
    const heard: string[] = [];
    socket.on("message", (words) => heard.push(String(words)));
    await once(socket, "open");
    socket.send(JOIN);
    await until(() => heard.some((words) => words.includes(lamp.id)), "the page knows the lamp");
    socket.send(encodeBatch({ number: 1, records: encodeWhisper(lamp.id, DEEP) }, 0));
    await until(() => heard.some((words) => words.includes('"refused"')), "it is refused");
    expect(socket.readyState).toBe(WebSocket.OPEN);
  });
});

test("what is no message of ZOCP does not leave the gateway: its page would have to leave", async () => {
  const show = await Stage.open();
  const gateway = await show.gateway({});
  const deaf = new ZreNode("deaf", show.network);
  onTestFinished(() => deaf.stop());
  const arrived: string[] = [];
  deaf.on("whisper", ({ content }) => arrived.push(content.text(0)));
  await deaf.start();
  const socket = new WebSocket(`ws://127.0.0.1:${gateway.port}/mesh`, SUBPROTOCOL);
  onTestFinished(() => socket.terminate());
  const heard: string[] = [];
  socket.on("message", (words) => heard.push(String(words)));
  await once(socket, "open");
  socket.send(JOIN);
  await until(() => heard.some((words) => words.includes(deaf.id)), "the page knows the node");
  const records = ["x", "[1]", '{"GET": null}'].map((text) => encodeWhisper(deaf.id, text)).join(",");
  socket.send(encodeBatch({ number: 1, records }, 0));
  await until(() => arrived.includes('{"GET": null}'), "the message arrives");
  expect(arrived.filter((text) => !text.startsWith("{"))).toEqual([]);
  await until(() => heard.join("").split('"refused"').length === 3, "the page is told of both that were no messages");
});

test("whatever a node whispers or shouts to a page, page and gateway stay", async () => {
  const show = await Stage.open();
  const notes: string[] = [];
  const gateway = await show.gateway({ note: (note) => notes.push(note) });
  const page = await show.page(gateway);
  const level = page.float("level", 0, { access: "rws" });
  const evil = new ZreNode("evil", show.network);
  onTestFinished(() => evil.stop());
  await evil.start();
  await until(() => evil.peers.has(page.id), "the page is met");
  const odd = [
    ...[String.raw`\q`, "a\nb", String.raw`\ud800`, String.raw`\u12`, "\\"].map((name) => `{"SIG": ["${name}", 1]}`),
    `{"SIG": ["a", ${DEEP}]}`,
    `{"SIG": ["${"x".repeat(0x1_0000)}", 1]}`,
    '{"SIG": [{}, 1]}',
    '{"SIG": ',
    "",
    "\0",
  ];
  for (const text of odd)
    for (let i = 0; i < 20; i++) {
      evil.whisper(page.id, text);
      evil.shout("ZOCP", text);
    }
  evil.whisper(page.id, new Uint8Array([0xff, 0xfe, 0xc3]), "second frame");
  const desk = await show.node("desk");
  const seen = await desk.waitFor("page", { timeout: PATIENCE });
  expect(await seen.set("level", 0.5)).toBe(0.5);
  expect([page.gateway.state, level.value, notes]).toEqual(["open", 0.5, []]);
});

test("a mistake of ours closes the page that it concerns, which comes back, and is told", async () => {
  const show = await Stage.open();
  const notes: string[] = [];
  const gateway = await show.gateway({ note: (note) => notes.push(note) });
  const [page, other] = [await show.page(gateway), await show.page(gateway, { name: "other" })];
  const desk = await show.node("desk", (node) => node.float("fader", 0, { access: "re" }));
  const reasons: string[] = [];
  page.gateway.on("state", ({ state, reason }) => reasons.push(`${state} ${reason}`));
  const otherSaw: string[] = [];
  other.gateway.on("state", ({ state }) => otherSaw.push(state));
  page.watch("desk/fader", () => {});
  await until(() => desk.parameter("fader").subscribers.length === 1, "the page watches");
  const works = PageValues.prototype.keyOf;
  const broken = vi.spyOn(PageValues.prototype, "keyOf").mockImplementation(function (this: PageValues, ...words) {
    // Of the value, which only the page that watches is sent: the other page may still be told something else.
    if (!words[1].includes('"SIG"')) return works.apply(this, words);
    broken.mockRestore();
    throw new RangeError("boom");
  });
  onTestFinished(() => broken.mockRestore());
  desk.emit("fader", 1);
  await until(() => reasons.includes("open "), "the page is back");
  expect(reasons[0]).toMatch(/^reconnecting a mistake in the gateway/);
  expect(notes).toEqual([expect.stringContaining("RangeError: boom")]);
  expect(otherSaw).toEqual([]);
});
