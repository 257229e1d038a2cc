import { testCloud } from "../cloud-set-up.ts";
import { voyage } from "./set-up.ts";

testCloud("Voyage", voyage, {
  VOYAGE_REQUESTS_PER_MINUTE: 1e6,
  VOYAGE_TOKENS_PER_MINUTE: 1e9,
});
