import type { ImageInput, VideoInput } from "./generated/operations.ts";
import type { Image, LanguageOption, ModelOptions, Video } from "./options.ts";

/** @throws TypeError for what is no image */
export function imageInput(image: Image): ImageInput {
  const input = typeof image === "string" ? urlInput(image) : fileInput(image);
  if (!input) {
    throw new TypeError("An image must be a File, a Blob, a Uint8Array or a URL in a string.");
  }
  return input;
}

/** @throws TypeError for what is no video */
export function videoInput(video: Video): VideoInput {
  if (typeof video === "string") {
    return video.startsWith("gs://") ? { gcsUri: video } : urlInput(video);
  }
  const input = fileInput(video);
  if (!input) {
    throw new TypeError(
      "A video must be a File, a Blob, a Uint8Array, or a URL or gs:// URI in a string.",
    );
  }
  return input;
}

function urlInput(url: string) {
  return url.startsWith("data:") ? { base64: url } : { url };
}

function fileInput(file: Blob | Uint8Array): { upload: Blob } | undefined {
  if (file instanceof Blob) {
    return { upload: file };
  }
  // Copied, because a Blob takes no bytes of shared memory.
  return file instanceof Uint8Array ? { upload: new Blob([new Uint8Array(file)]) } : undefined;
}

/** Said with each part of a list: after the first, a model is in the place of the route. */
export function languageOf({ language, route }: LanguageOption & ModelOptions): string | undefined {
  return language ?? route?.language ?? undefined;
}

/** A copy. Without types, one text would pass for a list of its letters. */
export function list<T>(name: string, values: readonly T[]): T[] {
  if (!Array.isArray(values)) {
    throw new TypeError(`${name} must be a list; put a single one into [ ].`);
  }
  return [...values];
}

/** Little-endian float32, on every machine; by what browsers have, too. */
export function floats(base64: string): Float32Array {
  const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
  const view = new DataView(bytes.buffer);
  return Float32Array.from({ length: bytes.length / 4 }, (_, i) => view.getFloat32(i * 4, true));
}
