import { readdir, readFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { z } from "zod";
import { GatewayError } from "../../../models/errors.ts";

/** A model directory: which files it has, and their JSON checked against what we read of it. */
export interface Directory {
  has(file: string): boolean;
  /** The first of these that is there. */
  first(files: readonly string[]): string | undefined;
  absolute(file: string): string;
  /** Undefined where the file is absent. */
  json<Shape extends z.ZodType>(file: string, shape: Shape): Promise<z.infer<Shape> | undefined>;
  /** `config.json`, which every layout has. */
  config(): Promise<Config>;
  lacks(file: string, what: string, note?: string): GatewayError;
  wrong(file: string, problem: string): GatewayError;
}

/** Lists a model directory once. @throws GatewayError MODEL_UNAVAILABLE */
export async function listDirectory(path: string): Promise<Directory> {
  const root = resolve(path);
  const name = basename(root);
  const entries = await readdir(root, { recursive: true }).catch((cause: NodeJS.ErrnoException) => {
    const why = reasons[cause.code ?? ""] ?? "";
    throw unavailable(`Model directory "${name}" cannot be read${why}`, cause);
  });
  const files = new Set(entries.map((entry) => entry.replaceAll("\\", "/")));

  const directory: Directory = {
    has: (file) => files.has(file),
    first: (candidates) => candidates.find((file) => files.has(file)),
    absolute: (file) => join(root, file),
    async json(file, shape) {
      if (!files.has(file)) {
        return undefined;
      }
      const parsed = shape.safeParse(await parse(file));
      if (parsed.success) {
        return parsed.data;
      }
      const issue = parsed.error.issues[0];
      throw this.wrong(file, `${issue?.path.join(".") ?? ""}: ${issue?.message ?? "not valid"}`);
    },
    async config() {
      const config = await this.json("config.json", Config);
      if (!config) {
        throw this.lacks("config.json", "the model's type and sizes");
      }
      return config;
    },
    lacks: (file, what, note = "") =>
      unavailable(`Model directory "${name}" has no ${file}: expected ${what}${note}`),
    wrong: (file, problem) =>
      unavailable(`Model directory "${name}" has a ${file} that cannot be used: ${problem}`),
  };

  async function parse(file: string): Promise<unknown> {
    const text = await readFile(join(root, file), "utf8").catch((cause: unknown) => {
      throw unavailable(`Model directory "${name}" has a ${file} that cannot be read`, cause);
    });
    try {
      return JSON.parse(text);
    } catch {
      throw directory.wrong(file, "it is not JSON");
    }
  }
  return directory;
}

/** What is read of config.json, whichever tool wrote it. */
export const Config = z.looseObject({
  model_type: z.string().optional(),
  projection_dim: z.number().int().positive().optional(),
  hidden_size: z.number().int().positive().optional(),
  dim: z.number().int().positive().optional(),
  max_position_embeddings: z.number().int().positive().optional(),
  pad_token_id: z.number().int().nonnegative().nullish(),
  text_config: z
    .looseObject({
      max_position_embeddings: z.number().int().positive().optional(),
      projection_size: z.number().int().positive().optional(),
      hidden_size: z.number().int().positive().optional(),
    })
    .optional(),
  vision_config: z.looseObject({ hidden_size: z.number().int().positive().optional() }).optional(),
  logit_scale: z.number().positive().optional(),
  logit_bias: z.number().optional(),
});
export type Config = z.infer<typeof Config>;

const reasons: Readonly<Record<string, string>> = {
  ENOENT: ": there is no such directory",
  ENOTDIR: ": it is a file",
  EACCES: ": no permission",
};

function unavailable(message: string, cause?: unknown): GatewayError {
  return new GatewayError("MODEL_UNAVAILABLE", message, { retryable: false, cause });
}
