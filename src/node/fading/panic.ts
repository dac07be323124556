import { NetworkError } from "../../errors.ts";
import type { WaitOptions } from "../../events/waiting.ts";
import type { RemoteNode } from "../remote/remote-node.ts";

/** What became of a panic: nodes by name. */
export interface PanicOutcome {
  readonly answered: readonly string[];
  /** Those that refused it or did not answer, and why. */
  readonly failed: readonly { readonly name: string; readonly reason: string }[];
  /** Those that know no panic: pyZOCP, and earlier versions. */
  readonly old: readonly string[];
}

/** Asks all of them at once. */
export async function panicAll(
  nodes: readonly RemoteNode[],
  args: readonly string[],
  options: WaitOptions,
): Promise<PanicOutcome> {
  const able = nodes.filter(knowsPanic);
  const old = nodes.filter((node) => !knowsPanic(node)).map(({ name }) => name);
  const results = await Promise.allSettled(able.map((node) => node.call("zocp.panic", args, options)));
  const answered: string[] = [];
  const failed: { readonly name: string; readonly reason: string }[] = [];
  for (const [index, result] of results.entries()) {
    const name = able[index]?.name ?? "";
    if (result.status === "fulfilled") answered.push(name);
    // An abort is the caller's wish, and no answer.
    else if (!(result.reason instanceof NetworkError) || result.reason.code === "stopped") throw result.reason;
    else failed.push({ name, reason: result.reason.message });
  }
  return { answered, failed, old };
}

function knowsPanic({ headers }: RemoteNode): boolean {
  return headers.get("X-ZOCP-EXTENSIONS")?.split(" ").includes("fade") === true;
}
