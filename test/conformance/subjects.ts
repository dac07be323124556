import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { build, type Plugin } from "vite";
import { CASES, examineCandidate } from "../../src/conformance.ts";
import { ROOT } from "../sources.ts";

/** A text that stands in one place of a file of ours, and what stands there instead. */
export interface Edit {
  readonly file: string;
  readonly find: string;
  readonly instead: string;
}

/** What became of cases, by their names: `passed`, or the reason. */
export type Outcomes = Readonly<Record<string, string>>;

/** Makes one program of a TypeScript file and all that it imports, so that it starts at once; with a fault on request. */
export async function bundle(entry: string, name: string, edit?: Edit): Promise<string> {
  // Inside the checkout: packages are found from there.
  const outDir = join(ROOT, "node_modules/.cache/zocp/conformance", `${name}-${process.pid}`);
  await build({
    ...{ configFile: false, root: ROOT, logLevel: "silent", plugins: edit ? [faulty(edit)] : [] },
    build: {
      ssr: entry,
      outDir,
      emptyOutDir: true,
      minify: false,
      rolldownOptions: { output: { entryFileNames: "x.js" } },
    },
  });
  return join(outDir, "x.js");
}

/** Runs cases against a program. */
export async function judge(command: readonly string[], chosen: (name: string) => boolean): Promise<Outcomes> {
  const outcomes: Record<string, string> = {};
  await examineCandidate({
    candidate: { command },
    cases: CASES.filter(({ name, slow }) => slow !== true && chosen(name)),
    jobs: 3,
    signal: new AbortController().signal,
    tell: ({ name }, verdict) => {
      outcomes[name] = "reason" in verdict ? `${verdict.outcome}: ${verdict.reason}` : verdict.outcome;
    },
  });
  return outcomes;
}

function faulty({ file, find, instead }: Edit): Plugin {
  return {
    name: "fault",
    enforce: "pre",
    async load(id) {
      if (id !== join(ROOT, file)) return undefined;
      const text = await readFile(id, "utf8");
      if (text.split(find).length !== 2) throw new Error(`"${find}" does not stand in one place of ${file}`);
      return text.replace(find, () => instead);
    },
  };
}
