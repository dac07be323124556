import { describe, expect, test } from "vitest";
import { readShow, ShowFileError } from "../../../src/show.ts";
import { BROKEN } from "./broken.ts";

describe("a broken show file", () => {
  test("there are many kinds of them", () => {
    expect(new Set(BROKEN.map(([, text]) => text)).size).toBeGreaterThanOrEqual(50);
  });

  test.each(BROKEN)("%s: line and reason are named", (_, text, line, path, says) => {
    const error = faultOf(text);
    expect(error).toBeInstanceOf(ShowFileError);
    expect(error).toMatchObject({ line, path });
    expect(error?.message).toContain(says);
    expect(error?.message).toMatch(new RegExp(`^line ${line}: `));
  });

  test("of a newer zocp is told apart", () => {
    expect(faultOf('{"zocp": 3}')?.code).toBe("newer-show-file");
  });

  test("every one of its beginnings is refused with a line, and never as something else", () => {
    const text = '{"zocp": 1,\n "nodes": {"lamp": {"position": [1, 2.5]}},\n "cues": [{"cue": "1", "over": 1e1}]}';
    for (let end = 0; end < text.length; end++)
      expect(faultOf(text.slice(0, end))?.line, text.slice(0, end)).toBeGreaterThan(0);
    expect(faultOf(text)).toBeUndefined();
  });
});

function faultOf(text: string): ShowFileError | undefined {
  try {
    readShow(text);
    return undefined;
  } catch (error) {
    if (error instanceof ShowFileError) return error;
    throw error;
  }
}
