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

function read(file: string): string {
  return readFileSync(`${FOLDER}/${file}`, "utf8");
}
