import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { describe, expect, test } from "vitest";

import { Output } from "../../../src/cli/streams/output.ts";
import { type Deliver, PatientSink, toDescriptor } from "../../../src/cli/streams/patient-sink.ts";

/** Something that takes texts when the test lets it. */
function slowly(): { deliver: Deliver; taken: string[]; settle(error?: NodeJS.ErrnoException): void } {
  const taken: string[] = [];
  let waiting: ((error: NodeJS.ErrnoException | null) => void) | undefined;
  return {
    deliver(text, done) {
      taken.push(text);
      waiting = done;
    },
    taken,
    settle: (error) => waiting?.(error ?? null),
  };
}

describe("a sink that may wait", () => {
  test("is busy until the system has taken a text, and then wants the next one", () => {
    const { deliver, settle } = slowly();
    const sink = new PatientSink(deliver, "error");
    let drained = 0;
    sink.on("drain", () => drained++);
    expect([sink.busy, sink.write("a"), sink.busy]).toEqual([false, false, true]);
    settle();
    expect([sink.busy, drained]).toEqual([false, 1]);
  });

  test.each(["error", "lost"] as const)("tells a refusal as %s, and is not busy any more", (fault) => {
    const { deliver, settle } = slowly();
    const sink = new PatientSink(deliver, fault);
    const told: unknown[] = [];
    sink.on(fault, (error) => told.push(error));
    sink.on("drain", () => told.push("drain"));
    sink.write("a");
    const error = Object.assign(new Error("full"), { code: "ENOSPC" });
    settle(error);
    expect([told, sink.busy]).toEqual([[error], false]);
  });

  test("gets one piece at a time from an output, all in order", () => {
    const { deliver, taken, settle } = slowly();
    const output = new Output(new PatientSink(deliver, "lost"));
    for (const line of ["a", "b", "c"]) output.line(line);
    expect(taken).toEqual(["a\n"]);
    settle();
    expect(taken).toEqual(["a\n", "b\nc\n"]);
    output.line("d");
    expect(taken).toHaveLength(2);
    settle();
    expect(taken.join("")).toBe("a\nb\nc\nd\n");
  });
});

describe("a file", () => {
  test("gets whole texts, one after the other", async () => {
    const folder = mkdtempSync(join(tmpdir(), "zocp-sink-"));
    const path = join(folder, "out");
    const fd = openSync(path, "w");
    const output = new Output(new PatientSink(toDescriptor(fd), "lost"));
    const lines = Array.from({ length: 5000 }, (_, index) => `line ${index} ü`);
    for (const line of lines) output.line(line);
    await output.flush(new AbortController().signal);
    expect(readFileSync(path, "utf8")).toBe(`${lines.join("\n")}\n`);
    closeSync(fd);
    rmSync(folder, { recursive: true });
  });

  test.runIf(process.platform === "linux")("on a full disk loses its lines, which are counted", async () => {
    const fd = openSync("/dev/full", "w");
    const output = new Output(new PatientSink(toDescriptor(fd), "lost"));
    const codes: unknown[] = [];
    output.onLost(({ code }) => codes.push(code));
    for (const line of ["a", "b"]) output.line(line);
    await output.flush(new AbortController().signal);
    output.line("c");
    await output.flush(new AbortController().signal);
    expect(new Set(codes)).toEqual(new Set(["ENOSPC"]));
    closeSync(fd);
  });

  test("that is closed tells why", async () => {
    const fd = openSync("/dev/null", "w");
    closeSync(fd);
    const error = await new Promise<NodeJS.ErrnoException | null>((resolve) => toDescriptor(fd)("a", resolve));
    expect(error?.code).toBe("EBADF");
  });
});
