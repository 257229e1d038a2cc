import { testCloud } from "../cloud-set-up.ts";
import { cohere } from "./set-up.ts";

testCloud("Cohere", cohere, { COHERE_INPUTS_PER_MINUTE: 1e6, COHERE_IMAGES_PER_MINUTE: 1e6 });
