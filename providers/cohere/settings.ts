/** What the provider wants to know of the server, by the names of its settings. */
export interface Settings {
  readonly CO_API_KEY?: string;
  /** Another address of the API, such as a proxy's. */
  readonly COHERE_BASE_URL?: string;
  /** What the key may send: 2000 texts and 400 images a minute; 5 images with a trial key. */
  readonly COHERE_INPUTS_PER_MINUTE?: number;
  readonly COHERE_IMAGES_PER_MINUTE?: number;
  readonly REQUEST_TIMEOUT_MS: number;
  readonly MAX_IMAGE_PIXELS: number;
}
