import fc from "fast-check";
import { expect, test } from "vitest";
import { looksOf } from "../../../src/show/cues/looks.ts";
import { sheetOf } from "../../../src/show/cues/sheet.ts";
import { alteredBy } from "../../../src/show/edit/altered.ts";
import { editShow, lookAt, readShow, type ShowFile } from "../../../src/show.ts";

const file = (fields: object): ShowFile => readShow(JSON.stringify({ zocp: 1, ...fields }));

const TRACKED = file({
  values: { "lamp/level": 0.1 },
  scenes: { dusk: { values: { "lamp/level": 0.3, "lamp/hue": 1 } } },
  cues: [
    { id: "a", cue: "1", scene: "dusk", values: { "lamp/hue": 2 } },
    { id: "b", cue: "2", values: { "house/level": 1 } },
    { id: "c", cue: "3", values: { "lamp/level": 0.9 }, flags: ["only"] },
    { id: "d", cue: "4" },
    { id: "e", cue: "5", values: { "lamp/level": 0.3 } },
  ],
});

test("a sheet has a row for each parameter, and a cell where a cue moves it or where it goes back", () => {
  expect(sheetOf(TRACKED)).toEqual([
    { address: "house/level", start: undefined, cells: [{ at: 1, value: 1, how: "own" }] },
    { address: "lamp/hue", start: undefined, cells: [{ at: 0, value: 2, how: "own" }] },
    {
      address: "lamp/level",
      start: 0.1,
      cells: [
        { at: 0, value: 0.3, how: "scene" },
        { at: 2, value: 0.9, how: "own" },
        { at: 3, value: 0.3, how: "back" },
        { at: 4, value: 0.3, how: "own" },
      ],
    },
  ]);
});

const VALUE = fc.integer({ min: 0, max: 3 });
const CUE = fc.record({
  values: fc.dictionary(fc.constantFrom("a/x", "a/y", "b/x"), VALUE, { maxKeys: 3 }),
  flags: fc.subarray(["block", "only"]),
  disabled: fc.boolean(),
  scene: fc.option(fc.constantFrom("one", "two"), { nil: undefined }),
});
const SHOW = fc
  .record({ cues: fc.array(CUE, { maxLength: 8 }), values: fc.dictionary(fc.constantFrom("a/x", "b/x"), VALUE) })
  .map(({ cues, values }) =>
    file({
      values,
      scenes: { one: { values: { "a/x": 1 } }, two: { values: { "a/x": 2, "b/x": 0 } } },
      cues: cues.map((cue, at) => ({ ...cue, cue: String(at + 1) })),
    }),
  );

test("one way down the list gives each look that is asked for alone, and so do the cells of the sheet", () => {
  fc.assert(
    fc.property(SHOW, (show) => {
      const looks = [...looksOf(show)];
      const rows = sheetOf(show);
      expect(looks).toHaveLength(show.cues.length);
      looks.forEach(({ cue, values }, at) => {
        const alone = lookAt(show, show.cues, cue.id).values;
        expect(new Map([...values].sort())).toEqual(new Map([...alone].sort()));
        for (const [address, value] of alone) {
          const row = rows.find((one) => one.address === address);
          const cell = row?.cells.findLast((one) => one.at <= at);
          expect(cell === undefined ? row?.start : cell.value, `${address} at ${cue.cue}`).toBe(value);
        }
      });
    }),
  );
});

test("an edit of an early cue is seen in those behind it, as far as nothing there says otherwise", () => {
  const edited = (value: number): ShowFile =>
    editShow(TRACKED, [{ op: "set-value", cue: "a", address: "lamp/level", was: undefined, to: value }]);
  expect(alteredBy(TRACKED, edited(0.5))).toEqual(["1", "2", "4"]);
  expect(alteredBy(TRACKED, edited(0.3))).toEqual([]);
  expect(alteredBy(TRACKED, editShow(TRACKED, [{ op: "remove-cue", id: "b" }]))).toEqual(["3", "4", "5"]);
});
