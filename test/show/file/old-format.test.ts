import { expect, test } from "vitest";
import { formatShow, readShow, ShowFileError } from "../../../src/show.ts";

// As the reference's tools write it: Python's json.dumps with indent=4 and sort_keys.
const DESK = "0b6b7ea9c1e94b3a9c9c7fdb3ac0f001";
const LAMP = "7d2f5f1e2c4d4d0f8a3a9a5be1d7a002";
const NETWORK = `{
    "${DESK}": {
        "_name": "desk@booth",
        "_zne_position": [
            -120.0,
            35.5
        ],
        "fader": {
            "access": "rwe",
            "subscribers": [
                [
                    "${LAMP}",
                    "level",
                    "lamp@roof"
                ],
                [
                    "ffffffffffffffffffffffffffffffff",
                    "bar",
                    "wall@hall"
                ],
                [
                    "ffffffffffffffffffffffffffffffff",
                    null,
                    "wall@hall"
                ]
            ],
            "typeHint": "flt",
            "value": 0.25
        },
        "title": {
            "access": "r",
            "subscribers": [],
            "typeHint": "string",
            "value": "desk"
        }
    },
    "${LAMP}": {
        "_name": "lamp@roof",
        "_scale": [1, 1, 1],
        "level": {
            "access": "rws",
            "subscribers": [],
            "typeHint": "flt",
            "value": 0.25
        },
        "objects": {
            "cam": {
                "pan": {
                    "access": "rw",
                    "typeHint": "flt",
                    "value": NaN
                },
                "type": "Camera"
            }
        },
        "quota": null
    }
}`;

test("what pyZConfigManager and the node editor of pyZOCP saved is read as a show file", () => {
  expect(formatShow(readShow(NETWORK))).toBe(`{
  "zocp": 1,
  "nodes": {
    "desk@booth": {"position": [-120, 35.5], "expects": {"fader": "flt rwe", "title": "string r"}},
    "lamp@roof": {"expects": {"cam.pan": "flt rw", "level": "flt rws"}}
  },
  "wires": [
    ["desk@booth/fader", "lamp@roof/level"],
    ["desk@booth/fader", "wall@hall/bar"]
  ],
  "values": {
    "desk@booth/fader": 0.25,
    "lamp@roof/cam.pan": "NaN"
  }
}
`);
});

test("an older one, whose subscribers lack the name of their node, has the links among its own nodes", () => {
  const older = NETWORK.replaceAll(/,\s+"(lamp@roof|wall@hall)"\n/g, "\n");
  expect(older).not.toContain("wall@hall");
  expect(readShow(older).wires.map(({ sensor }) => sensor)).toEqual(["lamp@roof/level"]);
});

test("two nodes of one name are refused with the line of the second", () => {
  const twice = NETWORK.replace('"_name": "lamp@roof"', '"_name": "desk@booth"');
  expect(() => readShow(twice)).toThrow(ShowFileError);
  expect(() => readShow(twice)).toThrow(/^line 37: .*two nodes are called "desk@booth"/);
});
