import { afterEach, describe, expect, test } from "vitest";

import { clockFrom } from "../../../src/cli/format/clock.ts";
import { coloursFor } from "../../../src/cli/format/colours.ts";
import { Output } from "../../../src/cli/streams/output.ts";
import type { Session } from "../../../src/cli/streams/session.ts";
import { Taken, useStreams } from "../in-process.ts";

// Behind the streams that stand for those of the process.
const { describeLossAsJson, ended, endingWith, openSession, pause, printValue } = await import(
  "../../../src/cli/streams/session.ts"
);

const before = process.listeners("SIGINT");
afterEach(() => {
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK"] as const)
    for (const listener of process.listeners(name))
      if (!before.includes(listener as never)) process.off(name, listener as never);
});

/** A session without a process around it. */
function sessionWith(options: object, columns?: number): { session: Session; sink: Taken } {
  const sink = new Taken();
  const session: Session = {
    options,
    signal: new AbortController().signal,
    out: new Output(sink),
    colours: coloursFor({}),
    columns,
    clock: clockFrom(new Date(), { terminal: false }),
    note: () => {},
    end: () => {},
  };
  return { session, sink };
}

describe("a value as the result of a command", () => {
  test.each<[value: Parameters<typeof printValue>[1], piped: string, terminal: string, json: string]>([
    ["a\tb", "a\tb", "a\\u0009b", '"a\\tb"'],
    ["Act two", "Act two", "Act two", '"Act two"'],
    [0.1 + 0.2, "0.30000000000000004", "0.30000000000000004", "0.30000000000000004"],
    [Number.NaN, "NaN", "NaN", "null"],
    [Number.NEGATIVE_INFINITY, "-Infinity", "-Infinity", "null"],
    [[1, "a", null], '[1,"a",null]', '[1,"a",null]', '[1,"a",null]'],
    [
      new Map([
        ["7", 1],
        ["a", 2],
      ]),
      '{"7":1,"a":2}',
      '{"7":1,"a":2}',
      '{"7":1,"a":2}',
    ],
    [undefined, "", "", "null"],
    [12345678901234567890n as never, "12345678901234567890", "12345678901234567890", "12345678901234567890"],
  ])("%s", (value, piped, terminal, json) => {
    const told = ([options, columns]: [object, number?]) => {
      const { session, sink } = sessionWith(options, columns);
      printValue(session, value);
      return sink.text;
    };
    expect([told([{}]), told([{}, 80]), told([{ json: true }])]).toEqual([`${piped}\n`, `${terminal}\n`, `${json}\n`]);
  });
});

test("that lines were left out is a line for programs", () => {
  expect(JSON.parse(describeLossAsJson(12))).toEqual({ event: "dropped", count: 12 });
});

describe("what is waited for", () => {
  test("ends with the session, also one that has ended already", async () => {
    const controller = new AbortController();
    const waits = [ended(controller), pause(3_600_000, controller.signal)];
    controller.abort();
    await Promise.all(waits);
    await Promise.all([ended(controller), pause(3_600_000, controller.signal)]);
  });

  test("ends by itself", async () => {
    await pause(1, new AbortController().signal);
    const soon = endingWith(new AbortController().signal, 1);
    // A timer that holds no process would hold no test.
    const holding = setInterval(() => {}, 10);
    await ended(soon);
    clearInterval(holding);
  });

  test("by itself does not end the session, and what was ended does not wait for it", async () => {
    const session = new AbortController();
    const part = endingWith(session.signal);
    part.abort();
    expect([session.signal.aborted, part.signal.aborted]).toEqual([false, true]);
    const other = endingWith(session.signal);
    session.abort();
    await ended(other);
  });

  test("leaves no listener behind when its time was over", async () => {
    let listeners = 0;
    const signal = new AbortController().signal;
    const [add, remove] = [signal.addEventListener.bind(signal), signal.removeEventListener.bind(signal)];
    signal.addEventListener = (...args: Parameters<typeof add>) => {
      listeners++;
      add(...args);
    };
    signal.removeEventListener = (...args: Parameters<typeof remove>) => {
      listeners--;
      remove(...args);
    };
    for (let index = 0; index < 20; index++) await pause(0, signal);
    expect(listeners).toBe(0);
  });
});

describe("a session of a process", () => {
  const open = (options: object, manner: Parameters<typeof openSession>[1]) => {
    const out = new Taken();
    const err = new Taken();
    useStreams(out, err);
    return { opened: openSession(options, manner), out, err };
  };

  test("may be waited for by as many as there are: Node.js does not warn of a leak", async () => {
    const warnings: Error[] = [];
    const warn = (warning: Error) => void warnings.push(warning);
    process.on("warning", warn);
    const { opened } = open({}, {});
    const waits = Array.from({ length: 50 }, () => ended(opened));
    opened.end();
    await Promise.all(waits);
    await new Promise((resolve) => setImmediate(resolve));
    process.off("warning", warn);
    expect(warnings).toEqual([]);
  });

  test("ends at the first signal, and keeps what that asks for", () => {
    const { opened } = open({}, {});
    expect([opened.signal.aborted, opened.interrupted()]).toEqual([false, undefined]);
    for (const listener of process.listeners("SIGTERM").slice(-1)) (listener as NodeJS.SignalsListener)("SIGTERM");
    expect([opened.signal.aborted, opened.interrupted()]).toEqual([true, 143]);
  });

  test("ends when nobody reads the result any more", () => {
    const { opened, out } = open({}, {});
    out.emit("error", Object.assign(new Error("gone"), { code: "EPIPE" }));
    expect(opened.signal.aborted).toBe(true);
    expect(opened.lossy()).toBe(false);
  });

  test("of a node goes on without a reader, and says so once", async () => {
    const { opened, out, err } = open({ json: true }, { mute: true, lasting: true });
    out.emit("error", Object.assign(new Error("gone"), { code: "EPIPE" }));
    await new Promise((resolve) => setImmediate(resolve));
    expect(opened.signal.aborted).toBe(false);
    expect(err.text).toBe(
      '{"event":"note","message":"nobody reads standard output any more: nothing more is printed, everything else goes on"}\n',
    );
  });

  test("of a node that ended for that reason says nothing", async () => {
    const { opened, out, err } = open({}, { mute: true, lasting: true });
    out.emit("close");
    opened.end();
    await new Promise((resolve) => setImmediate(resolve));
    expect(err.text).toBe("");
  });

  test.each([
    [{ lasting: true }, "standard output cannot be written, lines are lost: no space; everything else goes on"],
    [{}, "standard output cannot be written, lines are lost: no space"],
  ])("%j tells once that lines are lost", (manner, message) => {
    const { opened, out, err } = open({}, manner);
    for (let index = 0; index < 3; index++) out.emit("lost", Object.assign(new Error("no space"), { code: "ENOSPC" }));
    expect([opened.lossy(), opened.signal.aborted, err.text]).toEqual([true, false, `zocp: ${message}\n`]);
  });

  test("notes are JSON for programs, and cannot disturb a terminal", () => {
    const { opened, err } = open({}, {});
    opened.note("lamp\u001b[2J is here");
    const { opened: other, err: json } = open({ json: true }, {});
    other.note("lamp\u001b[2J is here");
    expect(err.text).toBe("zocp: lamp\\u001b[2J is here\n");
    expect(json.text).toBe('{"event":"note","message":"lamp\\u001b[2J is here"}\n');
  });
});
