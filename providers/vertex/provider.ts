import { setMaxListeners } from "node:events";
import { bulkhead } from "cockatiel";
import { GatewayError } from "../../models/errors.ts";
import { createConverter } from "../cloud/converter.ts";
import { closed, withinRequest } from "../cloud/deadline.ts";
import type { Deadline } from "../resilience/deadline.ts";
import { createGuard } from "../cloud/guard.ts";
import { checkDimensions } from "../cloud/inputs.ts";
import { createQuota } from "../cloud/quota.ts";
import type { Provider, ProviderContext } from "../provider.ts";
import { findAccess } from "./access.ts";
import { connect, type Connection } from "./connect.ts";
import { embed } from "./embed.ts";
import { embedVideo } from "./embed-video.ts";
import { checkSegments } from "./video.ts";
import type { VertexSettings } from "./settings.ts";

/** multimodalembedding@001 by gRPC. The SDK is loaded when the first input comes. */
export function create({ settings, log }: ProviderContext<VertexSettings>): Provider {
  const guard = createGuard("Vertex AI", log);
  const quota = createQuota(settings.VERTEX_REQUESTS_PER_MINUTE, "VERTEX_REQUESTS_PER_MINUTE");
  const slots = bulkhead(maxCalls, Infinity);
  const converter = createConverter(settings.MAX_IMAGE_PIXELS, log);
  const closing = new AbortController();
  setMaxListeners(0, closing.signal); // one a call
  let connection: Promise<Connection> | undefined;

  /** @throws GatewayError MODEL_UNAVAILABLE */
  function openLine() {
    const access = findAccess(settings);
    if ("status" in access) {
      throw new GatewayError("MODEL_UNAVAILABLE", `${access.reason} ${access.howToEnable}`, {
        retryable: false,
      });
    }
    const open = () =>
      (connection ??= connect(access, settings.GOOGLE_APPLICATION_CREDENTIALS).catch((error) => {
        connection = undefined;
        throw error;
      }));
    return { access, guard, quota, slots, converter, connection: open };
  }

  function within(signal?: AbortSignal) {
    const limits = { who: "Vertex AI", signals: [signal, closing.signal] };
    return <T>(work: (deadline: Deadline) => Promise<T>) =>
      withinRequest(settings.REQUEST_TIMEOUT_MS, limits, work);
  }

  return {
    name: "vertex",

    limits: () => ({ maxInputs: 1, maxCalls }),

    async embed(model, inputs, options) {
      const line = openLine();
      checkDimensions(model, options.dimensions);
      if (inputs.length === 0) {
        return { rows: [] };
      }
      return within(options.signal)((deadline) => embed(line, model, inputs, options, deadline));
    },

    async embedVideo(model, video, options) {
      const line = openLine();
      checkSegments(options.segments);
      return embedVideo(line, model, video, options, {
        log,
        within: within(options.signal),
      });
    },

    availability() {
      const access = findAccess(settings);
      if ("status" in access) {
        return access;
      }
      const trouble = guard.failing();
      return trouble ? { status: "FAILING", reason: trouble.message } : { status: "READY" };
    },

    async close() {
      closing.abort(closed);
      converter.close();
      const opened = await connection?.catch(() => undefined);
      connection = undefined;
      await opened?.client.close();
    },
  };
}

/** In flight at once; at 0.2 s a request they use up the largest quota. */
const maxCalls = 8;
