import { describe, expect, test } from "vitest";
import { tilesOf } from "../../../composer/model/dashboards/dashboard.ts";
import type { DashboardOp } from "../../../composer/model/dashboards/ops.ts";
import { DASHBOARDS } from "../../../composer/model/dashboards/store.ts";
import { BrowserStore } from "../../../composer/model/keeping/browser-store.ts";
import { ShowStore } from "../../../composer/model/keeping/show-store.ts";
import { KeepingShow, object } from "./keeping-show.ts";

const STAGE: DashboardOp = { op: "put-dashboard", name: "stage", dashboard: object({ columns: 4 }) };
const put = (id: string, label = ""): DashboardOp => ({
  ...{ op: "put-tile", name: "stage", tile: object({ id, kind: "label", label, at: [0, 0], size: [1, 1] }) },
});
const idsOf = (written: ReadonlyMap<string, ReadonlyMap<string, never>> | ReadonlyMap<string, never>) =>
  tilesOf((written as ReadonlyMap<string, never>).get("stage") ?? (new Map() as never)).map((tile) => tile.get("id"));

function opened() {
  const show = new KeepingShow();
  const pauses: (() => void)[] = [];
  const timing = { now: () => 0, pause: () => new Promise<void>((wake) => void pauses.push(wake)) };
  const store = new ShowStore(DASHBOARDS, show.shown as never, timing);
  return { show, store, pauses };
}

describe("dashboards in the file of a show", () => {
  test("are asked for once, and told again when they are other ones", async () => {
    const { show, store } = opened();
    let changes = -1;
    store.subscribe(() => (changes += 1));
    expect(store.known).toBe(false);
    await store.look();
    expect([store.known, changes]).toEqual([true, 1]);
    await store.look();
    expect(changes).toBe(1);
    show.edit([{ op: "put-dashboard", name: "stage", dashboard: {} }]);
    await store.look();
    expect([...store.written.keys()]).toEqual(["stage"]);
    // A show that was started anew counts from the beginning.
    show.remote.id = "b2";
    show.revision = 1;
    show.show = { ...show.show, dashboards: new Map() };
    await store.look();
    expect(store.written.size).toBe(0);
  });

  test("are seen as they were edited before the show has answered", async () => {
    const { show, store } = opened();
    await store.look();
    const done = store.edit([STAGE, put("a")]);
    expect(idsOf(store.written as never)).toEqual(["a"]);
    expect(await done).toBe("");
    expect(idsOf(store.written as never)).toEqual(["a"]);
    expect(show.show.dashboards.get("stage")?.tiles.map(({ id }) => id)).toEqual(["a"]);
  });

  test("an edit is made again to what somebody else has made meanwhile, so that both stay", async () => {
    const { show, store } = opened();
    await store.look();
    await store.edit([STAGE]);
    show.meanwhile = [{ op: "put-tile", name: "stage", tile: { id: "theirs", kind: "label" } }];
    expect(await store.edit([put("mine")])).toBe("");
    expect(idsOf(store.written as never)).toEqual(["theirs", "mine"]);
  });

  test("edits follow one another, whatever the answers take", async () => {
    const { store } = opened();
    await store.look();
    const all = [store.edit([STAGE]), store.edit([put("a")]), store.edit([put("b")])];
    expect(await Promise.all(all)).toEqual(["", "", ""]);
    expect(idsOf(store.written as never)).toEqual(["a", "b"]);
  });

  test("what the show refuses is taken back, with its reason", async () => {
    const { show, store } = opened();
    await store.look();
    expect(await store.edit([put("a")])).toBe('there is no dashboard "stage"');
    show.fails = "show is locked";
    expect(await store.edit([STAGE])).toBe("show is locked");
    expect(store.written.size).toBe(0);
    expect(store.trouble).toBe("show is locked");
    show.fails = "";
    await store.look();
    expect(store.trouble).toBe("");
  });

  test("stay as they were known while the show is away, and cannot be edited", async () => {
    const { show, store } = opened();
    await store.look();
    await store.edit([STAGE]);
    Object.assign(show.shown, { present: false, remote: undefined });
    await store.look();
    expect([...store.written.keys()]).toEqual(["stage"]);
    expect(store.trouble).toBe("show is not here");
    expect(await store.edit([put("a")])).toBe("show is not here");
    expect(idsOf(store.written as never)).toEqual([]);
  });

  test("are asked for as long as somebody looks", async () => {
    const { show, store, pauses } = opened();
    const stop = store.follow();
    const turn = async (): Promise<void> => {
      for (let turns = 0; turns < 10; turns += 1) await Promise.resolve();
    };
    await turn();
    pauses.shift()?.();
    await turn();
    expect(show.calls).toEqual(["show.dashboards", "show.dashboards"]);
    stop();
    pauses.shift()?.();
    await turn();
    expect(show.calls).toHaveLength(2);
  });
});

describe("dashboards of this browser", () => {
  const shelfOf = (kept: Map<string, string>) => ({
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => void kept.set(name, value),
  });

  test("are there at the next visit, and two tabs lose nothing of each other", async () => {
    const shelf = shelfOf(new Map());
    const [one, other] = [new BrowserStore(DASHBOARDS, shelf), new BrowserStore(DASHBOARDS, shelf)];
    await one.edit([STAGE]);
    await other.edit([put("a")]);
    await one.edit([put("b")]);
    expect(idsOf(new BrowserStore(DASHBOARDS, shelf).written as never)).toEqual(["a", "b"]);
  });

  test("last as long as the page where a browser keeps nothing, and that is said", async () => {
    const full = { getItem: () => null, setItem: () => expect.fail("full") };
    const store = new BrowserStore(DASHBOARDS, full);
    expect(await store.edit([STAGE])).toMatch("keeps nothing");
    expect(await store.edit([put("a")])).toMatch("keeps nothing");
    expect(idsOf(store.written as never)).toEqual(["a"]);
    expect(new BrowserStore(DASHBOARDS, shelfOf(new Map([["zocp-composer-dashboards", "{no"]]))).written.size).toBe(0);
  });
});
