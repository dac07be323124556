/** Many nodes on a few machines; each takes the values of the next one. */
export class Crowd {
  #stage;
  #names;
  #hosts;
  #rate;

  /**
   * @param {import("./stage.js").Stage} stage @param {readonly string[]} names @param {readonly string[]} hosts
   * @param {number} rate values that each emits in a second
   */
  constructor(stage, names, hosts, rate) {
    this.#stage = stage;
    this.#names = names;
    this.#hosts = hosts;
    this.#rate = rate;
  }

  /** Returns when all is well. */
  async open() {
    await this.#stage.world.open();
    for (const host of this.#hosts) await this.#stage.world.plug(host);
    await this.startMissing();
    await this.#stage.begin(60);
  }

  /** @param {string} name */
  async start(name) {
    const index = this.#names.indexOf(name);
    await this.#stage.start(name, { every: 1000 }, this.#hosts[index % this.#hosts.length]);
    await this.#stage.aim(name, [this.#names[(index + 1) % this.#names.length] ?? ""]);
    await this.#stage.pace(this.#rate, name);
  }

  async startMissing() {
    for (const name of this.#names) if (!this.#stage.actors.has(name)) await this.start(name);
  }

  /**
   * Starts or ends one by chance, but none of the first ones.
   *
   * @param {() => number} random @param {number} lasting
   * @returns {Promise<"started" | "stopped" | "killed">}
   */
  async disturb(random, lasting) {
    const name = this.#names[lasting + Math.floor(random() * (this.#names.length - lasting))] ?? "";
    const gentle = random() < 0.5;
    if (!this.#stage.actors.has(name)) {
      await this.start(name);
      return "started";
    }
    await this.#stage.leave(name, gentle);
    return gentle ? "stopped" : "killed";
  }
}
