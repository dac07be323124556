import { describe, expect, test } from "vitest";
import { LoadDraft } from "../../composer/model/show/load-draft.ts";
import { SaveDraft } from "../../composer/model/show/save-draft.ts";
import { describeStore, StoreDraft } from "../../composer/model/show/store-draft.ts";
import { HARBOUR, openShow } from "./open-show.ts";
import { Bench } from "./stage.ts";

const names = (draft: StoreDraft | LoadDraft): readonly string[] => draft.choice.ticked.map(({ name }) => name);

describe("a cue that is about to be recorded", () => {
  async function openDraft(kind: StoreDraft["kind"] = "cue") {
    const opened = await openShow();
    await opened.show.goto("1", { instant: true });
    await opened.bench.until(() => opened.lamp.parameter("level").value === 0.25, "cue 1 is on stage");
    opened.lamp.set("level", 0.8);
    const draft = new StoreDraft(opened.live, kind);
    await draft.look();
    return { ...opened, draft };
  }

  test("has a free number, and what has changed since the cue on stage is ticked", async () => {
    const { draft } = await openDraft();
    expect(draft.said.target).toBe("1.5");
    expect(names(draft)).toEqual(["lamp/level"]);
    expect(draft.choice.rows[0]).toMatchObject({ section: "Changed since the cue on stage", from: 0.25, to: 0.8 });
    expect(describeStore(draft)).toBe("1 value into the new cue 1.5");
    expect([draft.wrong, draft.trouble]).toEqual(["", ""]);
  });

  test("is stored as it was seen, whatever moves meanwhile", async () => {
    const { draft, lamp, show } = await openDraft();
    draft.say({ name: "Tea", over: "2,5", note: "slowly" });
    lamp.set("level", 0.1);
    expect(await draft.store()).toBe(true);
    const cue = show.show.cues.find(({ cue: number }) => number === "1.5");
    expect(cue).toMatchObject({ name: "Tea", over: 2.5, note: "slowly" });
    expect(cue?.values).toEqual(new Map([["lamp/level", 0.8]]));
  });

  test("is not stored over what somebody else has edited since; it is compared anew, and the next try works", async () => {
    const { draft, show } = await openDraft();
    await show.edit(0, [{ op: "title", title: "Theirs" }]);
    expect(await draft.store()).toBe(false);
    expect(draft.trouble).toContain("RECORD refused: the show is at revision 1");
    expect(show.show.cues).toHaveLength(3);
    expect(await draft.store()).toBe(true);
    expect(show.show).toMatchObject({ title: "Theirs", cues: { length: 4 } });
  });

  test("says which cues would look different, too", async () => {
    const { draft } = await openDraft();
    draft.say({ target: "1" });
    await draft.look();
    await draft.preview();
    expect(draft.exists).toBe(true);
    // Cues 2 and 3 say themselves what the lamp is.
    expect(draft.alters).toEqual([]);
    draft.say({ target: "0.5" });
    await draft.look();
    await draft.preview();
    expect([draft.exists, draft.alters]).toEqual([false, []]);
  });

  test.each([
    [{ target: "" }, "A cue wants a number"],
    [{ target: "one" }, "A number of a cue is such as 1, 1.5 or 12A"],
    [{ over: "soon" }, "The time is no number of seconds"],
    [{ over: "-1" }, "The time is no number of seconds"],
  ])("is not stored with %j", async (said, wrong) => {
    const { draft, show } = await openDraft();
    draft.say(said);
    expect(draft.wrong).toBe(wrong);
    expect(await draft.store()).toBe(false);
    expect(show.state.revision).toBe(0);
  });

  test("is nothing when nothing is ticked, and a scene wants a name", async () => {
    const { draft } = await openDraft();
    draft.choice.tick(draft.choice.rows, false);
    expect(draft.wrong).toBe("Nothing is chosen");
    expect((await openDraft("scene")).draft.wrong).toBe("A scene wants a name");
  });

  test("leaves what it cannot take in sight, with the reason", async () => {
    const { bench, draft, node } = await openDraft();
    await bench.add("desk", (one) => one.float("fader", 0.4, { access: "rwe" }));
    await bench.until(() => [...node.peers.values()].some(({ name }) => name === "desk"), "the show knows it");
    await bench.node.connect("desk/fader", "lamp/level");
    await bench.until(() => bench.composer.network.wires.some(({ made }) => made), "the wire");
    await draft.look();
    expect(draft.choice.rows.find(({ name }) => name === "lamp/level")).toMatchObject({
      ...{ section: "Cannot be stored", note: "driven by desk/fader", fixed: true },
    });
    expect(names(draft)).toEqual(["desk/fader"]);
  });

  test("is not stored in performance mode, nor on a page that may only look", async () => {
    const { draft, bench, show } = await openDraft();
    bench.composer.lock.become("perform");
    expect(await draft.store()).toBe(false);
    expect(draft.trouble).toContain("performance mode: the show is played and not edited");
    const looking = await openShow({ bench: new Bench({ readOnly: true }) });
    expect(looking.live.whyNotEdited).toBe("this link is read-only");
    expect(show.state.revision).toBe(0);
  });
});

describe("a file that is about to be loaded", () => {
  const FILE = {
    zocp: 1,
    values: { "lamp/level": 0.6, "fan/speed": 1 },
    cues: [{ id: "d", cue: "4", name: "Encore", values: { "lamp/level": 0 } }],
  };
  async function openDraft(file: object | string = FILE) {
    const opened = await openShow();
    const text = typeof file === "string" ? file : JSON.stringify(file);
    const draft = new LoadDraft(opened.live, { name: "tonight.json", text });
    await draft.look();
    return { ...opened, draft };
  }

  test("is a difference first: what is otherwise here and in the show, who is missing, and nothing is sent", async () => {
    const { draft, lamp, show } = await openDraft();
    expect(draft.choice.rows.map(({ section, name, from, to }) => [section, name, from, to])).toEqual([
      ["Values, now and in the file", "lamp/level", 0, 0.6],
      ["Into the show", "What the show begins with: nodes, wires, values", undefined, undefined],
      ["Into the show", "cue 4 Encore", undefined, undefined],
      ["Only in the show", "cue 1 House out", undefined, undefined],
      ["Only in the show", "cue 2 Dusk", undefined, undefined],
      ["Only in the show", "cue 3 Night", undefined, undefined],
    ]);
    expect(names(draft)).toHaveLength(3);
    expect(draft.missing).toMatchObject([{ name: "fan" }]);
    expect([lamp.parameter("level").value, show.state.revision]).toEqual([0, 0]);
  });

  test("is loaded as far as a person has chosen it, and shows what is left", async () => {
    const { bench, draft, lamp, show } = await openDraft();
    draft.choice.tick(draft.choice.rows, false);
    draft.choice.tick(
      draft.choice.rows.filter(({ name }) => /lamp|cue 4/.test(name)),
      true,
    );
    expect(await draft.load()).toBe(true);
    await bench.until(() => lamp.parameter("level").value === 0.6, "the value");
    expect(show.show.cues.map(({ cue }) => cue)).toEqual(["1", "2", "3", "4"]);
    expect(draft.result).toBe("2 things done");
    expect(draft.choice.rows.map(({ name }) => name)).not.toContain("lamp/level");
    expect(names(draft)).toEqual([]);
  });

  test("takes what only the show has away when a person says so, and never by itself", async () => {
    const { draft, show } = await openDraft();
    draft.choice.tick(draft.choice.rows, false);
    draft.choice.tick(
      draft.choice.rows.filter(({ name }) => name === "cue 1 House out"),
      true,
    );
    expect(await draft.load()).toBe(true);
    expect(show.show.cues.map(({ cue }) => cue)).toEqual(["2", "3"]);
  });

  test("lets a node that is here stand for one that is missing", async () => {
    const { draft, lamp } = await openDraft({ zocp: 1, values: { "old/level": 0.9 } });
    expect(draft.choice.rows.map(({ name }) => name)).not.toContain("old/level");
    await draft.stand("old", "lamp");
    expect([draft.missing, names(draft)[0]]).toEqual([[], "old/level"]);
    draft.choice.tick(draft.choice.rows.slice(1), false);
    expect(await draft.load()).toBe(true);
    expect(lamp.parameter("level").value).toBe(0.9);
    await draft.stand("old", "");
    expect(draft.missing).toMatchObject([{ name: "old" }]);
  });

  test("is not loaded over what somebody else has edited since", async () => {
    const { draft, show, lamp } = await openDraft();
    await show.edit(0, [{ op: "title", title: "Theirs" }]);
    expect(await draft.load()).toBe(false);
    expect(draft.trouble).toContain("LOAD refused: the show is at revision 1");
    expect([show.show.cues.length, lamp.parameter("level").value]).toEqual([3, 0]);
  });

  test("says which line is wrong, and that it is too long", async () => {
    expect((await openDraft('{"zocp": 1,\n "cues": 7}')).draft.trouble).toContain("line 2");
    expect((await openDraft(" ".repeat(900_001))).draft.trouble).toContain("use npx zocp load");
  });

  test("that is the show's own compares what is here with the show", async () => {
    const { live } = await openShow({ file: { ...HARBOUR, values: { "lamp/level": 0.4 } } });
    const draft = new LoadDraft(live);
    await draft.look();
    expect(draft.choice.rows).toMatchObject([{ name: "lamp/level", from: 0, to: 0.4 }]);
    expect(draft.file).toBeUndefined();
  });
});

describe("a show that is about to be saved", () => {
  test("says what its file gets, and gives it as a text where it is kept nowhere", async () => {
    const { live, lamp, show } = await openShow();
    lamp.set("level", 0.4);
    const draft = new SaveDraft(live);
    await draft.look();
    expect(draft.rows.find(({ what }) => what === "value")).toMatchObject({ name: "lamp/level", to: 0.4 });
    expect([draft.file, draft.name]).toEqual(["", "show.json"]);
    expect(JSON.parse(draft.content).values).toEqual({ "lamp/level": 0.4 });
    expect(show.state.revision).toBe(0);
  });

  test("says when cues would look different by that", async () => {
    const { live, lamp } = await openShow({ file: { ...HARBOUR, values: { "lamp/level": 0.1, "lamp/x": 0 } } });
    lamp.set("level", 0.4);
    const draft = new SaveDraft(live);
    await draft.look();
    // Each cue says what the lamp is, so each looks as before.
    expect(draft.alters).toEqual([]);
    expect(draft.rows.map(({ name, from, to }) => [name, from, to])).toContainEqual(["lamp/level", 0.1, 0.4]);
  });

  test("is a copy of what the show has for who may only look", async () => {
    const { live } = await openShow({ bench: new Bench({ readOnly: true }) });
    const draft = new SaveDraft(live);
    await draft.look();
    expect(JSON.parse(draft.content)).toMatchObject({ title: "The Harbour" });
    expect([await draft.save(), draft.trouble]).toEqual([false, "SAVE was not sent: this link is read-only"]);
  });
});
