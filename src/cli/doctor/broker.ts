import type { BrokerReport } from "../../index.ts";
import { printable } from "../format/text.ts";
import { wrap } from "../format/wrap.ts";
import { type Line, layOut, type Manner } from "./layout.ts";

/** Something to be set right at a broker. */
interface BrokerProblem {
  readonly problem: string;
  readonly remedy: string;
}

/** What is wrong with a broker, and what to do about it. */
export function brokerProblems({
  failure,
  proof,
  roundTrip,
  burst,
  complaints,
}: BrokerReport): readonly BrokerProblem[] {
  if (failure !== undefined)
    return [{ problem: failure, remedy: "start the broker, or correct its address, the user or the password" }];
  const problems = complaints.map((problem) => ({ problem, remedy: "give this user the permission that is missing" }));
  if (proof === "silent")
    problems.push({
      problem: "nothing that is sent to the own place comes back",
      remedy: "let this user send and read there: zocp broker config writes what it may",
    });
  if (burst !== undefined && roundTrip !== undefined && burst - roundTrip > DELAYED)
    problems.push({
      problem: `several messages at once take ${Math.round(burst)} ms, one takes ${roundTrip.toFixed(1)} ms: each waits for the one before`,
      remedy: "Mosquitto: set_tcp_nodelay true",
    });
  return problems;
}

/** What was found, for people: what to do about it, and the verdict. */
export function formatBrokerReport(report: BrokerReport, manner: Manner): readonly string[] {
  const { colours, columns } = manner;
  const problems = brokerProblems(report);
  const sections: readonly (readonly [string, readonly Line[]])[] = [
    ["Broker", brokerLines(report)],
    ["Nodes", report.failure === undefined ? nodeLines(report) : []],
    ["To do", problems.flatMap(({ problem, remedy }): Line[] => [line("bad", problem), line("none", remedy)])],
  ];
  const shown = sections.filter(([, lines]) => lines.length > 0);
  const verdict = wrap(verdictOf(report), columns ?? Number.POSITIVE_INFINITY);
  const paint = isReady(report) ? colours.green : problems.length > 0 ? colours.red : colours.yellow;
  return [
    ...shown.flatMap(([title, lines]) => [colours.bold(title), ...layOut(lines, manner), ""]),
    ...verdict.map(paint),
  ];
}

/** Somebody is there, and nothing is wrong. */
export function isReady(report: BrokerReport): boolean {
  return brokerProblems(report).length === 0 && report.nodes.length > 0;
}

function verdictOf(report: BrokerReport): string {
  const problems = brokerProblems(report).length;
  const { length } = report.nodes;
  const seen = length === 1 ? "1 node is there" : length === 0 ? "nobody is there" : `${length} nodes are there`;
  if (report.failure !== undefined) return "the broker cannot be used: see “To do”";
  if (problems > 0)
    return `${seen}, and ${problems === 1 ? "1 thing is" : `${problems} things are`} to be set right: see “To do”`;
  if (length === 0)
    return `nobody else is in the show ${printable(report.show)}: start a node there, with the same --broker`;
  return `${seen}: ready`;
}

function brokerLines({ broker, show, user, failure, proof, roundTrip, longest }: BrokerReport): readonly Line[] {
  const place = `${printable(broker)}, show ${printable(show)}`;
  if (failure !== undefined) return [line("bad", place)];
  return [
    line("good", `${place}, ${user === undefined ? "without a user" : `as the user ${printable(user)}`}`),
    roundTrip === undefined
      ? line("bad", "no message came back")
      : line("good", `a message is there and back in ${roundTrip.toFixed(1)} ms`),
    line("plain", `messages of up to ${Math.floor(longest / 1024)} KiB; longer ones are cut`),
    ...(proof === "proved" ? [line("good", "it proves who sends: nodes can name its users (accept user:NAME)")] : []),
    ...(proof === "proved" || proof === "silent" ? [] : [line("doubtful", UNPROVED)]),
  ];
}

function nodeLines({ nodes }: BrokerReport): readonly Line[] {
  if (nodes.length === 0) return [line("plain", "nobody")];
  const sorted = [...nodes].sort((a, b) => (a.name < b.name ? -1 : 1));
  const more = sorted.length - MOST;
  return [
    ...sorted.slice(0, MOST).map(({ id, name, user }): Line => {
      return {
        mark: "good",
        cells: [printable(name), id.slice(0, 8)],
        text: user === undefined ? "" : `user ${printable(user)}`,
      };
    }),
    ...(more > 0 ? [line("plain", `and ${more} more`)] : []),
  ];
}

function line(mark: Line["mark"], text: string): Line {
  return { mark, cells: [], text };
}

const UNPROVED = "it does not prove who sends: whoever may enter can speak in the name of others (zocp broker config)";
/** Milliseconds: less than any wait for a confirmation, more than a busy machine. */
const DELAYED = 30;
/** Lines of nodes. */
const MOST = 40;
