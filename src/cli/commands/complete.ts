import { formatAddress, hostNet, type RemoteNode, type ZocpNode } from "../../index.ts";
import { type Candidate, type Completion, completionOf } from "../completion/completion.ts";
import { printable, showQuoted } from "../format/text.ts";
import { endingWith, pause, type Session } from "../streams/session.ts";
import type { WordKind } from "../table/commands.ts";
import { readCommonOptions } from "../table/common-options.ts";
import { isTool, observe } from "../targets/observe.ts";
import { isOnBroker, meet, presentNodes } from "../targets/present.ts";

/**
 * Prints what may stand at the cursor, a candidate a line with its meaning behind a tab, or ":files". The shells ask it for
 * every Tab, so whatever is wrong with the words or with the network, it prints nothing and ends with 0.
 */
export async function run(session: Session, ...words: string[]): Promise<void> {
  const completion = completionOf(words);
  if (completion.kind === "file") return session.out.line(":files");
  const typed = words.at(-1) ?? "";
  for (const { word, meaning } of [...completion.words, ...(await lookUp(session, completion, typed))])
    session.out.line(meaning === "" ? word : `${word}\t${meaning}`);
}

async function lookUp(session: Session, { kind, given }: Completion, typed: string): Promise<readonly Candidate[]> {
  if (kind === "interface") return interfaces().filter(({ word }) => word.startsWith(typed));
  if (kind === undefined || kind === "file") return [];
  try {
    const options = { ...session.options, ...readCommonOptions(given) };
    const looking = { ...session, options, note: () => {} };
    if (!isOnBroker(options))
      return await observe(looking, "complete", (node) => lookAround(looking, node, kind, typed));
    const present = (await presentNodes(looking)).filter((one) => !isTool(one) && printable(one.name) === one.name);
    const named = present.filter(({ name }) => typed.startsWith(startOf(name)));
    const words = kind === "node" ? present.map(({ name }) => name) : present.map(({ name }) => startOf(name));
    if (kind === "node" || named.length === 0)
      return sorted(
        words.map((word) => ({ word, meaning: "" })),
        typed,
      );
    return await observe(
      looking,
      "complete",
      (node) => {
        meet(node, looking, named);
        return lookAround(looking, node, kind, typed);
      },
      "wanted",
    );
  } catch {
    // Somebody pressed Tab: an error would only be printed into the line that is being typed.
    return [];
  }
}

async function lookAround(
  session: Session,
  node: ZocpNode,
  kind: WordKind,
  typed: string,
): Promise<readonly Candidate[]> {
  await untilKnown(node, typed, session.signal);
  const nodes = [...node.peers.values()].filter((remote) => !isTool(remote));
  return sorted(
    nodes.flatMap((remote) => candidatesOf(remote, kind, typed)),
    typed,
  );
}

function sorted(all: readonly Candidate[], typed: string): readonly Candidate[] {
  return all.filter(({ word }) => word.startsWith(typed)).sort((a, b) => (a.word < b.word ? -1 : 1));
}

function startOf(node: string): string {
  return formatAddress({ node, parameter: "" });
}

/** Until the node whose slash was typed has told its parameters; for names of nodes a moment. */
async function untilKnown(node: ZocpNode, typed: string, signal: AbortSignal): Promise<void> {
  const known = endingWith(signal);
  node.on("described", ({ name }) => {
    if (typed.startsWith(startOf(name))) known.abort();
  });
  await pause(typed.includes("/") ? LONGEST_LOOK_MS : LOOK_MS, known.signal);
}

/** Nodes first, and the parameters of a node once its slash is typed: a show has thousands of them. */
function candidatesOf(remote: RemoteNode, kind: WordKind, typed: string): readonly Candidate[] {
  const { name, parameters } = remote;
  if (printable(name) !== name) return [];
  if (kind === "node") return [{ word: name, meaning: countOf(remote) }];
  const start = startOf(name);
  if (!typed.startsWith(start)) return [{ word: start, meaning: countOf(remote) }];
  const letter = kind === "emitter" ? "e" : kind === "sensor" ? "s" : "";
  return [...parameters.values()]
    .filter(({ access, path }) => access.includes(letter) && printable(path) === path)
    .map(({ path, value }) => ({
      word: formatAddress({ node: name, parameter: path }),
      meaning: showQuoted(value, MEANING_COLUMNS),
    }));
}

function countOf({ parameters, complete }: RemoteNode): string {
  return complete ? `${parameters.size} parameter${parameters.size === 1 ? "" : "s"}` : "";
}

function interfaces(): readonly Candidate[] {
  return hostNet()
    .interfaces()
    .map(({ name, address }) => ({ word: name, meaning: printable(address) }));
}

/** Somebody waits for it with a finger on the key. */
const LOOK_MS = 400;
const LONGEST_LOOK_MS = 1500;
const MEANING_COLUMNS = 30;
