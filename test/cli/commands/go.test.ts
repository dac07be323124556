import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { PATIENCE } from "../../patience.ts";
import { openShowStage, type ShowStage, startShow } from "./show-stage.ts";

let stage: ShowStage;
beforeAll(async () => {
  stage = await openShowStage();
});
afterAll(() => stage.close());

const run = (...words: string[]) => stage.room.run(...words);
const done = (stdout: string) => ({ code: 0, stdout: `${stdout}\n`, stderr: "" });
const level = () => expect.poll(() => stage.lamp.parameters.get("level")?.value, { timeout: PATIENCE });

describe("before the first cue", () => {
  test("a look ahead shows what would be sent, and nothing moves", async () => {
    expect(await run("go", "--dry-run")).toEqual(done("lamp/level  0 → 0.25"));
    expect(await run("go", "2", "--dry-run")).toEqual(done("cam@foyer/pan  not here → 1\nlamp/level     0 → 0.5"));
    expect(await run("go", "3", "--dry-run")).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^lamp\/level +0 → 1 in 60 s$/m),
    });
    expect(stage.lamp.parameters.get("level")?.value).toBe(0);
  });

  test("a look ahead is one object for programs", async () => {
    const { code, stdout } = await run("go", "--dry-run", "--json");
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ cue: "1", values: [{ address: "lamp/level", from: 0, to: 0.25 }] });
  });

  test("there is nothing to go back to", async () => {
    const { code, stdout, stderr } = await run("back");
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(/^zocp: [^\n]+\n$/);
  });
});

describe("GO", () => {
  test("plays the next cue, and says what moved and who is missing", async () => {
    expect(await run("go")).toEqual(done("1 House out: 1 value"));
    await level().toBe(0.25);
    expect(await run("go")).toEqual(done("2 Dusk: 2 values; not here: cam@foyer"));
    await level().toBe(0.5);
  });

  test("BACK takes it back", async () => {
    expect(await run("back", "--json")).toMatchObject({ code: 0, stderr: "" });
    await level().toBe(0.25);
  });

  test("to a cue jumps there at once with --instant", async () => {
    const { code, stdout, stderr } = await run("go", "3", "--instant");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(/^at 3\n$/);
    await level().toBe(1);
  });

  test("is told to programs as JSON", async () => {
    const { code, stdout } = await run("go", "1", "--instant", "--json");
    expect({ code, said: JSON.parse(stdout) }).toMatchObject({ code: 0, said: { show: "harbour" } });
    await level().toBe(0.25);
  });

  test("to a cue that is not there names it", async () => {
    const { code, stdout, stderr } = await run("go", "7.5");
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(/^zocp: [^\n]*7\.5[^\n]*\n$/);
    const ahead = await run("go", "7.5", "--dry-run");
    expect({ code: ahead.code, stdout: ahead.stdout }).toEqual({ code: 1, stdout: "" });
    expect(ahead.stderr).toMatch(/^zocp: [^\n]*7\.5[^\n]*\n$/);
  });

  test("at the end of the list says so", async () => {
    await run("go", "3", "--instant");
    const { code, stdout, stderr } = await run("go");
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(/^zocp: .*end.*\n$/);
    expect(await run("go", "--instant")).toEqual({ code: 1, stdout: "", stderr: "zocp: the list is at its end\n" });
    expect(await run("go", "--dry-run")).toEqual({ code: 1, stdout: "", stderr: "zocp: the list is at its end\n" });
  });
});

describe("PAUSE", () => {
  test("holds what moves, and GO goes on with it", async () => {
    await run("go", "1", "--instant");
    await run("go", "3");
    expect(await run("pause")).toMatchObject({ code: 0, stderr: "" });
    expect(stage.show.state.paused).toBe(true);
    expect(await run("go", "--json")).toMatchObject({ code: 0 });
    expect(stage.show.state.paused).toBe(false);
  });

  test("of nothing is refused or told", async () => {
    await run("go", "1", "--instant");
    const { stdout, stderr } = await run("pause");
    expect(`${stdout}${stderr}`).toMatch(/^(zocp: )?[^\n]+\n$/);
  });
});

describe("where there are several shows", () => {
  test("one has to be chosen", async () => {
    const second = await startShow(stage.room, "evening");
    await stage.room.gives(["go", "--dry-run", "--wait", "1"], ({ code, stderr }) => {
      expect(code).toBe(1);
      expect(stderr).toBe("zocp: there are 2 shows: choose one with --show: evening, harbour\n");
    });
    expect(await run("go", "--show", "evening", "--dry-run")).toMatchObject({ code: 0, stderr: "" });
    expect(await run("go", "1", "--show", second.node.id.slice(0, 8), "--instant")).toMatchObject({ code: 0 });
    await stage.room.gives(["back", "--show", "morning", "--wait", "0.5"], (ended) =>
      expect(ended).toEqual({
        code: 1,
        stdout: "",
        stderr: 'zocp: no show "morning" was found within 0.5 s; there is evening, harbour\n',
      }),
    );
    await second.stop();
  });
});

describe("where no show is", () => {
  test.each([[["go"]], [["back"]], [["pause"]], [["cues"]], [["cue", "rm", "1"]], [["scene", "ls"]]])(
    "%j says how one is started",
    async (words) => {
      expect(await stage.room.apart([...words, "--wait", "0.2"])).toEqual({
        code: 1,
        stdout: "",
        stderr: 'zocp: no show was found within 0.2 s; "zocp show FILE.json" plays one\n',
      });
    },
  );
});

test("Ctrl-C while a show is looked for ends the command", async () => {
  const command = stage.room.start("go", "--show", "nowhere", "--wait", "60");
  await stage.room.heard("zocp-go@");
  command.interrupt();
  expect(await command.ended).toEqual({ code: 130, stdout: "", stderr: "" });
});
