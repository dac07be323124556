import { expect, test } from "vitest";
import { coloursFor } from "../../src/cli/format/colours.ts";
import { dashboardHash } from "../../src/cli/show/dashboard-links.ts";
import { showToPhones } from "../../src/cli/show/tell-links.ts";
import { readCode } from "./format/read-code.ts";

const LOCAL = { url: `http://127.0.0.1:8470/${dashboardHash("stage")}`, readOnly: false };
const WIDE = { url: `http://10.0.0.7:8470/?token=0123456789abcdefghijkl${dashboardHash("Bühne 2")}`, readOnly: false };

function shown(columns: number, ...links: readonly (typeof WIDE)[]): readonly string[] {
  const lines: string[] = [];
  const out = { line: (text: string) => void lines.push(text) };
  const colours = coloursFor({ isTTY: true } as never, { NO_COLOR: "1" });
  showToPhones({ out: out as never, colours, columns }, links);
  return lines;
}

test("a phone reads the link of a dashboard from the terminal, with its token and its name", () => {
  expect(readCode(shown(120, LOCAL, WIDE), 255, 0)).toBe(WIDE.url);
  expect(WIDE.url).toMatch(/#dashboard=B%C3%BChne%202$/);
});

test("a link that no phone can reach has no code, and none is drawn where it has no room", () => {
  expect(shown(120, LOCAL)).toEqual([]);
  expect(shown(20, WIDE)).toEqual([]);
});
