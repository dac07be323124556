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
  ]
}`;
