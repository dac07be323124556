import { once } from "node:events";
import { expect, onTestFinished, test } from "vitest";
import { WebSocket } from "ws";

import type { Json } from "../../src/bytes/json.ts";
import { encodeJoin, encodeWhisper } from "../../src/gateway/protocol/client-messages.ts";
import { MESH_PATH, SUBPROTOCOL } from "../../src/gateway/protocol/constants.ts";
import { decodeServerMessage } from "../../src/gateway/protocol/server-messages.ts";
import { ZreNode } from "../../src/index.ts";
import { ReferenceNode } from "../zocp/reference-node.ts";
import { Stage, until } from "./stage.ts";

/** The model of an old node in a real network: what would end it is kept. */
async function oldNode(stage: Stage, id: string) {
  const zre = new ZreNode("old", { ...stage.network, id, headers: { "X-ZOCP": "1" }, groups: ["ZOCP"] });
  const node = new ReferenceNode(id);
  const deaths: unknown[] = [];
  const act = (deed: () => void): void => {
    try {
      deed();
    } catch (error) {
      deaths.push(error);
    }
    for (const { to, text } of node.take()) zre.whisper(to, text);
  };
  node.register("emit", 1, "flt", "rwe");
  node.register("sens", 0, "flt", "rws");
  zre.on("enter", ({ peer }) => act(() => node.handleEnter(peer)));
  zre.on("exit", ({ peer }) => act(() => node.handleExit(peer)));
  zre.on("whisper", ({ peer, content }) => act(() => node.handleMessage(peer, content.text(0))));
  onTestFinished(() => zre.stop());
  await zre.start();
  return { node, deaths, act };
}

/** A page that does not use our library. */
async function rawPage(port: number) {
  const socket = new WebSocket(`ws://127.0.0.1:${port}${MESH_PATH}`, SUBPROTOCOL);
  onTestFinished(() => socket.terminate());
  const heard: Exclude<ReturnType<typeof decodeServerMessage>, { type: "ack" | "batch" }>[] = [];
  const records: { readonly type: string; readonly reason?: string; readonly text?: string; readonly peer?: string }[] =
    [];
  socket.on("message", (words) => {
    const message = decodeServerMessage(String(words));
    if (message.type === "batch") {
      records.push(...message.records);
      socket.send(JSON.stringify(["ack", message.number]));
    } else if (message.type !== "ack") heard.push(message);
  });
  await once(socket, "open");
  socket.send(
    encodeJoin({ secret: "ab".repeat(32), name: "raw", headers: new Map([["X-ZOCP", "1"]]), received: undefined }),
  );
  await until(() => heard.length > 0, "the page is welcome");
  let number = 0;
  const say = (peer: string, text: string): void => {
    socket.send(`["batch",${++number},0,[${encodeWhisper(peer, text)}]]`);
  };
  const { id = "" } = heard[0] as { readonly id?: string };
  return { id, records, say };
}

test("a page that does not use our library ends no old node, and is told what did not leave", async () => {
  const stage = new Stage(17_890);
  const gateway = await stage.gateway();
  const id = "0d".repeat(16);
  const { node, deaths, act } = await oldNode(stage, id);
  const { id: page, records, say } = await rawPage(gateway.port);
  await until(() => records.some(({ type, peer }) => type === "enter" && peer === id), "they meet");
  say(id, '{"GET": null}');
  await until(() => records.some(({ text }) => text?.includes('"MOD"')), "the page knows its tree");
  act(() => node.signalSubscribe({ emit: page, emitter: "x", recv: id, receiver: "sens" }));
  await until(() => records.some(({ text }) => text?.includes('"SUB"')), "it listens to the page");

  const deadly = [
    ...[
      "hello",
      "[]",
      '{"FOO": 1}',
      '{"SET": null}',
      '{"SIG": ["x", 1, 2]}',
      `{"SUB": ["${id}", "nope", "${page}", null]}`,
    ],
    ...[
      `{"SUB": ["${page}", "x", "${id}", "nope"]}`,
      '{"SET": {"_x": 5}}',
      `{"SUB": ["${id}", null, "${"f".repeat(32)}", null]}`,
    ],
  ];
  for (const text of deadly) say(id, text);
  say(id, `{"SUB": ["${page}", "x", "${id}", "sens"]}`);
  say(id, '{"SIG": ["x", 0.5]}');
  const value = (): Json | undefined => (node.entry("sens") as ReadonlyMap<string, Json>).get("value");
  await until(() => value() === 0.5, "what it survives arrives");
  await until(() => records.filter(({ type }) => type === "refused").length >= deadly.length, "the rest is told");
  expect(deaths).toEqual([]);
  for (const { reason } of records.filter(({ type }) => type === "refused"))
    expect(reason).toMatch(/^old is an old node/);
});
