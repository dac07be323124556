import {
  formatShow,
  keepFile,
  type ShowFile,
  type ShowNode,
  Understudy,
  type UnderstudyOptions,
} from "../../../src/show.ts";
import type { SimulatedHost } from "../../../src/sim.ts";
import { SimulatedStage } from "../node/stage.ts";

/** A machine in a pretend network, on which a show runs or stands ready. */
export interface Machine {
  readonly host: SimulatedHost;
  readonly understudy: Understudy;
  /** What it told, in words. */
  readonly told: string[];
}

/** Machines with one show, and the nodes that it moves, in virtual time. */
export class Company extends SimulatedStage {
  readonly machines: Machine[] = [];

  async machine(options: UnderstudyOptions = {}, host = this.network.host()): Promise<Machine> {
    const understudy = new Understudy("show", { ...options, net: host.net });
    const told: string[] = [];
    understudy.on("plays", () => told.push("plays"));
    understudy.on("follows", () => told.push("follows"));
    understudy.on("gone", ({ asks }) => told.push(asks ? "gone, asks" : "gone"));
    understudy.on("yields", () => told.push("yields"));
    understudy.on("note", ({ text }) => told.push(text));
    const machine = { host, understudy, told };
    this.machines.push(machine);
    await this.network.until(understudy.start());
    return machine;
  }

  /** The show with an understudy of it; both know each other. */
  async pair(file: string, options: UnderstudyOptions = {}): Promise<readonly [main: Machine, ready: Machine]> {
    const main = await this.machine({ file, plays: true });
    await this.wait(1);
    const ready = await this.machine(options);
    await this.wait(3);
    return [main, ready];
  }

  /** The machine ends without a word. */
  cut(machine: Machine): void {
    this.kill(machine.host);
    this.machines.splice(this.machines.indexOf(machine), 1);
  }

  get playing(): readonly Machine[] {
    return this.machines.filter(({ understudy }) => understudy.show !== undefined);
  }

  override async stop(): Promise<void> {
    const stopped = this.machines.splice(0).map(({ understudy }) => understudy.stop());
    await this.wait(1);
    // Files are written in the time of the host.
    await Promise.all(stopped);
    await super.stop();
  }
}

/** The show that plays on a machine. */
export function playedOn({ understudy }: Pick<Machine, "understudy">): ShowNode {
  if (understudy.show === undefined) throw new Error("nothing plays on this machine");
  return understudy.show;
}

/** A show file in a folder. */
export async function written(folder: string, show: ShowFile, name = "show.json"): Promise<string> {
  await keepFile(`${folder}/${name}`, formatShow(show));
  return `${folder}/${name}`;
}
