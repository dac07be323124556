import { examineBroker } from "../../index.ts";
import { brokerProblems, formatBrokerReport, isReady } from "../doctor/broker.ts";
import { describeFindings } from "../doctor/describe.ts";
import { examine } from "../doctor/examine.ts";
import { problemsOf } from "../doctor/problems.ts";
import { formatFindings } from "../doctor/report.ts";
import { judge } from "../doctor/verdict.ts";
import type { ExitCode } from "../failure.ts";
import { toJsonText } from "../format/json.ts";
import type { Session } from "../streams/session.ts";
import { waitOf } from "../table/options.ts";

/** Looks for what keeps nodes from seeing each other. */
export async function run(session: Session): Promise<ExitCode> {
  const { options, out, colours, columns } = session;
  if (options.broker || process.env.ZOCP_BROKER) return examineTheBroker(session);
  const findings = await examine(session, waitOf(options, LISTEN));
  session.signal.throwIfAborted();
  const problems = problemsOf(findings);
  const judgement = judge(findings, problems);
  if (options.json) out.line(toJsonText(describeFindings(findings, problems, judgement)));
  else for (const line of formatFindings(findings, problems, { judgement, colours, columns })) out.line(line);
  return judgement.verdict === "ready" ? 0 : 1;
}

/** The same for nodes on a message broker. */
async function examineTheBroker(session: Session): Promise<ExitCode> {
  const { options, out, colours, columns } = session;
  const report = await examineBroker({ broker: options.broker, duration: waitOf(options, LISTEN_THERE) });
  session.signal.throwIfAborted();
  const ready = isReady(report);
  if (options.json)
    out.line(toJsonText({ ...report, problems: brokerProblems(report).map((one) => ({ ...one })), ready }));
  else for (const line of formatBrokerReport(report, { colours, columns })) out.line(line);
  return ready ? 0 : 1;
}

const LISTEN = 3000;
const LISTEN_THERE = 1000;
