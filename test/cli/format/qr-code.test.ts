import { expect, test } from "vitest";
import { coloursFor } from "../../../src/cli/format/colours.ts";
import { qrCode } from "../../../src/cli/format/qr-code.ts";
import { readCode } from "./read-code.ts";

const LINKS = [
  "http://10.0.0.7:8470/",
  "http://192.168.101.202:65535/?token=0123456789abcdefghijkl",
  "http://[fd00:1234:5678:9abc:def0:1234:5678:9abc]:8470/show/?token=-_-_-_-_-_-_-_-_-_-_-_",
  "http://bühne.fritz.box:8470/🎛",
];

test.each(LINKS)("%s is read from a terminal in black on white, and from a dark one without colours", (link) => {
  expect(readCode(qrCode(link, true), 0, 255)).toBe(link);
  expect(readCode(qrCode(link, false), 255, 0)).toBe(link);
});

test("links of every length are read, and all lines are of one width", () => {
  for (let length = 1; length <= 200; length++) {
    const link = `http://desk:1/${"x".repeat(length)}`;
    const lines = qrCode(link, true);
    expect(new Set(lines.map((line) => line.length)).size).toBe(1);
    expect(readCode(lines, 0, 255), `${length} letters`).toBe(link);
  }
});

test("black on white is asked for where there are colours only", () => {
  expect(coloursFor({ isTTY: true }, {}).inked?.("▀")).toBe("\u001b[30;107m▀\u001b[39;49m");
  expect(coloursFor({ isTTY: true }, { NO_COLOR: "1" }).inked).toBeUndefined();
  expect(coloursFor({}, {}).inked).toBeUndefined();
});
