import { LACKS } from "./cards.ts";
import type { Findings, Met, Problem, Unmet } from "./findings.ts";
import { carryNothing, withPrefix } from "./networks.ts";
import { addressSettings, remedyOf } from "./remedies.ts";
import { hasCompany } from "./verdict.ts";

/** What is wrong with nodes that were heard: not met, in another world, or two of one name. */
export function problemsOfNodes(findings: Findings): readonly Problem[] {
  const { met, unmet } = findings;
  const problems = [
    ...unmet.filter(({ where }) => where === "near").map((one) => nearProblem(one)),
    // Where no neighbour can be, an address of another network is no mistake.
    ...(carryNothing(findings) ? [] : unmet.filter(({ where }) => where === "other network")).map((one) =>
      otherNetwork(one, findings),
    ),
    ...met.flatMap(oneWayProblem),
    ...namesakes(met),
    ...met.flatMap(clockProblem),
  ];
  // Who has company need not be told of those who want to be elsewhere.
  if (hasCompany(findings) || problems.length > 0) return problems;
  return [...elsewhere(findings), ...aloneProblems(findings)];
}

/** The beacons come, and no connection: whose fault is it? */
function nearProblem({ id, address, tcpPort, key, answer }: Unmet): Problem {
  if (key !== undefined) return { problem: key, advice: KEY_ADVICE };
  const who = `${id.slice(0, 8)} at ${address}`;
  const problem = `${who} sends beacons, but no connection comes about`;
  if (answer?.open === true)
    return {
      problem: `${problem}: its TCP port ${tcpPort} answers, so it cannot reach this machine`,
      advice: "Allow incoming TCP for this program on this machine; or give both the same key.",
    };
  if (answer?.open === false)
    return {
      problem: `${problem}: ${answer.reason}`,
      advice: `Allow incoming TCP for the program at ${address}, or start it anew; compare the netmasks of both machines; Wi-Fi guest networks forbid it altogether.`,
    };
  return { problem, advice: `Allow incoming TCP for this program and for the one at ${address}.` };
}

/** It has said hello to us, and does not hear our answer. */
function oneWayProblem({ name, address, answer }: Met): readonly Problem[] {
  if (answer === undefined || answer.open) return [];
  return [
    {
      problem: `${name} reaches this machine, and is not reached at ${address}: ${answer.reason}`,
      advice:
        "Allow incoming TCP for that program in the firewall of its machine; behind a router it needs --endpoint.",
    },
  ];
}

function otherNetwork({ id, address }: Unmet, { interfaces, host }: Findings): Problem {
  const own = interfaces.filter(({ used, interface: one }) => used && !one.loopback);
  const networks = own.map((one) => `${one.interface.name} is ${withPrefix(one.interface)}`).join(", ");
  return {
    problem: `a beacon came from ${address} (${id.slice(0, 8)}), which is on no network of this machine: ${networks}`,
    advice: `Give both machines addresses of one network: the same netmask, and the same numbers where the mask is 255. Here: ${addressSettings(own[0]?.interface.name ?? "", host)}.`,
  };
}

/** What is to happen everywhere at the same moment happens there at another one. */
function clockProblem({ name, clock }: Met): readonly Problem[] {
  if (clock === undefined || !clock.synced || Math.abs(clock.offset) < TOLERABLE) return [];
  const { offset, roundTrip } = clock;
  return [
    {
      problem: `the clock of ${name} is ${Math.abs(offset).toFixed(0)} ms off, round trip ${roundTrip.toFixed(0)} ms`,
      advice:
        "What begins everywhere at once begins at another moment there: `zocp clock --watch` shows whether that stays; look for a slow way (Wi-Fi, VPN) or a busy machine.",
    },
  ];
}

/** Links and commands mean one of them, and nobody knows which. */
function namesakes(met: readonly Met[]): readonly Problem[] {
  const byName = new Map<string, Met[]>();
  for (const one of met.filter(({ tool }) => !tool)) {
    const name = one.name.normalize("NFC");
    byName.set(name, [...(byName.get(name) ?? []), one]);
  }
  return [...byName].flatMap(([name, nodes]) => {
    if (nodes.length < 2) return [];
    if (isOneShow(nodes)) return severalPlay(nodes);
    const where = nodes.map(({ address }) => address).join(" and ");
    return [
      {
        problem: `${nodes.length} nodes are called ${name}: ${where}`,
        advice: "Give each a name of its own: links and commands go to one of them only.",
      },
    ];
  });
}

/** A show and those who stand ready for it share a name because people want that. */
function isOneShow([first, ...others]: readonly Met[]): boolean {
  return first?.role !== undefined && others.every(({ role }) => role?.of === first.role?.of);
}

function severalPlay(nodes: readonly Met[]): readonly Problem[] {
  const playing = nodes.filter(({ role }) => role?.plays === true);
  if (playing.length < 2) return [];
  const where = playing.map(({ id, address }) => `${id.slice(0, 8)} at ${address}`).join(" and ");
  return [
    {
      problem: `${playing.length} machines play ${playing[0]?.role?.of}: ${where}`,
      advice:
        "People played each of them, or they have only just met: when it stays so, `zocp takeover ID` says which goes on.",
    },
  ];
}

/** Nobody is where we are, and somebody is where we could be. */
function elsewhere({ met, unmet, settings }: Findings): readonly Problem[] {
  const [otherPort, ...more] = unmet.filter(({ where }) => where === "other port");
  const unused = unmet.filter(({ where }) => where === "unused interface");
  const loopback = unmet.filter(({ where }) => where === "loopback");
  const problems: Problem[] = [];
  if (otherPort !== undefined) {
    const { port, version, address } = otherPort;
    const keyed = version === 3;
    const with_ = keyed ? ", with a key" : settings.keyed ? ", without a key" : "";
    problems.push({
      problem: `nobody is on UDP port ${settings.port}, but ${count(more.length + 1)} on port ${port}${with_} (${address})`,
      advice: keyed === settings.keyed ? portAdvice(port) : keyed ? NEEDS_KEY : NEEDS_NO_KEY,
    });
  }
  for (const { address, interface: name } of unused.slice(0, 1))
    problems.push({
      problem: `${count(unused.length)} on ${name} (${address}), which is not used here`,
      advice: `Use it with --interface ${name} or ZOCP_INTERFACE${settings.interface === undefined ? "" : ", or leave the choice to zocp"}.`,
    });
  if (loopback.length > 0 && met.length === 0)
    problems.push({
      problem: `${count(loopback.length)} on loopback of this machine: a demo, or what was started with --interface loopback, is a world of its own`,
      advice: "See it with --interface loopback; nodes that are to meet other machines are started without it.",
    });
  return problems;
}

function count(nodes: number): string {
  return nodes === 1 ? "1 node is" : `${nodes} nodes are`;
}

function portAdvice(port: number): string {
  return `Give all nodes the same port: --port ${port} or ZOCP_PORT=${port} here, or none anywhere.`;
}

/** What is odd about the networks themselves: worth a word only when nobody is there. */
function aloneProblems({ interfaces, idle, met, host }: Findings): readonly Problem[] {
  if (met.length > 0) return [];
  const used = interfaces.filter((one) => one.used && !one.interface.loopback);
  const own = used.filter(({ interface: one }) => one.address.startsWith("169.254."));
  const problems: Problem[] = [];
  if (own.length > 0 && own.length === used.length)
    problems.push({
      problem: `${own.length === 1 ? "the address of" : "the addresses of"} ${own.map((one) => one.interface.name).join(", ")} ${own.length === 1 ? "is" : "are"} self-assigned: no router or server gave one`,
      advice: `Fine if the other machines have addresses that begin with 169.254, too; else look at the router, or set an address like theirs: ${addressSettings(own[0]?.interface.name ?? "", host)}.`,
    });
  const second = used.filter(({ secondChoice }) => secondChoice).map((one) => one.interface.name);
  if (second.length > 0)
    problems.push({
      problem: `${second.join(", ")} ${second.length === 1 ? "is used because there is nothing better: it leads" : "are used because there is nothing better: they lead"} to virtual machines, containers or a VPN`,
      advice: "Plug a cable in or join a Wi-Fi, if the other machines are there.",
    });
  if (used.length > 0 && idle.length > 0)
    problems.push({
      problem: `nobody was met, and ${idle.map(({ name, lacks }) => `${name} has ${LACKS[lacks]}`).join("; ")}`,
      advice: `If the other machines are there: ${remedyOf(idle, host)}`,
    });
  return problems;
}

/** Milliseconds that nobody sees or hears. */
const TOLERABLE = 20;
const KEY_ADVICE =
  "Copy the one key file of the show to each machine (mode 0600), and name it with --key or ZOCP_KEY; with a folder of keys, put each machine's public key into it everywhere.";
const NEEDS_KEY = "Give every command and node here the key of the show: --key FILE, or ZOCP_KEY.";
const NEEDS_NO_KEY =
  "Give them the key of the show, too; or, if it is not a secure one, leave --key and ZOCP_KEY out here.";
