import { describe, expect, test } from "vitest";

import type { Json } from "../../src/bytes/json.ts";
import { OWN_HEADERS } from "../../src/zocp/codec/headers.ts";
import { OldGuard } from "../../src/zocp/old-nodes/old-guard.ts";
import { ReferenceDied } from "./reference-death.ts";
import { ReferenceInhabitant } from "./reference-inhabitant.ts";
import { freshId, type Inhabitant, SimulatedTransport } from "./simulated-transport.ts";

/** A page without our library, behind a guard or not. */
class Page implements Inhabitant {
  readonly id = freshId();
  readonly name = "page";
  readonly headers = OWN_HEADERS;
  readonly deadline = Number.POSITIVE_INFINITY;
  /** Why something did not leave. */
  readonly refused: string[] = [];
  readonly #guard: OldGuard | undefined;
  #sent: { to: string; text: string }[] = [];

  constructor(guarded: boolean) {
    this.#guard = guarded ? new OldGuard(this.id, this.name) : undefined;
  }

  enter(peer: Inhabitant): void {
    this.#guard?.handleEnter(peer);
  }

  exit(peer: Inhabitant): void {
    this.#guard?.handleExit(peer.id);
  }

  receive(from: string, text: string): void {
    this.#guard?.handleText(from, text);
  }

  timeout(): void {}

  takeSent(): readonly { readonly to: string; readonly text: string }[] {
    return this.#sent.splice(0);
  }

  say(to: string, text: string): void {
    const reason = this.#guard?.objection(to, text);
    if (reason === undefined) this.#sent.push({ to, text });
    else this.refused.push(reason);
  }
}

/** A page that has asked an old node for its tree, and a third node that is old, too. */
function show(guarded: boolean) {
  const transport = new SimulatedTransport();
  const page = new Page(guarded);
  const [old, third] = ["old", "third"].map((name) => transport.add(oldNode(name))) as [Old, Old];
  transport.add(page);
  const say = (text: string): void => {
    page.say(old.id, text.replaceAll("OLD", old.id).replaceAll("THIRD", third.id).replaceAll("PAGE", page.id));
    transport.settle();
  };
  for (const { id } of [old, third]) page.say(id, '{"GET": null}');
  transport.settle();
  return { transport, page, old, third, say };
}

type Old = ReferenceInhabitant;
type Show = ReturnType<typeof show>;

function oldNode(name: string): Old {
  const old = new ReferenceInhabitant(name);
  old.node.register("emit", 1, "flt", "rwe");
  old.node.register("sens", 0, "flt", "rws");
  return old;
}

const listens =
  (emitter: string | null, receiver: string | null) =>
  ({ old, page, transport }: Show): void => {
    old.node.signalSubscribe({ emit: page.id, emitter, recv: old.id, receiver });
    transport.settle();
  };
/** By the third node, which has seen it. */
const isWired =
  (emitter: string) =>
  ({ old, third, transport }: Show): void => {
    if (old.node.entry(emitter) === undefined) return;
    third.node.signalSubscribe({ emit: old.id, emitter, recv: third.id, receiver: null });
    transport.settle();
  };

/** From now on each change of it is wrapped into its object. */
const hasObject = ({ old, say }: Show): void => {
  old.node.setObject("cam");
  old.node.register("loc", 0, "flt", "rwes");
  say('{"GET": null}');
};

const DEADLY: Readonly<Record<string, readonly (string | ((show: Show) => void))[]>> = {
  "a text that is no JSON": ["hello there"],
  "an empty text": [""],
  "JSON that is no object": ["[1, 2]"],
  "a mark before the object": ["\ufeff{}"],
  "a control character in a name": ['{"SIG": ["a\nb", 1]}'],
  "a number of too many digits": [`{"MOD": {"x": {"value": ${"9".repeat(4301)}}}}`],
  "a verb that it does not know": ['{"FOO": 1}'],
  "a second verb that it does not know": ['{"GET": null, "FOO": 1}'],
  "a question for a number": ['{"GET": 5}'],
  "a question for a list": ['{"GET": [[1]]}'],
  "a SIG of one element": ['{"SIG": ["emit"]}'],
  "a SIG of three elements": ['{"SIG": ["emit", 1, [17, "PAGE"]]}'],
  "a SIG of a list": ['{"SIG": [["emit"], 1]}'],
  "a SUB of three elements": ['{"SUB": ["OLD", "emit", "PAGE"]}'],
  "a SUB with link options": ['{"SUB": ["OLD", "emit", "PAGE", null, {"rate": 30}]}'],
  "a SUB with an id that only we can read": [
    '{"SUB": ["{OLD}", "emit", "-{PAGE}-", null]}'.replace("-{PAGE}-", "PA{}GE"),
  ],
  "a SUB for what it does not have": ['{"SUB": ["OLD", "nope", "PAGE", null]}'],
  "an UNSUB for what it does not have": ['{"UNSUB": ["OLD", "nope", "PAGE", null]}'],
  "a SUB for a parameter of an object": [hasObject, '{"SUB": ["OLD", "cam.loc", "PAGE", null]}'],
  "a SUB for everything, for another": ['{"SUB": ["OLD", null, "THIRD", "sens"]}'],
  "a SUB that it passes on to another that has no such emitter": ['{"SUB": ["THIRD", "nope", "OLD", "sens"]}'],
  "a signal for a sensor that it does not have": ['{"SUB": ["PAGE", "x", "OLD", "nope"]}', '{"SIG": ["x", 1]}'],
  "a signal for a sensor that it asked for and does not have": [listens("x", "nope"), '{"SIG": ["x", 1]}'],
  "a SET of nothing": ['{"SET": null}'],
  "a SET of a list": ['{"SET": ["emit"]}'],
  "a SET of a number": ['{"SET": {"emit": 5}}'],
  "a SET of a list in the place of a parameter": ['{"SET": {"emit": [1, 2]}}', isWired("emit")],
  "a SET of two, one of them a list": ['{"SET": {"emit": [1, 2], "sens": {"value": 1}}}', isWired("emit")],
  "a SET that takes the list of subscribers away": ['{"SET": {"emit": {"subscribers": null}}}', isWired("emit")],
  "a SET of what it does not have": ['{"SET": {"new": {"value": 1}}}', isWired("new")],
  "a SET of a parameter without subscribers": ['{"SET": {"new": {"value": 1, "typeHint": "flt"}}}', isWired("new")],
  "metadata that are a number": ['{"SET": {"_x": 5}}'],
  "metadata that look like a value": ['{"SET": {"_x": ["value"]}}'],
  "metadata that look like a parameter": [
    '{"SET": {"_location": {"value": 1, "typeHint": "flt", "access": "rws", "subscribers": []}}}',
    '{"GET": null}',
    listens("x", "_location"),
    ({ old }) => old.node.setMetadata("_location", [1, 2, 3]),
    '{"SIG": ["x", 1]}',
  ],
  "an object that is none": [hasObject, '{"SET": {"objects": {"cam": 5}}}', ({ old }) => old.node.setObject("cam")],
  "a MOD of nothing": ['{"MOD": null}'],
  "a signal of what was told to be a number": ['{"MOD": {"x": 5}}', listens("x", null), '{"SIG": ["x", 1]}'],
  "a signal of what was told to be a text": ['{"MOD": {"_x": "text"}}', listens(null, null), '{"SIG": ["_x", 1]}'],
};

describe("what a page says to an old node", () => {
  test.each(Object.entries(DEADLY))("ends it without a guard, and not with one: %s", (_, steps) => {
    const play = (one: Show): void => {
      for (const step of steps) {
        if (typeof step === "string") one.say(step);
        else step(one);
      }
    };
    expect(() => play(show(false))).toThrow(ReferenceDied);
    const guarded = show(true);
    expect(() => play(guarded)).not.toThrow();
    expect(guarded.page.refused.length).toBeGreaterThan(0);
    for (const reason of guarded.page.refused) expect(reason).toMatch(/^old is an old node(:|,) /);
  });

  test("may set what it has in an object", () => {
    const one = show(true);
    hasObject(one);
    one.say('{"SET": {"objects": {"cam": {"loc": {"value": 0.5}}}}}');
    one.say('{"SET": {"objects": {"cam": {"nope": {"value": 0.5}}}}}');
    expect(one.page.refused).toEqual([expect.stringContaining("one parameter that it has")]);
  });

  test.each([
    '{"GET": null}',
    "{}",
    '{"SET": {"emit": {"value": 0.5}}}',
    '{"SET": {"new": {"value": 1, "typeHint": "flt", "access": "rw", "subscribers": []}}}',
    '{"SET": {"_zne_position": [10, 20]}}',
    '{"MOD": {"level": {"value": 1, "typeHint": "flt", "access": "re", "subscribers": []}, "_location": [0, 0, 0]}}',
    '{"SUB": ["OLD", "emit", "PAGE", "sens"]}',
    '{"SUB": ["OLD", null, "PAGE", null]}',
    '{"SUB": ["OLD", "emit", "THIRD", "sens"]}',
    '{"SUB": ["PAGE", "level", "OLD", "sens"]}',
    '{"UNSUB": ["OLD", "emit", "PAGE", "sens"]}',
    '{"CALL": ["play", []]}',
  ])("arrives when it is harmless: %s", (text) => {
    const { transport, page, old, say } = show(true);
    transport.takeTraffic();
    say(text);
    expect(page.refused).toEqual([]);
    expect(transport.takeTraffic(page, old)).toHaveLength(1);
  });

  test("reaches a sensor that it has, by name and after it was registered", () => {
    const { transport, old, page, say } = show(true);
    const value = (name: string): Json | undefined => (old.node.entry(name) as ReadonlyMap<string, Json>).get("value");
    listens("x", "sens")({ transport, old, page } as Show);
    say('{"SIG": ["x", 0.5]}');
    expect(value("sens")).toBe(0.5);
    say('{"SUB": ["PAGE", "y", "OLD", "late"]}');
    expect(page.refused).toEqual([expect.stringContaining("would end an old node")]);
    const late = { typeHint: "flt", access: "rws", subscribers: [] };
    old.node.setCapability(
      new Map([...old.node.getCapability(), ["late", new Map<string, Json>(Object.entries({ value: 0, ...late }))]]),
    );
    say('{"GET": null}');
    say('{"SUB": ["PAGE", "y", "OLD", "late"]}');
    say('{"SIG": ["y", 2]}');
    expect(value("late")).toBe(2n);
  });

  test("is asked of nobody else: nodes of ours and strangers are sent whatever it is", () => {
    const guard = new OldGuard(freshId(), "page");
    const [ours, stranger] = [freshId(), freshId()];
    guard.handleEnter({ id: ours, name: "ours", headers: OWN_HEADERS });
    guard.handleEnter({ id: stranger, name: "chat", headers: new Map() });
    for (const to of [ours, stranger, freshId()]) expect(guard.objection(to, "hello there")).toBeUndefined();
  });

  test("is not remembered of a node that left", () => {
    const { transport, page, old } = show(true);
    transport.remove(old);
    transport.add(old);
    page.say(old.id, `{"SUB": ["${old.id}", "emit", "${page.id}", null]}`);
    expect(page.refused).toHaveLength(1);
  });
});
