import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse, parseAllDocuments } from "yaml";

import { hasServer, programOf } from "./transport/broker/servers.ts";

const FOLDER = "deploy";

test.skipIf(!hasServer("nats")).each([
  ["cluster.conf", { PEERS: '["nats://127.0.0.1:6222"]' }],
  ["leaf.conf", { CLUSTER: '["nats://127.0.0.1:7422"]' }],
])("%s is one that the server takes", (file, given) => {
  const env = { ...process.env, NAME: "n1", ...given };
  const { status, stderr } = spawnSync(programOf("nats") ?? "", ["-c", `${FOLDER}/nats/${file}`, "-t"], {
    env,
    encoding: "utf8",
  });
  expect([status, stderr]).toEqual([0, expect.stringContaining("is valid")]);
});

test("each server of the Compose file knows the others, and the composer all of them", () => {
  const { services } = parse(read("compose.yaml"), { merge: true });
  const servers = ["nats-1", "nats-2", "nats-3"];
  expect(Object.keys(services)).toEqual([...servers, "composer"]);
  const peers = JSON.stringify(servers.map((name) => `nats://${name}:6222`));
  for (const name of servers)
    expect(services[name]).toMatchObject({
      command: ["-c", "/etc/nats/cluster.conf"],
      environment: { NAME: name, PEERS: peers.replaceAll(",", ", ") },
    });
  expect(services.composer.environment.ZOCP_BROKER).toBe(`nats://${servers.join(",")}`);
});

test("the manifests for Kubernetes name the ports, the selector and the files that they use", () => {
  const documents = parseAllDocuments(read("kubernetes/nats.yaml")).map((one) => one.toJS());
  expect(documents.map(({ kind }) => kind)).toEqual(["Service", "PodDisruptionBudget", "StatefulSet"]);
  const [service, budget, set] = documents;
  const [container] = set.spec.template.spec.containers;
  expect(set.spec.serviceName).toBe(service.metadata.name);
  for (const { matchLabels } of [budget.spec.selector, set.spec.selector])
    expect(matchLabels).toEqual(service.spec.selector);
  const ports = container.ports.map(({ name, containerPort }: { name: string; containerPort: number }) => [
    name,
    containerPort,
  ]);
  for (const { name, port } of service.spec.ports) expect(ports).toContainEqual([name, port]);
  expect(container.volumeMounts[0].name).toBe(set.spec.template.spec.volumes[0].name);
  const peers = JSON.parse(container.env.find(({ name }: { name: string }) => name === "PEERS").value);
  expect(peers).toHaveLength(set.spec.replicas);
});

test("the containers of one machine write nothing but the show, and are nobody in particular", () => {
  const { services } = parse(read("zocp.yaml"), { merge: true });
  expect(Object.keys(services)).toEqual(["lamp", "show", "composer"]);
  for (const service of Object.values(services))
    expect(service).toMatchObject({ network_mode: "host", read_only: true, cap_drop: ["ALL"], restart: "always" });
  const commands = Object.values(services as Record<string, { command: string[] }>).map(({ command }) => command[0]);
  expect(commands).toEqual(["node", "show", "composer"]);
  const lines = read("Dockerfile").split("\n");
  for (const line of [/^FROM node:\d+-slim$/, /^USER 65534:65534$/, /^ENTRYPOINT \["zocp"\]$/])
    expect(lines.filter((one) => line.test(one))).toHaveLength(1);
  // What is optional in the package is there, in a version that it takes.
  const { peerDependencies } = JSON.parse(readFileSync("package.json", "utf8"));
  for (const [name, version] of Object.entries<string>(peerDependencies))
    expect(read("Dockerfile")).toContain(`${name}@${/\d+/.exec(version)?.[0]}`);
});

test("the launch agent and the Windows service run the node that their page speaks of, and start it again", () => {
  const page = readFileSync("docs/guide/services.md", "utf8");
  for (const [file, ...parts] of [
    [
      "macos/zocp.lamp.plist",
      "<key>KeepAlive</key><true/>",
      "<string>node</string><string>/Users/show/lamp.json</string>",
    ],
    ["windows/zocp-lamp.xml", '<onfailure action="restart"', "<arguments>node C:\\show\\lamp.json</arguments>"],
  ] as const) {
    expect(page).toContain(`deploy/${file}`);
    for (const part of parts) expect(read(file)).toContain(part);
  }
});

function read(file: string): string {
  return readFileSync(`${FOLDER}/${file}`, "utf8");
}
