import { type Case, casesOf, mustEqual } from "../case.ts";
import { type Stage, says, saysNo } from "../stage.ts";
import type { Puppet } from "../wire/puppet.ts";
import type { Said } from "../wire/zocp.ts";
import { acquaint, lists, meet, subscribe, treeOf } from "./fixture.ts";

/** Links: who is told what when they are made and cut, and the values on them. */
export const LINK_CASES: readonly Case[] = casesOf("zocp", {
  "sub-from-sensor": {
    title: "lists whoever subscribes a sensor to its emitter, and tells so",
    run: async (stage) => {
      const puppet = await meet(stage);
      await subscribe(stage, puppet, "level", "lamp");
    },
  },
  sig: {
    title: "sends a SIG with the emitter and its value to each subscriber",
    run: async (stage) => {
      const puppet = await emitterAndSensor(stage);
      await stage.subject.tell({ emit: ["level", 0.75] });
      mustEqual("SIG", (await says(puppet, "SIG", isAbout("level", 0.75))).spelled, ["level", "0.75"]);
    },
  },
  "sig-of-a-whole-float": {
    title: "writes whole floats with a point in a SIG",
    run: async (stage) => {
      const puppet = await emitterAndSensor(stage);
      await stage.subject.tell({ emit: ["level", 1] });
      mustEqual("SIG", (await says(puppet, "SIG", isAbout("level", 1))).spelled, ["level", "1.0"]);
    },
  },
  "sig-of-the-same-value": {
    title: "sends a value that is emitted again",
    run: async (stage) => {
      const puppet = await emitterAndSensor(stage);
      for (let count = 0; count < 2; count++) {
        await stage.subject.tell({ emit: ["level", 0.75] });
        await says(puppet, "SIG", isAbout("level", 0.75));
      }
    },
  },
  "sigs-in-order": {
    title: "sends values in the order in which they were emitted, the last one always",
    run: async (stage) => {
      const puppet = await emitterAndSensor(stage);
      const values = Array.from({ length: 20 }, (_, index) => (index + 1) / 32);
      for (const value of values) await stage.subject.tell({ emit: ["level", value] });
      let before = 0;
      while (before < (values.at(-1) ?? 0)) {
        const { data } = await says(puppet, "SIG");
        const [, value] = data as [string, number];
        if (value < before) throw new Error(`${value} came behind ${before}`);
        before = value;
      }
    },
  },
  unsub: {
    title: "takes a subscriber out of the list at its UNSUB, and sends it no more",
    run: async (stage) => {
      const puppet = await emitterAndSensor(stage);
      puppet.say({ UNSUB: [stage.subject.id, "level", puppet.id, "lamp"] });
      await lists(puppet, "level", []);
      await says(puppet, "SIG").catch(() => {});
      await stage.subject.tell({ emit: ["level", 0.75] });
      await saysNo(puppet, "SIG", isAbout("level", 0.75));
    },
  },
  "sub-listens": {
    title: "sends values to whoever only listens: a SUB without a sensor",
    run: async (stage) => {
      const puppet = await meet(stage);
      await subscribe(stage, puppet, "level", null);
      await stage.subject.tell({ emit: ["level", 0.75] });
      await says(puppet, "SIG", isAbout("level", 0.75));
    },
  },
  "sub-everything": {
    title: "sends values of all emitters to whoever subscribes without naming one",
    run: async (stage) => {
      const puppet = await meet(stage);
      puppet.say({ SUB: [stage.subject.id, null, puppet.id, null] });
      await treeOf(puppet);
      await stage.subject.tell({ emit: ["level", 0.75] });
      await says(puppet, "SIG", isAbout("level", 0.75));
      await stage.subject.tell({ emit: ["count", 12] });
      await says(puppet, "SIG", isAbout("count", 12));
    },
  },
  "two-subscribers": {
    title: "sends a value to every subscriber",
    run: async (stage) => {
      const one = await emitterAndSensor(stage);
      const other = await acquaint(stage);
      other.say({ SUB: [stage.subject.id, "level", other.id, "lamp"] });
      await lists(other, "level", [
        [one.id, "lamp"],
        [other.id, "lamp"],
      ]);
      await stage.subject.tell({ emit: ["level", 0.75] });
      await says(one, "SIG", isAbout("level", 0.75));
      await says(other, "SIG", isAbout("level", 0.75));
    },
  },
  "sub-from-a-third": {
    title: "tells the node of the sensor what a third node asks for, and lists it once that subscribes",
    run: async (stage) => {
      const [desk, third] = [await meet(stage), await acquaint(stage)];
      third.say({ SUB: [stage.subject.id, "level", desk.id, "lamp"] });
      await answersSub(desk, [stage.subject.id, "level", desk.id, "lamp"]);
      await lists(third, "level", [[desk.id, "lamp"]]);
      await stage.subject.tell({ emit: ["level", 0.75] });
      await says(desk, "SIG", isAbout("level", 0.75));
    },
  },
  "sub-as-sensor": {
    title: "passes a SUB on to the emitter when the sensor is its own",
    run: async (stage) => {
      const [desk, third] = [await meet(stage), await acquaint(stage)];
      third.say({ SUB: [desk.id, "fader", stage.subject.id, "level"] });
      mustEqual("SUB", (await says(desk, "SUB")).data, [desk.id, "fader", stage.subject.id, "level"]);
    },
  },
  "connects-a-sensor": {
    title: "subscribes its sensor to the emitter of a peer when it is told to connect them",
    run: async (stage) => {
      const desk = await meet(stage, "desk");
      connect(stage, ["desk/fader", "level"]);
      mustEqual("SUB", (await says(desk, "SUB")).data, [desk.id, "fader", stage.subject.id, "level"]);
    },
  },
  "connects-an-emitter": {
    title: "tells the node of the sensor by SUB when it is told to connect its emitter to that",
    run: async (stage) => {
      const lamp = await meet(stage, "lamp");
      connect(stage, ["level", "lamp/lamp"]);
      await answersSub(lamp, [stage.subject.id, "level", lamp.id, "lamp"]);
      await lists(lamp, "level", [[lamp.id, "lamp"]]);
      await stage.subject.tell({ emit: ["level", 0.75] });
      await says(lamp, "SIG", isAbout("level", 0.75));
    },
  },
  disconnects: {
    title: "says UNSUB to the emitter when it is told to disconnect",
    run: async (stage) => {
      const desk = await meet(stage, "desk");
      connect(stage, ["desk/fader", "level"]);
      await says(desk, "SUB");
      desk.say({ MOD: { fader: { subscribers: [[stage.subject.id, "level"]] } } });
      stage.subject.tell({ disconnect: ["desk/fader", "level"] }).catch(() => {});
      mustEqual("UNSUB", (await says(desk, "UNSUB")).data, [desk.id, "fader", stage.subject.id, "level"]);
    },
  },
  "sensor-takes": {
    title: "takes the values of an emitter that its sensor is linked to, and tells its program",
    run: async (stage) => {
      const desk = await driven(stage);
      desk.say('{"SIG": ["fader", 0.625]}');
      await stage.tells("signal", { parameter: "level", value: 0.625 });
      mustEqual("level", (await treeOf(desk)).level?.value, 0.625);
    },
  },
  "sensor-takes-no-other": {
    title: "does not take values of emitters that its sensor is not linked to",
    run: async (stage) => {
      const desk = await driven(stage);
      desk.say({ SIG: ["dial", 1] });
      await stage.tellsNo("signal", { parameter: "level", value: 1 });
    },
  },
  "passes-on": {
    title: "passes what its sensor takes on to the subscribers of that, once",
    run: async (stage) => {
      const desk = await driven(stage);
      const lamp = await acquaint(stage);
      lamp.say({ SUB: [stage.subject.id, "level", lamp.id, "lamp"] });
      await lists(lamp, "level", [[lamp.id, "lamp"]]);
      desk.say('{"SIG": ["fader", 0.625]}');
      await says(lamp, "SIG", isAbout("level", 0.625));
      await saysNo(lamp, "SIG", isAbout("level", 0.625));
    },
  },
  "no-echo": {
    title: "does not send a value back to the parameter that it came from",
    run: async (stage) => {
      const desk = await driven(stage);
      desk.say({ SUB: [stage.subject.id, "level", desk.id, "fader"] });
      await lists(desk, "level", [[desk.id, "fader"]]);
      desk.say('{"SIG": ["fader", 0.625]}');
      await stage.tells("signal", { parameter: "level", value: 0.625 });
      await saysNo(desk, "SIG", isAbout("level", 0.625));
    },
  },
  "subscriber-leaves": {
    title: "goes on when a subscriber has left, and serves it again when it has come back",
    run: async (stage) => {
      const desk = await emitterAndSensor(stage);
      desk.close();
      await stage.subject.tell({ emit: ["level", 0.75] });
      const again = await acquaint(stage);
      again.say({ SUB: [stage.subject.id, "level", again.id, "lamp"] });
      await treeOf(again);
      await stage.subject.tell({ emit: ["level", 0.875] });
      await says(again, "SIG", isAbout("level", 0.875));
    },
  },
});

/** A peer whose lamp follows the subject's level. */
async function emitterAndSensor(stage: Stage): Promise<Puppet> {
  const puppet = await meet(stage);
  await subscribe(stage, puppet, "level", "lamp");
  return puppet;
}

/** A peer whose fader drives the subject's level. */
async function driven(stage: Stage): Promise<Puppet> {
  const desk = await meet(stage, "desk");
  connect(stage, ["desk/fader", "level"]);
  await says(desk, "SUB");
  desk.say({ MOD: { fader: { subscribers: [[stage.subject.id, "level"]] } } });
  return desk;
}

/** A link with a peer of the reference is made when that lists it, which not every driver waits for. */
function connect(stage: Stage, ends: readonly [string, string]): void {
  stage.subject.tell({ connect: ends }).catch(() => {});
}

/** As the node of a sensor does: it asks the emitter for what it was told that it should have. */
async function answersSub(puppet: Puppet, link: readonly unknown[]): Promise<void> {
  mustEqual("SUB", (await says(puppet, "SUB")).data, link);
  puppet.say({ SUB: link });
}

function isAbout(emitter: string, value: unknown): (said: Said) => boolean {
  return ({ data }) => Array.isArray(data) && data[0] === emitter && JSON.stringify(data[1]) === JSON.stringify(value);
}
