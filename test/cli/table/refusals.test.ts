import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { COMMANDS } from "../../../src/cli/table/commands.ts";
import { Room } from "../in-process.ts";

let room: Room;
beforeAll(async () => {
  room = await Room.open();
});
afterAll(() => room[Symbol.asyncDispose]());

const SECONDS = "It must be a number of seconds from 0 to 86400.";
const CURVE = "It must be one of linear, smooth, in, out, square, exp, or x1,y1,x2,y2.";
const RATE = "It must be a whole number from 1 to 1000.";
const MOMENT = "It must be a moment of the recording in seconds, or as 1:20 or 1:02:03.5.";
const PLACE =
  "It must be of the form tcp://host:port, for instance tcp://192.168.1.7:5670 (with the public key of the hub: tcp://host:port@FILE, or its 40 characters in place of FILE).";

/** A value of an option that is none: the words in front, the option as the help shows it, the value, and why. */
const WRONG: readonly (readonly [words: string, flags: string, value: string, why: string])[] = [
  ["ls", "--gossip <tcp://host:port>", "hub", PLACE],
  ["ls", "--peer <tcp://host:port>", "tcp://:1", PLACE],
  ["ls", "--tcp-port <number>", "65536", "It must be a whole number from 1 to 65535."],
  ["ls", "--beacons <on|off>", "maybe", "It must be on or off."],
  ["ls", "--multicast-ttl <number>", "0", "It must be a whole number from 1 to 255."],
  ["ls", "--port <number>", "x", "It must be a whole number from 1 to 65535."],
  ["ls", "--wait <seconds>", "soon", SECONDS],
  ["demo", "--seconds <seconds>", "1m", SECONDS],
  ["set a/b 1", "--over <seconds>", "3s", SECONDS],
  ["set a/b 1", "--delay <seconds>", "later", SECONDS],
  ["set a/b 1", "--at <+seconds>", "12:00", "It must be seconds from now, from +0 to +600, for instance +0.5."],
  ["set a/b 1", "--curve <name>", "wobble", CURVE],
  ["watch", "--seconds <seconds>", "-3", SECONDS],
  ["watch", "--count <lines>", "0", "It must be a whole number from 1 to 1000000000."],
  ["connect a/b c/d", "--rate <hertz>", "1001", RATE],
  ["connect a/b c/d", "--priority <number>", "201", "It must be a whole number from 0 to 200."],
  ["connect a/b c/d", "--fresh <seconds>", "0", "It must be a number of seconds from 0.01 to 3600."],
  ["connect a/b c/d", "--learn <seconds>", "long", SECONDS],
  ["connect a/b c/d", "--map <map>", "[", "the map: not JSON: the text ends at character 1 where a value should be"],
  ["cue record 1", "--over <seconds>", "x", SECONDS],
  ["cue record 1", "--curve <name>", "0,,1,1", CURVE],
  ["scene store dusk", "--over <seconds>", "x", SECONDS],
  ["record", "--rate <hertz>", "0", RATE],
  ["record", "--ring <minutes>", "1m", "It must be a time from 2m to 24h, for instance 10m."],
  ["record", "--seconds <seconds>", "x", SECONDS],
  ["replay x.zrec", "--as <what>", "sheets", "It must be ghosts, sets or print."],
  ["replay x.zrec", "--speed <times>", "0", "It must be a number from 0.1 to 100."],
  ["replay x.zrec", "--from <time>", "1:60", MOMENT],
  ["replay x.zrec", "--to <time>", "end", MOMENT],
  ["recording info x.zrec", "--wide <hertz>", "1.5", RATE],
  ["recording info x.zrec", "--from <time>", "", MOMENT],
  ["composer", "--http-port <number>", "65536", "It must be a whole number from 0 to 65535."],
  ["composer", "--rate <hertz>", "0", RATE],
  ["composer", "--seconds <seconds>", "x", SECONDS],
  ["hub", "--linger <seconds>", "x", SECONDS],
];

describe("a value of an option that is none", () => {
  test.each(WRONG)("%s: %s %j", async (words, flags, value, why) => {
    const given = [...words.split(" "), flags.split(" ")[0] ?? "", value];
    const command = given[0] ?? "";
    const reason = `option '${flags}' argument '${value}' is invalid. ${why}`;
    expect(await room.run(...given)).toEqual({
      code: 2,
      stdout: "",
      stderr: `zocp: ${reason}\n(try "zocp ${command} --help")\n`,
    });
    const json = await room.run(...given, "--json");
    expect({ ...json, stderr: JSON.parse(json.stderr) }).toEqual({
      code: 2,
      stdout: "",
      stderr: { event: "error", message: reason, exitCode: 2 },
    });
  });

  test("is found before the name of the command as well", async () => {
    const { code, stderr } = await room.run("--wait", "soon", "ls");
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: `zocp: option '--wait <seconds>' argument 'soon' is invalid. ${SECONDS}\n(try "zocp ls --help")\n`,
    });
  });
});

/** Options that take a value, of every command. */
const TAKING = COMMANDS.flatMap(({ name, options = [] }) =>
  options.filter(({ flags }) => flags.includes("<")).map(({ flags }) => [name, flags] as const),
);

test.each(TAKING)("zocp %s: the option %s needs its value", async (name, flags) => {
  expect(await room.run(name, flags.split(" ")[0] ?? "")).toEqual({
    code: 2,
    stdout: "",
    stderr: `zocp: option '${flags}' argument missing\n(try "zocp ${name} --help")\n`,
  });
});

/** Commands with the first word that they must have. */
const NEEDY = COMMANDS.flatMap(({ name, words }) => {
  const first = /^<(.+?)(?:\.\.\.)?>/.exec(words)?.[1];
  return first === undefined ? [] : [[name, first] as const];
});

test.each(NEEDY)("zocp %s without its word %s", async (name, word) => {
  expect(await room.run(name)).toEqual({
    code: 2,
    stdout: "",
    stderr: `zocp: missing required argument '${word}'\n(try "zocp ${name} --help")\n`,
  });
});

/** Commands that take so many words and no more. */
const BOUNDED = COMMANDS.filter(({ words }) => !words.includes("...")).map(
  ({ name, words }) => [name, words === "" ? 0 : words.split(" ").length] as const,
);

test.each(BOUNDED)("zocp %s takes %i words, and says so", async (name, most) => {
  const words = Array.from({ length: most + 1 }, (_, index) => `word${index}`);
  const expected = `Expected ${most} argument${most === 1 ? "" : "s"} but got ${most + 1}`;
  const { code, stdout, stderr } = await room.run(name, ...words);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr.split("\n").slice(0, -2).join(" ")).toContain(expected);
  expect(stderr).toContain(`too many arguments for '${name}'`);
});

/** A word that is nearly an option or a command, and what was meant. */
const MISSPELT = [
  ["ls --jsno", "unknown option '--jsno'", "--json"],
  ["ls --linsk", "unknown option '--linsk'", "--links"],
  ["set a/b 1 --ovr 3", "unknown option '--ovr'", "--over"],
  ["connect a/b c/d --prioritty 5", "unknown option '--prioritty'", "--priority"],
  ["node x.json --lokced", "unknown option '--lokced'", "--locked"],
  ["load x.json --dryrun", "unknown option '--dryrun'", "--dry-run"],
  ["discconnect a/b c/d", "unknown command 'discconnect'", "disconnect"],
  ["montior", "unknown command 'montior'", "monitor"],
  ["taekover", "unknown command 'taekover'", "takeover"],
] as const;

test.each(MISSPELT)("zocp %s: %s, and what may be meant", async (words, reason, meant) => {
  const { code, stdout, stderr } = await room.run(...words.split(" "));
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toContain(`zocp: ${reason}\n`);
  expect(stderr).toContain(`(Did you mean ${meant}?)\n`);
});
