import { describe, expect, test } from "vitest";

import { toHex } from "../../src/bytes/hex.ts";
import { encodeText } from "../../src/bytes/text.ts";
import type { ZreEffect } from "../../src/zre/mesh/effects.ts";
import type { Mesh } from "../../src/zre/mesh/mesh.ts";
import { encodeMessage } from "../../src/zre/message/message.ts";
import { BOB, BOB_AT, bobsHello, CY, framesOf, framesOfHex, meshWithBob } from "./samples.ts";

// As zyre writes them: group "CHAT", and the id of a node in capitals.
const idOf = (peer: string) => `20 ${toHex(encodeText(peer.toUpperCase()))}`;
const elect = (sequence: string, peer = BOB) => `aaa1 08 02 ${sequence} 04 43484154 ${idOf(peer)}`;
const leader = (sequence: string, peer = BOB) => `aaa1 09 02 ${sequence} 04 43484154 ${idOf(peer)}`;

const IN_CHAT = [{ groups: ["CHAT"] }, { groups: ["CHAT"] }] as const;

function hearHex(mesh: Mesh, hex: string, now = 1): readonly string[] {
  return sent(mesh.handleMessage(BOB, framesOfHex(hex), BOB_AT.address, now));
}

function sent(effects: readonly ZreEffect[]): string[] {
  return effects.flatMap((effect) => (effect.type === "send" ? [toHex(encodeMessage(effect.message))] : []));
}

describe("an election of zyre", () => {
  test("is sent back to whoever says it, a moment later, so that it comes to an end with us in the group", () => {
    const mesh = meshWithBob(...IN_CHAT);
    expect(hearHex(mesh, elect("0002"), 1)).toEqual([]);
    expect(mesh.deadline).toBe(251);
    expect(sent(mesh.handleTimeout(251))).toEqual([elect("0002").replaceAll(" ", "")]);
    expect(hearHex(mesh, leader("0003"), 300)).toEqual([]);
    expect(sent(mesh.handleTimeout(550))).toEqual([leader("0003").replaceAll(" ", "")]);
    expect(hearHex(mesh, "aaa1 06 02 0004", 600)).toEqual(["aaa107020004"]);
  });

  test("that begins anew is answered once: what comes back from before would be counted", () => {
    const mesh = meshWithBob(...IN_CHAT);
    for (const [i, now] of [1, 100, 200].entries()) hearHex(mesh, elect(`000${i + 2}`), now);
    expect(sent(mesh.handleTimeout(449))).toEqual([]);
    expect(sent(mesh.handleTimeout(450))).toEqual([elect("0002").replaceAll(" ", "")]);
    expect(sent(mesh.handleTimeout(999))).toEqual([]);
  });

  test("is won by the lowest id that contests: no other gets its ELECT back, and all are told the same LEADER", () => {
    const mesh = meshWithBob(...IN_CHAT);
    const cy = "0c".repeat(16);
    const hearCy = (hex: string, now: number) => mesh.handleMessage(cy, framesOfHex(hex), "10.0.0.3", now);
    mesh.handleMessage(cy, framesOf(bobsHello({ endpoint: "tcp://10.0.0.3:1", groups: ["CHAT"] })), "10.0.0.3", 0);
    hearHex(mesh, elect("0002"), 1);
    hearCy(elect("0002", cy), 2);
    expect(sent(mesh.handleTimeout(300))).toEqual([elect("0002", cy).replaceAll(" ", "")]);
    hearHex(mesh, leader("0003", BOB), 400);
    expect(sent(mesh.handleTimeout(700))).toEqual([leader("0002", cy).replaceAll(" ", "")]);
    hearCy(`aaa1 05 02 0003 04 43484154 ${"01"}`, 800);
    hearHex(mesh, elect("0004"), 900);
    expect(sent(mesh.handleTimeout(1150)).slice(-1)).toEqual([elect("0003").replaceAll(" ", "")]);
  });

  test("of one that is not in the group moves nobody", () => {
    const mesh = meshWithBob(...IN_CHAT);
    hearHex(mesh, elect("0002", "00".repeat(16)), 1);
    hearHex(mesh, elect("0003", CY), 2);
    hearHex(mesh, elect("0004"), 3);
    expect(sent(mesh.handleTimeout(300))).toEqual([elect("0002").replaceAll(" ", "")]);
  });

  test("does not concern us outside of the group, nor in one that its sender is not in", () => {
    for (const [ours, theirs] of [
      [[], ["CHAT"]],
      [["CHAT"], []],
    ] as const) {
      const mesh = meshWithBob({ groups: ours }, { groups: theirs });
      hearHex(mesh, elect("0002"));
      expect(sent(mesh.handleTimeout(900))).toEqual([]);
      expect(hearHex(mesh, "aaa1 06 02 0003")).toEqual(["aaa107020002"]);
    }
  });

  test("is never sent to a node of ours, which would send it back for ever, nor to one that left the group meanwhile", () => {
    const [options, hello] = IN_CHAT;
    const ours = meshWithBob({ ...options, promptFor: () => true, suspect: false }, hello);
    const left = meshWithBob(options, hello);
    for (const mesh of [ours, left]) hearHex(mesh, elect("0002"));
    left.leave("CHAT");
    for (const mesh of [ours, left]) expect(sent(mesh.handleTimeout(900))).toEqual([]);
  });

  test("that does not end is answered once in 250 ms", () => {
    const mesh = meshWithBob(...IN_CHAT);
    let answers = 0;
    for (let i = 2; i < 1002; i++) {
      hearHex(mesh, elect(i.toString(16).padStart(4, "0")), 500);
      answers += sent(mesh.handleTimeout(500)).length;
    }
    answers += sent(mesh.handleTimeout(750)).length;
    expect(answers).toBe(1);
  });
});
