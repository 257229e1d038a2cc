import { testCloud } from "../cloud-set-up.ts";
import { gemini, onVertex } from "./set-up.ts";

const quota = { GEMINI_INPUTS_PER_MINUTE: 1e6 };
testCloud("Gemini", gemini, quota);
testCloud("Gemini on Vertex AI", onVertex, quota);
