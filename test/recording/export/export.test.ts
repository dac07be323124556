import fc from "fast-check";
import { expect, test } from "vitest";
import { csvOf, wideCsvOf, writeMcap } from "../../../src/recording.ts";
import { BEGAN, channel, recordingOf, samples, timelineOf } from "../samples.ts";

const NIGHT = timelineOf(
  recordingOf({
    channels: [
      channel("lamp", "level"),
      channel("lamp", "colour", { type: "vec3f" }),
      channel('stage "left"', "title, please", { type: "string" }),
      channel("desk", "press", { type: "bool", event: true }),
    ],
    steps: [
      { after: 100, channel: 0, value: 0.5 },
      { after: 100, channel: 1, value: [1, 0.5, Number.NaN] },
      { after: 100, channel: 2, value: 'two\nlines, "quoted"' },
      { after: 200, channel: 3, value: true },
      { after: 500, channel: 0, value: 1 },
    ],
  }),
);

test("CSV has a row for each value", () => {
  expect([...csvOf(NIGHT)]).toEqual([
    "time,node,parameter,value\r\n",
    "0.1,lamp,level,0.5\r\n",
    '0.2,lamp,colour,"[1, 0.5, NaN]"\r\n',
    '0.3,"stage ""left""","title, please","two\nlines, ""quoted"""\r\n',
    "0.5,desk,press,true\r\n",
    "1,lamp,level,1\r\n",
  ]);
});

test("wide CSV has a row for each moment, and a column for each number", () => {
  const rows = [...wideCsvOf(NIGHT, 4)].map((row) => row.trimEnd());
  expect(rows.map((row) => row.split(",").slice(0, 5))).toEqual([
    ["time", "lamp/level", "lamp/colour[0]", "lamp/colour[1]", "lamp/colour[2]"],
    ["0", "", "", "", ""],
    ["0.25", "0.5", "1", "0.5", "NaN"],
    ["0.5", "0.5", "1", "0.5", "NaN"],
    ["0.75", "0.5", "1", "0.5", "NaN"],
    ["1", "1", "1", "0.5", "NaN"],
  ]);
});

test("every value stands in the CSV, and can be taken apart again", () => {
  fc.assert(
    fc.property(samples, (sample) => {
      const rows = parseCsv([...csvOf(timelineOf(recordingOf(sample)))].join(""));
      expect(rows.length).toBe(sample.steps.length + 1);
      expect(rows.every((row) => row.length === 4)).toBe(true);
      for (const [at, { channel: number, value }] of sample.steps.entries()) {
        const { node, parameter, type } = sample.channels[number] ?? channel("", "");
        expect(rows[at + 1]?.slice(1, 3)).toEqual([node, parameter]);
        if (type === "string") expect(rows[at + 1]?.[3]).toBe(value);
      }
    }),
  );
});

/** As RFC 4180 says. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  for (let at = 0; at < text.length; ) {
    const row: string[] = [];
    for (;;) {
      const quoted = /"((?:[^"]|"")*)"/y;
      const plain = /[^,\r\n]*/y;
      quoted.lastIndex = plain.lastIndex = at;
      const found = quoted.exec(text) ?? plain.exec(text);
      row.push(found?.[1]?.replaceAll('""', '"') ?? found?.[0] ?? "");
      at += found?.[0].length ?? 0;
      if (text[at] !== ",") break;
      at++;
    }
    rows.push(row);
    at += 2;
  }
  return rows;
}

const name: string = "@mcap/core";
const mcap = await import(name).catch(() => undefined);

test.skipIf(mcap === undefined)("MCAP is what the reader of its makers reads", async () => {
  const pieces: Uint8Array[] = [];
  let size = 0;
  await writeMcap(NIGHT, BEGAN, {
    write: async (bytes) => {
      pieces.push(bytes.slice());
      size += bytes.length;
    },
    position: () => BigInt(size),
  });
  const bytes = Buffer.concat(pieces);
  const readable = {
    size: async () => BigInt(bytes.length),
    read: async (offset: bigint, length: bigint) =>
      new Uint8Array(bytes.subarray(Number(offset), Number(offset + length))),
  };
  const reader = await mcap.McapIndexedReader.Initialize({ readable });
  const read: unknown[] = [];
  for await (const { channelId, logTime, data } of reader.readMessages())
    read.push([
      reader.channelsById.get(channelId)?.topic,
      Number(logTime / 1_000_000n) - BEGAN,
      JSON.parse(new TextDecoder().decode(data)).value,
    ]);
  expect(read).toEqual([
    ["/lamp/level", 100, 0.5],
    ["/lamp/colour", 200, [1, 0.5, "NaN"]],
    ['/stage "left"/title, please', 300, 'two\nlines, "quoted"'],
    ["/desk/press", 500, true],
    ["/lamp/level", 1000, 1],
  ]);
  expect(reader.chunkIndexes.length).toBeGreaterThan(0);
});

test.skipIf(mcap !== undefined)("MCAP without its package is refused with what to install", async () => {
  const target = { write: async () => {}, position: () => 0n };
  await expect(writeMcap(NIGHT, BEGAN, target)).rejects.toThrow('"npm install @mcap/core" brings it');
});
