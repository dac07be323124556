import { ZocpNode, type ZocpOptions } from "../../src/index.ts";
import type { SimulatedHost } from "../../src/net/sim/simulated-host.ts";
import { SimulatedNetwork, type SimulatedNetworkOptions } from "../../src/net/sim/simulated-network.ts";

/** What a node told, in short: `enter lamp`, `exit lamp expired`, `signal fader 0.5`, `linked`. */
type Story = string[];

export interface Actor {
  readonly node: ZocpNode;
  readonly host: SimulatedHost;
  readonly told: Story;
}

/** A node on a host, with what it tells written down. */
export async function act(host: SimulatedHost, name: string, options: ZocpOptions = {}): Promise<Actor> {
  const node = new ZocpNode(name, { net: host.net, ...options });
  const told: Story = [];
  node
    .on("enter", (event) => told.push(`enter ${event.name}`))
    .on("exit", (event) => told.push(`exit ${event.name} ${event.reason}`))
    .on("signal", ({ emitter, value }) => told.push(`signal ${emitter} ${value}`));
  node.zre
    .on("evasive", (event) => told.push(`evasive ${event.name}`))
    .on("silent", (event) => told.push(`silent ${event.name}`))
    .on("suspected", (event) => told.push(`suspected ${event.name}`))
    .on("recovered", (event) => told.push(`recovered ${event.name}`))
    .on("failed", ({ error }) => told.push(`failed ${error.code}`));
  await node.start();
  return { node, host, told };
}

/** A desk with an emitter `fader` and a lamp with a sensor `level`, wired by the lamp. */
export async function deskAndLamp(options: SimulatedNetworkOptions = {}, node: ZocpOptions = {}) {
  const network = new SimulatedNetwork(options);
  const desk = await startDesk(network.host("10.0.0.1"), node);
  const lamp = await startLamp(network.host("10.0.0.2"), node);
  await network.until(lamp.node.connect("desk/fader", "lamp/level"));
  return { network, desk, lamp };
}

export async function startDesk(host: SimulatedHost, options: ZocpOptions = {}): Promise<Actor> {
  const desk = await act(host, "desk", options);
  desk.node.float("fader", 0, { access: "re" });
  return desk;
}

export async function startLamp(host: SimulatedHost, options: ZocpOptions = {}): Promise<Actor> {
  const lamp = await act(host, "lamp", options);
  lamp.node.float("level", 0, { access: "rs" });
  return lamp;
}

/** Whether a signal crosses within a second. */
export async function crosses(network: SimulatedNetwork, desk: Actor, lamp: Actor): Promise<boolean> {
  const value = Math.round(network.now) + 0.5;
  desk.node.emit("fader", value);
  await network.run(1000);
  return lamp.node.parameter("level").value === value;
}
