import type { Case } from "./case.ts";
import { Stage } from "./stage.ts";
import { Subject } from "./subject.ts";
import type { Place } from "./wire/line.ts";

/** What became of a case. */
export type Verdict =
  | { readonly outcome: "passed" }
  | { readonly outcome: "failed" | "skipped"; readonly reason: string };

/** What is judged: a program that is started anew for each case, or a node that runs somewhere already. */
export type Candidate = { readonly command: readonly string[] } | { readonly place: Place };

export interface Examination {
  readonly candidate: Candidate;
  readonly cases: readonly Case[];
  /** So many cases run side by side; a node that runs already is asked one after the other. */
  readonly jobs: number;
  readonly signal: AbortSignal;
  /** Called once for each case, in the order of the list. */
  readonly tell: (one: Case, verdict: Verdict) => void;
}

/** Runs the cases, and tells what became of each. */
export async function examineCandidate({ candidate, cases, jobs, signal, tell }: Examination): Promise<void> {
  const verdicts: Verdict[] = [];
  let [begun, told] = [0, 0];
  const work = async (): Promise<void> => {
    for (let index = begun++; index < cases.length && !signal.aborted; index = begun++) {
      verdicts[index] = await judge(cases[index] as Case, candidate, signal);
      // What was broken off says nothing of the subject.
      if (signal.aborted) return;
      for (let next = verdicts[told]; next !== undefined; next = verdicts[told]) tell(cases[told++] as Case, next);
    }
  };
  await Promise.all(Array.from({ length: "place" in candidate ? 1 : jobs }, work));
}

async function judge(one: Case, candidate: Candidate, signal: AbortSignal): Promise<Verdict> {
  if ("place" in candidate && one.wire !== true) return skipped("it needs a driver");
  let stage: Stage | undefined;
  try {
    stage = await open(candidate, signal);
    if (one.extension !== undefined && !(await announces(stage, one.extension)))
      return skipped(`it does not announce the extension "${one.extension}"`);
    await one.run(stage);
    const [breach] = stage.breaches;
    return breach === undefined ? { outcome: "passed" } : { outcome: "failed", reason: breach };
  } catch (error) {
    // What ends the subject shows as whatever was waited for then.
    return { outcome: "failed", reason: stage?.end ?? (error as Error).message };
  } finally {
    await stage?.close();
  }
}

async function open(candidate: Candidate, signal: AbortSignal): Promise<Stage> {
  if ("place" in candidate) return new Stage(candidate.place);
  const subject = await Subject.start(candidate.command, signal);
  return new Stage(subject.place, subject);
}

async function announces(stage: Stage, extension: string): Promise<boolean> {
  const { met } = await stage.peer({ extensions: extension });
  return (met.headers.get("X-ZOCP-EXTENSIONS") ?? "").split(" ").includes(extension);
}

function skipped(reason: string): Verdict {
  return { outcome: "skipped", reason };
}
