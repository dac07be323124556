import type { JsonObject } from "../../../src/browser.ts";

/** What a show, or this browser, keeps for pages: things by their names or ids, as they are written. */
export type Written = ReadonlyMap<string, JsonObject>;

/** One part of what is kept, such as the dashboards. */
export interface Part<Op> {
  /** Its name in the show file, in the call that asks for it (`show.dashboards`), and on the shelf of a browser. */
  readonly name: string;
  /** In words, when a browser keeps nothing: "the dashboard". */
  readonly one: string;
  /** It with these edits. What cannot be any more, because somebody else was quicker, changes nothing. */
  apply(written: Written, ops: readonly Op[]): Written;
  /** An edit as a call carries it. */
  write(op: Op): JsonObject;
}

/** Where a part is kept. */
export interface Store<Op> {
  /** Names it among the stores of a page. */
  readonly key: string;
  /** In words: "the show harbour", "this browser". */
  readonly place: string;
  readonly written: Written;
  /** Makes all edits, or none. Why it did not; empty when it did. */
  edit(ops: readonly Op[]): Promise<string>;
}
