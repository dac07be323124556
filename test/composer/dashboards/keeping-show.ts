import { type Json, type JsonInput, type JsonObject, parseJson } from "../../../src/index.ts";
import { editShow, readOps } from "../../../src/show/edit/ops.ts";
import { formatDashboards } from "../../../src/show/file/format.ts";
import { emptyShow, type ShowFile } from "../../../src/show/file/show-file.ts";

export const object = (value: object): JsonObject => parseJson(JSON.stringify(value)) as JsonObject;

/** A show that keeps dashboards as a real one does, and nothing else. */
export class KeepingShow {
  show: ShowFile = emptyShow();
  revision = 0;
  /** What is done to it before the next edit is heard: by somebody who is quicker. */
  meanwhile: readonly object[] = [];
  fails = "";
  readonly calls: string[] = [];
  readonly remote = {
    id: "a1",
    name: "show",
    call: async (method: string, args: readonly JsonInput[] = []): Promise<Json> => this.#answer(method, args),
  };
  readonly shown = { key: "show", name: "show", present: true, remote: this.remote };

  edit(ops: readonly object[]): void {
    this.show = editShow(this.show, readOps(parseJson(JSON.stringify(ops))));
    this.revision += 1;
  }

  #answer(method: string, args: readonly JsonInput[]): Json {
    this.calls.push(method);
    if (this.fails !== "") throw new Error(this.fails);
    if (method === "show.dashboards") {
      if (args[0] === this.revision) return object({ revision: this.revision });
      return new Map<string, Json>([
        ["revision", this.revision],
        ["dashboards", formatDashboards(this.show)],
      ]);
    }
    const others = this.meanwhile;
    this.meanwhile = [];
    if (others.length > 0) this.edit(others);
    if (args[0] !== this.revision)
      return object({ accepted: false, text: `the show is at revision ${this.revision}`, revision: this.revision });
    try {
      this.show = editShow(this.show, readOps(args[1] as Json));
      this.revision += 1;
      return object({ accepted: true, text: "1 edit", revision: this.revision });
    } catch (error) {
      return object({ accepted: false, text: String((error as Error).message), revision: this.revision });
    }
  }
}
