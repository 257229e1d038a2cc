import { onTestFinished } from "vitest";
import { readConfig } from "../../src/config/config.ts";
import { type Gateway, type GatewayOptions, startGateway } from "../../src/gateway.ts";

/** A whole gateway on a free port, quiet. Settings by their names; the caller closes it. */
export function startTestGateway(
  settings: Record<string, string> = {},
  overrides: GatewayOptions = {},
): Promise<Gateway> {
  const config = readConfig({ PORT: "0", LOG_LEVEL: "silent", ...settings });
  return startGateway(config, overrides);
}

/** As startTestGateway, closed when the running test ends. */
export async function gatewayForTest(
  ...args: Parameters<typeof startTestGateway>
): Promise<Gateway> {
  const gateway = await startTestGateway(...args);
  onTestFinished(() => gateway.close());
  return gateway;
}

export interface Answer {
  readonly status: number;
  // Tests read whatever they asked for.
  readonly data: any;
  readonly errors?: readonly {
    readonly message: string;
    readonly path?: readonly (string | number)[];
    readonly extensions: { code: string; retryable?: boolean; retryAfterMs?: number };
  }[];
}

/** One GraphQL request as JSON. */
export async function post(
  { url }: { url: string },
  query: string,
  variables: Record<string, unknown> = {},
  init: RequestInit = {},
): Promise<Answer> {
  const response = await fetch(`${url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query, variables }),
    ...init,
  });
  return { status: response.status, ...((await response.json()) as Omit<Answer, "status">) };
}
