import type { Json, JsonInput } from "../../../index.ts";
import { sheetOf } from "../../cues/sheet.ts";
import { compareFiles } from "../../edit/merge-file.ts";
import { survey } from "../../edit/survey.ts";
import { formatCanvas, formatDashboards, formatPlaces, formatShow } from "../../file/format.ts";
import { keyOfChange, keyOfExtra } from "../../patch/choice.ts";
import type { Change, Plan } from "../../patch/plan.ts";
import type { ShowNode } from "../show-node.ts";
import type { ShowState } from "../state/show-state.ts";
import { readFlag, readLoad, readName, readRange, readSurvey } from "./arguments.ts";

/** What changes nothing anybody may ask. */
export function handleQuestions(show: ShowNode): void {
  const { node } = show;
  node.handle("show.state", () => formatState(show.state));
  node.handle("show.file", () => ({ revision: show.state.revision, text: formatShow(show.show) }));
  // Whoever looks asks often: what has not changed is not told again.
  node.handle("show.dashboards", ([known]) => {
    const { revision } = show.state;
    return known === revision ? { revision } : { revision, dashboards: formatDashboards(show.show) };
  });
  node.handle("show.canvas", ([known]) => {
    const { revision } = show.state;
    return known === revision ? { revision } : { revision, canvas: formatCanvas(show.show) };
  });
  node.handle("show.places", () => formatPlaces(show.show));
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
  node.handle("show.sheet", ([part]) => formatSheet(show, readRange(part)));
  node.handle("show.present", async ([what]) => {
    const { revision, active } = show.state;
    const { rows, ...rest } = await survey(node, show.show, active, readSurvey(what));
    return { ...rest, revision, rows: rows.map((row) => ({ ...row })) };
  });
  node.handle("show.compare", async ([what]) => formatCompared(show, await show.compare(readLoad(what)), what));
}

function formatState(state: ShowState): JsonInput {
  const cues = state.cues.map(({ follow, ...cue }) => ({ ...cue, follow: follow && { ...follow } }));
  const understudies = state.understudies.map((one) => ({ ...one }));
  const [nodes, notes] = [state.nodes.map((node) => ({ ...node })), state.notes.map((note) => ({ ...note }))];
  return { ...state, cues, nodes, notes, understudies };
}

/** Rows as lists: a sheet has many. */
function formatSheet(
  { show, state }: ShowNode,
  { from, count }: { readonly from: number; readonly count: number },
): JsonInput {
  const rows = sheetOf(show);
  return {
    revision: state.revision,
    total: rows.length,
    cues: show.cues.map(({ id, cue, name, note, scene, over, wait, flags, disabled }) => {
      return { id, cue, name, note, scene, over, wait, flags: [...flags], disabled };
    }),
    rows: rows
      .slice(from, from + count)
      .map(
        ({ address, start, cells }): JsonInput => [
          address,
          start ?? null,
          cells.map(({ at, value, how }): JsonInput => [at, value, how]),
        ],
      ),
  };
}

function formatCompared(show: ShowNode, plan: Plan, what: Json | undefined): JsonInput {
  const { file } = readLoad(what);
  return {
    revision: show.state.revision,
    rows: plan.changes.map(formatChange),
    extras: plan.extras.map((wire) => ({ key: keyOfExtra(wire), emitter: wire.emitter, sensor: wire.sensor })),
    problems: plan.problems.map((problem) => ({ ...problem })),
    missing: plan.missing.map(({ name, reason, fits }) => ({ name, reason, fits: [...fits] })),
    waiting: plan.waiting.length,
    same: plan.same,
    show: file === undefined ? [] : compareFiles(show.show, file).map((one) => ({ ...one })),
  };
}

function formatChange(change: Change): JsonInput {
  const { kind } = change;
  const key = keyOfChange(change);
  if (kind === "value" || kind === "merge")
    return { key, kind, name: change.address, from: change.from, to: change.to };
  if (kind === "position") return { key, kind, name: change.node };
  const { emitter, sensor, options, before, waits } = change.wire;
  return { key, kind, name: `${emitter} → ${sensor}`, from: before, to: options, waits };
}
