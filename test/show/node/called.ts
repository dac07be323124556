import type { Json, JsonObject, RemoteNode } from "../../../src/index.ts";
import type { ShowFile } from "../../../src/show.ts";
import type { SimulatedStage } from "./stage.ts";

/** Two lamps, a show that moves them, and a desk that calls the show. */
export async function openCalled(stage: SimulatedStage, file: ShowFile) {
  const desk = await stage.node("desk", (node) => node.float("fader", 0, { access: "rwe", min: 0, max: 1 }));
  const [lamp, house] = [await stage.lamp("lamp"), await stage.lamp("house")];
  const harbour = await stage.show(file);
  // biome-ignore lint/suspicious/noExplicitAny: what a call answers is looked at by matchers.
  const call = async (method: string, ...args: readonly Call[]): Promise<any> => {
    const remote = desk.peer("show");
    if (remote === undefined) throw new Error("there is no show");
    return plain(await stage.network.until(remote.call(method, args)));
  };
  return { desk, lamp, house, harbour, call };
}

type Call = Parameters<RemoteNode["call"]>[1] extends readonly (infer Item)[] | undefined ? Item : never;

function plain(json: Json): unknown {
  if (json instanceof Map)
    return Object.fromEntries([...(json as JsonObject)].map(([name, item]) => [name, plain(item)]));
  return Array.isArray(json) ? json.map((item: Json) => plain(item)) : json;
}
