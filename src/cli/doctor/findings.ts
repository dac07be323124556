import type { InterfaceChoice } from "../../index.ts";
import type { Colours } from "../format/colours.ts";
import type { Printable } from "../format/json.ts";
import { pad, printable, widthOf } from "../format/text.ts";

/** What the doctor found. */
export interface Findings {
  readonly interfaces: readonly (InterfaceChoice & { readonly returned: boolean })[];
  /** The UDP port of the beacons, and why it cannot be used if so. */
  readonly port: number;
  readonly blocked: string | undefined;
  readonly heard: readonly Heard[];
  /** Nodes whose beacons come, but with whom there is no connection. */
  readonly mute: readonly Mute[];
  /** Who is on the other usual port: with a key when we have none, without when we have one. */
  readonly elsewhere: Elsewhere | undefined;
  /** Milliseconds that were listened. */
  readonly duration: number;
  readonly problems: readonly Problem[];
}

/** A node that was heard only from afar. */
interface Mute {
  readonly id: string;
  readonly address: string;
  /** What is the matter with its key, when it is that. */
  readonly stranger?: string | undefined;
}

export interface Elsewhere {
  readonly keyed: boolean;
  readonly port: number;
  readonly nodes: readonly Mute[];
}

/** A node that was heard. */
export interface Heard {
  readonly id: string;
  readonly name: string;
  readonly address: string;
  /** Whether it speaks ZOCP, and not only ZRE. */
  readonly zocp: boolean;
  readonly complete: boolean;
}

/** Something that is wrong, and what to do. */
export interface Problem {
  readonly problem: string;
  readonly advice: string;
}

/** For other programs. */
export function describeFindings(findings: Findings): Printable {
  const { interfaces, port, blocked, heard, mute, elsewhere, problems } = findings;
  return {
    ok: problems.length === 0,
    interfaces: interfaces.map(
      ({ interface: { name, address, netmask, broadcast, loopback }, used, reason, returned }) => ({
        ...{ name, address, netmask, broadcast, loopback, used, reason },
        broadcastReturned: used ? returned : undefined,
      }),
    ),
    port: { number: port, bindable: blocked === undefined, reason: blocked },
    heard: heard.map((node) => ({ ...node })),
    mute: mute.map((node) => ({ ...node })),
    elsewhere: elsewhere && { ...elsewhere, nodes: elsewhere.nodes.map((node) => ({ ...node })) },
    problems: problems.map((problem) => ({ ...problem })),
  };
}

/** For people. */
export function formatFindings(findings: Findings, colours: Colours): readonly string[] {
  const sections: [string, readonly string[]][] = [
    ["Interfaces", interfaceLines(findings, colours)],
    ["Beacons", beaconLines(findings, colours)],
    ["To do", adviceLines(findings, colours)],
  ];
  // Without an interface nobody was listened for.
  if (findings.duration > 0)
    sections.splice(2, 0, [`Heard in ${findings.duration / 1000} s`, heardLines(findings, colours)]);
  return sections.flatMap(([title, lines], index) => [
    ...(index === 0 ? [] : [""]),
    colours.bold(title),
    ...lines.map((line) => `  ${line}`),
  ]);
}

function interfaceLines({ interfaces }: Findings, colours: Colours): readonly string[] {
  if (interfaces.length === 0) return [`${mark(false, colours)} none is up`];
  const names = align(interfaces.map(({ interface: one }) => one.name));
  const addresses = align(interfaces.map(({ interface: one }) => one.address));
  return interfaces.map(({ used, reason }, index) => {
    const text = `${names[index]}  ${addresses[index]}  ${used ? "used" : "not used"}: ${reason}`;
    return used ? `${mark(true, colours)} ${text}` : colours.dim(`· ${text}`);
  });
}

function beaconLines({ interfaces, port, blocked }: Findings, colours: Colours): readonly string[] {
  const used = interfaces.filter((one) => one.used);
  if (used.length === 0) return [colours.dim("· not tried: there is no interface to send on")];
  if (blocked !== undefined) return [`${mark(false, colours)} UDP port ${port}: ${blocked}`];
  return [
    `${mark(true, colours)} UDP port ${port} can be used`,
    ...used.map(({ interface: { name, loopback, broadcast }, returned }) => {
      const where = `${name} (${loopback ? "loopback" : broadcast})`;
      return `${mark(returned, colours)} a broadcast on ${where} ${returned ? "comes back" : "does not come back"}`;
    }),
  ];
}

function heardLines({ heard, mute, elsewhere }: Findings, colours: Colours): readonly string[] {
  const others = elsewhereLines(elsewhere, colours);
  if (heard.length + mute.length === 0)
    return [colours.dim("· nobody: is another node running, on the same network and port?"), ...others];
  const names = align(heard.map(({ name }) => printable(name)));
  return [
    ...heard.map(({ id, address, zocp, complete }, index) => {
      const what = zocp ? (complete ? "" : "  parameters not known yet") : "  ZRE only, no ZOCP";
      return `${mark(true, colours)} ${names[index]}  ${colours.dim(`${id.slice(0, 8)}  ${address}${what}`)}`;
    }),
    ...mute.map(
      ({ id, address }) => `${mark(false, colours)} ${id.slice(0, 8)} at ${address}: beacons only, no connection`,
    ),
    ...others,
  ];
}

function elsewhereLines(elsewhere: Elsewhere | undefined, colours: Colours): readonly string[] {
  if (elsewhere === undefined || elsewhere.nodes.length === 0) return [];
  const { keyed, port, nodes } = elsewhere;
  const addresses = [...new Set(nodes.map(({ address }) => address))].slice(0, MOST_ADDRESSES).join(", ");
  return [colours.dim(`· ${nodes.length} with${keyed ? "" : "out"} a key, on UDP port ${port} (${addresses})`)];
}

function adviceLines({ problems }: Findings, colours: Colours): readonly string[] {
  if (problems.length === 0) return [`${mark(true, colours)} nothing: this machine is ready`];
  return problems.flatMap(({ problem, advice }) => [`${mark(false, colours)} ${problem}`, `  ${advice}`]);
}

const MOST_ADDRESSES = 5;

function mark(good: boolean, colours: Colours): string {
  return good ? colours.green("✓") : colours.red("✗");
}

function align(texts: readonly string[]): readonly string[] {
  const width = Math.max(0, ...texts.map(widthOf));
  return texts.map((text) => pad(text, width));
}
