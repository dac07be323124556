import type { Colours } from "../format/colours.ts";
import { formatRole } from "../format/listing.ts";
import { printable } from "../format/text.ts";
import { wrap } from "../format/wrap.ts";
import { LACKS } from "./cards.ts";
import type { ExaminedInterface, Findings, Met, Problem, Unmet } from "./findings.ts";
import { type Line, layOut, type Manner } from "./layout.ts";
import { withPrefix } from "./networks.ts";
import type { Judgement } from "./verdict.ts";

/** What was found, for people: a section for each thing that can be wrong, then what to do, then the verdict. */
export function formatFindings(
  findings: Findings,
  problems: readonly Problem[],
  { judgement, ...manner }: Manner & { readonly judgement: Judgement },
): readonly string[] {
  const { colours } = manner;
  const sections: readonly (readonly [string, readonly Line[]])[] = [
    ["Settings", settingLines(findings)],
    ["Interfaces", interfaceLines(findings)],
    ["Beacons", beaconLines(findings)],
    ["Hubs and peers", placeLines(findings)],
    [`Heard in ${findings.duration / 1000} s`, findings.duration === 0 ? [] : heardLines(findings)],
    ["To do", problems.flatMap(problemLines)],
  ];
  const shown = sections.filter(([, lines]) => lines.length > 0);
  const verdict = VERDICTS[judgement.verdict](colours, judgement.summary, manner.columns);
  return [...shown.flatMap(([title, lines]) => [colours.bold(title), ...layOut(lines, manner), ""]), ...verdict];
}

function settingLines({ settings }: Findings): readonly Line[] {
  return settings.environment.map((variable) => plain(`${printable(variable)} is set`));
}

function interfaceLines({ interfaces, idle }: Findings): readonly Line[] {
  const idleLines = idle.map(({ name, lacks }): Line => ({ ...plain(LACKS[lacks]), cells: [printable(name), "", ""] }));
  if (interfaces.length + idle.length === 0) return [{ mark: "bad", cells: [], text: "none is up" }];
  return [...interfaces.map(interfaceLine), ...idleLines];
}

function interfaceLine({ interface: one, used, secondChoice, reason }: ExaminedInterface): Line {
  return {
    mark: !used ? "plain" : secondChoice || one.loopback ? "doubtful" : "good",
    cells: [printable(one.name), withPrefix(one), one.netmask],
    text: `${used ? (secondChoice ? "second choice" : "used") : "left out"}: ${reason}`,
  };
}

function beaconLines({ settings, interfaces, blocked }: Findings): readonly Line[] {
  const used = interfaces.filter((one) => one.used);
  if (!settings.beacons) return [plain("switched off: nothing is sent or heard on UDP")];
  if (used.length === 0) return [plain("not tried: there is no interface to send on")];
  if (blocked !== undefined) return [{ mark: "bad", cells: [], text: `UDP port ${settings.port}: ${blocked}` }];
  return [
    { mark: "good", cells: [], text: `UDP port ${settings.port} can be used` },
    ...used.map(({ interface: { name, loopback, broadcast }, returned, unsent }): Line => {
      const what = `on ${printable(name)} (${loopback ? "loopback" : broadcast})`;
      if (unsent !== undefined) return { mark: "bad", cells: [], text: `nothing leaves ${what}` };
      const text = `a broadcast ${what} ${returned === true ? "comes back" : "does not come back"}`;
      return { mark: returned === true ? "good" : "bad", cells: [], text };
    }),
  ];
}

function placeLines({ places }: Findings): readonly Line[] {
  return places.map(({ kind, place, reached }) => ({
    mark: reached ? "good" : "bad",
    cells: [],
    text: `the ${kind} ${printable(place)} ${reached ? (kind === "hub" ? "is there" : "is met") : "is not there"}`,
  }));
}

function heardLines({ met, unmet, settings }: Findings): readonly Line[] {
  const nodes = met.filter(({ tool, here }) => !tool || !here || settings.all);
  const near = unmet.filter(({ where }) => where === "near");
  const others = Object.entries(ELSEWHERE).flatMap(([where, words]) =>
    groups(unmet.filter((one) => one.where === where)).map((group) => plain(words(group))),
  );
  const nobody = [plain(`nobody on UDP port ${settings.port}`)];
  return [...(nodes.length + near.length === 0 ? nobody : []), ...nodes.map(metLine), ...near.map(nearLine), ...others];
}

function metLine({ id, name, address, interface: on, here, beacon, ...node }: Met): Line {
  const what = node.tool
    ? "a zocp command"
    : node.zocp
      ? node.complete
        ? ""
        : "parameters not known yet"
      : "ZRE only";
  const way = beacon === undefined ? "no beacon" : beacon === 3 ? "beacon 3, with a key" : "beacon 1";
  const where = here ? "this machine" : (on ?? "beyond a router");
  return {
    mark: "good",
    cells: [printable(name), address.replace("tcp://", ""), printable(where)],
    text: [id.slice(0, 8), way, what, node.role === undefined ? "" : formatRole(node.role)]
      .filter((part) => part !== "")
      .join(", "),
  };
}

function nearLine({ id, address, tcpPort, interface: on }: Unmet): Line {
  const cells = [id.slice(0, 8), `${address}:${tcpPort}`, printable(on ?? "")];
  return { mark: "bad", cells, text: "beacons only, no connection" };
}

/** Nodes of one place and port in one line. */
function groups(unmet: readonly Unmet[]): readonly (readonly Unmet[])[] {
  const byPlace = new Map<string, Unmet[]>();
  for (const one of unmet) {
    const key = `${one.interface} ${one.port} ${one.version}`;
    byPlace.set(key, [...(byPlace.get(key) ?? []), one]);
  }
  return [...byPlace.values()];
}

const ELSEWHERE: Readonly<Record<string, (nodes: readonly Unmet[]) => string>> = {
  "unused interface": (nodes) =>
    `${count(nodes)} on ${printable(nodes[0]?.interface ?? "")}, which is not used: ${from(nodes)}`,
  loopback: (nodes) =>
    `${count(nodes)} on loopback of this machine, a world of its own (a demo, or --interface loopback)`,
  "other network": (nodes) => `${count(nodes)} on a network that this machine is not on: ${from(nodes)}`,
  "other port": (nodes) =>
    `${count(nodes)} on UDP port ${nodes[0]?.port}${nodes[0]?.version === 3 ? ", with a key" : ""}: ${from(nodes)}`,
};

function count(nodes: readonly Unmet[]): string {
  return nodes.length === 1 ? "1 node" : `${nodes.length} nodes`;
}

function from(nodes: readonly Unmet[]): string {
  const addresses = [...new Set(nodes.map(({ address }) => address))];
  return `${addresses.slice(0, MOST_ADDRESSES).join(", ")}${addresses.length > MOST_ADDRESSES ? ", …" : ""}`;
}

function problemLines({ problem, advice }: Problem): readonly Line[] {
  return [
    { mark: "bad", cells: [], text: printable(problem) },
    { mark: "none", cells: [], text: printable(advice) },
  ];
}

function plain(text: string): Line {
  return { mark: "plain", cells: [], text };
}

function summary(paint: (colours: Colours) => (text: string) => string, mark: string) {
  return (colours: Colours, text: string, columns = Number.POSITIVE_INFINITY): readonly string[] =>
    wrap(`${mark} ${text}`, columns).map((line) => colours.bold(paint(colours)(line)));
}

const VERDICTS: Readonly<
  Record<Judgement["verdict"], (colours: Colours, text: string, columns?: number) => readonly string[]>
> = {
  ready: summary((colours) => colours.green, "✓"),
  alone: summary((colours) => colours.yellow, "!"),
  trouble: summary((colours) => colours.red, "✗"),
};

const MOST_ADDRESSES = 5;
