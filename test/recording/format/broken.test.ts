import { describe, expect, test } from "vitest";
import { RecordingError, readRecording } from "../../../src/recording.ts";
import { BROKEN } from "./broken.ts";

describe("a broken recording", () => {
  test("there are many kinds of them", () => {
    expect(new Set(BROKEN.map(([, text]) => text)).size).toBeGreaterThanOrEqual(40);
  });

  test.each(BROKEN)("%s: line and reason are named", (_, text, line, says) => {
    const error = faultOf(text);
    expect(error).toBeInstanceOf(RecordingError);
    expect(error?.line).toBe(line);
    expect(error?.message).toContain(says);
    expect(error?.message).toMatch(new RegExp(`^line ${line}: `));
    expect(error?.message.length).toBeLessThan(300);
  });

  test("of a newer zocp is told apart", () => {
    expect(faultOf('{"zocp":"recording/3"}\n')?.code).toBe("newer-recording");
  });
});

function faultOf(text: string): RecordingError | undefined {
  try {
    readRecording(text);
    return undefined;
  } catch (error) {
    if (error instanceof RecordingError) return error;
    throw error;
  }
}
