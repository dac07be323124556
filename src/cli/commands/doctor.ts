import { describeFindings } from "../doctor/describe.ts";
import { examine } from "../doctor/examine.ts";
import { problemsOf } from "../doctor/problems.ts";
import { formatFindings } from "../doctor/report.ts";
import { judge } from "../doctor/verdict.ts";
import type { ExitCode } from "../failure.ts";
import { toJsonText } from "../format/json.ts";
import type { Session } from "../streams/session.ts";
import { waitOf } from "../table/options.ts";
import { refuseBroker } from "../targets/local-only.ts";

/** Looks for what keeps nodes from seeing each other. */
export async function run(session: Session): Promise<ExitCode> {
  const { options, out, colours, columns } = session;
  refuseBroker(options, "the doctor");
  const findings = await examine(session, waitOf(options, LISTEN));
  session.signal.throwIfAborted();
  const problems = problemsOf(findings);
  const judgement = judge(findings, problems);
  if (options.json) out.line(toJsonText(describeFindings(findings, problems, judgement)));
  else for (const line of formatFindings(findings, problems, { judgement, colours, columns })) out.line(line);
  return judgement.verdict === "ready" ? 0 : 1;
}

const LISTEN = 3000;
