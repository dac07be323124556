import { readShow, type ShowFile } from "../../show.ts";

/** The cues of the demo, as a show file holds them: an evening at a harbour, from house lights to sunrise. */
export function cueList(): ShowFile {
  return readShow(TEXT);
}

const TEXT = `{
  "zocp": 1,
  "title": "The Harbour",
  "wires": [
    ["fader/level", "lamp-right/brightness"],
    ["fader/level", "oscillator/amplitude"],
    ["oscillator/wave", "lamp-left/brightness"]
  ],
  "values": {
    "lamp-left/colour": [1.0, 0.73, 0.36],
    "lamp-right/colour": [1.0, 0.73, 0.36],
    "oscillator/rate": 0.2
  },
  "scenes": {
    "dusk": {"values": {"lamp-left/colour": [1.0, 0.34, 0.1], "lamp-right/colour": [0.52, 0.2, 0.95], "oscillator/rate": 0.12}, "space": "oklch"},
    "storm": {"values": {"lamp-left/colour": [0.62, 0.8, 1.0], "lamp-right/colour": [0.2, 0.4, 1.0], "oscillator/rate": 2.6}}
  },
  "cues": [
    {"id": "house", "cue": "1", "name": "House lights", "values": {"lamp-left/colour": [1.0, 0.9, 0.75], "lamp-right/colour": [1.0, 0.9, 0.75]}, "over": 2, "curve": "smooth"},
    {"id": "dusk", "cue": "2", "name": "Dusk", "scene": "dusk", "over": 5, "curve": "smooth", "timing": {"lamp-right/colour": {"delay": 1.5}}},
    {"id": "storm", "cue": "3", "name": "Storm", "scene": "storm", "wires": {"make": [["oscillator/wave", "lamp-right/brightness"]], "cut": [["fader/level", "lamp-right/brightness"]]}, "over": 0.8, "follow": {"end": 8}, "note": "calms down by itself"},
    {"id": "sunrise", "cue": "4", "name": "Sunrise", "values": {"lamp-left/colour": [1.0, 0.55, 0.3], "lamp-right/colour": [1.0, 0.75, 0.3], "oscillator/rate": 0.08}, "wires": {"make": [["fader/level", "lamp-right/brightness"]], "cut": [["oscillator/wave", "lamp-right/brightness"]]}, "over": 9, "space": "oklch"}
  ],
  "dashboards": {
    "harbour": {
      "note": "for a phone at the edge of the stage",
      "columns": 4,
      "tiles": [
        {"id": "light", "kind": "fader", "parameter": "fader/level", "label": "Light", "at": [0, 0], "size": [4, 1]},
        {"id": "storm", "kind": "cue", "cue": "storm", "label": "Storm", "at": [0, 1], "size": [2, 1]},
        {"id": "go", "kind": "cue", "at": [2, 1], "size": [2, 1]},
        {"id": "speed", "kind": "fader", "parameter": "oscillator/rate", "label": "Waves", "at": [0, 2], "size": [4, 1]},
        {"id": "left", "kind": "meter", "parameter": "lamp-left/brightness", "label": "Left", "at": [0, 3], "size": [2, 1]},
        {"id": "right", "kind": "meter", "parameter": "lamp-right/brightness", "label": "Right", "at": [2, 3], "size": [2, 1]},
        {"id": "left-colour", "kind": "colour", "parameter": "lamp-left/colour", "label": "Left", "at": [0, 4], "size": [2, 1]},
        {"id": "right-colour", "kind": "colour", "parameter": "lamp-right/colour", "label": "Right", "at": [2, 4], "size": [2, 1]}
      ]
    }
  }
}`;
