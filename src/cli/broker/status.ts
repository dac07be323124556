import { type BrokerReport, examineBroker, type Json, type TransportStats } from "../../index.ts";
import { type ExitCode, Failure, notFound } from "../failure.ts";
import { toJsonText } from "../format/json.ts";
import { printable } from "../format/text.ts";
import type { Session } from "../streams/session.ts";
import { waitOf } from "../table/options.ts";
import { findNode } from "../targets/find.ts";
import { observe } from "../targets/observe.ts";

/** Prints how a broker is and who is silent there; of a node, how it fares with its peers. Only that node is met. */
export async function status(session: Session, name: string | undefined): Promise<ExitCode> {
  if (name === undefined) return ofBroker(session);
  await observe(
    session,
    "broker",
    async (node) => {
      const remote = await findNode(session, node, name);
      const stats = await remote.call("zocp.transport", [], { timeout: ANSWER_WITHIN, signal: session.signal });
      if (session.options.json === true) session.out.line(toJsonText(stats));
      else for (const line of statsLines(stats, remote.name)) session.out.line(line);
    },
    "wanted",
  );
  return 0;
}

/** Two beats, so that whoever is alive has shown it. */
async function ofBroker({ options, out, note }: Session): Promise<ExitCode> {
  const report = await examineBroker({ broker: options.broker, duration: waitOf(options, LOOK_MS) });
  const { failure, nodes, complaints } = report;
  if (failure !== undefined) throw new Failure(1, failure);
  for (const complaint of complaints) note(complaint);
  if (options.json === true) out.line(toJsonText({ ...report }));
  else for (const line of reportLines(report)) out.line(line);
  return nodes.every(({ alive }) => alive) ? 0 : 1;
}

function reportLines({ broker, show, user, nodes, roundTrip }: BrokerReport): readonly string[] {
  const silent = nodes.filter(({ alive }) => !alive);
  const as = user === undefined ? "" : `, as ${printable(user)}`;
  return [
    `broker      ${printable(broker)}, show ${printable(show)}${as}`,
    `round trip  ${roundTrip === undefined ? "nothing came back" : `${roundTrip.toFixed(1)} ms`}`,
    `nodes       ${nodes.length}${silent.length === 0 ? "" : `, ${silent.length} of them silent`}`,
    ...silent.map(({ name, id }) => `silent      ${printable(name)}  ${id.slice(0, 8)}`),
  ];
}

function statsLines(stats: Json, name: string): readonly string[] {
  if (!(stats instanceof Map) || stats.size === 0) throw notFound(`${name} does not tell how it fares with its peers`);
  const of = (key: keyof TransportStats): number => Number(stats.get(key) ?? 0);
  const ended = stats.get("ended");
  const reasons = ended instanceof Map ? [...ended].map(([reason, times]) => `${times} ${printable(reason)}`) : [];
  const [peers, dropped] = [of("peers"), of("dropped")];
  return [
    `peers    ${peers} met, ${of("pairs") - peers} wanted, ${of("suspected")} suspected, ${of("stalled")} that take nothing more`,
    `held     ${of("held")} bytes for peers`,
    `again    ${of("repeated")} messages sent, ${of("resets")} times asked for`,
    ...(dropped > 0 ? [`dropped  ${dropped} messages that came twice, or from somebody else`] : []),
    `lost     ${reasons.length === 0 ? "nobody" : reasons.join(", ")}`,
    `records  ${of("records")}`,
  ];
}

const LOOK_MS = 2500;
const ANSWER_WITHIN = 3000;
