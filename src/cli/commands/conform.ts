import { type Case, examineCandidate, Subject, type Verdict } from "../../conformance.ts";
import { chooseCandidate, chooseCases } from "../conform/choice.ts";
import { describeVerdict, formatVerdict } from "../conform/report.ts";
import { type ExitCode, notFound } from "../failure.ts";
import { toJsonText } from "../format/json.ts";
import type { Session } from "../streams/session.ts";
import type { CommonOptions } from "../table/options.ts";

interface ConformOptions extends CommonOptions {
  readonly only?: readonly string[];
  readonly jobs?: number;
  readonly slow?: boolean;
  readonly list?: boolean;
  readonly wire?: string;
}

/** Judges an implementation of ZOCP, case by case. */
export async function run(session: Session<ConformOptions>, ...command: string[]): Promise<ExitCode> {
  const { only, slow = false, list = false, wire, jobs = JOBS, json = false } = session.options;
  const cases = chooseCases(only, slow);
  if (list) return listCases(session, cases);
  const candidate = chooseCandidate(command, wire);
  if ("command" in candidate) await tryToStart(candidate.command);
  const count = { passed: 0, failed: 0, skipped: 0 };
  if (!json) session.out.line(`TAP version 14\n1..${cases.length}`);
  const tell = (one: Case, verdict: Verdict): void => {
    count[verdict.outcome] += 1;
    const number = count.passed + count.failed + count.skipped;
    session.out.line(json ? toJsonText(describeVerdict(one, verdict)) : formatVerdict(number, one, verdict));
  };
  await examineCandidate({ candidate, cases, jobs, signal: session.signal, tell });
  session.signal.throwIfAborted();
  const { passed, failed, skipped } = count;
  session.out.line(json ? toJsonText(count) : `# ${passed} passed, ${failed} failed, ${skipped} skipped`);
  return failed === 0 ? 0 : 1;
}

/** What cannot be started would fail every case with the same words. */
async function tryToStart(command: readonly string[]): Promise<void> {
  try {
    await Subject.tryToStart(command);
  } catch (error) {
    throw notFound(`${command.join(" ")}: ${(error as Error).message}`);
  }
}

function listCases({ out, options }: Session, cases: readonly Case[]): ExitCode {
  for (const { name, level, title, wire = false, slow = false } of cases)
    out.line(options.json === true ? toJsonText({ case: name, level, title, wire, slow }) : `${name}: it ${title}`);
  return 0;
}

const JOBS = 3;
