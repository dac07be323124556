import { fitsGlob } from "../../arguments/glob.ts";
import { CASES, type Candidate, type Case, LEVELS, readEndpoint } from "../../conformance.ts";
import { wrongUsage } from "../failure.ts";
import { hint } from "../targets/suggest.ts";

/** The cases that were asked for: by a level, by a name, by a glob over names; slow ones where they are named or wanted. */
export function chooseCases(only: readonly string[] | undefined, slow: boolean): readonly Case[] {
  if (only === undefined) return CASES.filter((one) => slow || one.slow !== true);
  const chosen = new Set<Case>();
  for (const wanted of only) {
    const fitting = CASES.filter((one) => fits(one, wanted) && (slow || one.slow !== true || one.name === wanted));
    if (fitting.length === 0) throw wrongUsage(`no case fits "${wanted}"${hint(wanted, NAMES, "there are")}`);
    for (const one of fitting) chosen.add(one);
  }
  return CASES.filter((one) => chosen.has(one));
}

/** What is judged: a command, or the address of a node on this machine. */
export function chooseCandidate(command: readonly string[], endpoint: string | undefined): Candidate {
  if (endpoint === undefined) {
    if (command.length > 0) return { command };
    throw wrongUsage(
      "it is not said what is judged: zocp conform -- COMMAND, or --wire tcp://127.0.0.1:PORT of a node that runs",
    );
  }
  if (command.length > 0) throw wrongUsage("a command and --wire are two things to judge: give one of them");
  const place = readEndpoint(endpoint);
  if (place?.host.startsWith("127.")) return { place };
  throw wrongUsage(`--wire needs a node on this machine, as tcp://127.0.0.1:PORT, not "${endpoint}"`);
}

function fits({ name, level }: Case, wanted: string): boolean {
  return level === wanted || name === wanted || fitsGlob(wanted, name);
}

const NAMES = [...LEVELS, ...CASES.map(({ name }) => name)];
