import { expect, test } from "vitest";

import { CueNews, describeUnderstudies } from "../../../src/cli/cues/cue-lines.ts";
import { toJsonText } from "../../../src/cli/format/json.ts";
import { state } from "./stage.ts";

const READY = { id: "7d2f", name: "show (understudy)", auto: true, follows: true };

test("who stands ready, and what people have to decide, is told when it is otherwise", () => {
  const news = new CueNews();
  const told = ([[], [], [READY], [READY], [{ ...READY, follows: false }], []] as const).map((understudies) =>
    news.isOtherwise(state({ understudies })),
  );
  expect(told).toEqual([false, false, true, false, true, true]);
  expect(news.isOtherwise(state({ disputed: "9c01" }))).toBe(true);
  expect(toJsonText(describeUnderstudies(state({ understudies: [READY], disputed: "9c01" })))).toBe(
    '{"understudies":[{"id":"7d2f","name":"show (understudy)","auto":true,"follows":true}],"disputed":"9c01"}',
  );
});
