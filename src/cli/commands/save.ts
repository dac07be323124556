import { emptyShow, formatShow, isPart, type ShowFile, takeSnapshot, type Update, updateShow } from "../../show.ts";
import { VERSION } from "../../version.ts";
import type { ExitCode } from "../failure.ts";
import { toJsonText } from "../format/json.ts";
import { countOf, printable } from "../format/text.ts";
import { gather } from "../show/gather.ts";
import { findShowFile, writeShowFile } from "../show/show-file.ts";
import { partOf } from "../show/show-part.ts";
import { pause, type Session } from "../streams/session.ts";
import { type CommonOptions, waitOf } from "../table/options.ts";
import { observe } from "../targets/observe.ts";

interface SaveOptions extends CommonOptions {
  readonly only?: readonly string[];
  readonly title?: string;
  readonly driven?: boolean;
  readonly prune?: boolean;
  readonly stamp?: boolean;
}

/** Takes what is patched and set into a file. What is away now, scenes and cues stay in it as they are. */
export async function run(session: Session<SaveOptions>, path: string): Promise<ExitCode> {
  const { options, signal } = session;
  const before = findShowFile(path);
  const { only } = partOf(options);
  return observe(session, "save", async (node) => {
    // Nobody knows who else is there.
    await pause(waitOf(options), signal);
    await gather(session, node, []);
    const snapshot = await takeSnapshot(node, { signal, choose: isPart });
    const update = updateShow(before?.file ?? emptyShow(), snapshot, {
      only,
      driven: options.driven,
      prune: options.prune,
    });
    const file = { ...update.file, title: options.title ?? update.file.title };
    const written = await writeShowFile(path, textOf(file, before?.text, options.stamp !== false));
    tell(session, path, { ...update, file, written });
    return update.silent.length + update.namesakes.size === 0 ? 0 : 1;
  });
}

/** A file in which nothing but the time would be another one stays as it is. */
function textOf(file: ShowFile, before: string | undefined, stamps: boolean): string {
  const saved = stamps ? { at: new Date().toISOString().replace(/\.\d+Z$/, "Z"), with: VERSION } : undefined;
  return before === formatShow(file) && (stamps || file.saved === undefined) ? before : formatShow({ ...file, saved });
}

function tell(
  session: Session,
  path: string,
  { file, written, silent, namesakes }: Update & { written: boolean },
): void {
  const counts = { nodes: file.nodes.size, wires: file.wires.length, values: file.values.size };
  const others = { silent, namesakes: Object.fromEntries([...namesakes].map(([name, ids]) => [name, [...ids]])) };
  if (session.options.json) session.out.line(toJsonText({ file: path, written, ...counts, ...others }));
  else
    session.out.line(
      `${printable(path)}: ${written ? "" : "nothing is new: "}${countOf(counts.nodes, "node")}, ${countOf(counts.wires, "wire")}, ${countOf(counts.values, "value")}`,
    );
  for (const name of silent)
    session.note(`${name} did not answer: what the file knows of it was left, else this is what it told last`);
  for (const [name, ids] of namesakes)
    session.note(
      `${ids.length} nodes are called ${name} (${ids.map((id) => id.slice(0, 8)).join(", ")}): nothing of them was saved`,
    );
}
