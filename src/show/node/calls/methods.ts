import { type Caller, type Json, type JsonInput, NetworkError } from "../../../index.ts";
import { readOps } from "../../edit/ops.ts";
import { keyOfChange } from "../../patch/choice.ts";
import type { ShowNode } from "../show-node.ts";
import type { ShowAnswer } from "../show-node-events.ts";
import * as read from "./arguments.ts";
import { handleQuestions } from "./questions.ts";

/** Why a node may not do that, in words; undefined when it may. */
export type Objection = (caller: Caller, method: string, edits: boolean) => string | undefined;

type Handler = (args: readonly Json[], caller: Caller) => Promise<ShowAnswer> | Promise<ReadonlyMap<string, JsonInput>>;

/** Lets others call a show: `show.go`, `show.state` … */
export function handleMethods(show: ShowNode, objection: Objection): void {
  const on = (method: string, handler: Handler, edits = false): void =>
    show.node.handle(`show.${method}`, async (args, caller) => {
      const reason = objection(caller, method, edits);
      if (reason !== undefined) throw new NetworkError("refused-by-peer", reason);
      const answer = await handler(args, caller);
      return "accepted" in answer ? { ...answer } : answer;
    });
  const edit = (method: string, handler: Handler): void => on(method, handler, true);
  on("go", ([press], { peer }) => show.goFrom(peer, read.readPress(press)));
  on("back", () => show.back());
  on("goto", ([cue, how]) =>
    show.goto(read.readName("the number of a cue", cue), { instant: read.readFlag(how, "instant") }),
  );
  on("standby", ([cue]) => show.standby(read.readName("the number of a cue", cue)));
  on("pause", () => show.pause());
  on("resume", () => show.resume());
  on("pace", ([rate]) => show.pace(Number(rate)));
  on("reassert", () => show.reassert());
  on("blackout", ([on]) => show.blackout(on !== false));
  on("panic", () => show.panic());
  on("release", () => show.release());
  on("takeover", () => show.takeOver());
  on("recall", ([scene, how, patterns]) =>
    show.recall(read.readName("the name of a scene", scene), {
      ...read.readRecordOptions(how),
      only: read.readPatterns(patterns),
    }),
  );
  edit("edit", ([revision, ops]) => show.edit(read.readRevision(revision), readOps(ops)));
  edit("store", ([scene, patterns, how]) =>
    show.store(read.readName("the name of a scene", scene), read.readPatterns(patterns), read.readRecordOptions(how)),
  );
  edit("record", ([cue, patterns, how]) =>
    show.record(read.readName("the number of a cue", cue), read.readPatterns(patterns), read.readRecordOptions(how)),
  );
  edit("remove", ([scene]) => show.remove(read.readName("the name of a scene", scene)));
  edit("save", async ([how]) => {
    const { differences, ...rest } = await show.save(read.readSave(how));
    return new Map(Object.entries({ ...rest, differences: differences.map((one) => ({ ...one })) }));
  });
  edit("load", async ([what]) => {
    const { accepted, text, outcome } = await show.loadChosen(read.readLoad(what));
    const { done = [], refused = [], waiting = [], moved = [] } = outcome ?? {};
    const told: Readonly<Record<string, JsonInput>> = {
      ...{ accepted, text, done: done.length, waiting: waiting.length },
      refused: refused.map(({ change, reason }) => ({ key: keyOfChange(change), reason })),
      moved: moved.map(({ change, value }) => ({ key: keyOfChange(change), value })),
    };
    return new Map(Object.entries(told));
  });
  handleQuestions(show);
}
