import type { Json } from "../../bytes/json.ts";
import { NetworkError } from "../../errors.ts";
import { asked, type WaitOptions } from "../../events/waiting.ts";
import type { Halt } from "../../zocp/fades/fades.ts";
import type { FadeRequest } from "../../zocp/fades/fading.ts";
import type { Timing } from "../../zocp/fades/timing.ts";
import type { RemoteRequests } from "../remote/remote-requests.ts";
import { checkHalt, type Fade, type FadeEnd, type Fades, readEnd } from "./fading.ts";

interface Target {
  readonly id: string;
  /** Whether it runs fades itself. */
  readonly fades: boolean;
  /** How long it is waited for an answer; 5 s. */
  readonly wait?: WaitOptions | undefined;
}

/** One value of several, and how it is gone to. */
export type TimedValue = Pick<FadeRequest, "path" | "value" | "timing">;

/** Lets one parameter of another node go to a value. */
export function fadeOne(
  requests: RemoteRequests,
  node: Target,
  [path, value]: readonly [string, Json],
  timing: Timing,
): Fade {
  const [begun] = begin(requests, node, [{ path, value, timing }]);
  const accepted = asked(() => begun?.accepted.then(() => {}) ?? Promise.resolve());
  const ended = asked(() => begun?.ended ?? Promise.reject(new Error("nothing was begun")));
  return { ...common(requests, node, timing.tag), accepted, ended };
}

/** The same for several under one tag, with one message. */
export function fadeAll(requests: RemoteRequests, node: Target, values: readonly TimedValue[], tag: string): Fades {
  const begun = begin(requests, node, values);
  const named = <Value>(all: readonly Value[]): Readonly<Record<string, Value>> =>
    Object.fromEntries(all.map((value, index) => [values[index]?.path ?? "", value]));
  const accepted = asked(async () => {
    const reasons = await Promise.all(begun.map((one) => one.accepted.then(() => undefined, reasonOf)));
    const refused = Object.entries(named(reasons)).filter((entry): entry is [string, string] => entry[1] !== undefined);
    return Object.fromEntries(refused);
  });
  const ended = asked(() => Promise.all(begun.map((one) => one.ended)).then(named));
  const each = named(begun.map((one) => ({ ...one, accepted: asked(() => one.accepted.then(() => {})) })));
  return { ...common(requests, node, tag), each, accepted, ended };
}

interface Begun {
  readonly accepted: Promise<Json>;
  readonly ended: Promise<FadeEnd>;
}

function begin(requests: RemoteRequests, { id, wait = {} }: Target, values: readonly TimedValue[]): readonly Begun[] {
  const fades: FadeRequest[] = [];
  const begun = values.map((timed) => {
    const [accepted, taken] = requests.number(wait.signal);
    const [ended, end] = requests.number();
    fades.push({ accepted, ended, ...timed });
    return { accepted: asked(() => taken), ended: asked(() => end.then(readEnd)) };
  });
  requests.act((machine, now) => machine.fadeRemote(fades, id, { timeout: wait.timeout ?? TIMEOUT, now }));
  return begun;
}

function common(requests: RemoteRequests, { id, fades }: Target, tag: string): Pick<Fade, "tag" | "streamed" | "stop"> {
  const stop = (how: Halt = "hold"): Promise<void> =>
    asked(async () => {
      checkHalt(how);
      await requests.ask("stop", {}, (machine, request, time) => machine.stopRemote(request, id, tag, how, time));
    });
  return { tag, streamed: !fades, stop };
}

function reasonOf(error: unknown): string {
  // Anything else is no answer of the node, and not to be taken for one.
  if (!(error instanceof NetworkError)) throw error;
  return error.message;
}

const TIMEOUT = 5000;
