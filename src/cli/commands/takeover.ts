import type { RemoteNode, ZocpNode } from "../../index.ts";
import { notFound } from "../failure.ts";
import { press } from "../show/press.ts";
import type { Session } from "../streams/session.ts";
import { findNode } from "../targets/find.ts";
import type { ShowOptions } from "../targets/find-show.ts";
import { findActors, roleOf } from "../targets/find-understudy.ts";
import { observe } from "../targets/observe.ts";

/** Lets the understudy of a show go on in its place; or says which of two shows of one name goes on. */
export async function run(session: Session<ShowOptions>, wanted?: string): Promise<void> {
  const hand = async (node: ZocpNode): Promise<void> => {
    const remote = wanted === undefined ? await only(session, node) : await named(session, node, wanted);
    await press(session, remote, "takeover", []);
  };
  await observe(session, "takeover", hand, wanted === undefined ? "everybody" : "wanted");
}

async function only(session: Session<ShowOptions>, node: ZocpNode): Promise<RemoteNode> {
  const understudies = (await findActors(session, node)).filter((remote) => roleOf(remote)?.plays === false);
  const [first, ...others] = understudies;
  if (first === undefined) throw notFound('no understudy was found; "zocp show FILE.json --understudy" starts one');
  if (others.length === 0) return first;
  const all = understudies.map(({ id, name }) => `${id.slice(0, 8)} (${name})`).join(", ");
  throw notFound(`there are ${understudies.length} understudies: say which takes over: ${all}`);
}

async function named(session: Session, node: ZocpNode, wanted: string): Promise<RemoteNode> {
  const remote = await findNode(session, node, wanted);
  if (roleOf(remote) === undefined) throw notFound(`${remote.name} is neither a show nor the understudy of one`);
  return remote;
}
