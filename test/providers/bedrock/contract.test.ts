import { testCloud } from "../cloud-set-up.ts";
import { cloudOf, embedV4, nova, titan } from "./set-up.ts";

for (const model of [nova, titan, embedV4]) {
  testCloud(model.name, cloudOf(model), { BEDROCK_REQUESTS_PER_MINUTE: 1e6 });
}
