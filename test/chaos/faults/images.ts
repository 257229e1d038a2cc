import { Agent } from "undici";
import { runOperation } from "../clients.ts";
import { embedImages } from "../embed-operations.ts";
import type { MakeOperation } from "../operation.ts";
import type { Fault } from "./fault.ts";

/** Lists in which most images are broken files, bombs, or URLs that stall or lead inside. */
export const images: Fault = {
  async run({ traffic, random }) {
    const dispatcher = new Agent();
    await Promise.all(
      Array.from({ length: 40 }, () => runOperation(traffic, poisoned, random, { dispatcher })),
    );
    await dispatcher.destroy();
  },
};

const poisoned: MakeOperation = (random, { imageList, ...world }) =>
  embedImages(random, {
    ...world,
    imageList: (random, images, options) => imageList(random, images, { ...options, poison: 0.6 }),
  });
