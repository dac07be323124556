import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";

import { type BrokerUser, brokerConfig, makeUser } from "../../../src/cli/broker/config.ts";
import { ZocpNode } from "../../../src/index.ts";
import { hostNet } from "../../../src/net/host/host-net.ts";
import { parseBrokerUrl } from "../../../src/transport/broker/broker-url.ts";
import { MqttCarrier } from "../../../src/transport/broker/carriers/mqtt.ts";
import { NatsCarrier } from "../../../src/transport/broker/carriers/nats.ts";
import { encodeRecord } from "../../../src/transport/broker/record.ts";
import { eventually, pause } from "../../node/loopback.ts";
import { hasServer, Server } from "../../transport/broker/servers.ts";

test.each(["", "ada lovelace", "a/b", "a.b", "*", "ada#", "é", "x".repeat(65), '"'])("%j is no user", (name) => {
  expect(() => makeUser(name)).toThrow("is none");
});

test("a password is never the same", () => {
  expect(makeUser("ada").password).not.toBe(makeUser("ada").password);
});

describe.each([
  ["nats", "nats", NatsCarrier],
  ["mosquitto", "mqtt", MqttCarrier],
] as const)("the configuration of %s", (kind, protocol, Made) => {
  describe.skipIf(!hasServer(protocol))("with a real server", () => {
    /** A server with that configuration, and how a user is called there. */
    async function open(): Promise<{
      readonly url: (user?: BrokerUser) => string;
      readonly users: readonly [BrokerUser, BrokerUser];
    }> {
      const users = [makeUser("ada"), makeUser("bob")] as const;
      const folder = mkdtempSync(join(tmpdir(), "zocp-config-"));
      onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
      const [main, ...more] = brokerConfig(kind, users, folder);
      for (const { name, text } of more) writeFileSync(join(folder, name), text, { mode: 0o600 });
      const text = main?.text
        .replace("0.0.0.0:4222", "127.0.0.1:PORT")
        .replace("listener 1883", "user root\nlistener PORT 127.0.0.1");
      const server = await Server.open(protocol, text);
      const login = (user?: BrokerUser): string => (user === undefined ? "" : `${user.name}:${user.password}@`);
      return { url: (user) => server.url.replace("//", `//${login(user)}`), users };
    }

    test("lets its users link, set and call", async () => {
      const { url, users } = await open();
      const [desk, lamp] = [
        new ZocpNode("desk", { broker: url(users[0]) }),
        new ZocpNode("lamp", { broker: url(users[1]) }),
      ];
      for (const node of [desk, lamp]) onTestFinished(() => node.stop());
      const fader = desk.float("fader", 0, { access: "re" });
      const level = lamp.float("level", 0, { access: "rws" });
      const failed: string[] = [];
      for (const node of [desk, lamp]) node.on("failed", ({ error }) => failed.push(error.message));
      await Promise.all([desk.start(), lamp.start()]);
      await desk.connect("desk/fader", "lamp/level");
      fader.emit(0.5);
      await eventually("the lamp follows", () => level.value === 0.5);
      expect(failed).toEqual([]);
    });

    test("proves who sends: what only one user may is refused to the other", async () => {
      const { url, users } = await open();
      const [ada, bob] = users.map((user) => new ZocpNode(`of ${user.name}`, { broker: url(user) }));
      const lamp = new ZocpNode("lamp", { broker: url(users[1]), accept: ["user:ada"] });
      const failed: string[] = [];
      for (const node of [ada, bob, lamp]) onTestFinished(() => node?.stop());
      for (const node of [ada, bob, lamp]) node?.on("failed", ({ error }) => failed.push(error.message));
      lamp.float("level", 0, { access: "rws" });
      await Promise.all([ada, bob, lamp].map((node) => node?.start()));
      const [byAda, byBob] = await Promise.all([ada, bob].map((node) => node?.waitFor("lamp", { timeout: 60_000 })));
      await byAda?.set("level", 0.5);
      await expect(byBob?.set("level", 0.7)).rejects.toThrow("takes changes only from named keys, not from this one");
      expect([lamp.parameter("level").value, failed]).toEqual([0.5, []]);
    });

    test("lets nobody else in", async () => {
      const { url, users } = await open();
      const wrong = { ...users[0], password: "guessed" };
      for (const stranger of [undefined, wrong]) {
        const node = new ZocpNode("eve", { broker: url(stranger) });
        await expect(node.start()).rejects.toThrow("does not let this user in");
      }
    });

    test("lets nobody send as another, or read what is sent to another", async () => {
      const { url, users } = await open();
      const [ada, bob] = users;
      const heard: string[] = [];
      const make = (user: BrokerUser, owner: string) => {
        const carrier = new Made({ broker: parseBrokerUrl(url(user)), show: "show", net: hostNet() });
        Object.assign(carrier, { owner });
        onTestFinished(() => carrier.close());
        return carrier;
      };
      const join = async (carrier: ReturnType<typeof make>, id: string, label: string): Promise<void> => {
        const ignore = (): void => {};
        const record = encodeRecord({ name: label, session: 1, headers: new Map() });
        await carrier.open(
          { id, name: label, record },
          {
            ...{ up: ignore, down: ignore, beat: ignore, absent: ignore, failed: ignore },
            message: (from, bytes) => heard.push(`${label} heard ${from.owner} say ${Buffer.from(bytes)}`),
            record: (from, { length }) => length > 0 && from.id !== id && heard.push(`${label} sees ${from.owner}`),
          },
        );
      };
      const [honest, claims] = [make(bob, "bob"), make(ada, "bob")];
      await join(honest, "b".repeat(32), "bob");
      // Ada says that she is Bob, with an id of her own and with Bob's.
      await join(claims, "c".repeat(32), "forger");
      await join(make(ada, "ada"), "a".repeat(32), "ada");
      const to = { owner: "bob", id: "b".repeat(32) };
      claims.send(to, Buffer.from("forged"), false);
      honest.send({ owner: "bob", id: "c".repeat(32) }, Buffer.from("secret"), false);
      // A server may take what somebody sends before it takes who listens: said again until it is heard.
      await eventually("what is allowed arrives", () => {
        honest.send({ owner: "ada", id: "a".repeat(32) }, Buffer.from("hello"), false);
        return heard.includes("ada heard bob say hello");
      });
      await pause(300);
      expect(
        heard.filter(
          (what) =>
            !["ada heard bob say hello", "bob sees ada", "ada sees bob", "forger sees bob", "forger sees ada"].includes(
              what,
            ),
        ),
      ).toEqual([]);
    });
  });
});
