import { spawn, spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { completionOf } from "../../src/cli/completion/completion.ts";
import { COMMANDS } from "../../src/cli/table/commands.ts";
import { PATIENCE } from "../patience.ts";
import { Bench, PROGRAM } from "./program.ts";

function wordsFor(...words: string[]): readonly string[] {
  return completionOf(words).words.map(({ word }) => word);
}

describe("what may come next", () => {
  test("at first every command of the help", () => {
    const shown = COMMANDS.filter(({ hidden }) => hidden !== true).map(({ name }) => name);
    expect(wordsFor("")).toEqual([...shown, "help"]);
    expect(wordsFor("co")).toEqual(["connect", "composer", "conform", "completion"]);
  });

  test("the options of the command and of every command", () => {
    expect(wordsFor("connect", "a/x", "--")).toEqual(expect.arrayContaining(["--rate", "--every", "--key", "--help"]));
    expect(wordsFor("ls", "--rat")).toEqual([]);
    expect(wordsFor("--js")).toEqual(["--json"]);
  });

  test.each([
    [["set", ""], "address"],
    [["set", "--json", "--port", "5", ""], "address"],
    [["connect", ""], "emitter"],
    [["connect", "--rate", "30", "a/x", ""], "sensor"],
    [["connect", "a/x", "b/y", ""], undefined],
    [["call", ""], "node"],
    [["node", ""], "file"],
    [["ls", "--key", ""], "file"],
    [["ls", "--interface", ""], "interface"],
    [["ls", "--port", ""], undefined],
    [["nonsense", ""], undefined],
  ])("%j: %s", (words, kind) => {
    expect(completionOf(words).kind).toBe(kind);
  });

  test("the words that a value may be", () => {
    expect(wordsFor("ls", "--beacons", "o")).toEqual(["on", "off"]);
    expect(wordsFor("completion", "")).toEqual(["bash", "zsh", "fish", "powershell"]);
  });

  test("what can be done with a scene is known here; its name is not", () => {
    expect(completionOf(["scene", "r"]).words.map(({ word }) => word)).toEqual(["recall", "rm"]);
    expect(completionOf(["cue", "r"]).words.map(({ word }) => word)).toEqual(["record", "rm"]);
    expect(completionOf(["scene", "recall", ""])).toMatchObject({ words: [], kind: undefined });
    expect(completionOf(["scene", "store", "dusk", "la"]).kind).toBe("address");
  });

  test("every command that takes words says what they are", () => {
    const silent = COMMANDS.filter(({ words, completes, hidden }) => words !== "" && !completes && !hidden);
    expect(silent.map(({ name }) => name)).toEqual([]);
  });
});

describe("the names of nodes and parameters", () => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await Bench.open();
    const parameters = {
      level: { type: "float", access: "rwes" },
      "it's $(id)": { type: "int", access: "rw" },
      meter: { type: "int", access: "re" },
    };
    await bench.node({ name: "stage left", parameters });
    await bench.node({ name: "bad\tname", parameters });
  });
  afterAll(() => bench[Symbol.asyncDispose]());
  const expectLines = (shell: string, script: string, lines: unknown): Promise<void> =>
    expect.poll(() => linesOf(shell, script, bench), LASTING).toEqual(lines);

  test("nodes first, and after the slash the parameters that fit", async () => {
    const offered = async (...words: string[]): Promise<string> => (await bench.run("complete", "--", ...words)).stdout;
    await expect.poll(() => offered("set", "sta"), LASTING).toBe("stage left/\t3 parameters\n");
    await expect.poll(() => offered("connect", "a/x", "stage left/"), LASTING).toBe("stage left/level\t0\n");
  });

  test("an option that was typed before counts, and one that is wrong prints nothing", async () => {
    const { stdout, stderr, code } = await bench.run("complete", "--", "set", "--port", "none", "sta");
    expect({ stdout, stderr, code }).toEqual({ stdout: "", stderr: "", code: 0 });
  });

  test("bash replaces the word by one that it reads as one word, and runs nothing of it", async () => {
    const script = `source <(zocp completion bash)
      compopt() { :; }
      try() { COMP_WORDS=("$@"); COMP_CWORD=$(( $# - 1 )); _zocp; printf '%s\\t%s\\n' "$*" "\${COMPREPLY[0]}"; }
      try zocp conn; try zocp set sta; try zocp set 'stage\\ left/i'; try zocp set '"stage left/m'`;
    await expectLines("bash", script, [
      ["zocp conn", "connect"],
      ["zocp set sta", "stage\\ left/"],
      ["zocp set stage\\ left/i", "stage\\ left/it\\'s\\ \\$\\(id\\)"],
      ['zocp set "stage left/m', "stage left/meter"],
    ]);
  });

  test.skipIf(!has("fish"))("fish, where it is installed, offers the same with their meanings", async () => {
    const script = `zocp completion fish | source
      complete -C "zocp conn"; complete -C "zocp set sta"; complete -C "zocp set stage\\ left/m"`;
    await expectLines("fish", script, [
      ["connect", expect.any(String)],
      ["stage left/", "3 parameters"],
      ["stage left/meter", "0"],
    ]);
  });

  test.skipIf(!has("zsh"))("zsh, where it is installed, offers the same", async () => {
    const script = `compdef() { :; }
      compadd() { print -r -- "$words_found[1]\t$meanings[1]"; }
      source <(zocp completion zsh)
      try() { words=("$@"); CURRENT=$#; _zocp; }
      try zocp conn; try zocp set sta; try zocp set 'stage\\ left/m'`;
    await expectLines("zsh", script, [
      ["connect", expect.stringMatching(/^connect {2}-- /)],
      ["stage left/", "stage left/  -- 3 parameters"],
      ["stage left/meter", "stage left/meter  -- 0"],
    ]);
  });

  test.skipIf(!has("pwsh"))("PowerShell, where it is installed, reads its script without a fault", async () => {
    const script = `$errors = $null
      [System.Management.Automation.Language.Parser]::ParseInput((zocp completion powershell | Out-String), [ref]$null, [ref]$errors) | Out-Null
      $errors.Count`;
    await expectLines("pwsh", script, [["0"]]);
  });
});

/** Who asks for a name waits for a moment only: on a busy machine nobody may have answered by then. */
const LASTING = { timeout: PATIENCE, interval: 100 };

/** What a shell prints that runs a script and finds the command `zocp`, by line and column. */
function linesOf(shell: string, script: string, { folder, environment }: Bench): Promise<string[][]> {
  const bin = join(folder, "bin");
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, "zocp"), `#!/bin/sh\nexec "${process.execPath}" "${PROGRAM}" "$@"\n`);
  chmodSync(join(bin, "zocp"), 0o755);
  // What fish and zsh keep for themselves must not lie about afterwards.
  const env = { ...environment, PATH: `${bin}${delimiter}${process.env.PATH}`, HOME: folder };
  return new Promise((resolve, reject) => {
    const child = spawn(shell, ["-c", script], { env, stdio: ["ignore", "pipe", "inherit"] });
    let text = "";
    child.stdout.setEncoding("utf8").on("data", (piece: string) => {
      text += piece;
    });
    child.on("error", reject);
    child.on("close", () =>
      resolve(
        text
          .trimEnd()
          .split("\n")
          .map((line) => line.split("\t")),
      ),
    );
  });
}

/** Whether a shell is here: .ci/run fetches those that can be had. */
function has(shell: string): boolean {
  return spawnSync(shell, ["--version"]).status === 0;
}
