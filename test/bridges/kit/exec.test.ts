import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { expect, test } from "vitest";

import { settled } from "../../patience.ts";
import { KitStage } from "./kit-stage.ts";

const SCRIPTS = {
  "tell.sh": '#!/bin/sh\necho "value $ZOCP_VALUE words $*"\ncat\n',
  "fail.sh": "#!/bin/sh\necho no >&2\nexit 3\n",
  "secret.sh": '#!/bin/sh\necho "key:$HOUSE_TOKEN:"\n',
  "count.sh": '#!/bin/sh\necho "$ZOCP_VALUE" >> "$(dirname "$0")/lines"\nsleep 0.1\n',
  "family.sh": '#!/bin/sh\nsleep 60 &\necho $! > "$(dirname "$0")/pid"\nwait\n',
};
const open = (run: object): Promise<KitStage> => KitStage.open("exec", { run }, SCRIPTS);

test("starts a program with the words of the file and the value beside them, and tells what came of it", async () => {
  const stage = await open({ go: { program: ["./tell.sh", "$(id)", ";ls"], type: "string", event: true } });
  const codes = stage.heard("go.code");
  await stage.remote.set("go.run", '"; rm -rf x $HOME');
  await stage.becomes("go.output", 'value "; rm -rf x $HOME words $(id) ;ls\n"\\"; rm -rf x $HOME"');
  await stage.becomes("go.running", false);
  await stage.remote.set("go.run", "again");
  // Equal ends are events, each of them.
  await settled(() => expect(codes).toEqual([0, 0]));
});

test("tells the code of one that fails, is not there, or takes too long", async () => {
  const stage = await open({
    ...{ fail: ["./fail.sh"], nowhere: ["zocp-no-such-program"] },
    slow: { program: ["sleep", "60"], seconds: 0.2 },
  });
  for (const name of ["fail", "nowhere", "slow"]) await stage.remote.set(`${name}.run`, true);
  await stage.becomes("fail.code", 3);
  await stage.becomes("nowhere.code", 127);
  await stage.becomes("slow.code", 124);
  expect(stage.value("fail.output")).toBe("no");
  expect(stage.notes).toContain('nowhere: there is no program "zocp-no-such-program", or its folder is not there');
  expect(stage.notes).toContain("slow: it is ended: it ran for 0.2 s");
});

test("keeps what is secret from programs", async () => {
  process.env.HOUSE_TOKEN = "secret";
  const stage = await open({ look: ["./secret.sh"] });
  await stage.remote.set("look.run", true);
  await stage.becomes("look.output", "key::");
  delete process.env.HOUSE_TOKEN;
});

test("of a value that moves the last one runs, once, and few in between; a button that is released starts nothing", async () => {
  const stage = await open({ level: { program: ["./count.sh"], type: "int" }, press: ["./count.sh"] });
  for (let i = 1; i <= 50; i++) stage.remote.send("level.run", i);
  const lines = async (): Promise<readonly string[]> => {
    const path = join(stage.folder, "lines");
    if (!existsSync(path)) return [];
    const { readFile } = await import("node:fs/promises");
    return (await readFile(path, "utf8")).trim().split("\n");
  };
  await settled(async () => expect((await lines()).at(-1)).toBe("50"));
  await stage.remote.set("press.run", false);
  await pause(600);
  const all = await lines();
  expect(all.filter((one) => one === "50")).toEqual(["50"]);
  expect(all.length).toBeLessThan(20);
});

test("what a program has started ends with it when the bridge ends", async () => {
  const stage = await open({ go: ["./family.sh"] });
  await stage.remote.set("go.run", true);
  const pidFile = join(stage.folder, "pid");
  await settled(() => expect(existsSync(pidFile)).toBe(true));
  const { readFileSync } = await import("node:fs");
  const pid = await settled(() => {
    const text = readFileSync(pidFile, "utf8").trim();
    expect(text).not.toBe("");
    return Number(text);
  });
  await stage.bridge.stop();
  await settled(() => expect(() => process.kill(pid, 0)).toThrow());
});

test.each([
  [{}, "run: it is missing"],
  [{ run: { "a b": ["x"] } }, 'run["a b"]: a name has 1 to 60 letters'],
  [{ run: { go: [] } }, "run.go.program: it must be a list of the program and its arguments"],
  [{ run: { go: "x.sh --now" } }, 'run.go: it must be an object, not the text "x.sh --now"'],
  [{ run: { go: { program: ["x"], sconds: 1 } } }, 'run.go.sconds: there is no such field; did you mean "seconds"?'],
  [
    { run: { go: ["x"] }, export: { "a/b": "go.rn" } },
    'export["a/b"]: "go.rn" takes no values; did you mean "go.run"?',
  ],
])("%j says what is wrong", async (fields, message) => {
  await expect(KitStage.open("exec", fields)).rejects.toThrow(message);
});
