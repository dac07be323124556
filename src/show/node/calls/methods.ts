import { type Caller, type Json, type JsonInput, NetworkError } from "../../../index.ts";
import { readOps } from "../../edit/ops.ts";
import { formatDashboards, formatShow } from "../../file/format.ts";
import type { ShowNode } from "../show-node.ts";
import type { ShowAnswer } from "../show-node-events.ts";
import type { ShowState } from "../state/show-state.ts";
import { readFlag, readName, readPatterns, readPress, readRecordOptions } from "./arguments.ts";

/** Why a node may not do that, in words; undefined when it may. */
export type Objection = (caller: Caller, method: string, edits: boolean) => string | undefined;

type Handler = (args: readonly Json[], caller: Caller) => ShowAnswer | Promise<ShowAnswer>;

/** Lets others call a show: `show.go`, `show.state` … */
export function handleMethods(show: ShowNode, objection: Objection): void {
  const on = (method: string, handler: Handler, edits = false): void =>
    show.node.handle(`show.${method}`, async (args, caller) => {
      const reason = objection(caller, method, edits);
      if (reason !== undefined) throw new NetworkError("refused-by-peer", reason);
      return { ...(await handler(args, caller)) };
    });
  const edit = (method: string, handler: Handler): void => on(method, handler, true);
  on("go", ([press], { peer }) => show.goFrom(peer, readPress(press)));
  on("back", () => show.back());
  on("goto", ([cue, how]) => show.goto(readName("the number of a cue", cue), { instant: readFlag(how, "instant") }));
  on("standby", ([cue]) => show.standby(readName("the number of a cue", cue)));
  on("pause", () => show.pause());
  on("resume", () => show.resume());
  on("pace", ([rate]) => show.pace(Number(rate)));
  on("reassert", () => show.reassert());
  on("blackout", ([on]) => show.blackout(on !== false));
  on("panic", () => show.panic());
  on("release", () => show.release());
  on("takeover", () => show.takeOver());
  on("recall", ([scene, how, patterns]) =>
    show.recall(readName("the name of a scene", scene), { ...readRecordOptions(how), only: readPatterns(patterns) }),
  );
  edit("edit", ([revision, ops]) => show.edit(Number(revision), readOps(ops)));
  edit("store", ([scene, patterns, how]) =>
    show.store(readName("the name of a scene", scene), readPatterns(patterns), readRecordOptions(how)),
  );
  edit("record", ([cue, patterns, how]) =>
    show.record(readName("the number of a cue", cue), readPatterns(patterns), readRecordOptions(how)),
  );
  edit("remove", ([scene]) => show.remove(readName("the name of a scene", scene)));
  handleQuestions(show);
}

/** What changes nothing anybody may ask. */
function handleQuestions(show: ShowNode): void {
  const { node } = show;
  node.handle("show.state", () => formatState(show.state));
  node.handle("show.file", () => ({ revision: show.state.revision, text: formatShow(show.show) }));
  // Whoever looks asks often: what has not changed is not told again.
  node.handle("show.dashboards", ([known]) => {
    const { revision } = show.state;
    return known === revision ? { revision } : { revision, dashboards: formatDashboards(show.show) };
  });
  node.handle("show.preflight", () => {
    const { targets, problems } = show.preflight();
    return { targets, problems: problems.map((problem) => ({ ...problem })) };
  });
  node.handle("show.preview", async ([cue, how]) => {
    const { values, wires, ...rest } = await show.preview(readName("the number of a cue", cue), {
      jump: readFlag(how, "jump"),
    });
    return { ...rest, values: values.map((value) => ({ ...value })), wires: wires.map((wire) => ({ ...wire })) };
  });
  node.handle("show.scenes", () =>
    [...show.show.scenes].map(([name, { values, over, note }]) => {
      const used = show.show.cues.filter((cue) => cue.scene === name).map(({ cue }) => cue);
      return { name, over, note, addresses: [...values.keys()], cues: used };
    }),
  );
}

function formatState(state: ShowState): JsonInput {
  const cues = state.cues.map(({ follow, ...cue }) => ({ ...cue, follow: follow && { ...follow } }));
  const understudies = state.understudies.map((one) => ({ ...one }));
  const [nodes, notes] = [state.nodes.map((node) => ({ ...node })), state.notes.map((note) => ({ ...note }))];
  return { ...state, cues, nodes, notes, understudies };
}
