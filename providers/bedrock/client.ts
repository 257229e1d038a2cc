import type { BedrockRuntimeClient, InvokeModelCommand } from "@aws-sdk/client-bedrock-runtime";
import { malformed } from "../cloud/errors.ts";
import { countOf } from "../cloud/used.ts";
import { type Access, requireAccess } from "./access.ts";
import type { BedrockSettings } from "./settings.ts";

/** InvokeModel: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_InvokeModel.html */
export interface Client {
  /**
   * @param model its name there, or the id or ARN of an inference profile
   * @throws GatewayError MODEL_UNAVAILABLE without credentials, PROVIDER_FAILED for what is no JSON;
   *   whatever the SDK throws
   */
  invoke(model: string, body: object, options: InvokeOptions): Promise<Invoked>;
  close(): void;
}

export interface InvokeOptions {
  readonly signal: AbortSignal;
  readonly headers: Readonly<Record<string, string>>;
}

export interface Invoked {
  readonly body: unknown;
  /** Input tokens, where the service counted them. */
  readonly tokens: number | undefined;
}

interface Sdk {
  readonly client: BedrockRuntimeClient;
  readonly command: typeof InvokeModelCommand;
}

/** The SDK is loaded by the first request. */
export function createClient(settings: BedrockSettings): Client {
  let sdk: Promise<Sdk> | undefined;
  return {
    async invoke(model, body, { signal, headers }) {
      sdk ??= connect(requireAccess(settings), settings);
      const { client, command } = await sdk;
      const request = new command({
        modelId: model,
        body: JSON.stringify(body),
        contentType: "application/json",
        accept: "application/json",
      });
      let tokens: number | undefined;
      // After the signature: a proxy may write the trace's headers anew.
      request.middlewareStack.add(
        (next) => async (args) => {
          Object.assign((args.request as Message).headers, headers);
          const result = await next(args);
          tokens = tokensOf(result.response as Message);
          return result;
        },
        { step: "deserialize", priority: "low" },
      );
      const answer = await client.send(request, { abortSignal: signal });
      return { body: parse(answer.body), tokens };
    },
    close: () => void sdk?.then(({ client }) => client.destroy()).catch(() => {}),
  };
}

/**
 * HTTP/1.1, because the SDK's own HTTP/2 goes through few proxies and endpoints of one's own. Its retries
 * are off: service.ts has ours.
 */
async function connect({ region }: Access, settings: BedrockSettings): Promise<Sdk> {
  const [{ BedrockRuntimeClient, InvokeModelCommand }, { NodeHttpHandler }] = await Promise.all([
    import("@aws-sdk/client-bedrock-runtime"),
    import("@smithy/node-http-handler"),
  ]);
  const client = new BedrockRuntimeClient({
    region,
    maxAttempts: 1,
    requestHandler: new NodeHttpHandler(),
    ...(settings.BEDROCK_ENDPOINT && { endpoint: settings.BEDROCK_ENDPOINT }),
    ...identity(settings),
  });
  return { client, command: InvokeModelCommand };
}

/** In the order of `findAccess`. What is not given here, the SDK looks for by itself. */
function identity(settings: BedrockSettings) {
  const {
    AWS_BEARER_TOKEN_BEDROCK: token,
    AWS_PROFILE: profile,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
  } = settings;
  if (token) {
    return { token: { token }, authSchemePreference: ["httpBearerAuth"] };
  }
  const signed = { authSchemePreference: ["sigv4"] };
  if (profile || !accessKeyId || !secretAccessKey) {
    return { ...signed, ...(profile && { profile }) };
  }
  const credentials = { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) };
  return { ...signed, credentials };
}

/** A request or a response, as the SDK's middleware sees it. */
interface Message {
  readonly headers: Record<string, string>;
}

function tokensOf({ headers }: Message): number | undefined {
  return countOf(Number(headers["x-amzn-bedrock-input-token-count"] ?? NaN));
}

function parse(bytes: Uint8Array | undefined): unknown {
  try {
    return JSON.parse(Buffer.from(bytes ?? []).toString());
  } catch {
    throw malformed("Amazon Bedrock", "no JSON");
  }
}
