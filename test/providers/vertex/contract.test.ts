import { testCloud } from "../cloud-set-up.ts";
import { vertex } from "./set-up.ts";

testCloud("Vertex AI", vertex, { VERTEX_REQUESTS_PER_MINUTE: 1e6 });
