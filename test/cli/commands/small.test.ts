import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { Room } from "../in-process.ts";

let room: Room;
beforeAll(async () => {
  room = await Room.open();
});
afterAll(() => room[Symbol.asyncDispose]());
const path = (name: string): string => join(room.folder, name);
const refused = (message: string) => ({ code: 2, stdout: "", stderr: `zocp: ${message}\n` });

describe("zocp keygen", () => {
  test("makes a key that only its owner may read, and prints its public half", async () => {
    const { code, stdout, stderr } = await room.run("keygen", path("show.key"));
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(/^.{40}\n$/);
    expect(statSync(path("show.key")).mode & 0o077).toBe(0);
    expect(readFileSync(path("show.key"), "utf8")).toContain(stdout.trim());
  });

  test("prints JSON, and writes over nothing", async () => {
    const { stdout } = await room.run("keygen", path("desk.key"), "--json");
    expect(JSON.parse(stdout)).toEqual({ file: path("desk.key"), publicKey: expect.stringMatching(/^.{40}$/) });
    const before = readFileSync(path("desk.key"), "utf8");
    const { code, stdout: again, stderr } = await room.run("keygen", path("desk.key"));
    expect({ code: code > 0, again }).toEqual({ code: true, again: "" });
    expect(stderr).toContain(path("desk.key"));
    expect(readFileSync(path("desk.key"), "utf8")).toBe(before);
  });

  test("says that a folder is not there", async () => {
    const { code, stderr } = await room.run("keygen", path("nowhere/x.key"));
    expect(code).toBeGreaterThan(0);
    expect(stderr).toContain(path("nowhere/x.key"));
    expect(stderr).not.toContain("mistake in zocp itself");
  });
});

describe("a key", () => {
  test.each([
    [["--key", "/nowhere.key"], "/nowhere.key"],
    [["--key", "/"], "/"],
    [["--keys", "/nowhere"], "/nowhere"],
  ])("%j that is none is named, and is no mistake of zocp", async (words, name) => {
    const { code, stdout, stderr } = await room.run("ls", "--wait", "0.1", ...words);
    expect({ code: code > 0, stdout }).toEqual({ code: true, stdout: "" });
    expect(stderr).toContain(name);
    expect(stderr).not.toContain("mistake in zocp itself");
  });
});

describe("zocp broker config", () => {
  test("writes the configuration, and prints how each user reaches the broker", async () => {
    const folder = path("nats");
    const { code, stdout, stderr } = await room.run(
      "broker",
      "config",
      "nats",
      folder,
      "--user",
      "ada",
      "--user",
      "bob",
      "--user",
      "ada",
    );
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: `zocp: written: ${join(folder, "nats.conf")}; the passwords are shown only now\n`,
    });
    expect(stdout).toMatch(
      /^ada: {2}--broker nats:\/\/ada:[\w-]{24}@HOST\nbob: {2}--broker nats:\/\/bob:[\w-]{24}@HOST\n$/,
    );
    const again = await room.run("broker", "config", "nats", folder, "--user", "ada");
    expect({ code: again.code, stdout: again.stdout }).toEqual({ code: 1, stdout: "" });
    expect(again.stderr).toBe(
      `zocp: the configuration was not written: ${join(folder, "nats.conf")} is there already, and nothing is written over it\n`,
    );
  });

  test("prints JSON", async () => {
    const { stdout } = await room.run("broker", "config", "mosquitto", path("mqtt"), "--user", "house", "--json");
    expect(JSON.parse(stdout)).toEqual({
      files: ["mosquitto.conf", "permissions", "passwords"].map((name) => join(path("mqtt"), name)),
      users: [{ user: "house", broker: expect.stringMatching(/^mqtt:\/\/house:[\w-]{24}@HOST$/) }],
    });
  });

  test.each([
    [["cofnig", "nats", "x", "--user", "a"], 'broker cannot "cofnig"; did you mean "config"?'],
    [["config", "kafka", "x", "--user", "a"], 'there is no configuration for "kafka"; there are "nats", "mosquitto"'],
    [["config", "nats", "x"], "nobody could enter: name each user with --user NAME"],
    [["config", "nats", "x", "--user", "a b"], 'the user "a b" is none: from 1 to 64 of A-Z, a-z, 0-9, _ and -'],
    [["config", "nats", "x", "--user", ""], 'the user "" is none: from 1 to 64 of A-Z, a-z, 0-9, _ and -'],
  ])("%j is refused", async (words, message) => {
    expect(await room.run("broker", ...words)).toEqual(refused(message));
  });

  test("into a file says so", async () => {
    const file = room.file("plain", "x");
    const { code, stderr } = await room.run("broker", "config", "nats", file, "--user", "a");
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: `zocp: the configuration was not written: ${file} is no folder\n`,
    });
  });
});

describe("zocp completion", () => {
  test.each(["bash", "zsh", "fish", "powershell", "PowerShell"])("prints the script of %s", async (shell) => {
    const { code, stdout, stderr } = await room.run("completion", shell);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain("zocp complete");
  });

  test.each([
    ["bsh", 'there is no completion for "bsh"; did you mean "bash" or "zsh"?'],
    ["tcl", 'there is no completion for "tcl"; only for "bash", "zsh", "fish", "powershell"'],
  ])("has none for %s", async (shell, message) => {
    expect(await room.run("completion", shell)).toEqual(refused(message));
  });
});

describe("zocp map", () => {
  test.each<[words: string[], stdout: string]>([
    [["invert", "--try", "0,0.25"], "0 → 1\n0.25 → 0.75\n"],
    [["range 0 127 0 1", "--try", "[0, 127]"], "0 → 0\n127 → 1\n"],
    [["threshold 0.3 0.7"], ""],
    [['[{"scale": 2}]', "--try", "3"], "3 → 6\n"],
  ])("%j", async (words, stdout) => {
    expect(await room.run("map", ...words)).toEqual({ code: 0, stdout, stderr: "" });
  });

  test("reads a file of stages, also one of Notepad", async () => {
    const file = room.file("map.json", '\ufeff[{"scale": 2}]');
    expect(await room.run("map", file, "--try", "3")).toEqual({ code: 0, stdout: "3 → 6\n", stderr: "" });
  });

  test.each([
    [["wobble 3"], 'map[0]: there is no stage "wobble"'],
    [["["], "the map: not JSON: the text ends at character 1 where a value should be"],
    [["range x"], 'map[0].range: "x" is not four numbers'],
    [["invert", "--try", "[1,"], "the value [1,: not JSON"],
    [["/"], 'map[0]: there is no stage "/"'],
  ])("%j is refused", async (words, message) => {
    const { code, stdout, stderr } = await room.run("map", ...words);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr.startsWith(`zocp: ${message}`), stderr).toBe(true);
  });
});

describe("what knows the local network only", () => {
  test.each([
    ["demo", "the demo"],
    ["hub", "a hub"],
  ])("zocp %s refuses a broker", async (command, what) => {
    expect(await room.run(command, "--broker", "nats://one")).toEqual(
      refused(`${what} is for the local network, and not for a broker yet: leave --broker out`),
    );
  });
});

test("zocp monitor needs a terminal", async () => {
  expect(await room.run("monitor")).toEqual(
    refused('monitor needs a terminal with a keyboard; without one use "zocp watch" or "zocp ls --json"'),
  );
});
