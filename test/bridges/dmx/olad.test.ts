import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";

const has =
  process.getuid?.() === 0 &&
  existsSync("/usr/bin/olad") &&
  spawnSync("unshare", ["-n", "ip", "link", "add", "gv1", "type", "veth", "peer", "name", "gv2"]).status === 0;
if (!has) console.warn("olad is not here (ola, root, network namespaces): what others see of our DMX is not tested");

test.runIf(has)("olad sees four universes by sACN", { timeout: 120_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), "zocp-olad-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const plugin of PLUGINS) writeFileSync(join(folder, `ola-${plugin}.conf`), "enabled = false\n");
  writeFileSync(join(folder, "ola-e131.conf"), "enabled = true\nip = 10.77.0.1\ninput_ports = 5\noutput_ports = 5\n");
  // What nobody moves yet is sent as it is by default.
  const fixtures = Object.fromEntries(
    [1, 2, 3, 4].map((universe) => [
      `lamp${universe}`,
      { universe, address: universe, channels: ["dimmer"], default: { dimmer: universe * 20 } },
    ]),
  );
  writeFileSync(join(folder, "show.json"), JSON.stringify({ bridge: "dmx", output: ["sacn:1-4"], fixtures }));
  chmodSync(folder, 0o777);
  spawnSync("unshare", ["-n", "bash", "-c", SCRIPT, "olad", folder, process.execPath], {
    env: { ...process.env, ZOCP_INTERFACE: "gv1" },
  });
  const seen = new Map<string, string>();
  for (const [, universe = "", levels = ""] of readFileSync(join(folder, "frames"), "utf8").matchAll(
    /^(\d) ([\d,]+)$/gm,
  ))
    seen.set(universe, levels);
  const firsts = [1, 2, 3, 4].map((universe) => seen.get(String(universe))?.split(",").slice(0, 4).map(Number));
  expect(firsts).toEqual([
    [51, 0, 0, 0],
    [0, 102, 0, 0],
    [0, 0, 153, 0],
    [0, 0, 0, 204],
  ]);
});

/** In a network of its own: olad would speak to everybody. */
const SCRIPT = `
ip link set lo up; ip link add gv1 type veth peer name gv2; ip addr add 10.77.0.1/24 dev gv1; ip link set gv1 up; ip link set gv2 up
timeout 60 runuser -u olad -- olad -c "$1" --no-http -i gv1 -l 0 >/dev/null 2>&1 & daemon=$!
for i in $(seq 40); do ola_dev_info 2>/dev/null | grep -q E1.31 && break; sleep 0.5; done
device=$(ola_dev_info | sed -n 's/^Device \\([0-9]*\\): E1.31.*/\\1/p')
for u in 1 2 3 4; do ola_patch -d $device -p $((u-1)) -i -u $u; done
timeout -s INT 30 ola_recorder -r "$1/frames" -u 1,2,3,4 >/dev/null 2>&1 & recorder=$!
timeout -s INT 40 "$2" dist/cli/main.js bridge "$1/show.json" >/dev/null 2>&1 & bridge=$!
wait $recorder; kill -INT $bridge; wait $bridge; kill $daemon; wait $daemon`;
const PLUGINS = [
  ...["artnet", "dummy", "espnet", "gpio", "kinet", "nanoleaf", "osc", "opendmx", "openpixelcontrol", "pathport"],
  ...["renard", "sandnet", "shownet", "spi", "spidmx", "stageprofi", "usbpro", "usbdmx", "usbserial", "milinst"],
  ...["karate", "uartdmx", "ftdidmx"],
];
